"""What the commands print: JSON, progress."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from indexer.progress import Progress, Silence
from web.api.rendering import encode_json

# The steps of the jobs as they are shown.
_STEPS = {
    "import": "Reading files",
    "index": "Indexing articles",
    "update": "Updating the index",
    "write": "Writing the index",
    "verify": "Checking the index",
}

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    click.echo(msgspec.json.format(encode_json(value), indent=2).decode())


def count_of(number: int, noun: str) -> str:
    """A number with its noun: `1 article`, `2 articles`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def format_value(value: object) -> str:
    """A value of JSON on one line, for people."""
    match value:
        case list() | tuple():
            return ", ".join(map(format_value, value))
        case dict():
            return ", ".join(f"{name} {format_value(inner)}" for name, inner in value.items())
        case _:
            return str(value)


class BarProgress:
    """Progress as bars on a terminal."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def start(self, step: str, total: int | None) -> None:
        self._finish()
        self._task = self._bars.add_task(_STEPS.get(step, step), total=total)

    def advance(self, count: int = 1) -> None:
        if self._task is not None:
            self._bars.advance(self._task, count)

    def _finish(self) -> None:
        if self._task is not None:
            done = self._bars.tasks[self._task]
            self._bars.update(self._task, total=done.total or 1, completed=done.total or 1)


class LineProgress:
    """Progress as a line for each step, for logs and pipes."""

    def start(self, step: str, total: int | None) -> None:
        name = _STEPS.get(step, step)
        click.echo(f"{name} …" if total is None else f"{name}: {total}", err=True)

    def advance(self, count: int = 1) -> None:
        """A line for each item would be noise."""


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[Progress]:
    """Bars on a terminal, plain lines elsewhere, nothing where only JSON is wanted."""
    if quiet:
        yield Silence()
    elif sys.stderr.isatty():
        console = Console(stderr=True)
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Bars(*columns, console=console) as bars:
            yield BarProgress(bars)
    else:
        yield LineProgress()
