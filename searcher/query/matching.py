"""What an engine is asked: matches over terms, positions and columns.

`searcher.query.reading` makes these nodes from a query; each engine compiles them, and the
highlighter marks by them. Fields are the engine's (`indexer.schema`), terms are analyzed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.dates import DayRange


@dataclass(frozen=True, slots=True)
class MatchAll:
    """Every document."""


@dataclass(frozen=True, slots=True)
class MatchTerms:
    """Documents with any of the terms in a field."""

    field: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchPrefix:
    """Documents with a term that begins so."""

    field: str
    prefix: str


@dataclass(frozen=True, slots=True)
class MatchSequence:
    """Documents where, at positions one after another, stands one term of each step."""

    field: str
    steps: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class MatchNear:
    """Documents where one term of each step stands at a position of its own, in any order, with
    at most `gap` other positions among them."""

    field: str
    steps: tuple[tuple[str, ...], ...]
    gap: int


@dataclass(frozen=True, slots=True)
class MatchValue:
    """Documents with any of the values of a facet; no values match no document."""

    facet: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchDays:
    """Documents published on one of the days."""

    days: DayRange


@dataclass(frozen=True, slots=True)
class MatchEvery:
    """Documents that match every part."""

    parts: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class MatchAny:
    """Documents that match any part."""

    parts: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class MatchNot:
    """Documents that do not match the part."""

    part: Match


TextMatch = MatchTerms | MatchPrefix | MatchSequence | MatchNear
Match = MatchAll | TextMatch | MatchValue | MatchDays | MatchEvery | MatchAny | MatchNot


def text_matches(match: Match) -> Iterator[TextMatch]:
    """The parts that ask for words, those under a Not left out: what is scored and marked."""
    match match:
        case MatchTerms() | MatchPrefix() | MatchSequence() | MatchNear():
            yield match
        case MatchEvery(parts) | MatchAny(parts):
            for part in parts:
                yield from text_matches(part)


def list_steps(part: TextMatch) -> tuple[tuple[str, ...], ...]:
    """The terms of each word that is asked for; none for a prefix."""
    match part:
        case MatchTerms(_, terms):
            return (terms,)
        case MatchSequence(_, steps) | MatchNear(_, steps, _):
            return steps
        case MatchPrefix():
            return ()


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
