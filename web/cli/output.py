"""What the commands print: JSON, progress."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unicodedata import category

import click
import msgspec

from indexer.progress import Progress, ProgressEvent, StepAdvanced, StepStarted

# Seconds between two lines about one step in a log.
_LINE_PAUSE = 10.0

# Controls, halves of characters, ends of lines; marks that turn the direction of writing.
_UNPRINTED = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# The steps of the jobs as they are shown.
STEPS = {
    "import": "Reading files",
    "export": "Exporting articles",
    "pair": "Looking for pairs",
    "index": "Indexing articles",
    "update": "Updating the index",
    "write": "Writing the index",
    "verify": "Checking the index",
}

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    from web.api.rendering import encode_json

    click.echo(msgspec.json.format(encode_json(value), indent=2).decode())


def printable(text: object) -> str:
    """A text from outside on one line of a terminal: characters that steer it, or that cannot be
    printed, are escaped (`\\x1b`)."""
    return "".join(
        one.encode("unicode_escape").decode()
        if one in _TURNING or category(one) in _UNPRINTED
        else one
        for one in str(text)
    )


def count_of(number: int, noun: str) -> str:
    """A number with its noun: `1 article`, `2 articles`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def format_rate(rate: float) -> str:
    """Items a second: `0.25/s`, `1180/s`."""
    return f"{rate:.0f}/s" if rate >= 10 else f"{rate:.2g}/s"


def format_value(value: object) -> str:
    """A value of JSON on one line, for people."""
    match value:
        case list() | tuple():
            return ", ".join(map(format_value, value))
        case dict():
            return ", ".join(f"{name} {format_value(inner)}" for name, inner in value.items())
        case _:
            return printable(value)


class LineProgress:
    """Progress as lines, for logs and pipes: one for each step, and one now and then within it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._name = ""
        self._total: int | None = None
        self._done = 0
        self._started = 0.0
        self._told = 0.0

    def __call__(self, event: ProgressEvent) -> None:
        match event:
            case StepStarted(step, total):
                self._start(step, total)
            case StepAdvanced(count):
                self._advance(count)

    def _start(self, step: str, total: int | None) -> None:
        self._name, self._total, self._done = STEPS.get(step, step), total, 0
        self._started = self._told = self._clock()
        click.echo(f"{self._name} …" if total is None else f"{self._name}: {total}", err=True)

    def _advance(self, count: int) -> None:
        self._done += count
        now = self._clock()
        if now - self._told >= _LINE_PAUSE:
            self._told = now
            click.echo(f"{self._name}: {self._describe(now - self._started)}", err=True)

    def _describe(self, seconds: float) -> str:
        if self._total is None:
            return str(self._done)
        rate = self._done / seconds
        left = timedelta(seconds=round(max(0, self._total - self._done) / rate)) if rate else "?"
        return f"{self._done}/{self._total}, {format_rate(rate)}, {left} left"


@contextmanager
def show_progress(*, quiet: bool) -> Iterator[Progress]:
    """Bars on a terminal, plain lines elsewhere, nothing where only JSON is wanted."""
    if quiet:
        yield Progress()
    elif sys.stderr.isatty():
        # Most commands draw none.
        from web.cli.bars import show_bars

        with show_bars() as shown:
            yield Progress(shown)
    else:
        yield Progress(LineProgress())
