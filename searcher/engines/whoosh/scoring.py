"""How a Whoosh index is ranked.

Scores are BM25 (Robertson and Zaragoza 2009) over the terms asked for, a phrase where it matches,
with the title counted on top, and what lifts are worth.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from searcher.deadline import current_deadline
from searcher.engines import TITLE_WEIGHT, field_weight, title_field
from searcher.engines.whoosh.columns import BitColumns, bits_of
from searcher.query.matching import (
    Lift,
    Match,
    MatchAny,
    MatchEvery,
    MatchLifted,
    MatchNear,
    MatchPrefix,
    MatchSequence,
    TextMatch,
    list_steps,
    text_matches,
)

# BM25's usual constants.
K1 = 1.2
B = 0.75

# Reading positions takes long, so words that only lift by standing together are placed in so many
# documents: those that are best without them.
MOST_PLACED = 1_000


@dataclass(frozen=True, slots=True)
class HeldPostings:
    """The documents of a term: their slots, how often each holds it, and the slots as bits."""

    slots: array[int]
    frequencies: array[int]
    bits: int


class Scorer:
    """Scores documents by what the parts of a match are worth in them.

    `find` gives the documents of a match, its phrases and near words placed only in those told.
    """

    def __init__(
        self,
        columns: BitColumns,
        read: Callable[[str, str], HeldPostings],
        expand: Callable[[str, str], tuple[str, ...]],
        find: Callable[[Match, int], int],
    ) -> None:
        self._columns = columns
        self._read = read
        self._expand = expand
        self._find = find
        lengths = [entry.length for entry in columns.entries]
        average = sum(lengths) / len(lengths) if lengths else 1.0
        self._norms = [K1 * (1 - B + B * length / (average or 1.0)) for length in lengths]

    def score(self, match: Match, selected: int) -> list[float]:
        """The score of each slot; only those of the selected ones, which match, count."""
        scores = [0.0] * self._columns.count
        for part in text_matches(match):
            self._add_part(part, scores)
        self._add_lifts(match, selected, scores)
        return scores

    def rank(self, scores: list[float], selected: int, count: int) -> list[int]:
        """The slots with the highest scores as they are shown, best first; equal ones go newest
        first: slots are in the order of time."""
        slots = list(self._columns.in_time_order(selected))
        return heapq.nlargest(count, slots, key=lambda slot: (round(scores[slot], 4), slot))

    def _add_lifts(self, match: Match, selected: int, scores: list[float]) -> None:
        """Add what the lifts of a match are worth to the scores that its words gave."""
        lifts = list(_list_lifts(match))
        if not lifts:
            return
        placed = bits_of(self.rank(scores, selected, MOST_PLACED), self._columns.count)
        for inner, lift in lifts:
            holders = selected & self._find(lift.match, placed)
            if inner is not match:
                holders &= self._find(inner, self._columns.everything)
            parts = list(text_matches(lift.match))
            for part in parts:
                self._add_words(part, lift.weight, holders, scores)
            if not parts:
                for slot in self._columns.in_time_order(holders):
                    scores[slot] += lift.weight

    def _add_part(self, part: TextMatch, scores: list[float]) -> None:
        """Add what a part of a query is worth where it matches, with the title on top."""
        placed = isinstance(part, MatchSequence | MatchNear)
        holders = self._find(part, self._columns.everything) if placed else self._columns.everything
        self._add_words(part, 1.0, holders, scores)
        if title := title_field(part.field):
            weight = field_weight(part.field) * TITLE_WEIGHT
            for terms in self._scored_terms(part):
                self._add_term(title, terms, weight, holders, scores)

    def _add_words(self, part: TextMatch, weight: float, holders: int, scores: list[float]) -> None:
        for terms in self._scored_terms(part):
            weighted = weight * field_weight(part.field)
            self._add_term(part.field, terms, weighted, holders, scores)

    def _scored_terms(self, part: TextMatch) -> Iterator[tuple[str, ...]]:
        if isinstance(part, MatchPrefix):
            yield self._expand(part.field, part.prefix)
        yield from list_steps(part)

    def _add_term(
        self, field: str, terms: tuple[str, ...], weight: float, holders: int, scores: list[float]
    ) -> None:
        """Add what a word is worth to the scores of those documents among the holders that have
        it."""
        # The alternatives of one word are one term to BM25. An ambiguous form counts under each of
        # its lemmas: the largest count is nearest to how often the word stands there.
        frequencies: dict[int, int] = {}
        deadline = current_deadline()
        for term in terms:
            deadline.check()
            entry = self._read(field, term)
            for slot, frequency in zip(entry.slots, entry.frequencies, strict=True):
                if frequency > frequencies.get(slot, 0):
                    frequencies[slot] = frequency
        documents = len(frequencies)
        rarity = weight * math.log(1 + (self._columns.count - documents + 0.5) / (documents + 0.5))
        norms = self._norms
        slots: Iterable[int] = frequencies
        if holders != self._columns.everything:
            slots = (s for s in self._columns.in_time_order(holders) if s in frequencies)
        for slot in slots:
            frequency = frequencies[slot]
            scores[slot] += rarity * frequency * (K1 + 1) / (frequency + norms[slot])


def _list_lifts(match: Match) -> Iterator[tuple[Match, Lift]]:
    """The lifts of a match, each with what a document must match to be lifted."""
    match match:
        case MatchEvery(parts) | MatchAny(parts):
            for part in parts:
                yield from _list_lifts(part)
        case MatchLifted(inner, lifts):
            yield from _list_lifts(inner)
            for lift in lifts:
                yield inner, lift
