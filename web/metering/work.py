"""What the request under way has cost so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Work:
    """What a request has cost: `seconds` of the processor, in the threads of the pool."""

    seconds: float = 0.0


_current: ContextVar[Work | None] = ContextVar("work", default=None)


def current_work() -> Work | None:
    """What the request under way adds up; None where nobody asked to know it."""
    return _current.get()


@contextmanager
def adding_up() -> Iterator[Work]:
    """What the pool works within is added up."""
    work = Work()
    outer = _current.set(work)
    try:
        yield work
    finally:
        _current.reset(outer)
