"""The bounded pool of threads in which searches run, away from the event loop."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from indexer.errors import OverloadedError

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4
# Searches that may wait for a thread; one more is turned away at once, not kept hanging.
WAITING = 64
RETRY_AFTER = 2


class SearchPool:
    """Runs synchronous calls in a few threads and refuses more than it can take."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="search")
        self._busy = 0

    async def run(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of a call made in a thread. Raises OverloadedError, and what it raises."""
        if self._busy >= THREADS + WAITING:
            raise OverloadedError(RETRY_AFTER)
        self._busy += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(
                self._threads, functools.partial(call, *args, **kwargs)
            )
        finally:
            self._busy -= 1

    def close(self) -> None:
        """Wait for the calls under way and end the threads."""
        self._threads.shutdown(cancel_futures=True)
