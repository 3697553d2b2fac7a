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

from indexer.progress import Progress, ProgressEvent, StepAdvanced, StepStarted, Unit

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
    "duplicates": "Comparing articles",
    "boilerplate": "Reading articles",
    "countries": "Reading articles",
    "write": "Writing the index",
    "verify": "Checking the index",
    "copy": "Copying the archive",
    "check": "Checking the copy",
    "store": "Storing what changed",
    "pack": "Packing",
    "examine": "Looking it over",
    "restore": "Restoring the archive",
    "mirror": "Taking changes",
    "list": "Reading articles",
    "dump": "Writing files",
    "compare": "Comparing articles",
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


def count_of(number: int, noun: str, several: str | None = None) -> str:
    """A number with its noun: `1 article`, `2,000 articles`; `several` where that is no mere `s`
    more."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {several or f'{noun}s'}"


def format_rate(rate: float) -> str:
    """Items a second: `0.25/s`, `1180/s`."""
    return f"{rate:.0f}/s" if rate >= 10 else f"{rate:.2g}/s"


def format_amount(amount: int, unit: Unit) -> str:
    """A number of items, or of bytes: `512 KB`, `1.5 GB`."""
    if unit == "items":
        return str(amount)
    size = float(amount)
    for name in ("bytes", "KB", "MB"):
        if size < 1000:
            return f"{size:.0f} {name}"
        size /= 1000
    return f"{size:.1f} GB"


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
        self._unit: Unit = "items"
        self._done = self._records = 0
        self._started = 0.0
        self._told = 0.0

    def __call__(self, event: ProgressEvent) -> None:
        match event:
            case StepStarted(step, total, unit):
                self._start(step, total, unit)
            case StepAdvanced(count, records):
                self._advance(count, records)

    def _start(self, step: str, total: int | None, unit: Unit) -> None:
        self._name, self._total, self._unit = STEPS.get(step, step), total, unit
        self._done = self._records = 0
        self._started = self._told = self._clock()
        told = "" if total is None else format_amount(total, unit)
        click.echo(f"{self._name}: {told}" if told else f"{self._name} …", err=True)

    def _advance(self, count: int, records: int) -> None:
        self._done += count
        self._records += records
        now = self._clock()
        if now - self._told >= _LINE_PAUSE:
            self._told = now
            click.echo(f"{self._name}: {self._describe(now - self._started)}", err=True)

    def _describe(self, seconds: float) -> str:
        if self._total is None:
            return str(self._done)
        rate = self._done / seconds
        left = timedelta(seconds=round(max(0, self._total - self._done) / rate)) if rate else "?"
        if self._unit == "items":
            return f"{self._done}/{self._total}, {format_rate(rate)}, {left} left"
        done, total = (format_amount(size, self._unit) for size in (self._done, self._total))
        read = f"{count_of(self._records, 'record')}, {format_rate(self._records / seconds)}"
        return f"{done} of {total}, {read}, {left} left"


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
