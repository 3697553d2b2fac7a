"""The thread in which drafts are tried: one at a time in a process, for some seconds at most. No
reader waits for one, and what is more than a few is turned away at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from indexer.errors import OverloadedError
from searcher.deadline import Deadline

T = TypeVar("T")

# Seconds of the processor that a call may work.
SECONDS = 5.0
# Calls that run or wait.
_MOST_CALLS = 6
_RETRY_AFTER = 5


class DraftThread:
    """Runs calls that try drafts, one after the other. Used by one event loop."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="drafts")
        self._deadlines: set[Deadline] = set()

    async def run(self, call: Callable[[], T]) -> T:
        """The result of a call. Raises OverloadedError where too many wait, TooExpensiveError, and
        what it raises."""
        if len(self._deadlines) >= _MOST_CALLS:
            raise OverloadedError(_RETRY_AFTER)
        deadline = Deadline(SECONDS)
        self._deadlines.add(deadline)
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, deadline.run, call)
        finally:
            # Whoever asked may have gone.
            deadline.stop(OverloadedError(_RETRY_AFTER))
            self._deadlines.discard(deadline)

    def close(self) -> None:
        """End what runs at its next look at its deadline; what waits is not begun."""
        for deadline in self._deadlines:
            deadline.stop(OverloadedError(_RETRY_AFTER))
        self._thread.shutdown(cancel_futures=True)
