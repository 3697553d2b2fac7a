"""tantivy, the compiled engine: its read half.

tantivy evaluates, counts and ranks; this module only says what. Words with several lemmas stand in
the index as joint terms (`indexer.engines.tantivy`), so a lemma is asked for as a set of terms.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Any

import tantivy
from tantivy import FieldType, Occur, Order, Query

from indexer.analysis import Analyzer
from indexer.article import decode_article
from indexer.dates import DayRange, clip_days
from indexer.engines.tantivy import DATE_PREFIX, JOINT, make_schema, split_lemmas
from indexer.errors import IndexDamagedError
from indexer.schema import TEXT_FIELDS, analyze_texts, make_postings
from searcher.engines import (
    TITLE_WEIGHT,
    EngineAnswer,
    EngineHit,
    EngineQuery,
    FacetFilter,
    Selection,
)
from searcher.query.matching import (
    Match,
    MatchAll,
    MatchAny,
    MatchDays,
    MatchEvery,
    MatchNear,
    MatchNot,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    MatchValue,
    TextMatch,
    find_near,
    text_matches,
)
from searcher.related import TellingLemmas, choose_lemmas
from searcher.request import FILTER_FACETS, DateField, Interval

# What the counts of the timeline are called beside those of the facets.
_HISTOGRAM = "histogram"
# More than any facet or interval has: tantivy returns the commonest ten unless told.
_ALL_VALUES = 1_000_000
# What tantivy says where all that is counted together has more values than it allows, 65,000.
_TOO_MANY = "bucket limit was exceeded"
# Near searches whose articles were read are remembered, as their pages and facets ask again.
_CACHED_NEAR = 16
# Volumes of the archive by interval: one for each range of days that readers look at.
_CACHED_VOLUMES = 64

# Articles of one score that are put in order of time, beyond those asked for.
_MOST_TIES = 1_000

_LEMMAS = TEXT_FIELDS["text"].lemmas
_LEMMA_FIELDS = frozenset(field.lemmas for field in TEXT_FIELDS.values())

Steps = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class _Clauses:
    """A selection compiled in parts, since facets are counted without the part that is theirs."""

    match: Query
    filters: dict[str, Query]
    days: Query | None

    def join(self, left_out: str = "") -> Query:
        """All parts but one: a facet's name, or `days`."""
        parts = [(Occur.Must, self.match)]
        parts += [(Occur.Must, q) for facet, q in self.filters.items() if facet != left_out]
        if self.days is not None and left_out != "days":
            parts.append((Occur.Must, self.days))
        return Query.boolean_query(parts) if len(parts) > 1 else self.match


class TantivySearcher:
    """Answers from one committed state of a tantivy index."""

    def __init__(self, path: Path, analyzer: Analyzer) -> None:
        self._path = path
        self._analyzer = analyzer
        # No watching for commits: a generation never changes.
        index = tantivy.Index.open(str(path))
        index.config_reader("manual")
        self._schema = make_schema()
        self._searcher = index.searcher()
        self._deleted = _count_deletions(path)
        self._live = Query.all_query() if self._deleted else None
        self._joints = {field: self._read_joints(field) for field in _LEMMA_FIELDS}
        self._near = lru_cache(maxsize=_CACHED_NEAR)(self._find_near)
        self._volume = lru_cache(maxsize=_CACHED_VOLUMES)(self._count_volume)
        self._days = {name: self._read_days(prefix) for name, prefix in DATE_PREFIX.items()}

    @property
    def count(self) -> int:
        return self._searcher.num_docs

    def days(self, date: DateField) -> DayRange:
        return self._days[date]

    def search(self, query: EngineQuery) -> EngineAnswer:
        selection = query.selection
        with self._reading():
            clauses = self._compile_selection(selection)
            total, counts = self._count(query, clauses)
            histogram: dict[str, tuple[int, int]] = {}
            if query.interval is not None:
                matching = counts[_HISTOGRAM]
                volume = self._volume(query.interval, selection.date, selection.days)
                histogram = {key: (matching.get(key, 0), n) for key, n in volume.items()}
            hits = self._page(query, clauses) if total and query.limit else ()
        facets = {facet: counts[facet] for facet in query.facets}
        return EngineAnswer(total, hits, facets, histogram)

    def get(self, document_id: str) -> bytes | None:
        with self._reading():
            found = self._searcher.search(self._term("id", document_id), 1, count=False).hits
            return self._hit(found[0][1], 0.0).article if found else None

    def scan(self, selection: Selection) -> Iterator[str]:
        with self._reading():
            selected = self._compile_selection(selection).join()
        days = self._days["published"]
        if selection.date == "published":
            days = clip_days(selection.days, days)
        if days.first is None or days.last is None:
            return
        # tantivy copies out an address with each id: by the year there are few of them at a time.
        ids: list[str] = []
        for year in range(days.first.year, days.last.year + 1):
            of_year = self._range("year", FieldType.Integer, year, year)
            with self._reading():
                found = self._in_order(_every([selected, of_year]), "id", Order.Asc, self.count)
            ids += (id_ for id_, _ in found)
        yield from sorted(ids)

    def siblings(self, story: str) -> list[bytes]:
        with self._reading():
            query = self._term("story", story)
            found = self._searcher.search(
                query, self.count or 1, count=False, order_by_field="id", order=Order.Asc
            ).hits
            return [self._hit(address, 0.0).article for _, address in found]

    def related(self, document_id: str, limit: int) -> tuple[EngineHit, ...]:
        stored = self.get(document_id)
        if stored is None:
            return ()
        article = decode_article(stored)
        with self._reading():
            texts = analyze_texts(article, self._analyzer)
            telling = choose_lemmas(texts, self._count_holders, self.count)
            if not telling.lemmas:
                return ()
            itself = [self._term("id", document_id)]
            if article.story:
                itself.append(self._term("story", article.story))
            like = _every_but(self._sharing(telling), itself)
            lemmas = MatchAny(tuple(MatchTerms(_LEMMAS, (t.lemma,)) for t in telling.lemmas))
            return self._best(self._rank(lemmas, like), limit)

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        with self._reading():
            listed = dict(self._searcher.terms_with_prefix(field, prefix, self._live))
            for lemma in self._joints.get(field, {}):
                if lemma.startswith(prefix):
                    query = self._any_term(field, (lemma,))
                    listed[lemma] = int(self._aggregate(query, {})["total"]["value"])
        plain = (term for term in listed if not term.startswith(JOINT) and listed[term])
        return ((term, listed[term]) for term in sorted(plain))

    def close(self) -> None:
        """Nothing to do: tantivy lets go of its files with the last reference to this object."""

    # Matching

    def _compile_selection(self, selection: Selection) -> _Clauses:
        days = selection.days
        return _Clauses(
            self._compile(selection.match),
            {entry.facet: self._passing(entry) for entry in selection.filters},
            self._within(days, DATE_PREFIX[selection.date]) if days else None,
        )

    def _compile(self, match: Match) -> Query:
        match match:
            case MatchAll():
                return _unscored(Query.all_query())
            case MatchTerms(field, terms):
                return self._any_term(field, terms)
            case MatchPrefix(field, prefix):
                return Query.regex_query(self._schema, field, re.escape(prefix) + ".*")
            case MatchSequence(field, steps):
                return self._sequence(field, steps)
            case MatchNear(field, steps, gap) if len(steps) == 2:
                return self._pair(field, steps[0], steps[1], gap)
            case MatchNear():
                return _unscored(self._any_value("id", self._near(match)))
            case MatchValue(facet, values):
                return _unscored(self._any_value(facet, values))
            case MatchDays(days):
                return self._within(days, "") if days else _unscored(Query.all_query())
            case MatchEvery(parts):
                return _every([self._compile(part) for part in parts])
            case MatchAny(parts):
                return _any([self._compile(part) for part in parts])
            case MatchNot(part):
                return _without(Query.all_query(), self._compile(part))

    def _expand(self, field: str, terms: Iterable[str]) -> tuple[str, ...]:
        """The terms of the index that stand for any of the terms."""
        joints = self._joints.get(field, {})
        wanted = {joint for term in terms for joint in (term, *joints.get(term, ()))}
        return tuple(sorted(term for term in wanted if self._searcher.doc_freq(field, term)))

    def _any_term(self, field: str, terms: Iterable[str]) -> Query:
        """Documents with any of the terms, which count as one term to BM25."""
        known = self._expand(field, terms)
        if len(known) < 2:
            return _any([self._term(field, term) for term in known])
        frequencies = [self._searcher.doc_freq(field, term) for term in known]
        together = self._rarity(sum(frequencies))
        return _any(
            [
                Query.boost_query(self._term(field, term), together / self._rarity(frequency))
                for term, frequency in zip(known, frequencies, strict=True)
            ]
        )

    def _rarity(self, frequency: int) -> float:
        """tantivy's inverse document frequency."""
        frequency = min(frequency, self.count)
        return math.log(1 + (self.count - frequency + 0.5) / (frequency + 0.5))

    def _sequence(self, field: str, steps: Steps) -> Query:
        expanded = [self._expand(field, terms) for terms in steps]
        return self._phrase(field, list(enumerate(expanded)), 0)

    def _phrase(self, field: str, steps: list[tuple[int, tuple[str, ...]]], slop: int) -> Query:
        """Documents where one term of each step stands at its place, give or take the slop."""
        if not all(terms for _, terms in steps):
            return Query.empty_query()
        if all(len(terms) == 1 for _, terms in steps):
            words: list[Any] = [(place, terms[0]) for place, terms in steps]
            return Query.phrase_query(self._schema, field, words, slop)
        patterns: list[Any] = [
            (place, f"({'|'.join(map(re.escape, terms))})") for place, terms in steps
        ]
        return Query.regex_phrase_query(self._schema, field, patterns, slop)

    def _pair(self, field: str, one: tuple[str, ...], other: tuple[str, ...], gap: int) -> Query:
        """Documents where two words stand at most `gap` others apart.

        A phrase of two terms whose second is expected at `place`, with slop, matches where it
        stands from `place - slop` to `place + slop` positions behind the first: an odd number of
        distances. The distances asked for are 1 to `gap + 1`, which two such ranges cover.
        """
        steps = self._expand(field, one), self._expand(field, other)
        slop = gap // 2
        places = {1 + slop, gap + 1 - slop}
        return _any(
            [
                self._phrase(field, [(0, first), (place, second)], slop)
                for first, second in (steps, steps[::-1])
                for place in sorted(places)
            ]
        )

    def _find_near(self, near: MatchNear) -> tuple[str, ...]:
        """The ids of the documents where three or more words stand near one another.

        tantivy finds those where each two do; whether all do at one place, the articles tell.
        """
        width = len(near.steps) + near.gap
        pairs = [self._pair(near.field, *pair, width - 2) for pair in combinations(near.steps, 2)]
        found: list[str] = []
        for _, address in self._searcher.search(_every(pairs), self.count or 1, count=False).hits:
            hit = self._hit(address, 0.0)
            texts = analyze_texts(decode_article(hit.article), self._analyzer)
            postings = make_postings(texts)[near.field]
            steps = [
                sorted({position for term in terms for position in postings.get(term, ())})
                for terms in near.steps
            ]
            if any(True for _ in find_near(steps, near.gap)):
                found.append(hit.id)
        return tuple(found)

    def _passing(self, entry: FacetFilter) -> Query:
        passing = Query.all_query()
        if entry.any_of:
            passing = self._any_value(entry.facet, entry.any_of)
        if entry.none_of:
            passing = _without(passing, self._any_value(entry.facet, entry.none_of))
        return _unscored(passing)

    def _within(self, days: DayRange, prefix: str) -> Query:
        first = days.first.toordinal() if days.first else None
        last = days.last.toordinal() if days.last else None
        return _unscored(self._range(prefix + "day", FieldType.Integer, first, last))

    def _range(self, field: str, kind: FieldType, first: Any, last: Any) -> Query:
        return Query.range_query(self._schema, field, kind, first, last)

    def _term(self, field: str, term: str) -> Query:
        return Query.term_query(self._schema, field, term)

    def _any_value(self, field: str, values: Iterable[str]) -> Query:
        return Query.term_set_query(self._schema, field, list(values))

    # Ranking

    def _page(self, query: EngineQuery, clauses: _Clauses) -> tuple[EngineHit, ...]:
        first, last = query.offset, query.offset + query.limit
        selected = clauses.join()
        if query.sort == "relevance":
            ranked = self._rank(query.selection.match, selected)
            found = self._searcher.search(ranked, query.limit, count=False, offset=first).hits
            return tuple(self._hit(address, score) for score, address in found)
        if query.sort == "id":
            addresses = self._in_order(selected, "id", Order.Asc, last)[first:]
        else:
            order = Order.Desc if query.sort == "newest" else Order.Asc
            addresses = self._by_time(selected, order, first, last)
        return tuple(self._hit(address, 0.0) for _, address in addresses)

    def _rank(self, match: Match, selected: Query) -> Query:
        """The selection, lifted where the words stand in the title too."""
        lifts = [
            (Occur.Should, Query.boost_query(query, TITLE_WEIGHT))
            for part in text_matches(match)
            for query in self._title_terms(part)
        ]
        return Query.boolean_query([(Occur.Must, selected), *lifts]) if lifts else selected

    def _title_terms(self, part: TextMatch) -> Iterator[Query]:
        if isinstance(part, MatchPrefix) or part.field != TEXT_FIELDS["text"].lemmas:
            return
        for terms in (part.terms,) if isinstance(part, MatchTerms) else part.steps:
            yield self._any_term(TEXT_FIELDS["title"].lemmas, terms)

    def _in_order(
        self, query: Query, field: str, order: Order, limit: int
    ) -> list[tuple[Any, tantivy.DocAddress]]:
        return self._searcher.search(
            query, limit, count=False, order_by_field=field, order=order
        ).hits

    def _by_time(
        self, query: Query, order: Order, first: int, last: int
    ) -> list[tuple[Any, tantivy.DocAddress]]:
        """A page in the order of time; articles of one instant in the order of their ids.

        tantivy orders by one field, so those of one instant are asked for again by id.
        """
        found = self._in_order(query, "published", order, last)
        page: list[tuple[Any, tantivy.DocAddress]] = []
        start = 0
        while start < len(found):
            instant = found[start][0]
            end = start + 1
            while end < len(found) and found[end][0] == instant:
                end += 1
            if end > first:
                alone = end == start + 1 and end < last
                page += (
                    found[start:end]
                    if alone
                    else self._in_order(
                        _every(
                            [query, self._range("published", FieldType.Integer, *(instant,) * 2)]
                        ),
                        "id",
                        order,
                        end - start,
                    )
                )
            else:
                page += found[start:end]
            start = end
        return page[first:last]

    def _sharing(self, telling: TellingLemmas) -> Query:
        """Documents that share enough of the lemmas, scored by those they share.

        tantivy counts the clauses that match: a lemma of three points stands in three of them.
        """
        clauses: list[tuple[Occur, Query]] = []
        for part in telling.lemmas:
            query = self._any_term(_LEMMAS, (part.lemma,))
            clauses.append((Occur.Should, query))
            clauses += [(Occur.Should, _unscored(query))] * (part.points - 1)
        return Query.boolean_query(clauses, telling.least)

    def _best(self, query: Query, limit: int) -> tuple[EngineHit, ...]:
        """The documents of the highest scores; equal ones newest first, then by id.

        tantivy takes equal ones as they lie in its segments, so all that have the last score are
        asked for, up to a bound, and put in order here.
        """
        wanted = limit + 1
        while True:
            found = self._searcher.search(query, wanted, count=False).hits
            ends = len(found) < wanted or round(found[-1][0], 4) < round(found[limit - 1][0], 4)
            if ends or wanted > limit + _MOST_TIES:
                break
            wanted = limit + _MOST_TIES + 1
        hits = [self._hit(address, score) for score, address in found]
        hits.sort(key=lambda hit: hit.id)
        hits.sort(key=lambda hit: decode_article(hit.article).published, reverse=True)
        hits.sort(key=lambda hit: hit.score, reverse=True)
        return tuple(hits[:limit])

    # Counting

    def _count_holders(self, lemma: str, limit: int) -> int:
        """How many documents hold a lemma; any number above the limit where it is passed."""
        known = self._expand(_LEMMAS, (lemma,))
        frequencies = [self._searcher.doc_freq(_LEMMAS, term) for term in known]
        # tantivy counts deleted documents until their segment is merged.
        at_least = max(frequencies, default=0) - self._deleted
        if at_least > limit or (len(known) == 1 and not self._deleted):
            return at_least
        counted = self._aggregate(self._any_term(_LEMMAS, (lemma,)), {})
        return int(counted["total"]["value"])

    def _count(
        self, query: EngineQuery, clauses: _Clauses
    ) -> tuple[int, dict[str, dict[str, int]]]:
        """The total, and the counts of each facet and of the histogram, in one pass for each
        different set of documents."""
        passes: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for facet in query.facets:
            if facet in FILTER_FACETS:
                passes[facet if facet in clauses.filters else ""][facet] = facet
            else:
                passes["days" if clauses.days else ""][facet] = facet
        if query.interval is not None:
            passes[""][_HISTOGRAM] = query.interval
        total, counts = self._count_pass(query, clauses.join(), passes.pop("", {}))
        for left_out, wanted in passes.items():
            counts |= self._count_pass(query, clauses.join(left_out), wanted)[1]
        return total, counts

    def _count_pass(
        self, query: EngineQuery, selected: Query, wanted: dict[str, str]
    ) -> tuple[int, dict[str, dict[str, int]]]:
        """The number of documents, and their counts by the facet or interval of each name."""
        prefix = DATE_PREFIX[query.selection.date]
        # The months tell the years too: a column less to go through.
        by_month = next((name for name, facet in wanted.items() if facet == "month"), "")
        columns = {
            name: _values_of(facet if facet in FILTER_FACETS else prefix + facet)
            for name, facet in wanted.items()
            if not (by_month and facet == "year")
        }
        counted = self._aggregate(selected, columns)
        counts = {name: _read_buckets(wanted[name], counted[name]) for name in columns}
        for name in wanted.keys() - columns.keys():
            counts[name] = _add_months(counts[by_month])
        return int(counted["total"]["value"]), counts

    def _aggregate(self, query: Query, wanted: dict[str, Any]) -> dict[str, Any]:
        # Every document has an instant, so its values count the documents.
        wanted = {"total": {"value_count": {"field": "published"}}} | wanted
        try:
            return self._searcher.aggregate(query, wanted)
        except ValueError as error:
            days = self._days["published"]
            if _TOO_MANY not in str(error) or days.first is None or days.last is None:
                raise
            return self._aggregate_days(
                query, wanted, days.first.toordinal(), days.last.toordinal()
            )

    def _aggregate_days(
        self, query: Query, wanted: dict[str, Any], first: int, last: int
    ) -> dict[str, Any]:
        """What `_aggregate` gives, of the first half of the days and of the other half: tantivy
        counts so many different values at a time and no more."""
        middle = (first + last) // 2
        halves: list[dict[str, Any]] = []
        for start, end in ((first, middle), (middle + 1, last)):
            of_days = _every([query, self._range("day", FieldType.Integer, start, end)])
            try:
                halves.append(self._searcher.aggregate(of_days, wanted))
            except ValueError as error:
                if _TOO_MANY not in str(error) or start == end:
                    raise
                halves.append(self._aggregate_days(query, wanted, start, end))
        return _add_counts(*halves)

    def _count_volume(self, interval: Interval, name: DateField, days: DayRange) -> dict[str, int]:
        """How many articles the archive has in each interval of the days."""
        prefix = DATE_PREFIX[name]
        query = self._within(days, prefix) if days else Query.all_query()
        counted = self._aggregate(query, {"volume": _values_of(prefix + interval)})
        return _read_buckets(interval, counted["volume"])

    # Reading

    def _read_joints(self, field: str) -> dict[str, list[str]]:
        joints: defaultdict[str, list[str]] = defaultdict(list)
        for joint, _ in self._searcher.terms_with_prefix(field, JOINT):
            for lemma in split_lemmas(joint):
                joints[lemma].append(joint)
        return dict(joints)

    def _read_days(self, prefix: str) -> DayRange:
        field = {"field": prefix + "day"}
        found = self._aggregate(
            Query.all_query(), {"first": {"min": field}, "last": {"max": field}}
        )
        first, last = found["first"]["value"], found["last"]["value"]
        if first is None:
            return DayRange(None, None)
        return DayRange(date.fromordinal(int(first)), date.fromordinal(int(last)))

    def _hit(self, address: tantivy.DocAddress, score: float) -> EngineHit:
        document = self._searcher.doc(address)
        return EngineHit(document["id"][0], bytes(document["article"][0]), round(score, 4))

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with _reading(self._path):
            yield


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Damage that reading comes upon becomes IndexDamagedError."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexDamagedError(path.parent.name, f"{type(error).__name__}: {error}") from error
    except BaseException as error:
        # A panic of the compiled part: its class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise IndexDamagedError(path.parent.name, f"panic: {error}") from error


def open_searcher(path: Path, analyzer: Analyzer) -> TantivySearcher:
    """Open the index in a folder. Raises IndexDamagedError where it cannot be read."""
    with _reading(path):
        return TantivySearcher(path, analyzer)


def _count_deletions(path: Path) -> int:
    """The deleted documents that are still in the segments."""
    meta = json.loads((path / "meta.json").read_text("utf-8"))
    deletes = [segment["deletes"] for segment in meta["segments"] if segment.get("deletes")]
    return sum(entry["num_deleted_docs"] for entry in deletes)


def _values_of(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": _ALL_VALUES}}


def _add_counts(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The counts of two sets of documents as those of both."""
    added: dict[str, Any] = {"total": {"value": one["total"]["value"] + other["total"]["value"]}}
    for name in one.keys() - {"total"}:
        counts: Counter[Any] = Counter()
        for half in (one, other):
            counts.update({entry["key"]: entry["doc_count"] for entry in half[name]["buckets"]})
        added[name] = {"buckets": [{"key": key, "doc_count": n} for key, n in counts.items()]}
    return added


def _read_buckets(name: str, counted: dict[str, Any]) -> dict[str, int]:
    """Counts by value; those of dates by ISO date or partial date."""
    write = _WRITE_DATE.get(name)
    if write is None:
        return {bucket["key"]: bucket["doc_count"] for bucket in counted["buckets"]}
    return {write(bucket["key"]): bucket["doc_count"] for bucket in counted["buckets"]}


def _add_months(months: dict[str, int]) -> dict[str, int]:
    """The counts of years, from those of their months."""
    years: defaultdict[str, int] = defaultdict(int)
    for month, count in months.items():
        years[month[:4]] += count
    return dict(years)


@lru_cache(maxsize=2_000)
def _write_month(number: float) -> str:
    return f"{int(number) // 100:04}-{int(number) % 100:02}"


_WRITE_DATE: dict[str, Callable[[float], str]] = {
    "year": lambda year: f"{int(year):04}",
    "month": _write_month,
    "day": lambda day: date.fromordinal(int(day)).isoformat(),
}


def _every(queries: list[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _any(queries: list[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def _without(all_of: Query, none_of: Query) -> Query:
    return _unscored(Query.boolean_query([(Occur.Must, all_of), (Occur.MustNot, none_of)]))


def _every_but(query: Query, none_of: list[Query]) -> Query:
    """The documents of a query with their scores, but for some."""
    return Query.boolean_query(
        [(Occur.Must, query), *((Occur.MustNot, other) for other in none_of)]
    )


def _unscored(query: Query) -> Query:
    return Query.const_score_query(query, 0.0)
