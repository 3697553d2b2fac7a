"""Where phrases and near words stand, given the positions of their words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence


def place_steps(
    positions: Mapping[str, Sequence[int]], steps: Iterable[tuple[str, ...]]
) -> list[list[int]]:
    """The sorted positions of each step, given those of the terms of a text."""
    return [
        sorted({position for term in terms for position in positions.get(term, ())})
        for terms in steps
    ]


def find_sequence(steps: list[list[int]]) -> list[int]:
    """Where a sequence stands: the start positions, given the sorted positions of each step."""
    starts = set(steps[0])
    for offset, positions in enumerate(steps[1:], 1):
        starts &= {position - offset for position in positions}
        if not starts:
            break
    return sorted(starts)


def find_near(steps: list[list[int]], gap: int) -> Iterator[tuple[int, ...]]:
    """Where all steps stand near one another: for each place the positions taken, one for each
    step, given the sorted positions of each step.

    A place is found from its first position on: the other steps take positions within the
    window that the gap allows, each its own.
    """
    width = len(steps) + gap
    for start in sorted({position for positions in steps for position in positions}):
        window = [
            positions[bisect_left(positions, start) : bisect_left(positions, start + width)]
            for positions in steps
        ]
        if all(window):
            taken = _assign(window)
            if taken is not None:
                yield taken


def _assign(window: list[list[int]]) -> tuple[int, ...] | None:
    """A distinct position for each step; None where there is none.

    Bipartite matching by augmenting paths: two steps may share positions, as in "a a b"~3.
    """
    holder: dict[int, int] = {}

    def place(step: int, seen: set[int]) -> bool:
        for position in window[step]:
            if position in seen:
                continue
            seen.add(position)
            if position not in holder or place(holder[position], seen):
                holder[position] = step
                return True
        return False

    if not all(place(step, set()) for step in range(len(window))):
        return None
    positions = {step: position for position, step in holder.items()}
    return tuple(positions[step] for step in range(len(window)))
