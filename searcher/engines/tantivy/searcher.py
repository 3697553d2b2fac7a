"""Searching one tantivy index."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import tantivy
from tantivy import FieldType, Order, Query

from indexer.analysis import Analyzer
from indexer.dates import DayRange, clip_days
from indexer.engines.checksums import list_files
from indexer.engines.tantivy import JOINT
from searcher.deadline import current_deadline
from searcher.engines import (
    DaySpan,
    EngineAnswer,
    EngineHit,
    EngineQuery,
    Histogram,
    Mark,
    Selection,
    WalkSort,
)
from searcher.engines.tantivy.counting import HISTOGRAM, ColumnCounter
from searcher.engines.tantivy.documents import read_hit, reading
from searcher.engines.tantivy.likeness import compile_likeness
from searcher.engines.tantivy.queries import (
    Clauses,
    QueryCompiler,
    any_of,
    every,
    every_but,
    lifted,
    unscored,
)
from searcher.engines.tantivy.walking import (
    SECONDS_A_DOCUMENT,
    SECONDS_AN_ID,
    AddressRanking,
    AddressWalker,
    Placed,
    draw_sample,
)
from searcher.query.costs import CostEstimator, Prices
from searcher.query.matching import (
    Match,
    MatchPrefix,
    drop_lifts,
    text_matches,
)
from searcher.query.related import Likeness
from searcher.query.scoring import ScorePart, describe_part, list_scored
from searcher.request import DateField

# Articles of one score that are put in the order of time; of more, the newest are looked for among
# so many, and then among so many times more.
_MOST_TIES = 1_000
_WIDER = 4

# Measured on one core. Near words are asked for as some pairs, each of them as four phrases.
_PRICES = Prices(posting=1e-8, phrase=1e-7, near=4e-7, prefix=3e-8)

_ORDERS: Mapping[str, Order] = {"newest": Order.Desc, "oldest": Order.Asc}


class TantivySearcher:
    """Answers from one committed state of a tantivy index."""

    def __init__(self, path: Path, analyzer: Analyzer, opened: Path | None = None) -> None:
        """`opened` is another folder with the same files, where they can be opened."""
        self._path = path
        # No watching for commits: a generation never changes.
        index = tantivy.Index.open(str(opened or path))
        index.config_reader("manual")
        self._searcher = index.searcher()
        self._deleted = _count_deletions(path)
        self._live = Query.all_query() if self._deleted else None
        self._queries = QueryCompiler(self._searcher, analyzer)
        self._counter = ColumnCounter(self._searcher, self._queries)
        self._walker = AddressWalker(self._searcher, self._queries)
        # tantivy makes a set of documents of the terms of a prefix.
        self._costs = CostEstimator(
            _PRICES, self._queries.count_about, lambda _field, _prefix: self.count
        )

    @property
    def count(self) -> int:
        return self._searcher.num_docs

    def days(self, date: DateField) -> DayRange:
        return self._counter.days[date]

    def spans(self, facet: str) -> dict[str, DaySpan]:
        with self._reading():
            return self._counter.spans(facet)

    def count_years(self, facet: str, values: Collection[str]) -> dict[str, dict[int, int]]:
        with self._reading():
            return self._counter.count_years(facet, values)

    def search(self, query: EngineQuery) -> EngineAnswer:
        selection = query.selection
        with self._reading():
            self._reserve(selection, query.ranked if query.limit else None)
            clauses = self._queries.compile_selection(selection)
            total, counts = self._counter.count(query, clauses)
            histogram = Histogram()
            if query.interval is not None:
                volume = self._counter.volume(query.interval, selection.date, selection.days)
                histogram = Histogram(counts[HISTOGRAM], volume)
            hits = self._page(query, clauses) if total and query.limit else ()
        facets = {facet: counts[facet] for facet in query.facets}
        return EngineAnswer(total, hits, facets, histogram)

    def walk(
        self, selection: Selection, sort: WalkSort, after: Mark | None, limit: int
    ) -> tuple[EngineHit, ...]:
        with self._reading():
            self._reserve(selection)
            query = self._queries.compile_selection(selection).join()
            if sort == "id":
                found = self._walker.by_id(query, after, limit)
            else:
                found = self._walker.by_time(query, _ORDERS[sort], after, limit)
            return self._hits((0.0, address) for _, address in found)

    def rank(self, selection: Selection, head: int, /) -> AddressRanking:
        with self._reading():
            self._reserve(selection, selection.match)
            clauses = self._queries.compile_selection(selection)
            total = self._counter.total(clauses.join())
            current_deadline().expect(total * SECONDS_A_DOCUMENT)
            # Where nothing is scored, all are equal: newest first, as the list is.
            query = unscored(clauses.join())
            if _is_scored(selection.match):
                preferring = replace(clauses, match=self._queries.compile(selection.match)).join()
                query = self._rank(selection.match, preferring)
            first = self._find_best(query, 0, min(head, total)) if total else []
            return AddressRanking(self._searcher, self._walker, first, self._by_year(query))

    def sample(self, selection: Selection, seed: int, size: int) -> tuple[EngineHit, ...]:
        with self._reading():
            self._reserve(selection)
            query = self._queries.compile_selection(selection).join()
            current_deadline().expect(self._counter.total(query) * SECONDS_A_DOCUMENT)
            drawn = draw_sample(self._walker, self._by_year(query), seed, size)
            return self._hits((0.0, address) for address in drawn)

    def _by_year(self, query: Query) -> Iterator[list[Placed]]:
        """All documents of a query, those of a year at a time."""
        for of_year in self._split_by_year(query, self._counter.days["published"]):
            yield self._searcher.search(of_year, self.count, count=False).hits

    def _split_by_year(self, query: Query, days: DayRange) -> Iterator[Query]:
        """A query as those of the documents of each year: tantivy copies out an address with each,
        so few of them are held at a time."""
        if days.first is None or days.last is None:
            return
        for year in range(days.first.year, days.last.year + 1):
            of_year = self._queries.range("year", FieldType.Integer, year, year)
            yield every([query, unscored(of_year)])

    def explain(
        self, selection: Selection, ids: Sequence[str]
    ) -> tuple[tuple[ScorePart, ...], ...]:
        found: dict[str, list[ScorePart]] = {id_: [] for id_ in ids}
        if _is_scored(selection.match):
            with self._reading():
                shown = self._queries.with_ids(ids)
                for scored in list_scored(selection.match):
                    current_deadline().check()
                    query = every([shown, *self._queries.compile_parts([scored])])
                    for score, address in self._searcher.search(query, len(ids) or 1).hits:
                        if score:
                            part = describe_part(scored.part, round(float(score), 4))
                            found[self._hit(address, 0.0).id].append(part)
        return tuple(tuple(parts) for parts in found.values())

    def get(self, document_id: str) -> bytes | None:
        with self._reading():
            found = self._searcher.search(
                self._queries.term("id", document_id), 1, count=False
            ).hits
            return self._hit(found[0][1], 0.0).article if found else None

    def scan(self, selection: Selection) -> Iterator[str]:
        with self._reading():
            self._reserve(selection)
            selected = self._queries.compile_selection(selection).join()
        days = self._counter.days["published"]
        if selection.date == "published":
            days = clip_days(selection.days, days)
        ids: list[str] = []
        for of_year in self._split_by_year(selected, days):
            with self._reading():
                found = self._walker.in_order(of_year, "id", Order.Asc, self.count)
            ids += (id_ for id_, _ in found)
        yield from sorted(ids)

    def find_among(self, selection: Selection, ids: Collection[str]) -> frozenset[str]:
        with self._reading():
            self._reserve(selection)
            selected = self._queries.compile_selection(selection).join()
            return self._walker.find_among(selected, frozenset(ids))

    def siblings(self, stories: Collection[str], but: Collection[str] = ()) -> list[bytes]:
        # Each by itself: a set takes tantivy several times as long.
        term = self._queries.term
        found = any_of([term("story", story) for story in stories])
        return self._list_by_id(every_but(found, [term("id", id_) for id_ in but]))

    def at_address(self, key: str) -> list[bytes]:
        return self._list_by_id(self._queries.term("address", key))

    def _list_by_id(self, query: Query) -> list[bytes]:
        """The articles of a query, in the order of their ids."""
        with self._reading():
            hits = self._hits(self._searcher.search(query, self.count or 1, count=False).hits)
        # To put few of them in order takes tantivy ten times as long.
        return [hit.article for hit in sorted(hits, key=lambda hit: hit.id)]

    def related(self, asked: Likeness, limit: int) -> tuple[EngineHit, ...]:
        with self._reading():
            estimate = self._costs.estimate(asked.match)
            current_deadline().reserve(estimate.seconds, estimate.part)
            like = compile_likeness(asked, self._queries, self._counter.longest)
            return self._by_score(like, 0, limit)

    def count_holders(self, field: str, term: str, limit: int) -> int:
        with self._reading():
            known = self._queries.spellings(field, term)
            frequencies = [self._searcher.doc_freq(field, part) for part in known]
            if not self._deleted and sum(map(bool, frequencies)) < 2:
                return max(frequencies)
            # tantivy counts deleted documents until their segment is merged.
            at_least = max(frequencies) - self._deleted
            if at_least > limit:
                return at_least
            return self._counter.total(self._queries.any_term(field, (term,)))

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        with self._reading():
            found = self._searcher.terms_with_prefix(field, prefix, self._live)
            if not self._queries.joined_lemmas(field):
                return ((term, count) for term, count in sorted(found) if count)
            listed = dict(found)
            for lemma in self._queries.joined_lemmas(field):
                if lemma.startswith(prefix):
                    query = self._queries.any_term(field, (lemma,))
                    listed[lemma] = self._counter.total(query)
        plain = (term for term in listed if not term.startswith(JOINT) and listed[term])
        return ((term, listed[term]) for term in sorted(plain))

    def check(self) -> None:
        """Nothing to do: open files stay whole, whatever becomes of their names."""

    def close(self) -> None:
        """Nothing to do: tantivy lets go of its files with the last reference to this object."""

    def _reserve(self, selection: Selection, ranked: Match | None = None) -> None:
        """tantivy cannot be interrupted, so what it will take is told before it is called.

        The documents are counted once, and once more without each filter and without the days; a
        page is one pass more, over what ranks it.
        """
        passes = 1 + len(selection.filters) + bool(selection.days)
        counted = self._costs.estimate(drop_lifts(selection.match))
        left_out = len(selection.but) * SECONDS_AN_ID
        seconds, part = passes * (counted.seconds + left_out), counted.part
        if ranked is not None:
            page = self._costs.estimate(ranked)
            seconds, part = seconds + page.seconds + left_out, page.part
        current_deadline().reserve(seconds, part)

    # Ranking

    def _page(self, query: EngineQuery, clauses: Clauses) -> tuple[EngineHit, ...]:
        first, last = query.offset, query.offset + query.limit
        match = query.selection.match
        if query.sort == "relevance" and query.points:
            pointed = self._queries.give_points(clauses.join(), query.points)
            return self._by_score(pointed, first, last)
        if query.sort == "relevance" and _is_scored(match):
            preferring = replace(clauses, match=self._queries.compile(match)).join()
            return self._by_score(self._rank(match, preferring), first, last)
        selected = clauses.join()
        if query.sort == "id":
            found = self._walker.by_id(selected, None, last)
        else:
            order = _ORDERS.get(query.sort, Order.Desc)
            found = self._walker.by_time(selected, order, None, last)
        return self._hits((0.0, address) for _, address in found[first:])

    def _rank(self, match: Match, selected: Query) -> Query:
        """The selection, lifted where the words stand in the title too, which its own query does
        not look at."""
        titles = (part for part in list_scored(match) if part.origin == "title")
        return lifted(selected, self._queries.compile_parts(titles))

    def _by_score(self, query: Query, first: int, last: int) -> tuple[EngineHit, ...]:
        return self._hits(self._find_best(query, first, last)[first:last])

    def _find_best(self, query: Query, first: int, last: int) -> list[Placed]:
        """The hits of a page, and those before it, in the order of scores as they are shown; equal
        ones newest first, then by id.

        tantivy takes equal ones as they lie in its segments, so all that share the last score are
        asked for and put in order here.
        """
        found = self._searcher.search(query, last + 1, count=False).hits
        if len(found) > last and _shown(found[last]) == _shown(found[last - 1]):
            start = next(n for n, hit in enumerate(found) if _shown(hit) == _shown(found[last]))
            # Not fewer than the page needs, where it lies behind them all.
            reach = max(last, start + _MOST_TIES + 1)
            found = self._searcher.search(query, reach, count=False).hits
            if len(found) == reach and _shown(found[-1]) == _shown(found[start]):
                newest = self._find_newest(query, found[start], last - start)
                # Sums made in another order may differ: then they stay as they lie, on every page.
                found[start:] = newest if len(newest) >= last - start else found[start:]
        if len(set(map(_shown, found))) < len(found):
            found = self._order_equals(found, first, last)
        return found[:last]

    def _order_equals(self, found: list[Placed], first: int, last: int) -> list[Placed]:
        """Hits in the order of scores, those of one score in the page newest first."""
        page: list[Placed] = []
        for _, group in groupby(found, _shown):
            equals = list(group)
            in_page = len(page) < last and len(page) + len(equals) > first
            page += self._walker.newest_first(equals) if in_page else equals
        return page

    def _find_newest(self, query: Query, like: Placed, count: int) -> list[Placed]:
        """The newest documents with the score of one, at least so many where there are.

        tantivy sorts by time or by score: of ever more of the newest it is asked for the scores.
        """
        found: list[Placed] = []
        rest, size = query, _MOST_TIES
        while len(found) < count:
            current_deadline().check()
            window = self._walker.in_order(rest, "published", Order.Desc, size)
            if not window:
                break
            oldest = window[-1][0]
            newest = every([rest, self._walker.published(oldest, None)])
            hits = self._searcher.search(newest, self._counter.total(newest), count=False).hits
            found += (hit for hit in hits if _shown(hit) == _shown(like))
            rest, size = every([rest, self._walker.published(None, oldest - 1)]), size * _WIDER
        return found

    # Reading

    def _hits(self, found: Iterable[Placed]) -> tuple[EngineHit, ...]:
        return tuple(self._hit(address, score) for score, address in found)

    def _hit(self, address: tantivy.DocAddress, score: float) -> EngineHit:
        return read_hit(self._searcher, address, score)

    def _reading(self) -> AbstractContextManager[None]:
        return reading(self._path)


def open_searcher(path: Path, analyzer: Analyzer) -> TantivySearcher:
    """Open the index in a folder. Raises IndexDamagedError where it cannot be read."""
    if os.access(path, os.W_OK):
        with reading(path):
            return TantivySearcher(path, analyzer)
    # tantivy writes a lock file beside what it opens. Once open, files need no names.
    with TemporaryDirectory(prefix="letopis-") as folder:
        for name, file in list_files(path).items():
            Path(folder, name).symlink_to(file.absolute())
        with reading(path):
            return TantivySearcher(path, analyzer, Path(folder))


def _shown(hit: Placed) -> float:
    """The score of a hit as it is shown: what is equal there is equal to the order too."""
    return round(float(hit[0]), 4)


def _is_scored(match: Match) -> bool:
    """Whether a match tells its documents apart: to tantivy all that have a prefix are equal."""
    return any(not isinstance(part, MatchPrefix) for part in text_matches(match))


def _count_deletions(path: Path) -> int:
    """The deleted documents that are still in the segments."""
    meta = json.loads((path / "meta.json").read_text("utf-8"))
    deletes = [segment["deletes"] for segment in meta["segments"] if segment.get("deletes")]
    return sum(entry["num_deleted_docs"] for entry in deletes)
