"""Fair use of the API: what one address may ask of the processor.

Each address has a token bucket. A token is a millisecond of the processor: an answer costs what its
calls of the pool took, and a little for being asked. The cost is known when the work is done, so it
is charged then, and an address in debt is refused where work would begin. So what needs no work,
an answer that the client has (304) or that is kept, is given in debt too.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from indexer.errors import RateLimitedError

# Addresses that are known at a time; of others it is taken that they asked for nothing yet.
_ROOM = 10_000
# What an answer costs at least, in seconds: to read the request and to send the answer.
_SECONDS_AN_ANSWER = 0.001
# What the policy is called in the headers, and what it counts.
_POLICY, _UNIT = '"default"', '"processor-milliseconds"'


class TokenBucket:
    """What one address may yet ask for, in seconds of the processor. Safe to share between
    threads."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`rate` is what comes back in a second, `burst` the most there is."""
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._left = burst
        self._told = clock()
        self._lock = threading.Lock()

    def admit(self) -> None:
        """Raises RateLimitedError while the address is in debt."""
        left = self._look()
        if left < 0:
            raise RateLimitedError(max(1, math.ceil(-left / self._rate)))

    def charge(self, seconds: float) -> None:
        """Take what work has cost. Debts have an end: an address waits no longer than an empty
        bucket takes to fill."""
        with self._lock:
            self._left = max(-self._burst, self._fill() - seconds)

    def charge_answer(self) -> None:
        """Take what an answer costs beside its work."""
        self.charge(_SECONDS_AN_ANSWER)

    def describe(self) -> dict[str, str]:
        """The headers that tell the policy, and what is left of it and how many seconds it takes
        until all is (draft-ietf-httpapi-ratelimit-headers)."""
        left = self._look()
        window = math.ceil(self._burst / self._rate)
        rest = math.ceil((self._burst - left) / self._rate)
        quota, remaining = int(self._burst * 1000), max(0, int(left * 1000))
        return {
            "RateLimit-Policy": f"{_POLICY};q={quota};qu={_UNIT};w={window}",
            "RateLimit": f"{_POLICY};r={remaining};t={rest}",
        }

    def _look(self) -> float:
        with self._lock:
            return self._fill()

    def _fill(self) -> float:
        now = self._clock()
        self._left = min(self._burst, self._left + (now - self._told) * self._rate)
        self._told = now
        return self._left


class BucketBook:
    """The buckets of the addresses that asked lately. Used by the event loop alone."""

    def __init__(self, seconds_a_minute: float, burst: float, room: int = _ROOM) -> None:
        self._rate = seconds_a_minute / 60
        self._burst = burst
        self._room = room
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def find(self, client: str) -> TokenBucket:
        """The bucket of an address; those of addresses that asked least lately are forgotten."""
        bucket = self._buckets.setdefault(client, TokenBucket(self._rate, self._burst))
        self._buckets.move_to_end(client)
        if len(self._buckets) > self._room:
            self._buckets.popitem(last=False)
        return bucket


_current: ContextVar[TokenBucket | None] = ContextVar("bucket", default=None)


def current_bucket() -> TokenBucket | None:
    """The bucket that pays for the request under way; None where nobody has to."""
    return _current.get()


@contextmanager
def paid_by(bucket: TokenBucket) -> Iterator[None]:
    """Work that is begun within is paid by a bucket."""
    outer = _current.set(bucket)
    try:
        yield
    finally:
        _current.reset(outer)
