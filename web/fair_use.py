"""Fair use of the API: what one address may ask of the processor.

Each address has a token bucket. A token is a millisecond of the processor: an answer costs what its
calls of the pool took, and a little for being asked. The cost is known when the work is done, so it
is charged then, and an address in debt is refused where work would begin. So what needs no work,
an answer that the client has (304) or that is kept, is given in debt too.

What buckets hold stands in memory that a process shares with its forks, so an address has one
bucket whichever worker answers it.
"""

from __future__ import annotations

import copy
import fcntl
import hashlib
import math
import os
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from mmap import mmap
from struct import Struct

from indexer.errors import RateLimitedError

# Addresses that are known at a time; of others it is taken that they asked for nothing yet.
_ROOM = 10_000
# What an answer costs at least, in seconds: to read the request and to send the answer.
_SECONDS_AN_ANSWER = 0.001
# What the policy is called in the headers, and what it counts.
_POLICY, _UNIT = '"default"', '"processor-milliseconds"'

# Of a bucket: a digest of its address, 0 where there is none, the seconds that were left, and when.
_ROW = Struct("=Qdd")
_DIGEST_SIZE = 8
# Buckets among which those of an address are looked for, and which are locked at a time.
_SHELF = 8


class TokenBucket:
    """What one address may yet ask for, in seconds of the processor. Safe to share between
    threads."""

    def __init__(self, book: BucketBook, client: str) -> None:
        self._book = book
        digest = hashlib.blake2b(client.encode(), digest_size=_DIGEST_SIZE).digest()
        self._key = int.from_bytes(digest) or 1

    def admit(self) -> None:
        """Raises RateLimitedError while the address is in debt."""
        left = self._book.draw(self._key, 0)
        if left < 0:
            raise RateLimitedError(max(1, math.ceil(-left / self._book.rate)))

    def charge(self, seconds: float) -> None:
        """Take what work has cost. Debts have an end: an address waits no longer than an empty
        bucket takes to fill."""
        self._book.draw(self._key, seconds)

    def charge_answer(self) -> None:
        """Take what an answer costs beside its work."""
        self.charge(_SECONDS_AN_ANSWER)

    def describe(self) -> dict[str, str]:
        """The headers that tell the policy, and what is left of it and how many seconds it takes
        until all is (draft-ietf-httpapi-ratelimit-headers)."""
        rate, burst = self._book.rate, self._book.burst
        left = self._book.draw(self._key, 0)
        window, rest = math.ceil(burst / rate), math.ceil((burst - left) / rate)
        quota, remaining = int(burst * 1000), max(0, int(left * 1000))
        return {
            "RateLimit-Policy": f"{_POLICY};q={quota};qu={_UNIT};w={window}",
            "RateLimit": f"{_POLICY};r={remaining};t={rest}",
        }


class BucketBook:
    """The buckets of the addresses that asked lately. Safe to share between threads, and between a
    process and its forks."""

    def __init__(
        self,
        seconds_a_minute: float,
        burst: float,
        room: int = _ROOM,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`seconds_a_minute` is what comes back to a bucket, `burst` the most it holds, `room` how
        many there are; those of addresses that asked least lately are forgotten."""
        self.rate = seconds_a_minute / 60
        self.burst = burst
        self._clock = clock
        self._width = min(_SHELF, room)
        self._shelves = room // self._width
        self._file = _open_memory()
        weakref.finalize(self, os.close, self._file)
        size = self._shelves * self._width * _ROW.size
        os.truncate(self._file, size)
        self._rows = mmap(self._file, size)
        self._lock = threading.Lock()
        # Whose memory it is, where it is not its own: that is there as long as the book that
        # opened it.
        self.opened_by: BucketBook | None = None

    def with_rates(self, seconds_a_minute: float, burst: float) -> BucketBook:
        """The same buckets under other rates."""
        other = copy.copy(self)
        other.rate = seconds_a_minute / 60
        other.burst = burst
        other.opened_by = self.opened_by or self
        return other

    def find(self, client: str) -> TokenBucket:
        """The bucket of an address."""
        return TokenBucket(self, client)

    def draw(self, key: int, seconds: float) -> float:
        """Take seconds from the bucket of an address, known by a digest; what is left then."""
        shelf = key % self._shelves
        with self._locked(shelf):
            now = self._clock()
            place, left = self._look_up(shelf, key, now)
            if seconds:
                left = max(-self.burst, left - seconds)
            _ROW.pack_into(self._rows, place, key, left, now)
        return left

    def _look_up(self, shelf: int, key: int, now: float) -> tuple[int, float]:
        """Where a bucket stands, or may stand, and what it holds now."""
        first, size = shelf * self._width * _ROW.size, self._width * _ROW.size
        places = range(first, first + size, _ROW.size)
        rows = {place: _ROW.unpack_from(self._rows, place) for place in places}
        for place, (owner, left, told) in rows.items():
            if owner == key:
                return place, min(self.burst, left + (now - told) * self.rate)
        return min(rows, key=lambda place: (rows[place][0] != 0, rows[place][2])), self.burst

    @contextmanager
    def _locked(self, shelf: int) -> Iterator[None]:
        # Locks of files are of processes, and let go of by those that die; threads need another.
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, shelf)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, shelf)


def _open_memory() -> int:
    """A file in memory, or at least without a name."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("buckets")
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


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
