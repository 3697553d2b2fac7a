"""How a job tells of its course, and how it is stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from indexer.errors import JobCancelledError

Unit = Literal["items", "bytes"]


@dataclass(frozen=True, slots=True)
class StepStarted:
    """A step of a job begins: its name, how many items it has where that is known, and what they
    are."""

    step: str
    total: int | None
    unit: Unit = "items"


@dataclass(frozen=True, slots=True)
class StepAdvanced:
    """So much more of the step is done: items, or bytes with so many records in them."""

    count: int
    records: int = 0


ProgressEvent = StepStarted | StepAdvanced


def _tell_nobody(_: ProgressEvent) -> None:
    pass


class Progress:
    """The line between a job and whoever runs it: events one way, a cancellation the other.

    The job calls `start`, `advance` and `check`, from its thread; each raises JobCancelledError
    once `cancel` was called, from whichever thread. The job then leaves everything whole, as at a
    Ctrl-C.
    """

    def __init__(self, tell: Callable[[ProgressEvent], None] = _tell_nobody) -> None:
        self._tell = tell
        self._cancelled = threading.Event()

    def start(self, step: str, total: int | None, unit: Unit = "items") -> None:
        """A step begins."""
        self.check()
        self._tell(StepStarted(step, total, unit))

    def advance(self, count: int = 1, records: int = 0) -> None:
        """So many items more are done, or bytes and the records in them."""
        self.check()
        self._tell(StepAdvanced(count, records))

    def check(self) -> None:
        """End a job that was cancelled. Raises JobCancelledError."""
        if self._cancelled.is_set():
            raise JobCancelledError

    def cancel(self) -> None:
        """Let the job end at its next word."""
        self._cancelled.set()
