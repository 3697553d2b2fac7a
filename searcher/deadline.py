"""How long a request may work: every loop of ours that may be long looks at its deadline.

Seconds are those of the processor: what a request costs does not depend on what else the machine
does. By the clock it may take a few times as long, and no longer.

The thread that answers a request has one deadline, whoever of the loops below asks. Work that
nobody limits, such as that of a command, never ends by it.

    >>> Deadline(seconds=2.0).run(len, "abc")
    3
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, ParamSpec, TypeVar

from indexer.errors import LetopisError, TooExpensiveError

P = ParamSpec("P")
T = TypeVar("T")

# How many seconds of the clock a request may take for each second that it may work.
PATIENCE = 5.0

# What of a request may be dear, as its reader would name it.
Part = Literal["near", "phrase", "prefix", "words", "page", "history"]


class DearRequestError(Exception):
    """A request is no quick one: it asks to begin anew where dear ones run. Never seen outside."""


class Deadline:
    """When a request must end. Another thread may stop it; all else is for the one that runs it."""

    def __init__(self, seconds: float = math.inf) -> None:
        """`seconds` are those of the processor, in the thread that runs the call."""
        self.seconds = seconds
        self._end = math.inf
        self._clock_end = math.inf
        self._part: Part = "words"
        self._stopped: LetopisError | None = None
        # Whether something was left out for want of time: the same request may yet get more.
        self.is_curtailed = False

    def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a call that has this deadline, from now on. Raises what the call raises,
        TooExpensiveError among it, and the error it was stopped with."""
        self._raise_if_stopped()
        self._end = time.thread_time() + self.seconds
        self._clock_end = time.monotonic() + self.seconds * PATIENCE
        outer = _current.set(self)
        try:
            return call(*args, **kwargs)
        finally:
            _current.reset(outer)

    @contextmanager
    def pause(self) -> Iterator[None]:
        """For work that is done for all: it takes nothing of the time of this request, and is not
        ended with it."""
        worked, clock = time.thread_time(), time.monotonic()
        outer = _current.set(Deadline())
        try:
            yield
        finally:
            _current.reset(outer)
            self._end += time.thread_time() - worked
            self._clock_end += time.monotonic() - clock

    def check(self) -> None:
        """Raises TooExpensiveError if time is up, and the error that the request was stopped by."""
        self._compare(0.0)

    def expect(self, seconds: float) -> None:
        """Say about how long the request will take at least, before anything of it is done."""
        self._admit(seconds)

    def announce(self, seconds: float, part: Part) -> None:
        """Say about how long what comes next will take, and what of the request takes it; on its
        way it looks at the deadline. Raises what `check` raises."""
        self._part = part
        self._admit(seconds)
        self.check()

    def reserve(self, seconds: float, part: Part) -> None:
        """Announce what is of no use until it is done, or cannot be interrupted. Raises
        TooExpensiveError where it will take longer than the time left."""
        self.announce(seconds, part)
        self._compare(seconds)

    @contextmanager
    def as_time_allows(self) -> Iterator[None]:
        """For work that an answer can do without: where time is up it ends, and the answer is
        curtailed."""
        try:
            yield
        except TooExpensiveError:
            self.is_curtailed = True

    def stop(self, error: LetopisError) -> None:
        """End the request by an error: nobody waits for it any more."""
        self._stopped = error

    def _admit(self, seconds: float) -> None:
        """Raises an error where a request may not take so much."""

    def _compare(self, seconds: float) -> None:
        self._raise_if_stopped()
        if time.thread_time() + seconds > self._end or time.monotonic() > self._clock_end:
            raise self._describe()

    def _raise_if_stopped(self) -> None:
        if self._stopped is not None:
            raise self._stopped.with_traceback(None)

    def _describe(self) -> Exception:
        return TooExpensiveError(self._part, self.seconds)


class QuickDeadline(Deadline):
    """The time of one of the many quick requests. Raises DearRequestError instead of
    TooExpensiveError, and where more than `announced` seconds are announced."""

    def __init__(self, seconds: float, announced: float) -> None:
        super().__init__(seconds)
        self._announced = announced

    def _admit(self, seconds: float) -> None:
        if seconds > self._announced:
            raise DearRequestError

    def _describe(self) -> Exception:
        return DearRequestError()


_current: ContextVar[Deadline] = ContextVar("deadline", default=Deadline())  # noqa: B039


def current_deadline() -> Deadline:
    """The deadline of the request that this thread answers."""
    return _current.get()
