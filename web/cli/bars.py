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
from web.cli.output import STEPS, format_rate


class BarProgress:
    """Progress as bars on a terminal."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def __call__(self, event: ProgressEvent) -> None:
        match event:
            case StepStarted(step, total):
                self.finish()
                name = STEPS.get(step, step)
                self._task = self._bars.add_task(name, total=total, is_rated=total is not None)
            case StepAdvanced(count) if self._task is not None:
                self._bars.advance(self._task, count)

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


def make_bars(console: Console, clock: Callable[[], float]) -> Bars:
    """The bars of the steps: how many are done, how many a second, how long the rest takes."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
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
