"""What an engine is asked: matches over terms, positions and columns.

`searcher.query.reading` makes these nodes from a query; each engine compiles them, and the
highlighter marks by them. Fields are the engine's (`indexer.schema`), terms are analyzed.
"""

from __future__ import annotations

from collections.abc import Iterator
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
