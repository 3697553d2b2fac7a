"""What a match will cost, told before it is asked: by how many documents hold its terms."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from searcher.deadline import Part
from searcher.query.matching import (
    Lift,
    Match,
    MatchAny,
    MatchEvery,
    MatchLifted,
    MatchNear,
    MatchNot,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    list_steps,
    text_matches,
)

# From the third word on a phrase stands hardly anywhere, and costs little more.
_TELLING_STEPS = 3


@dataclass(frozen=True, slots=True)
class Prices:
    """Seconds that an engine takes: for a posting; for the positions of a word of a phrase, and of
    near words, in a document that may hold all of them; and for a term of a prefix."""

    posting: float
    phrase: float
    near: float
    prefix: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """About how many seconds a match takes, and which part of it the most."""

    seconds: float
    part: Part


@dataclass(frozen=True, slots=True)
class CostEstimator:
    """Estimates for one index: by the prices of its engine, and by how many documents hold a term
    of a field and how many terms begin with a prefix, both roughly and quickly counted.

    `most_placed` is in how many documents the engine places words that only lift.
    """

    prices: Prices
    count_holders: Callable[[str, str], int]
    count_terms: Callable[[str, str], int]
    most_placed: float = math.inf

    def estimate(self, match: Match) -> Estimate:
        """What a match costs, with its lifts."""
        seconds: dict[Part, float] = {"words": 0.0}
        for one in self._estimate_parts(match):
            seconds[one.part] = seconds.get(one.part, 0.0) + one.seconds
        return Estimate(sum(seconds.values()), max(seconds, key=lambda part: seconds[part]))

    def _estimate_parts(self, match: Match) -> Iterator[Estimate]:
        match match:
            case MatchEvery(parts) | MatchAny(parts):
                for part in parts:
                    yield from self._estimate_parts(part)
            case MatchNot(part):
                yield from self._estimate_parts(part)
            case MatchLifted(inner, lifts):
                yield from self._estimate_parts(inner)
                yield from self._estimate_lifts(lifts)
            case MatchTerms(field, terms):
                yield Estimate(self._count_postings(field, terms) * self.prices.posting, "words")
            case MatchPrefix(field, prefix):
                yield Estimate(self.count_terms(field, prefix) * self.prices.prefix, "prefix")
            case MatchSequence(field, steps) | MatchNear(field, steps):
                # Equal words are read once.
                read = sum(self._count_postings(field, terms) for terms in set(steps))
                placed = self._estimate_placing(match, math.inf)
                yield replace(placed, seconds=placed.seconds + read * self.prices.posting)

    def _estimate_lifts(self, lifts: tuple[Lift, ...]) -> Iterator[Estimate]:
        """Rows and pairs are made of the same words, which are read once for all; they cost what
        the query's words cost, as nobody asked for a phrase."""
        parts = [part for lift in lifts for part in text_matches(lift.match)]
        words = {(part.field, terms) for part in parts for terms in list_steps(part)}
        read = sum(self._count_postings(field, terms) for field, terms in words)
        yield Estimate(read * self.prices.posting, "words")
        for part in parts:
            if isinstance(part, MatchSequence | MatchNear):
                placed = self._estimate_placing(part, self.most_placed)
                yield replace(placed, part="words")
            elif isinstance(part, MatchPrefix):
                yield from self._estimate_parts(part)

    def _estimate_placing(self, part: MatchSequence | MatchNear, most: float) -> Estimate:
        # Positions are of documents that hold all of the words: no more than hold the rarest one.
        held = min(self._count_postings(part.field, terms) for terms in set(part.steps))
        count = min(held, most)
        if isinstance(part, MatchNear):
            return Estimate(count * len(set(part.steps)) * self.prices.near, "near")
        words = min(len(part.steps), _TELLING_STEPS)
        return Estimate(count * words * self.prices.phrase, "phrase")

    def _count_postings(self, field: str, terms: tuple[str, ...]) -> int:
        return sum(self.count_holders(field, term) for term in terms)
