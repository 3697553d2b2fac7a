"""The command that keeps an archive up to date with folders of files."""

from __future__ import annotations

import signal
from contextlib import closing
from pathlib import Path
from typing import Unpack

import click

from indexer.building.job import IndexReport
from indexer.errors import LetopisError
from indexer.importing.report import ImportReport
from indexer.watching.files import watch_changes
from indexer.watching.job import Built, Outcome, Watch
from searcher.archive import create_archive
from web.cli.admin import print_index, print_update
from web.cli.delivering import AsideCourier, delivering_aside
from web.cli.failures import print_error
from web.cli.import_report import print_import
from web.cli.importing import ReadingOptions, parse_options, reading_options
from web.cli.output import printable, show_progress

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@click.command("watch")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@reading_options
@click.pass_obj
def watch_command(home: Path, paths: tuple[Path, ...], **options: Unpack[ReadingOptions]) -> None:
    """Import and update now, and whenever files appear or change."""
    rules, reading = parse_options(options)
    archive = create_archive(home)
    stop = _Stop()
    for number in _SIGNALS:
        signal.signal(number, stop)
    try:
        with delivering_aside(archive) as courier:
            _watch(archive.watch(paths, rules, reading), paths, home, stop, courier)
    except KeyboardInterrupt:
        # Asked for twice, it still ends as it should.
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
    click.echo("Stopped.")


class _Stop:
    """What a signal does: it interrupts what is under way, which then leaves everything whole.

    Where Python has to swallow the interruption, as in a finalizer, `is_asked` still tells of it.
    """

    def __init__(self) -> None:
        self.is_asked = False

    def __call__(self, *_: object) -> None:
        self.is_asked = True
        raise KeyboardInterrupt


def _watch(
    watch: Watch, paths: tuple[Path, ...], home: Path, stop: _Stop, courier: AsideCourier
) -> None:
    names = ", ".join(map(printable, paths))
    greeting = f"Watching {names}  (press Ctrl-C to stop)"
    with closing(watch_changes(paths)) as turns:
        # The first turn comes before the first import: what changes meanwhile is seen.
        for changed in turns:
            watch.note(changed)
            while not stop.is_asked and (step := watch.next_step()):
                with show_progress(quiet=False) as progress:
                    outcome = step(progress)
                if outcome is not None:
                    _print_outcome(outcome, home)
                    if isinstance(outcome, Built | IndexReport):
                        courier.tell(_find_report(outcome).announced)
            if stop.is_asked:
                return
            if greeting:
                click.echo(greeting)
                greeting = ""


def _find_report(outcome: Built | IndexReport) -> IndexReport:
    return outcome.report if isinstance(outcome, Built) else outcome


def _print_outcome(outcome: Outcome, home: Path) -> None:
    match outcome:
        case ImportReport():
            print_import(outcome, home)
        case Built(report):
            print_index(report)
        case IndexReport():
            print_update(outcome)
        case LetopisError():
            print_error(outcome, home)
