"""What an engine is asked: matches over terms, positions and columns.

`searcher.query.reading` makes these nodes from a query; each engine compiles them, and the
highlighter marks by them. Fields are the engine's (`indexer.schema`), terms are analyzed. A node
can be written down as JSON and read again, by the name of its class.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from indexer.dates import DayRange


class MatchAll(msgspec.Struct, frozen=True, tag=True):
    """Every document."""


class MatchTerms(msgspec.Struct, frozen=True, tag=True):
    """Documents with any of the terms in a field."""

    field: str
    terms: tuple[str, ...]


class MatchPrefix(msgspec.Struct, frozen=True, tag=True):
    """Documents with a term that begins so."""

    field: str
    prefix: str


class MatchSequence(msgspec.Struct, frozen=True, tag=True):
    """Documents where, at positions one after another, stands one term of each step."""

    field: str
    steps: tuple[tuple[str, ...], ...]


class MatchNear(msgspec.Struct, frozen=True, tag=True):
    """Documents where one term of each step stands at a position of its own, in any order, with
    at most `gap` other positions among them."""

    field: str
    steps: tuple[tuple[str, ...], ...]
    gap: int


class MatchValue(msgspec.Struct, frozen=True, tag=True):
    """Documents with any of the values of a facet; no values match no document."""

    facet: str
    values: tuple[str, ...]


class MatchDays(msgspec.Struct, frozen=True, tag=True):
    """Documents published on one of the days, or whose original was."""

    days: DayRange
    date: Literal["published", "original"] = "published"


class MatchEvery(msgspec.Struct, frozen=True, tag=True):
    """Documents that match every part."""

    parts: tuple[Match, ...]


class MatchAny(msgspec.Struct, frozen=True, tag=True):
    """Documents that match any part."""

    parts: tuple[Match, ...]


class MatchNot(msgspec.Struct, frozen=True, tag=True):
    """Documents that do not match the part."""

    part: Match


class Lift(msgspec.Struct, frozen=True, tag=True):
    """What is wished for: documents that match it too are scored higher, by so many times what its
    words are worth, or their rarity where they stand together (`ScoredPart.is_fixed`); by the
    weight itself where it asks for no words.

    Titles add nothing of their own here: who wants them lifts by a field of titles. Near words of
    more than two steps lift nothing on engines that must read articles to place them.
    """

    match: Match
    weight: float


class MatchLifted(msgspec.Struct, frozen=True, tag=True):
    """Documents that match the match, which alone decides what is found and counted; the lifts
    only say which of them come first."""

    match: Match
    lifts: tuple[Lift, ...]


TextMatch = MatchTerms | MatchPrefix | MatchSequence | MatchNear
Match = (
    MatchAll | TextMatch | MatchValue | MatchDays | MatchEvery | MatchAny | MatchNot | MatchLifted
)


def place_words(
    field: str, steps: tuple[tuple[str, ...], ...], within: int | None = None
) -> TextMatch:
    """Words in a field of the index, by the terms of each: one word, words in a row, or words with
    at most `within` others among them."""
    if len(steps) == 1:
        return MatchTerms(field, steps[0])
    if within is not None:
        return MatchNear(field, steps, within)
    return MatchSequence(field, steps)


def text_matches(match: Match) -> Iterator[TextMatch]:
    """The parts that ask for words, those under a Not and those only wished for left out: what
    decides, and is scored."""
    match match:
        case MatchTerms() | MatchPrefix() | MatchSequence() | MatchNear():
            yield match
        case MatchEvery(parts) | MatchAny(parts):
            for part in parts:
                yield from text_matches(part)
        case MatchLifted(inner):
            yield from text_matches(inner)


def wished_words(match: Match) -> Iterator[TextMatch]:
    """The single words that are only wished for, those under a Not left out: they are marked where
    they stand, though they decide nothing. Words that lift by standing together are asked for as
    words already."""
    match match:
        case MatchEvery(parts) | MatchAny(parts):
            for part in parts:
                yield from wished_words(part)
        case MatchLifted(inner, lifts):
            yield from wished_words(inner)
            for lift in lifts:
                for part in text_matches(lift.match):
                    if isinstance(part, MatchTerms | MatchPrefix):
                        yield part


def match_beside(match: Match, others: Sequence[Match]) -> Match:
    """What matches, or matches any of some others; what is preferred stays so."""
    match match:
        case MatchLifted(inner):
            return MatchLifted(match_beside(inner, others), match.lifts)
        case MatchAny(parts):
            return MatchAny((*parts, *others))
        case _:
            return MatchAny((match, *others))


def drop_lifts(match: Match) -> Match:
    """The match that finds the same documents without preferring any: what is counted."""
    match match:
        case MatchLifted(inner):
            return drop_lifts(inner)
        case MatchEvery(parts):
            return MatchEvery(tuple(map(drop_lifts, parts)))
        case MatchAny(parts):
            return MatchAny(tuple(map(drop_lifts, parts)))
        case MatchNot(part):
            return MatchNot(drop_lifts(part))
        case _:
            return match


def list_parts(match: Match) -> Iterator[Match]:
    """The terms, values and days of a match, those under a Not too."""
    match match:
        case MatchEvery(parts) | MatchAny(parts):
            for part in parts:
                yield from list_parts(part)
        case MatchNot(part) | MatchLifted(part):
            yield from list_parts(part)
        case _:
            yield match


def list_steps(part: TextMatch) -> tuple[tuple[str, ...], ...]:
    """The terms of each word that is asked for; none for a prefix."""
    match part:
        case MatchTerms(_, terms):
            return (terms,)
        case MatchSequence(_, steps) | MatchNear(_, steps, _):
            return steps
        case MatchPrefix():
            return ()
