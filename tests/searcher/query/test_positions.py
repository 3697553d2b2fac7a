"""Near words: found where the definition says, by work that grows with the positions."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from searcher.query.positions import find_near

# Few positions and steps: the definition tries all ways to take them.
_POSITIONS = st.lists(st.integers(0, 14), min_size=0, max_size=5, unique=True).map(sorted)
_STEPS = st.lists(_POSITIONS, min_size=2, max_size=4)
# Words often come twice in a phrase.
_REPEATED = st.lists(_POSITIONS, min_size=1, max_size=2).flatmap(
    lambda known: st.lists(st.sampled_from(known), min_size=2, max_size=5)
)


def stand_near(steps: list[list[int]], gap: int, start: int) -> bool:
    """Whether each step has a position of its own in the window that begins at `start`."""
    width = len(steps) + gap
    return any(
        len(set(taken)) == len(taken) and start <= min(taken) and max(taken) < start + width
        for taken in product(*steps)
    )


@given(st.one_of(_STEPS, _REPEATED), st.integers(0, 4))
def test_near_words_stand_where_each_has_a_position_of_its_own(
    steps: list[list[int]], gap: int
) -> None:
    found = list(find_near(steps, gap))
    for taken in found:
        assert len(set(taken)) == len(steps)
        assert max(taken) - min(taken) < len(steps) + gap
        assert all(position in step for position, step in zip(taken, steps, strict=True))
    starts = sorted({position for step in steps for position in step})
    assert len(found) == sum(stand_near(steps, gap, start) for start in starts)
