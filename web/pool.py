"""The bounded pool of threads in which requests are answered, away from the event loop.

Lanes for many quick requests at a time and for few dear ones, so that nobody who asks for little
waits behind somebody who asks for much. Every call begins in a quick lane; one that says it will
take long, before it does, or takes long unforeseen, begins anew in that of the dear ones. What
takes next to nothing whatever is asked has a quick lane to itself: searches may fill theirs. Long
streams have a lane too: however many are read, their parts take one thread.

Whoever asks pays for what a call took of the processor, and is refused while in debt
(`web.fair_use`).
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
from web.fair_use import TokenBucket, current_bucket
from web.metering.work import Work, current_work

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4
LIGHT_THREADS = 1
STREAM_THREADS = 1
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

    No call works longer than `seconds` of the processor, beside what it tried in the quick lane;
    one whose reader has gone ends at once.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._quick = _Lane(THREADS, WAITING, "quick")
        self._light = _Lane(LIGHT_THREADS, WAITING, "light")
        self._dear = _Lane(DEAR_THREADS, DEAR_WAITING, "dear")
        self._stream = _Lane(STREAM_THREADS, WAITING, "stream")

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a call made in a thread. Raises OverloadedError, TooExpensiveError,
        RateLimitedError, and what the call raises."""
        bucket = current_bucket()
        if bucket is not None:
            bucket.admit()
        return await self._begin(self._quick, _charge(functools.partial(call, *args, **kwargs)))

    async def run_light(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `run` gives, of a call that takes next to nothing, or works for all: it waits behind
        no search, and nobody pays for it."""
        return await self._begin(self._light, functools.partial(call, *args, **kwargs))

    async def run_stream(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `run` gives, of a call that makes a part of a long stream: streams wait for one
        another, and one that was begun is not refused for debts."""
        bound = _charge(functools.partial(call, *args, **kwargs))
        return await self._stream.run(bound, Deadline(self._seconds))

    async def _begin(self, lane: _Lane, bound: Callable[[], T]) -> T:
        quick = QuickDeadline(
            min(QUICK_SECONDS, self._seconds), min(QUICK_ANNOUNCED, self._seconds)
        )
        try:
            return await lane.run(bound, quick)
        except DearRequestError:
            if self._dear.is_busy:
                bound = functools.partial(_begin_within, DEAR_PATIENCE, time.monotonic(), bound)
            # Else it waits for nobody, however late a busy machine gives it its turn.
            return await self._dear.run(bound, Deadline(self._seconds))

    @property
    def is_stopped(self) -> bool:
        """Whether it takes no more calls, and never will."""
        return self._quick.is_stopped

    def count_calls(self) -> dict[str, tuple[int, int]]:
        """How many calls run and how many wait, in each lane."""
        return {lane.name: lane.count_calls() for lane in self._lanes}

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
        return self._quick, self._light, self._dear, self._stream


def _begin_within(seconds: float, asked: float, call: Callable[[], T]) -> T:
    """Begin a call, unless it waited too long: its reader has waited enough."""
    if time.monotonic() - asked > seconds:
        raise OverloadedError(RETRY_AFTER)
    return call()


def _charge(call: Callable[[], T]) -> Callable[[], T]:
    """A call at the expense of whoever asks for it, if anybody has to pay, or wants to know."""
    bucket, work = current_bucket(), current_work()
    if bucket is None and work is None:
        return call
    return functools.partial(_make_paid, bucket, work, call)


def _make_paid(bucket: TokenBucket | None, work: Work | None, call: Callable[[], T]) -> T:
    began = time.thread_time()
    try:
        return call()
    finally:
        seconds = time.thread_time() - began
        if bucket is not None:
            bucket.charge(seconds)
        if work is not None:
            work.seconds += seconds


class _Lane:
    """Some threads, and the calls that run and wait in them."""

    def __init__(self, threads: int, waiting: int, name: str) -> None:
        self.name = name
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._size = threads
        self._room = threads + waiting
        self._deadlines: set[Deadline] = set()
        self.is_stopped = False

    @property
    def is_busy(self) -> bool:
        """Whether there is no thread for another call at once."""
        return len(self._deadlines) >= self._size

    def count_calls(self) -> tuple[int, int]:
        """How many run, and how many wait."""
        calls = len(self._deadlines)
        return min(calls, self._size), max(0, calls - self._size)

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
