"""The command that keeps an archive up to date with folders of files."""

from __future__ import annotations

import signal
from contextlib import closing
from pathlib import Path

import click

from indexer.archive.creating import create_home
from indexer.building.job import IndexJob, IndexReport
from indexer.errors import LetopisError
from indexer.home.settings import load_analyzer, read_settings
from indexer.importing.records import RecordRules
from indexer.importing.report import ImportReport
from indexer.progress import Silence
from indexer.watching.files import watch_changes
from indexer.watching.job import Built, Outcome, Watch
from searcher.gate.examining import make_gate
from searcher.gate.golden import try_golden
from web.cli.admin import map_option, print_import, print_index, print_update, set_option
from web.cli.failures import print_error
from web.cli.output import printable, show_progress

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@click.command("watch")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@map_option
@set_option
@click.pass_obj
def watch_command(
    home: Path, paths: tuple[Path, ...], maps: tuple[str, ...], sets: tuple[str, ...]
) -> None:
    """Import files and update the index now, and whenever files appear or change."""
    rules = RecordRules.parse(maps, sets)
    archive_home = create_home(home)
    settings = read_settings(archive_home)
    analyzer = load_analyzer(archive_home, settings)
    gate = make_gate(archive_home, analyzer, try_golden(archive_home.golden_file))
    job = IndexJob(archive_home, settings, analyzer, gate, Silence())
    stop = _Stop()
    for number in _SIGNALS:
        signal.signal(number, stop)
    try:
        _watch(Watch(job, paths, rules), paths, home, stop)
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


def _watch(watch: Watch, paths: tuple[Path, ...], home: Path, stop: _Stop) -> None:
    names = ", ".join(map(printable, paths))
    greeting = f"Watching {names}  (Ctrl-C stops)"
    with closing(watch_changes(paths)) as turns:
        # The first turn comes before the first import: what changes meanwhile is seen.
        for changed in turns:
            watch.note(changed)
            while not stop.is_asked and (step := watch.next_step()):
                with show_progress(quiet=False) as progress:
                    outcome = step(progress)
                if outcome is not None:
                    _print_outcome(outcome, home)
            if stop.is_asked:
                return
            if greeting:
                click.echo(greeting)
                greeting = ""


def _print_outcome(outcome: Outcome, home: Path) -> None:
    match outcome:
        case ImportReport():
            print_import(outcome)
        case Built(report):
            print_index(report)
        case IndexReport():
            print_update(outcome)
        case LetopisError():
            print_error(outcome, home)
