"""The search for garbage in a server: what is held is not gone through, what is let go of is."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from web.cli.collecting import SteadyCollection

# More than are made between two looks at all.
MANY = 2_000_000
MANY_LOOKS = 200


class Ring:
    """What nothing but the search for garbage frees."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def process() -> Iterator[None]:
    """The state of this process, as it was."""
    thresholds, callbacks = gc.get_threshold(), list(gc.callbacks)
    yield
    gc.callbacks[:] = callbacks
    gc.set_threshold(*thresholds)
    gc.unfreeze()


def test_what_is_held_is_looked_at_once() -> None:
    SteadyCollection()
    kept = gc.get_freeze_count()
    held = [[number] for number in range(MANY)]
    looked_at = len(gc.get_objects())
    assert gc.get_freeze_count() - kept > len(held) / 2
    assert looked_at < len(held) / 2


def test_what_is_let_go_of_goes_when_an_index_is_switched() -> None:
    ring = Ring()
    collection = SteadyCollection()
    freed = weakref.ref(ring)
    del ring
    gc.collect()
    assert freed() is not None
    collection.settle()
    assert freed() is None


def test_what_is_let_go_of_goes_after_many_looks() -> None:
    ring = Ring()
    collection = SteadyCollection()
    freed = weakref.ref(ring)
    del ring
    collection.look()
    assert freed() is not None
    for _ in range(MANY_LOOKS):
        gc.collect()
    collection.look()
    assert freed() is None
