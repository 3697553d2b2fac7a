"""Where phrases and near words stand, given the positions of their words."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass


def place_steps(
    positions: Mapping[str, Sequence[int]], steps: Sequence[tuple[str, ...]]
) -> list[list[int]]:
    """The sorted positions of each step, given those of the terms of a text."""
    placed: dict[tuple[str, ...], list[int]] = {}
    for terms in steps:
        if terms not in placed:
            placed[terms] = sorted({at for term in terms for at in positions.get(term, ())})
    return [placed[terms] for terms in steps]


def find_sequence(steps: list[list[int]]) -> list[int]:
    """Where a sequence stands: the start positions, given the sorted positions of each step."""
    starts = set(steps[0])
    for offset, positions in enumerate(steps[1:], 1):
        starts &= {position - offset for position in positions}
        if not starts:
            break
    return sorted(starts)


@dataclass(frozen=True, slots=True)
class _Demand:
    """Some steps, which may take any of these positions, need so many of them."""

    positions: Sequence[int]
    count: int


def find_near(steps: Sequence[Sequence[int]], gap: int) -> Iterator[tuple[int, ...]]:
    """Where all steps stand near one another: for each place the positions taken, one for each
    step, given the sorted positions of each step.

    A place is found from its first position on: the other steps take the first positions within
    the window that the gap allows, each its own. Windows that cannot hold all are leapt over, so
    the work grows with the positions, not with the steps that are equal.
    """
    width = len(steps) + gap
    different = Counter(map(tuple, steps))
    assignment = _Assignment(steps, list(different))
    # Hall's theorem: each step can have a position of its own where any steps together have as many
    # positions as they are. Of steps that overlap those sets that matter are learnt on the way.
    demands = [_Demand(positions, count) for positions, count in different.items()]
    start = _find_next(different, 0)
    while start is not None:
        reach = _find_reach(demands, start)
        if reach is None:
            return
        if reach >= start + width:
            start = _find_next(different, reach - width + 1)
            continue
        taken = assignment.assign(start, start + width)
        if isinstance(taken, _Demand):
            demands.append(taken)
            continue
        yield taken
        start = _find_next(different, start + 1)


def _find_next(steps: Iterable[Sequence[int]], start: int) -> int | None:
    """The first position of any step from `start` on."""
    following = [
        positions[at]
        for positions in steps
        if (at := bisect_left(positions, start)) < len(positions)
    ]
    return min(following, default=None)


def _find_reach(demands: Iterable[_Demand], start: int) -> int | None:
    """How far from `start` on all demands are met; None where too few positions are left."""
    reach = start
    for demand in demands:
        last = bisect_left(demand.positions, start) + demand.count - 1
        if last >= len(demand.positions):
            return None
        reach = max(reach, demand.positions[last])
    return reach


class _Assignment:
    """Gives steps positions of their own within windows."""

    def __init__(
        self, steps: Sequence[Sequence[int]], different: Sequence[tuple[int, ...]]
    ) -> None:
        holders = Counter(position for positions in different for position in positions)
        numbers = {positions: number for number, positions in enumerate(different)}
        self._steps = steps
        # Which of the different steps each one is.
        self._numbers = [numbers[tuple(positions)] for positions in steps]
        self._overlaps = [any(holders[at] > 1 for at in positions) for positions in different]

    def assign(self, start: int, end: int) -> tuple[int, ...] | _Demand:
        """A position for each step, or a demand of some of them that is not met, where the steps
        that are equal have positions enough.

        Bipartite matching by augmenting paths for the steps that overlap; equal ones take turns.
        """
        holder: dict[int, int] = {}
        seen: set[int] = set()
        firsts = [bisect_left(positions, start) for positions in self._steps]

        def place(step: int) -> bool:
            # As many positions as there are steps are enough: one of them is free.
            first = firsts[step]
            for position in self._steps[step][first : first + len(firsts)]:
                if position >= end:
                    break
                if position in seen:
                    continue
                seen.add(position)
                if position not in holder or place(holder[position]):
                    holder[position] = step
                    return True
            return False

        used = [0] * len(self._overlaps)
        for step, number in enumerate(self._numbers):
            if not self._overlaps[number]:
                holder[self._steps[step][firsts[step] + used[number]]] = step
                used[number] += 1
                continue
            seen.clear()
            if not place(step):
                short = {step, *(holder[position] for position in seen)}
                together = {position for one in short for position in self._steps[one]}
                return _Demand(sorted(together), len(short))
        taken = {step: position for position, step in holder.items()}
        return tuple(taken[step] for step in range(len(firsts)))
