"""What a match will cost, told before it is asked: by how many documents hold its terms."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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
                seconds = read * self.prices.posting
                placed = self._count_placed(match)
                if isinstance(match, MatchNear):
                    seconds += placed * len(set(steps)) * self.prices.near
                    yield Estimate(seconds, "near")
                else:
                    seconds += placed * min(len(steps), _TELLING_STEPS) * self.prices.phrase
                    yield Estimate(seconds, "phrase")

    def _estimate_lifts(self, lifts: tuple[Lift, ...]) -> Iterator[Estimate]:
        """Rows and pairs are made of the same words, which are read once for all. They are told as
        words, since nobody asked for a phrase."""
        read: dict[tuple[str, tuple[str, ...]], float] = {}
        for part in (part for lift in lifts for part in text_matches(lift.match)):
            if isinstance(part, MatchPrefix):
                yield from self._estimate_parts(part)
            placed = 0.0
            if isinstance(part, MatchSequence | MatchNear):
                placed = min(self._count_placed(part), self.most_placed) * self.prices.phrase
            for terms in list_steps(part):
                read[part.field, terms] = max(placed, read.get((part.field, terms), 0.0))
        postings = sum(self._count_postings(field, terms) for field, terms in read)
        yield Estimate(postings * self.prices.posting + sum(read.values()), "words")

    def _count_placed(self, part: MatchSequence | MatchNear) -> int:
        # Positions are of documents that hold all of the words: no more than hold the rarest one.
        return min(self._count_postings(part.field, terms) for terms in set(part.steps))

    def _count_postings(self, field: str, terms: tuple[str, ...]) -> int:
        return sum(self.count_holders(field, term) for term in terms)
