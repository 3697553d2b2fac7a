"""The commands about Russian and English articles that are versions of one story."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import click
import msgspec

from indexer.archive.pairs import PairGround
from indexer.pairing.finding import FoundPair
from indexer.pairing.listing import ListedPair
from searcher.archive import open_archive
from web.cli.admin import update_served
from web.cli.hints import name_command
from web.cli.output import count_of, json_option, print_json, printable, show_progress

# Pairs that are printed; the JSON tells of all.
_SHOWN = 20

# By what a pair was found, for people.
_GROUNDS: Mapping[PairGround, str] = {
    "link": "a link",
    "time": "the time of the original",
    "signs": "what both say",
    "hand": "an admin",
}


@click.group("pairs", invoke_without_command=True)
@json_option
@click.pass_context
def pairs_command(context: click.Context, *, as_json: bool) -> None:
    """List Russian and English articles joined to one story.

    Those that were found by more than what their records say, the least sure first, with what both
    say; and those that were split.
    """
    if context.invoked_subcommand is not None:
        return
    pairs = open_archive(context.obj).list_pairs()
    if as_json:
        print_json([_render_listed(listed) for listed in pairs])
        return
    for listed in pairs[:_SHOWN]:
        pair = listed.pair
        told = "split" if pair.state == "split" else f"{_format(pair.confidence)} {pair.state}"
        _print_pair(told, pair.ru, pair.en, _GROUNDS[pair.ground], pair.evidence)
        _print_titles(listed.ru_title, listed.en_title)
    _tell_more(len(pairs), "letopis pairs --json", context.obj)
    split = sum(listed.pair.state == "split" for listed in pairs)
    parted = f", {split} split" if split else ""
    click.echo(f"{count_of(len(pairs) - split, 'pair')} joined{parted}.")


@pairs_command.command("find", epilog="Example: letopis pairs find --dry-run")
@click.option("--dry-run", is_flag=True, help="Only tell what would be joined.")
@json_option
@click.pass_obj
def find_command(home: Path, *, dry_run: bool, as_json: bool) -> None:
    """Look for pairs among all articles without a version in the other language.

    Those that are sure are joined; those that are likely are listed, for `letopis pairs confirm`.
    An import looks for the versions of what it brought by itself.
    """
    archive = open_archive(home)
    job = archive.pair_job()
    with show_progress(quiet=as_json) as progress:
        report = job.find(progress) if dry_run else job.run(progress)
    if as_json:
        print_json({"joined": not dry_run, **msgspec.to_builtins(report)})
        return
    _print_found(report.sure, home)
    verb = "Would join" if dry_run else "Joined"
    click.echo(f"{verb} {count_of(len(report.sure), 'pair')}.")
    if report.likely:
        click.echo("Likely, but not sure; to join one: letopis pairs confirm ID ID")
        _print_found(report.likely, home)
    if not dry_run and (command := archive.status().next_command):
        click.echo(f"Next: {name_command(home, command)}")


@pairs_command.command("confirm", epilog="Example: letopis pairs confirm ru-1042 en-1043")
@click.argument("one", metavar="ID")
@click.argument("other", metavar="ID")
@click.pass_obj
def confirm_command(home: Path, one: str, other: str) -> None:
    """Make one story of a Russian and an English article, for good."""
    archive = open_archive(home)
    archive.confirm_pair(one, other)
    click.echo(printable(f"{one} and {other} are one story."))
    update_served(archive)


@pairs_command.command("split", epilog="Example: letopis pairs split en-1043")
@click.argument("article_id", metavar="ID")
@click.pass_obj
def split_command(home: Path, article_id: str) -> None:
    """Take an article out of its story, for good: no import and no search joins it again with what
    it was joined with."""
    archive = open_archive(home)
    partners = archive.split_article(article_id)
    click.echo(printable(f"{article_id} is no version of {', '.join(partners)} any more."))
    update_served(archive)


def _render_listed(listed: ListedPair) -> dict[str, object]:
    values = msgspec.to_builtins(listed.pair)
    return {**values, "ru_title": listed.ru_title, "en_title": listed.en_title}


def _print_found(pairs: Sequence[FoundPair], home: Path) -> None:
    for pair in pairs[:_SHOWN]:
        _print_pair(
            _format(pair.confidence), pair.ru, pair.en, _GROUNDS[pair.ground], pair.evidence
        )
        _print_titles(pair.ru_title, pair.en_title)
    _tell_more(len(pairs), "letopis pairs find --dry-run --json", home)


def _print_pair(told: str, ru: str, en: str, ground: str, evidence: Iterable[str]) -> None:
    words = ", ".join(evidence)
    said = f": {words}" if words else ""
    click.echo(printable(f"{told}  {ru}  {en}  (by {ground}{said})"))


def _print_titles(*titles: str | None) -> None:
    for title in titles:
        click.echo(printable(f"    {title if title is not None else '(cannot be read)'}"))


def _tell_more(count: int, command: str, home: Path) -> None:
    if count > _SHOWN:
        click.echo(f"  … and {count - _SHOWN} more; to list them: {name_command(home, command)}")


def _format(confidence: float) -> str:
    """A confidence that is rounded to no certainty."""
    return f"{math.floor(confidence * 1000) / 1000:.3f}"
