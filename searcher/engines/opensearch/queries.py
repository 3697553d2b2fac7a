"""From matches and filters to OpenSearch's queries.

What matches stands in filters, and is not scored; what it is worth is asked for beside it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice, permutations

from indexer.analysis import Analyzer
from indexer.article import decode_article
from indexer.dates import DayRange
from indexer.engines.opensearch import JOINT
from indexer.schema import DATE_PREFIX, analyze_texts, find_positions
from searcher.deadline import current_deadline
from searcher.engines import FacetFilter, Selection
from searcher.engines.opensearch.documents import (
    BY_ID,
    EVERYTHING,
    NOTHING,
    PAGE,
    ClusterIndex,
    Query,
    any_of,
    but,
    every,
    scored,
    worth,
)
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
    list_steps,
    text_matches,
)
from searcher.query.positions import find_near, place_steps
from searcher.query.scoring import ScoredPart, field_weight, list_scored

# Near words that are asked for in every order; of more, each two are, and the articles are read.
_MOST_ORDERED = 4
# Pairs of words that are asked for, those of the rarest first.
_MOST_PAIRS = 20
# Articles that are read at a time to place words in them, and what one takes.
_READ_AT_ONCE = 200
_SECONDS_TO_PLACE = 4e-4
_CACHED_NEAR = 16
_CACHED_TERMS = 20_000
# Terms that are counted in one request.
_COUNTED_AT_ONCE = 500
# Alternatives of a word that are scored: OpenSearch takes 1,024 clauses.
_MOST_SCORED = 500

Steps = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Clauses:
    """A selection compiled in parts, since facets are counted without the part that is theirs."""

    match: Query
    filters: dict[str, Query]
    days: Query | None

    def narrow(self, left_out: str = "") -> Query:
        """What narrows the match: all parts but one, a facet's name or `days`."""
        parts = [query for facet, query in self.filters.items() if facet != left_out]
        if self.days is not None and left_out != "days":
            parts.append(self.days)
        return every(parts)

    def join(self) -> Query:
        """The whole selection."""
        return every([self.match, self.narrow()])


class QueryCompiler:
    """Compiles matches and selections for one index of so many documents."""

    def __init__(self, index: ClusterIndex, analyzer: Analyzer, count: int) -> None:
        self._index = index
        self._analyzer = analyzer
        self._count = count
        self._near = lru_cache(maxsize=_CACHED_NEAR)(self._find_near)
        # How many documents hold each term. The index never changes.
        self._holders: dict[tuple[str, str], int] = {}

    def compile_selection(self, selection: Selection) -> Clauses:
        """What finds and counts a selection, without what only ranks it."""
        # These hold for the counts of their facet too.
        needed = [
            any_value(entry.facet, (value,))
            for entry in selection.filters
            for value in entry.all_of
        ]
        matching = every([self.compile(selection.match), *needed])
        if selection.but:
            matching = but(matching, [any_value("id", selection.but)])
        return Clauses(
            matching,
            {entry.facet: _passing(entry) for entry in selection.filters},
            within(selection.days, DATE_PREFIX[selection.date]) if selection.days else None,
        )

    def compile(self, match: Match) -> Query:
        """The documents that match; lifts are left out."""
        match match:
            case MatchAll():
                return EVERYTHING
            case MatchTerms(field, terms):
                return any_value(field, terms)
            case MatchPrefix(field, prefix):
                return {"prefix": {field: {"value": prefix}}}
            case MatchSequence(field, steps):
                return _phrase(field, steps)
            case MatchNear(field, steps, gap):
                if not all(steps):
                    return NOTHING
                if len(steps) <= _MOST_ORDERED:
                    return _nearby(field, steps, gap)
                return any_value("id", self._near(match))
            case MatchValue(facet, values):
                return any_value(facet, values)
            case MatchDays(days, date):
                return within(days, DATE_PREFIX[date]) if days else EVERYTHING
            case MatchEvery(parts):
                return every(list(map(self.compile, parts)))
            case MatchAny(parts):
                return any_of(list(map(self.compile, parts)))
            case MatchNot(part):
                return but(EVERYTHING, [self.compile(part)])
            case MatchLifted(inner):
                return self.compile(inner)

    def compile_parts(self, parts: Iterable[ScoredPart]) -> Iterator[Query]:
        """The documents that scored parts give something, scored by that."""
        by_condition: defaultdict[tuple[Match, ...], list[Query]] = defaultdict(list)
        for part in parts:
            by_condition[part.within].extend(self._compile_scored(part))
        for conditions, queries in by_condition.items():
            if conditions and queries:
                needed = every([self.compile(drop_lifts(part)) for part in conditions])
                yield {"bool": {"filter": [needed], "must": [any_of(queries)]}}
            else:
                yield from queries

    def _compile_scored(self, part: ScoredPart) -> Iterator[Query]:
        match, weight = part.part, part.weight
        match match:
            case MatchTerms(field, terms):
                yield from self._score_terms(field, terms, weight * field_weight(field))
            case MatchSequence(field, steps) | MatchNear(field, steps):
                rarity = sum(self._joint_rarity(field, terms) for terms in steps)
                yield worth(self.compile(match), weight * field_weight(field) * rarity)
            case _:
                yield worth(self.compile(match), weight)

    def _score_terms(self, field: str, terms: tuple[str, ...], weight: float) -> Iterator[Query]:
        """The documents with any of the terms, which count as one: a word that may be either of two
        lemmas has both, and is one word."""
        counted = [(self.count_holders(field, term), term) for term in terms]
        known = sorted((pair for pair in counted if pair[0]), reverse=True)[:_MOST_SCORED]
        joint = self._joint_rarity(field, terms)
        queries = [
            {"term": {field: {"value": term, "boost": weight * joint / self._rarity(holders)}}}
            for holders, term in known
        ]
        if len(queries) > 1:
            yield {"dis_max": {"queries": queries}}
        else:
            yield from queries

    def _joint_rarity(self, field: str, terms: Iterable[str]) -> float:
        """The rarity of terms that count as one."""
        return self._rarity(sum(self.count_holders(field, term) for term in terms))

    def _rarity(self, frequency: int) -> float:
        """The inverse document frequency of Lucene's BM25."""
        frequency = min(frequency, self._count)
        return math.log(1 + (self._count - frequency + 0.5) / (frequency + 0.5))

    def learn_holders(self, match: Match) -> None:
        """Count at once how many documents hold each term of a match."""
        wanted = dict.fromkeys(_list_terms(match))
        unknown = [pair for pair in wanted if pair not in self._holders]
        if len(self._holders) + len(unknown) > _CACHED_TERMS:
            self._holders.clear()
            unknown = list(wanted)
        for start in range(0, len(unknown), _COUNTED_AT_ONCE):
            part = unknown[start : start + _COUNTED_AT_ONCE]
            counts = self._index.count_each([any_value(field, (term,)) for field, term in part])
            self._holders.update(zip(part, counts, strict=True))

    def count_holders(self, field: str, term: str) -> int:
        """How many documents hold a term of a text field, or a value of a facet."""
        known = self._holders.get((field, term))
        if known is None:
            known = self._holders[field, term] = self._index.count(any_value(field, (term,)))
        return known

    def give_points(self, selected: Query, points: Iterable[tuple[Match, int]]) -> Query:
        """The selection, scored by the points of the matches that its documents are found by."""
        return scored(selected, [worth(self.compile(match), number) for match, number in points])

    def _find_near(self, near: MatchNear) -> tuple[str, ...]:
        """The ids of the documents where many words stand near one another: those where each two do
        are read."""
        width = len(near.steps) + near.gap
        rarest_first = sorted(
            near.steps, key=lambda terms: sum(self.count_holders(near.field, t) for t in terms)
        )
        pairs = islice(dict.fromkeys(combinations(rarest_first, 2)), _MOST_PAIRS)
        candidates = every([_nearby(near.field, pair, width - 2) for pair in pairs])
        deadline = current_deadline()
        deadline.reserve(self._index.count(candidates) * _SECONDS_TO_PLACE, "near")
        wanted = frozenset(term for terms in near.steps for term in terms)
        found: list[str] = []
        after: list[str] | None = None
        while hits := self._index.read_behind(candidates, BY_ID, after, _READ_AT_ONCE):
            for hit in hits:
                deadline.check()
                texts = analyze_texts(decode_article(hit.article), self._analyzer)
                steps = place_steps(find_positions(texts, near.field, wanted), near.steps)
                if any(True for _ in find_near(steps, near.gap)):
                    found.append(hit.id)
            after = [hits[-1].id]
        return tuple(found)


def _list_terms(match: Match) -> Iterator[tuple[str, str]]:
    """The terms of all that is scored, and of what decides, with their fields."""
    for part in (*text_matches(match), *(one.part for one in list_scored(match))):
        if isinstance(part, TextMatch):
            for terms in list_steps(part):
                yield from ((part.field, term) for term in terms)


def any_value(field: str, values: Iterable[str]) -> Query:
    """The documents with any of some values, or terms."""
    listed = list(values)
    parts = [listed[start : start + PAGE] for start in range(0, len(listed), PAGE)]
    return any_of([{"terms": {field: part}} for part in parts])


def within(days: DayRange, prefix: str) -> Query:
    """The documents of some days."""
    bounds = {
        name: day.toordinal() for name, day in (("gte", days.first), ("lte", days.last)) if day
    }
    return {"range": {prefix + "day": bounds}}


def _passing(entry: FacetFilter) -> Query:
    passing = any_value(entry.facet, entry.any_of) if entry.any_of else EVERYTHING
    if entry.none_of:
        return but(passing, [any_value(entry.facet, entry.none_of)])
    return passing


def _phrase(field: str, steps: Steps) -> Query:
    if not all(steps):
        return NOTHING
    words = " ".join(map(JOINT.join, steps))
    return {"match_phrase": {field: {"query": words, "analyzer": "terms"}}}


def _nearby(field: str, steps: Steps, gap: int) -> Query:
    """Documents where words stand near one another, in any order, each at a place of its own.

    To ask for them unordered would let two words take one place, so each order is asked for.
    """
    rows = [
        {
            "all_of": {
                "intervals": [
                    {"match": {"query": JOINT.join(terms), "analyzer": "terms"}} for terms in row
                ],
                "mode": "ordered",
                "max_gaps": gap,
            }
        }
        for row in dict.fromkeys(permutations(steps))
    ]
    return {"intervals": {field: {"any_of": {"intervals": rows}}}}
