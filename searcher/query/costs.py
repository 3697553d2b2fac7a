"""What a match will cost, told before it is asked: by how many documents hold its terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from searcher.deadline import Part
from searcher.query.matching import (
    Match,
    MatchAny,
    MatchEvery,
    MatchNear,
    MatchNot,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    list_pairs,
)

# How many documents hold a term of a field; quick, and a little too many at times.
CountHolders = Callable[[str, str], int]


@dataclass(frozen=True, slots=True)
class Prices:
    """Seconds that an engine takes: for a posting; for the positions of a term in a document; for
    those of a pair of near words; and for a prefix, by the documents of the index."""

    posting: float
    positions: float
    pair: float
    prefix: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """About how many seconds a match takes, and which part of it the most."""

    seconds: float
    part: Part


def estimate_cost(
    match: Match, prices: Prices, documents: int, count_holders: CountHolders
) -> Estimate:
    """What a match costs an engine that has these prices and so many documents."""
    parts = list(_estimate_parts(match, prices, documents, count_holders))
    seconds: dict[Part, float] = {"words": 0.0}
    for one in parts:
        seconds[one.part] = seconds.get(one.part, 0.0) + one.seconds
    return Estimate(sum(seconds.values()), max(seconds, key=lambda part: seconds[part]))


def _estimate_parts(
    match: Match, prices: Prices, documents: int, count_holders: CountHolders
) -> Iterable[Estimate]:
    match match:
        case MatchEvery(parts) | MatchAny(parts):
            for part in parts:
                yield from _estimate_parts(part, prices, documents, count_holders)
        case MatchNot(part):
            yield from _estimate_parts(part, prices, documents, count_holders)
        case MatchTerms(field, terms):
            holders = sum(count_holders(field, term) for term in terms)
            yield Estimate(holders * prices.posting, "words")
        case MatchPrefix():
            yield Estimate(documents * prices.prefix, "prefix")
        case MatchSequence(field, steps) | MatchNear(field, steps):
            by_step = {
                terms: sum(count_holders(field, term) for term in terms) for terms in set(steps)
            }
            read = sum(by_step.values()) * prices.posting
            # Positions are read of documents that hold all steps: the rarest one has no more.
            most = min(min(by_step.values()), documents)
            if isinstance(match, MatchSequence):
                yield Estimate(read + most * len(steps) * prices.positions, "phrase")
                return
            pairs = sum(min(by_step[one], by_step[other]) for one, other in list_pairs(match))
            placed = most * len(by_step) * prices.positions
            yield Estimate(read + placed + pairs * prices.pair, "near")
