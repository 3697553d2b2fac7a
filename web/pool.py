"""The bounded pool of threads in which requests are answered, away from the event loop.

Lanes for many quick requests at a time and for few dear ones, so that nobody who asks for little
waits behind somebody who asks for much. Every call begins in a quick lane; one that says it will
take long, before it does, or takes long unforeseen, begins anew in that of the dear ones. What
takes next to nothing whatever is asked has a quick lane to itself: searches may fill theirs.
"""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from indexer.errors import OverloadedError
from searcher.deadline import Deadline, DearRequestError, QuickDeadline

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4
LIGHT_THREADS = 1
# Calls that may wait for a thread; one more is turned away at once, not kept hanging.
WAITING = 64
RETRY_AFTER = 2

# What is quick, in seconds of the processor: as told before, and as it comes out.
QUICK_ANNOUNCED = 0.1
QUICK_SECONDS = 0.25
# More threads would take turns at one interpreter, and all of them take longer.
DEAR_THREADS = 1
DEAR_WAITING = 4
# Seconds until a dear call that has not begun is turned away.
DEAR_PATIENCE = 2.0


class SearchPool:
    """Runs synchronous calls in a few threads and refuses more than it can take.

    No call works longer than `seconds`; one whose reader has gone ends at once.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._quick = _Lane(THREADS, WAITING, "quick")
        self._light = _Lane(LIGHT_THREADS, WAITING, "light")
        self._dear = _Lane(DEAR_THREADS, DEAR_WAITING, "dear")

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a call made in a thread. Raises OverloadedError, TooExpensiveError, and
        what the call raises."""
        return await self._begin(self._quick, functools.partial(call, *args, **kwargs))

    async def run_light(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `run` gives, of a call that takes next to nothing: it waits behind no search."""
        return await self._begin(self._light, functools.partial(call, *args, **kwargs))

    async def _begin(self, lane: _Lane, bound: Callable[[], T]) -> T:
        quick = QuickDeadline(
            min(QUICK_SECONDS, self._seconds), min(QUICK_ANNOUNCED, self._seconds)
        )
        try:
            return await lane.run(bound, quick)
        except DearRequestError:
            patient = functools.partial(_begin_within, DEAR_PATIENCE, time.monotonic(), bound)
            return await self._dear.run(patient, Deadline(self._seconds, quick.elapsed))

    @property
    def is_stopped(self) -> bool:
        """Whether it takes no more calls, and never will."""
        return self._quick.is_stopped

    def stop(self) -> None:
        """Take no more calls and end those under way, which raise OverloadedError."""
        for lane in self._lanes:
            lane.stop()

    def close(self) -> None:
        """Stop, and wait for the threads to end."""
        self.stop()
        for lane in self._lanes:
            lane.close()

    @property
    def _lanes(self) -> tuple[_Lane, ...]:
        return self._quick, self._light, self._dear


def _begin_within(seconds: float, asked: float, call: Callable[[], T]) -> T:
    """Begin a call, unless it waited too long: its reader has waited enough."""
    if time.monotonic() - asked > seconds:
        raise OverloadedError(RETRY_AFTER)
    return call()


class _Lane:
    """Some threads, and the calls that run and wait in them."""

    def __init__(self, threads: int, waiting: int, name: str) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = threads + waiting
        self._deadlines: set[Deadline] = set()
        self.is_stopped = False

    async def run(self, call: Callable[[], T], deadline: Deadline) -> T:
        if self.is_stopped or len(self._deadlines) >= self._room:
            raise OverloadedError(RETRY_AFTER)
        self._deadlines.add(deadline)
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, deadline.run, call)
        finally:
            # Where the reader has gone, the call may still run.
            deadline.stop(OverloadedError(RETRY_AFTER))
            self._deadlines.discard(deadline)

    def stop(self) -> None:
        self.is_stopped = True
        for deadline in self._deadlines:
            deadline.stop(OverloadedError(RETRY_AFTER))

    def close(self) -> None:
        self._threads.shutdown(cancel_futures=True)
