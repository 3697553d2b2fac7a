"""Signs of life of the workers of a server, by which each of them knows whether the others work."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from mmap import mmap

# Seconds between two signs of a worker, and after which one that gave none is no longer counted on:
# it is gone, or its loop stands still.
BEAT = 1.0
_LONGEST_SILENCE = 10.0


class SignsOfLife:
    """When each of some workers last gave a sign of life, in memory that forks share. `number` is
    that of the worker in whose process it is used."""

    def __init__(self, workers: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` has to tell all processes the same time."""
        self.workers = workers
        self.number = 0
        self._clock = clock
        self._signs = memoryview(mmap(-1, 8 * workers)).cast("d")

    def give(self) -> None:
        """This worker works."""
        self._signs[self.number] = self._clock()

    def end(self) -> None:
        """This worker takes no more requests."""
        self._signs[self.number] = 0.0

    def list_alive(self) -> list[int]:
        """The numbers of those that gave a sign in the last ten seconds."""
        now = self._clock()
        return [
            number
            for number, given in enumerate(self._signs)
            if given and now - given < _LONGEST_SILENCE
        ]


@dataclass(slots=True)
class Succession:
    """Whether a worker that gave signs left its place in the same process to another one, which
    gives them now (`is_over`), or leaves it to nobody: streams without an end are ended then."""

    is_over: bool = False
    is_ending: bool = False
