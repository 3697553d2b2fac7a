"""The commands that keep an archive the same as another one, and prove it."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click
import msgspec

from indexer.errors import InvalidInputError, LetopisError, MirrorError, OptionError
from indexer.home.paths import ArchiveHome
from indexer.mirroring.job import MirrorReport, Start
from indexer.mirroring.proving import MirrorComparison
from searcher.archive import NewsArchive, create_mirror, open_archive
from web.cli.admin import print_update, run_job
from web.cli.delivering import AsideCourier, delivering_aside, tell_announced
from web.cli.failures import print_error
from web.cli.hints import name_command
from web.cli.output import count_of, json_option, print_json, printable
from web.mirroring.address import read_address
from web.mirroring.source import HttpSource

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_OF_THE_GROUP = ("--home", "--help", "-h")
# Ids that are listed of each kind of difference; the JSON has all.
_SHOWN = 10


class _MirrorGroup(click.Group):
    """What is no command of its own is the archive to be followed: `letopis mirror URL`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options before the address are those of the following."""
        is_option = bool(args) and args[0].startswith("--") and args[0] not in _OF_THE_GROUP
        return super().parse_args(ctx, ["follow", *args] if is_option else args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command, or that of following."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["follow", *args])


@click.group("mirror", cls=_MirrorGroup, options_metavar="", subcommand_metavar="URL")
def mirror_command() -> None:
    """Follow another archive, so that this one holds the same.

    `letopis mirror URL` takes all that changed there since it was asked last, checks each text by
    its digest, takes down what was taken down there, and updates the index. The first time it makes
    the archive. What is taken down here stays so. `letopis mirror compare` compares both, article
    by article.
    """


@mirror_command.command("follow", epilog="Example: letopis mirror https://example.org --every 60")
@click.argument("url", metavar="[URL]", required=False)
@click.option(
    "--every",
    type=click.IntRange(min=1),
    metavar="SECONDS",
    help="Go on, and ask again after so many seconds.",
)
@click.option(
    "--anew",
    is_flag=True,
    help="Take all from the first change on, from whatever archive answers now.",
)
@json_option
@click.pass_obj
def follow_command(
    home: Path, url: str | None, every: int | None, *, anew: bool, as_json: bool
) -> None:
    """Take what changed; `follow` may be left out.

    Without URL it asks the archive that was followed before. With --anew what the archive there has
    no longer is taken down here, and kept.
    """
    start: Start = "anew" if anew else "on"
    with _ending_on_signals(130 if every is None else 0), _open_source(home, url) as source:
        if every is None:
            archive = _open(home, source)
            report = run_job(archive.mirror_job(source, start), quiet=as_json)
            if as_json:
                print_json(_render(report))
            else:
                _print_report(report, home)
            if report.index is not None:
                tell_announced(archive, report.index.announced)
            sys.exit(1 if report.is_same is False else 0)
        click.echo(f"Following {source.address}  (press Ctrl-C to stop)")
        with ExitStack() as stack:
            _keep_following(home, source, start, every, stack)


@mirror_command.command("compare", epilog="Example: letopis mirror compare --home mirror")
@click.argument("url", metavar="[URL]", required=False)
@json_option
@click.pass_obj
def compare_command(home: Path, url: str | None, *, as_json: bool) -> None:
    """Compare this archive with the one that it follows, article by article."""
    archive = open_archive(home)
    with _open_source(home, url) as source:
        found = run_job(archive.compare_job(source), quiet=as_json)
    if as_json:
        print_json({"same": found.is_same, **_list_fields(found)})
    else:
        for line in _describe(found):
            click.echo(printable(line))
    sys.exit(0 if found.is_same else 1)


def _open_source(home: Path, url: str | None) -> HttpSource:
    if url is not None:
        return HttpSource(read_address(url))
    followed = open_archive(home).followed()
    if followed is None:
        raise OptionError("URL", "this archive follows none yet: name the address of one")
    return HttpSource(followed.url)


def _open(home: Path, source: HttpSource) -> NewsArchive:
    """The archive, made where there is none."""
    if ArchiveHome(home).database.exists():
        return open_archive(home)
    return create_mirror(home, source.describe())


def _keep_following(
    home: Path, source: HttpSource, start: Start, every: int, stack: ExitStack
) -> None:
    """Catch up again and again. What may pass by itself is told once, and tried again."""
    told = ""
    courier: AsideCourier | None = None
    while True:
        try:
            archive = _open(home, source)
            courier = courier or stack.enter_context(delivering_aside(archive))
            report = run_job(archive.mirror_job(source, start), quiet=True)
        except (MirrorError, InvalidInputError):
            raise
        except LetopisError as error:
            if str(error) != told:
                print_error(error, home)
            told = str(error)
        else:
            start = "on"
            if report.changes or told or report.is_same is False:
                _print_report(report, home)
            if report.index is not None:
                courier.tell(report.index.announced)
            told = ""
        time.sleep(every)


@contextmanager
def _ending_on_signals(code: int) -> Iterator[None]:
    """A signal interrupts what is under way, which leaves everything whole, and ends the command
    with an exit code; asked for twice, it still ends as it should."""

    def stop(*_: object) -> None:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    former = [signal.signal(number, stop) for number in _SIGNALS]
    try:
        yield
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        sys.exit(code)
    finally:
        for number, handler in zip(_SIGNALS, former, strict=True):
            signal.signal(number, handler)


def _render(report: MirrorReport) -> dict[str, object]:
    return {
        "address": report.address,
        "seq": report.seq,
        "changes": dict(report.counts),
        "names": report.names,
        "same": report.is_same,
        "root": report.root,
        "generation": report.index.manifest.generation if report.index else None,
    }


def _print_report(report: MirrorReport, home: Path) -> None:
    counts = sorted(report.counts.items())
    told = ", ".join(f"{count:,} {_KINDS[kind]}" for kind, count in counts if count)
    taken = count_of(report.changes, "change")
    click.echo(f"Took {taken} up to seq {report.seq}{f': {told}' if told else ''}.")
    if report.index is not None:
        print_update(report.index)
    match report.is_same:
        case True:
            click.echo(f"Both hold the same: root {report.root}")
        case False:
            click.echo("The root hashes of both differ.")
            click.echo(f"To see in what: {name_command(home, 'letopis mirror compare')}")


_KINDS = {
    "new": "new",
    "changed": "changed",
    "unchanged": "as it was",
    "restored": "brought back",
    "taken_down": "taken down",
    "held": "kept down here",
    "gone": "no longer there",
}


def _describe(found: MirrorComparison) -> Iterator[str]:
    """A comparison as lines for people."""
    articles = count_of(found.compared, "article")
    yield f"Compared {articles} and take-downs with {found.address}, up to seq {found.seq}."
    yield f"Root here   {found.root_here}"
    yield f"Root there  {found.root_there or 'not told'}"
    for title, ids in (
        ("Missing here", found.missing),
        ("Another text here", found.differing),
        ("Damaged here", found.damaged),
        ("Taken down there, shown here", found.shown_here),
        ("Not told there any more", found.unknown_there),
        ("Here beside it", found.others),
        ("Taken down here alone", found.down_here),
    ):
        if ids:
            more = f", and {len(ids) - _SHOWN:,} more" if len(ids) > _SHOWN else ""
            yield f"{title} ({len(ids):,}): {', '.join(ids[:_SHOWN])}{more}"
    if found.behind:
        yield f"Not taken yet: {count_of(found.behind, 'change')}."
    yield _judge(found)


def _judge(found: MirrorComparison) -> str:
    if not found.is_same:
        return "They differ."
    if found.down_here:
        return "They hold the same but for what was taken down here."
    return "They hold the same."


def _list_fields(found: MirrorComparison) -> dict[str, object]:
    fields: dict[str, object] = msgspec.to_builtins(found)
    return fields
