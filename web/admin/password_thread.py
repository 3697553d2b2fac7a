"""The thread in which passwords are looked at: one at a time in a process.

Each takes 64 MB and a fifth of a second. Readers wait for none of them, whoever sends how many, and
what is more than a few is turned away at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from indexer.errors import OverloadedError

T = TypeVar("T")

# Calls that run or wait; the last of them waits for two seconds.
_MOST_CALLS = 8
_RETRY_AFTER = 5


class PasswordThread:
    """Runs calls that look at passwords, one after the other. Used by one event loop."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="passwords")
        self._calls = 0

    async def run(self, call: Callable[[], T]) -> T:
        """The result of a call. Raises OverloadedError where too many wait, and what it raises."""
        if self._calls >= _MOST_CALLS:
            raise OverloadedError(_RETRY_AFTER)
        self._calls += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, call)
        finally:
            self._calls -= 1

    def close(self) -> None:
        """End; what waits is not begun."""
        self._thread.shutdown(cancel_futures=True)
