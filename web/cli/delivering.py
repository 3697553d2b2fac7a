"""The calls of hooks that commands make once their work is done, and what they print of them."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indexer.building.announcing import Announcement
from indexer.errors import LetopisError
from indexer.operations.alert_matches import reading_ledger
from searcher.archive import NewsArchive
from web.cli.hints import name_command
from web.cli.output import count_of, printable

if TYPE_CHECKING:
    from web.alerts.delivering import DeliveryReport

# Seconds until a watch looks whether a hook that failed is to be called again.
_TURN = 30.0

# What may go wrong about calls without the work before them being at fault.
_MET = (LetopisError, sqlite3.Error, OSError)


def tell_announced(archive: NewsArchive, announced: Announcement) -> None:
    """Make the calls that wait, for a short while, and say on stderr what alerts did: nothing of
    it undoes what the command has done."""
    _print_announced(announced)
    try:
        if has_waiting(archive):
            from web.alerts.delivering import Courier

            print_delivery(Courier(archive).deliver(), archive.home.path)
    except _MET as error:
        _print_problem(str(error))


def has_waiting(archive: NewsArchive) -> bool:
    """Whether any call waits. Raises ArchiveDamagedError, and what SQLite raises."""
    with reading_ledger(archive.home.operations) as ledger:
        return ledger is not None and bool(ledger.calls.alerts())


def print_delivery(report: DeliveryReport, home: Path) -> None:
    """Say what became of calls."""
    if report.taken:
        click.echo(f"Hooks took {count_of(report.taken, 'call')}.", err=True)
    for alert, reason in report.failures.items():
        click.echo(printable(f"The hook of {alert} took no call: {reason}"), err=True)
    if report.waiting:
        waiting = count_of(report.waiting, "call waits", "calls wait")
        told = f"{waiting}, and will be made later. To make them now: "
        click.echo(told + printable(name_command(home, "letopis alerts deliver")), err=True)


def _print_announced(announced: Announcement) -> None:
    if announced.matched:
        click.echo(f"Alerts: {count_of(announced.matched, 'match', 'matches')}.", err=True)
    for problem in announced.problems:
        _print_problem(problem)


def _print_problem(problem: str) -> None:
    click.echo(printable(f"Alerts wait: {problem}"), err=True)


@contextmanager
def delivering_aside(archive: NewsArchive) -> Iterator[AsideCourier]:
    """Make calls in a thread of its own while something else is done: no import waits for a
    hook."""
    courier = AsideCourier(archive)
    thread = threading.Thread(target=courier.run, daemon=True)
    thread.start()
    try:
        yield courier
    finally:
        courier.stop()
        # A call that is under way is made again where it is cut off.
        thread.join(timeout=1.0)


class AsideCourier:
    """Makes the calls that wait whenever it is told of new ones, and now and then."""

    def __init__(self, archive: NewsArchive) -> None:
        self._archive = archive
        self._woken = threading.Event()
        self._is_stopped = False
        self._told = ""

    def tell(self, announced: Announcement) -> None:
        """Say what alerts matched, and look for calls to be made."""
        _print_announced(announced)
        self._woken.set()

    def stop(self) -> None:
        """Make no more calls."""
        self._is_stopped = True
        self._woken.set()

    def run(self) -> None:
        """Make calls until that is stopped."""
        while not self._is_stopped:
            try:
                if has_waiting(self._archive):
                    self._deliver()
                    self._told = ""
            except _MET as error:
                # It would be the same at each turn.
                if str(error) != self._told:
                    self._told = str(error)
                    _print_problem(self._told)
            self._woken.wait(_TURN)
            self._woken.clear()

    def _deliver(self) -> None:
        from web.alerts.delivering import Courier

        report = Courier(self._archive).deliver()
        if report.taken or report.failures:
            print_delivery(report, self._archive.home.path)
