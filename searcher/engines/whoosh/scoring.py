"""How a Whoosh index is ranked.

Scores are BM25 (Robertson and Zaragoza 2009) over the terms asked for, a phrase where it matches,
with the title counted on top, and what lifts are worth.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from searcher.deadline import current_deadline
from searcher.engines.whoosh.columns import BitColumns, bits_of
from searcher.query.matching import (
    Match,
    MatchPrefix,
    MatchTerms,
    TextMatch,
    list_steps,
)
from searcher.query.scoring import (
    ScoredPart,
    ScorePart,
    describe_part,
    field_weight,
    list_scored,
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
        for part, holders in self._list_parts(match, selected, scores):
            self._add(part, holders, scores)
        return scores

    def explain(
        self, match: Match, selected: int, slots: Sequence[int]
    ) -> Iterator[list[ScorePart]]:
        """The parts of the scores that `score` gives, for each of the slots."""
        scores = [0.0] * self._columns.count
        parts: list[tuple[Match, list[float]]] = []
        for part, holders in self._list_parts(match, selected, scores):
            alone = [0.0] * self._columns.count
            self._add(part, holders, alone)
            self._add(part, holders, scores)
            parts.append((part.part, alone))
        for slot in slots:
            worth = ((part, round(alone[slot], 4)) for part, alone in parts)
            yield [describe_part(part, score) for part, score in worth if score]

    def rank(self, scores: list[float], selected: int, count: int) -> list[int]:
        """The slots with the highest scores as they are shown, best first; equal ones go newest
        first: slots are in the order of time."""
        slots = list(self._columns.in_time_order(selected))
        return heapq.nlargest(count, slots, key=lambda slot: (round(scores[slot], 4), slot))

    def _list_parts(
        self, match: Match, selected: int, scores: list[float]
    ) -> Iterator[tuple[ScoredPart, int]]:
        """The parts of a match that are scored, each with the documents it may count in. Those only
        wished for come last: which documents they are placed in, the scores so far decide."""
        parts = list(list_scored(match))
        everything = self._columns.everything
        for part in parts:
            if part.origin != "wished":
                yield part, self._find_holders(part, everything, everything)
        wished = [part for part in parts if part.origin == "wished"]
        if wished:
            best = bits_of(self.rank(scores, selected, MOST_PLACED), self._columns.count)
            for part in wished:
                yield part, self._find_holders(part, selected, best)

    def _find_holders(self, scored: ScoredPart, among: int, placed: int) -> int:
        for part in scored.within:
            among &= self._find(part, self._columns.everything)
        if not isinstance(scored.part, MatchTerms | MatchPrefix):
            among &= self._find(scored.part, placed)
        return among

    def _add(self, scored: ScoredPart, holders: int, scores: list[float]) -> None:
        """Add what a part is worth to the scores of those holders that have its words."""
        part = scored.part
        if not isinstance(part, TextMatch):
            for slot in self._columns.in_time_order(holders):
                scores[slot] += scored.weight
            return
        weight = scored.weight * field_weight(part.field)
        add = self._add_rarity if scored.is_fixed else self._add_term
        for terms in self._scored_terms(part):
            add(part.field, terms, weight, holders, scores)

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
        rarity = weight * self._rarity(len(frequencies))
        norms = self._norms
        slots: Iterable[int] = frequencies
        if holders != self._columns.everything:
            slots = (s for s in self._columns.in_time_order(holders) if s in frequencies)
        for slot in slots:
            frequency = frequencies[slot]
            scores[slot] += rarity * frequency * (K1 + 1) / (frequency + norms[slot])

    def _add_rarity(
        self, field: str, terms: tuple[str, ...], weight: float, holders: int, scores: list[float]
    ) -> None:
        """Add the rarity of a word to the scores of the holders."""
        having = 0
        for term in terms:
            having |= self._read(field, term).bits
        worth = weight * self._rarity(having.bit_count())
        for slot in self._columns.in_time_order(holders):
            scores[slot] += worth

    def _rarity(self, documents: int) -> float:
        """BM25's inverse document frequency."""
        return math.log(1 + (self._columns.count - documents + 0.5) / (documents + 0.5))
