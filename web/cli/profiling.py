"""The commands about profiles of sites: how the pages of one site are read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from searcher.archive import learn_profile, try_profile
from web.cli.output import count_of, json_option, print_json, printable

if TYPE_CHECKING:
    from searcher.archive import PageTrial, ProfileTrial

_PAGES = click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE…",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
# Characters of what a rule took that are shown.
_SHOWN = 70


@click.group("profile")
def profile_command() -> None:
    """Try how the pages of a site are read, or learn it from some.

    Profiles stand in the folder `profiles` of the archive home, one file a site.
    """


@profile_command.command("test")
@click.argument("profile", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_PAGES
@json_option
@click.pass_context
def test_command(
    context: click.Context, profile: Path, files: tuple[Path, ...], *, as_json: bool
) -> None:
    """Show what each rule of a profile takes of saved pages.

    The exit code is 1 where the profile does not know a page, or a page gives no article.
    """
    trial = try_profile(profile, files)
    if as_json:
        print_json(msgspec.to_builtins(trial) | {"idle": list(trial.idle)})
    else:
        for line in _tell_trial(trial):
            click.echo(line)
    if any(page.taken is None or page.reason for page in trial.pages):
        context.exit(1)


@profile_command.command("learn")
@_PAGES
def learn_command(files: tuple[Path, ...]) -> None:
    """Propose a profile for the site of some saved pages.

    It is printed as TOML: where title, date, authors and body stand on all of them, and what they
    repeat. Read it, mend it, and try it with `letopis profile test`.
    """
    for line in learn_profile(files):
        click.echo(printable(line))


def _tell_trial(trial: ProfileTrial) -> Iterator[str]:
    for page in trial.pages:
        yield from _tell_page(page, trial.rules)
        yield ""
    if trial.idle:
        yield f"These took nothing on any of {count_of(len(trial.pages), 'page')}:"
        yield from (f"  {key}  {printable(trial.rules[key])}" for key in trial.idle)
    else:
        yield "Every rule took something."


def _tell_page(page: PageTrial, rules: Mapping[str, str]) -> Iterator[str]:
    yield printable(page.file)
    if page.taken is None:
        yield "  is no page of this profile"
    for key in rules:
        for number, text in enumerate((page.taken or {}).get(key, ())):
            yield f"  {key if not number else '':24} {_shorten(text)}"
    if page.reason:
        yield f"  rejected: {printable(page.reason)}"
        return
    for name, value in page.values.items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        yield f"  = {name:22} {_shorten(text)}"


def _shorten(text: str) -> str:
    line = printable(" ".join(text.split()))
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
