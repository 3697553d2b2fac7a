"""From matches and filters to tantivy's queries.

Words with several lemmas stand in the index as joint terms (`indexer.engines.tantivy`), so a lemma
is asked for as a set of terms.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice, product
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Query

from indexer.analysis import Analyzer
from indexer.article import decode_article
from indexer.dates import DayRange
from indexer.engines.tantivy import make_schema
from indexer.schema import DATE_PREFIX, analyze_texts, find_positions
from searcher.deadline import current_deadline
from searcher.engines import FacetFilter, Selection
from searcher.engines.tantivy.documents import read_hit
from searcher.engines.tantivy.joints import Joints
from searcher.query.matching import (
    Match,
    MatchAll,
    MatchAny,
    MatchDays,
    MatchEvery,
    MatchLifted,
    MatchNear,
    MatchNot,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    MatchValue,
    TextMatch,
    drop_lifts,
)
from searcher.query.positions import find_near, place_steps
from searcher.query.scoring import ScoredPart, field_weight, list_lifted

# Near searches whose articles were read are remembered, as their pages and facets ask again.
_CACHED_NEAR = 16
# Sets of ids that are asked for, or left out, again and again: many take a while to compile.
CACHED_IDS = 4
# A request counts and compiles the same words several times: to tell its cost, to count, to rank.
_CACHED_TERMS = 2_000
_CACHED_WORDS = 100
# Pairs of words that are asked for: each with the rarest one, and as many others as there may be.
MOST_PAIRS = 20
# Phrases with so few combinations of alternatives are asked for one by one, which is quicker.
_MOST_SPELT_OUT = 6
# Bytes of the terms in a pattern; tantivy refuses those of a thousand states.
_LONGEST_PATTERN = 500
# What it takes to read an article and to place the words in it, on one core.
_SECONDS_TO_PLACE = 4e-4

Steps = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Clauses:
    """A selection compiled in parts, since facets are counted without the part that is theirs:
    `needed` holds for the counts of all."""

    match: Query
    needed: tuple[tuple[Occur, Query], ...]
    filters: dict[str, Query]
    days: Query | None

    def join(self, left_out: str = "") -> Query:
        """All parts but one: a facet's name, or `days`."""
        parts = [(Occur.Must, self.match), *self.needed]
        parts += [(Occur.Must, q) for facet, q in self.filters.items() if facet != left_out]
        if self.days is not None and left_out != "days":
            parts.append((Occur.Must, self.days))
        return Query.boolean_query(parts) if len(parts) > 1 else self.match


class QueryCompiler:
    """Compiles matches and selections for one index."""

    def __init__(self, searcher: tantivy.Searcher, analyzer: Analyzer) -> None:
        self._searcher = searcher
        self._analyzer = analyzer
        self._schema = make_schema()
        self._joints = Joints(searcher)
        self._near = lru_cache(maxsize=_CACHED_NEAR)(self._find_near)
        self._doc_freq = lru_cache(maxsize=_CACHED_TERMS)(searcher.doc_freq)
        self.count_about = lru_cache(maxsize=_CACHED_TERMS)(self._count_about)
        self.expand = lru_cache(maxsize=_CACHED_WORDS)(self._expand)
        self.any_term = lru_cache(maxsize=_CACHED_WORDS)(self._any_term)
        self.any_id = lru_cache(maxsize=CACHED_IDS)(self.with_ids)

    def compile_selection(self, selection: Selection) -> Clauses:
        """What finds and counts a selection, without what only ranks it."""
        days = selection.days
        needed = [
            (Occur.Must, unscored(self._any_value(entry.facet, (value,))))
            for entry in selection.filters
            for value in entry.all_of
        ]
        if selection.but:
            needed.append((Occur.MustNot, self.any_id(selection.but)))
        return Clauses(
            self.compile(drop_lifts(selection.match)),
            tuple(needed),
            {entry.facet: self._passing(entry) for entry in selection.filters},
            self.within(days, DATE_PREFIX[selection.date]) if days else None,
        )

    def compile(self, match: Match) -> Query:
        match match:
            case MatchAll():
                return unscored(Query.all_query())
            case MatchTerms(field, terms):
                return _weigh(self.any_term(field, terms), field)
            case MatchPrefix(field, prefix):
                return Query.regex_query(self._schema, field, re.escape(prefix) + ".*")
            case MatchSequence(field, steps):
                return _weigh(self._sequence(field, steps), field)
            case MatchNear(field, steps, gap) if len(steps) == 2:
                return _weigh(self._pair(field, steps[0], steps[1], gap), field)
            case MatchNear():
                return unscored(self._any_value("id", self._near(match)))
            case MatchValue(facet, values):
                return unscored(self._any_value(facet, values))
            case MatchDays(days, date):
                every_day = unscored(Query.all_query())
                return self.within(days, DATE_PREFIX[date]) if days else every_day
            case MatchEvery(parts):
                return every([self.compile(part) for part in parts])
            case MatchAny(parts):
                return any_of([self.compile(part) for part in parts])
            case MatchNot(part):
                return without(Query.all_query(), self.compile(drop_lifts(part)))
            case MatchLifted(inner, lifts):
                scored = (part for lift in lifts for part in list_lifted(lift))
                return lifted(self.compile(inner), self.compile_parts(scored))

    def compile_parts(self, scored: Iterable[ScoredPart]) -> Iterator[Query]:
        """The documents that scored parts give something, scored by that: a query for all parts
        with the same condition, which is then looked at once."""
        by_condition: defaultdict[tuple[Match, ...], list[Query]] = defaultdict(list)
        for part in scored:
            by_condition[part.within].append(self._compile_scored(part))
        for within, queries in by_condition.items():
            conditions = [unscored(self.compile(drop_lifts(part))) for part in within]
            yield every([any_of(queries), *conditions]) if within else any_of(queries)

    def _compile_scored(self, scored: ScoredPart) -> Query:
        part, query = scored.part, self.compile(scored.part)
        if scored.is_fixed and isinstance(part, MatchSequence | MatchNear):
            steps = (self.expand(part.field, terms) for terms in part.steps)
            rarity = sum(self._joint_rarity(part.field, terms) for terms in steps)
            worth = scored.weight * field_weight(part.field) * rarity
            return Query.const_score_query(query, worth)
        if isinstance(part, TextMatch):
            return _scale(query, scored.weight)
        return Query.const_score_query(query, scored.weight)

    def give_points(self, selected: Query, points: Iterable[tuple[Match, int]]) -> Query:
        """The selection, scored by the points of the matches that its documents are found by."""
        clauses = [(Occur.Must, unscored(selected))]
        for match, number in points:
            scored = Query.const_score_query(self.compile(drop_lifts(match)), float(number))
            clauses.append((Occur.Should, scored))
        return Query.boolean_query(clauses)

    def spellings(self, field: str, term: str) -> tuple[str, ...]:
        """The terms that would stand for a term in the index, those not there among them."""
        return (term, *self._joints.with_lemma(field, term))

    def _expand(self, field: str, terms: tuple[str, ...]) -> tuple[str, ...]:
        """The terms of the index that stand for any of the terms."""
        wanted = {joint for term in terms for joint in self.spellings(field, term)}
        return tuple(sorted(term for term in wanted if self._doc_freq(field, term)))

    def _count_about(self, field: str, term: str) -> int:
        """How many documents hold a term, deleted ones included, or a little more."""
        known = self.spellings(field, term)
        return sum(self._doc_freq(field, part) for part in known)

    def _any_term(self, field: str, terms: tuple[str, ...]) -> Query:
        """Documents with any of the terms, which count as one term to BM25."""
        known = self.expand(field, terms)
        if len(known) < 2:
            return any_of([self.term(field, term) for term in known])
        worth = self._joint_rarity(field, known)
        return any_of(
            [
                _scale(self.term(field, term), worth / self._joint_rarity(field, (term,)))
                for term in known
            ]
        )

    def with_term(self, field: str, terms: tuple[str, ...]) -> Query:
        """Documents with any of the terms, whatever that is worth."""
        return any_of([self.term(field, term) for term in self.expand(field, terms)])

    def _joint_rarity(self, field: str, terms: Iterable[str]) -> float:
        """The rarity of terms that count as one."""
        return self._rarity(sum(self._doc_freq(field, term) for term in terms))

    def _rarity(self, frequency: int) -> float:
        """tantivy's inverse document frequency."""
        frequency = min(frequency, self._searcher.num_docs)
        return math.log(1 + (self._searcher.num_docs - frequency + 0.5) / (frequency + 0.5))

    def _sequence(self, field: str, steps: Steps) -> Query:
        expanded = [self.expand(field, terms) for terms in steps]
        return self._phrase(field, list(enumerate(expanded)), 0)

    def _phrase(self, field: str, steps: list[tuple[int, tuple[str, ...]]], slop: int) -> Query:
        """Documents where one term of each step stands at its place, give or take the slop."""
        if not all(terms for _, terms in steps):
            return Query.empty_query()
        # The alternatives of a word count as one term to BM25.
        worth = sum(self._joint_rarity(field, terms) for _, terms in steps)
        spellings = math.prod(len(terms) for _, terms in steps)
        # That is quicker, too, where only one word has several.
        if spellings <= max(_MOST_SPELT_OUT, *(len(terms) for _, terms in steps)):
            return any_of(
                [
                    _scale(
                        Query.phrase_query(self._schema, field, list(words), slop),
                        worth / sum(self._joint_rarity(field, (term,)) for _, term in words),
                    )
                    for words in product(*([(at, term) for term in terms] for at, terms in steps))
                ]
            )
        patterns = product(*([(at, one) for one in _write_patterns(terms)] for at, terms in steps))
        phrases = [
            Query.regex_phrase_query(self._schema, field, list(words), slop) for words in patterns
        ]
        # tantivy takes a pattern for a term that stands nowhere: the rarest of all.
        return _scale(any_of(phrases), worth / (len(steps) * self._rarity(0)))

    def _pair(self, field: str, one: tuple[str, ...], other: tuple[str, ...], gap: int) -> Query:
        """Documents where two words stand at most `gap` others apart.

        A phrase of two terms whose second is expected at `place`, with slop, matches where it
        stands from `place - slop` to `place + slop` positions behind the first. At place 0 that is
        both orders at once, and the word itself where it may be either of the two: those are asked
        for by the distances 1 to `gap + 1`, which two such ranges cover.
        """
        first, second = self.expand(field, one), self._expand(field, other)
        if set(first).isdisjoint(second):
            return self._phrase(field, [(0, first), (0, second)], gap + 1)
        slop = gap // 2
        places = {1 + slop, gap + 1 - slop}
        return any_of(
            [
                self._phrase(field, [(0, before), (place, behind)], slop)
                for before, behind in ((first, second), (second, first))
                for place in sorted(places)
            ]
        )

    def _find_near(self, near: MatchNear) -> tuple[str, ...]:
        """The ids of the documents where three or more words stand near one another.

        tantivy finds those where each two do, the rarest ones with all others first; whether all do
        at one place, the articles tell.
        """
        width = len(near.steps) + near.gap
        rarest_first = sorted(near.steps, key=lambda terms: self._count_step(near.field, terms))
        pairs = [
            self._pair(near.field, one, other, width - 2)
            for one, other in islice(dict.fromkeys(combinations(rarest_first, 2)), MOST_PAIRS)
        ]
        candidates = self._searcher.search(
            every(pairs), self._searcher.num_docs or 1, count=False
        ).hits
        deadline = current_deadline()
        deadline.reserve(len(candidates) * _SECONDS_TO_PLACE, "near")
        wanted = frozenset(term for terms in near.steps for term in terms)
        found: list[str] = []
        for _, address in candidates:
            deadline.check()
            hit = read_hit(self._searcher, address, 0.0)
            texts = analyze_texts(decode_article(hit.article), self._analyzer)
            steps = place_steps(find_positions(texts, near.field, wanted), near.steps)
            if any(True for _ in find_near(steps, near.gap)):
                found.append(hit.id)
        return tuple(found)

    def _count_step(self, field: str, terms: tuple[str, ...]) -> int:
        return sum(self.count_about(field, term) for term in terms)

    def _passing(self, entry: FacetFilter) -> Query:
        passing = Query.all_query()
        if entry.any_of:
            passing = self._any_value(entry.facet, entry.any_of)
        if entry.none_of:
            passing = without(passing, self._any_value(entry.facet, entry.none_of))
        return unscored(passing)

    def within(self, days: DayRange, prefix: str) -> Query:
        first = days.first.toordinal() if days.first else None
        last = days.last.toordinal() if days.last else None
        return unscored(self.range(prefix + "day", FieldType.Integer, first, last))

    def range(self, field: str, kind: FieldType, first: Any, last: Any) -> Query:
        return Query.range_query(self._schema, field, kind, first, last)

    def term(self, field: str, term: str) -> Query:
        return Query.term_query(self._schema, field, term)

    def matching(self, field: str, pattern: str) -> Query:
        """The documents with a value that a whole pattern matches."""
        return Query.regex_query(self._schema, field, pattern)

    def with_ids(self, ids: Iterable[str]) -> Query:
        """Some documents by their ids, unscored."""
        return unscored(self._any_value("id", ids))

    def _any_value(self, field: str, values: Iterable[str]) -> Query:
        listed = list(values)
        # A set takes tantivy several times as long as one value.
        if len(listed) == 1:
            return self.term(field, listed[0])
        return Query.term_set_query(self._schema, field, listed)

    def joined_lemmas(self, field: str) -> Iterable[str]:
        """The lemmas that are part of a joint term of the field."""
        return self._joints.lemmas(field)


def _write_patterns(terms: Iterable[str]) -> Iterator[str]:
    """Patterns for the terms: one, or more where there are too many for one."""
    chosen, length = list[str](), 0
    for term in terms:
        size = len(term.encode())
        if chosen and length + size > _LONGEST_PATTERN:
            yield f"({'|'.join(chosen)})"
            chosen, length = [], 0
        chosen.append(re.escape(term))
        length += size
    yield f"({'|'.join(chosen)})"


def every(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def any_of(queries: list[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def lifted(query: Query, lifts: Iterable[Query]) -> Query:
    """The documents of a query, with the scores of what else they match added to theirs."""
    clauses = [(Occur.Should, lift) for lift in lifts]
    return Query.boolean_query([(Occur.Must, query), *clauses]) if clauses else query


def without(all_of: Query, none_of: Query) -> Query:
    return unscored(Query.boolean_query([(Occur.Must, all_of), (Occur.MustNot, none_of)]))


def every_but(query: Query, none_of: list[Query]) -> Query:
    """The documents of a query with their scores, but for some."""
    return Query.boolean_query(
        [(Occur.Must, query), *((Occur.MustNot, other) for other in none_of)]
    )


def _weigh(query: Query, field: str) -> Query:
    """A query over a field, scored by what the field counts."""
    return _scale(query, field_weight(field))


def _scale(query: Query, factor: float) -> Query:
    return query if factor == 1.0 else Query.boost_query(query, factor)


def unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
