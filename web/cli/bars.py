"""Progress as bars on a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.text import Text

from indexer.progress import ProgressEvent, StepAdvanced, StepStarted
from web.cli.output import STEPS, count_of, format_amount, format_rate


class BarProgress:
    """Progress as bars on a terminal."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def __call__(self, event: ProgressEvent) -> None:
        match event:
            case StepStarted(step, total, unit):
                self.finish()
                name = STEPS.get(step, step)
                is_rated = total is not None and unit == "items"
                self._task = self._bars.add_task(
                    name, total=total, is_rated=is_rated, unit=unit, records=0
                )
            case StepAdvanced(count, records) if self._task is not None:
                told = self._bars.tasks[self._task].fields["records"] + records
                self._bars.update(self._task, advance=count, records=told)

    def finish(self) -> None:
        """The step is done, also one that was not known how long it is."""
        if self._task is not None:
            task = self._bars.tasks[self._task]
            total = task.total or task.completed or 1
            self._bars.update(self._task, total=total, completed=total)


class _RateColumn(ProgressColumn):
    """How many items a second, of steps that have a number of them."""

    def render(self, task: Task) -> Text:
        rate = task.finished_speed or task.speed
        return Text(format_rate(rate) if rate and task.fields["is_rated"] else "")


class _AmountColumn(MofNCompleteColumn):
    """How much is done: items of all, or bytes of all and the records in them."""

    def render(self, task: Task) -> Text:
        if task.fields["unit"] == "items":
            return super().render(task)
        done, total = (
            format_amount(int(size or 0), "bytes") for size in (task.completed, task.total)
        )
        return Text(f"{done} of {total}, {count_of(task.fields['records'], 'record')}")


def make_bars(console: Console, clock: Callable[[], float]) -> Bars:
    """The bars of the steps: how many are done, how many a second, how long the rest takes."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        _AmountColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
    )
    return Bars(*columns, console=console, get_time=clock)


@contextmanager
def show_bars() -> Iterator[BarProgress]:
    """Bars while a job runs; the last is full when it ends well."""
    with make_bars(Console(stderr=True), time.monotonic) as bars:
        shown = BarProgress(bars)
        yield shown
        shown.finish()
