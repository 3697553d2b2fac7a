"""Searching one index of an OpenSearch cluster.

A generation's index never changes, so every page of an order goes on behind the values of the last
hit of the page before, and needs no state in the cluster, which a node could take with it.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from indexer.analysis import Analyzer
from indexer.dates import DayRange
from indexer.draws import mix_draw
from indexer.engines.cluster import connect, counts_too_many
from indexer.engines.opensearch import FORM_FIELDS, read_index_file
from indexer.errors import ClusterError, IndexDamagedError
from indexer.home.cluster import ClusterSettings
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
from searcher.engines.opensearch.counting import HISTOGRAM, ColumnCounter
from searcher.engines.opensearch.documents import (
    BEST,
    BY_ID,
    NEWEST,
    OLDEST,
    ClusterIndex,
    Query,
    every,
    read_hits,
    scored,
)
from searcher.engines.opensearch.likeness import compile_likeness
from searcher.engines.opensearch.queries import QueryCompiler, any_value
from searcher.query.costs import CostEstimator, Prices
from searcher.query.matching import Match, MatchAll, MatchPrefix, drop_lifts, text_matches
from searcher.query.related import Likeness
from searcher.query.scoring import ScorePart, describe_part, list_scored
from searcher.request import DateField

_ORDERS: Mapping[str, Sequence[Query]] = {"newest": NEWEST, "oldest": OLDEST, "id": BY_ID}
# Measured on one core.
_PRICES = Prices(posting=2e-8, phrase=2e-7, near=6e-7, prefix=1e-7)
# Seconds of a document, where all of a selection are looked at.
_SECONDS_A_DOCUMENT = 2e-5
# Scores are compared over the whole index, not by the words of each shard.
_EXACT = {"search_type": "dfs_query_then_fetch"}
# Articles that are read at a time, where all of many are.
_READ_AT_ONCE = 500


class OpenSearchSearcher:
    """Answers from one index, which never changes."""

    def __init__(self, index: ClusterIndex, analyzer: Analyzer) -> None:
        self._index = index
        self._counter = ColumnCounter(index)
        self._queries = QueryCompiler(index, analyzer, self._counter.total)
        self._costs = CostEstimator(
            _PRICES, self._queries.count_holders, lambda _field, _prefix: self.count
        )

    @property
    def count(self) -> int:
        return self._counter.total

    def days(self, date: DateField) -> DayRange:
        return self._counter.days[date]

    def spans(self, facet: str) -> dict[str, DaySpan]:
        return self._counter.spans(facet)

    def count_years(self, facet: str, values: Collection[str]) -> dict[str, dict[int, int]]:
        return self._counter.count_years(facet, values)

    def search(self, query: EngineQuery) -> EngineAnswer:
        selection = query.selection
        self._reserve(query.ranked if query.limit else drop_lifts(selection.match))
        clauses = self._queries.compile_selection(selection)
        ranked, order = self._rank(query, clauses.match)
        body: dict[str, Any] = {
            "query": ranked,
            "post_filter": clauses.narrow(),
            "sort": order,
            "from": query.offset,
            "size": query.limit,
            "track_total_hits": True,
            "_source": ["article"],
            "aggs": self._counter.describe(query, clauses),
        }
        params = _EXACT if order is BEST else {}
        try:
            found = self._index.search(body, **params)
        except ClusterError as error:
            if not counts_too_many(error):
                raise
            found = self._index.search({**body, "aggs": {}}, **params)
        counts = self._counter.read(query, clauses, found.get("aggregations"))
        histogram = Histogram()
        if query.interval is not None:
            volume = self._counter.volume(query.interval, selection.date, selection.days)
            histogram = Histogram(counts[HISTOGRAM], volume)
        facets = {facet: counts[facet] for facet in query.facets}
        total = int(found["hits"]["total"]["value"])
        return EngineAnswer(total, read_hits(found), facets, histogram)

    def walk(
        self, selection: Selection, sort: WalkSort, after: Mark | None, limit: int
    ) -> tuple[EngineHit, ...]:
        self._reserve(selection.match)
        behind: list[Any] | None = None
        if after is not None:
            behind = [after.id] if sort == "id" else [after.published, after.id]
        selected = self._queries.compile_selection(selection).join()
        return self._index.read_behind(selected, _ORDERS[sort], behind, limit)

    def rank(self, selection: Selection, _head: int, /) -> IdRanking:
        self._reserve(selection.match)
        clauses = self._queries.compile_selection(selection)
        current_deadline().expect(self._index.count(clauses.join()) * _SECONDS_A_DOCUMENT)
        query, order = self._rank(EngineQuery(selection=selection), clauses.match)
        ranked: Query = {"bool": {"must": [query], "filter": [clauses.narrow()]}}
        return IdRanking(self._index, ranked, order)

    def sample(self, selection: Selection, seed: int, size: int) -> tuple[EngineHit, ...]:
        self._reserve(selection.match)
        selected = self._queries.compile_selection(selection).join()
        current_deadline().expect(self._index.count(selected) * _SECONDS_A_DOCUMENT)
        draws = (
            (mix_draw(int(hit["fields"]["draw"][0]), seed), str(hit["sort"][0]))
            for page in self._index.walk(selected, BY_ID, ("draw",))
            for hit in page
        )
        return read_ids(self._index, [id_ for _, id_ in heapq.nsmallest(size, draws)])

    def explain(
        self, selection: Selection, ids: Sequence[str]
    ) -> tuple[tuple[ScorePart, ...], ...]:
        found: dict[str, list[ScorePart]] = {id_: [] for id_ in ids}
        shown = any_value("id", ids)
        for part in list_scored(selection.match) if _is_scored(selection.match) else ():
            for query in self._queries.compile_parts([part]):
                asked: Query = {"bool": {"filter": [shown], "must": [query]}}
                for hit in self._index.read(asked, BEST, 0, len(ids) or 1, **_EXACT):
                    if hit.score:
                        found[hit.id].append(describe_part(part.part, hit.score))
        return tuple(tuple(parts) for parts in found.values())

    def get(self, document_id: str) -> bytes | None:
        found = self._index.read(any_value("id", (document_id,)), BY_ID, 0, 1)
        return found[0].article if found else None

    def scan(self, selection: Selection) -> Iterator[str]:
        self._reserve(selection.match)
        selected = self._queries.compile_selection(selection).join()
        for page in self._index.walk(selected, BY_ID):
            yield from (str(hit["sort"][0]) for hit in page)

    def find_among(self, selection: Selection, ids: Collection[str]) -> frozenset[str]:
        self._reserve(selection.match)
        selected = self._queries.compile_selection(selection).join()
        query = every([selected, any_value("id", ids)])
        return frozenset(
            str(hit["sort"][0]) for page in self._index.walk(query, BY_ID) for hit in page
        )

    def siblings(self, stories: Collection[str], but: Collection[str] = ()) -> Iterator[bytes]:
        query: Query = {"bool": {"filter": [any_value("story", stories)]}}
        if but:
            query["bool"]["must_not"] = [any_value("id", but)]
        return self._list_by_id(query)

    def at_address(self, key: str) -> Iterator[bytes]:
        return self._list_by_id(any_value("address", (key,)))

    def _list_by_id(self, query: Query) -> Iterator[bytes]:
        """The articles of a query, in the order of their ids."""
        after: list[str] | None = None
        while hits := self._index.read_behind(query, BY_ID, after, _READ_AT_ONCE):
            yield from (hit.article for hit in hits)
            if len(hits) < _READ_AT_ONCE:
                return
            after = [hits[-1].id]

    def related(self, asked: Likeness, limit: int) -> tuple[EngineHit, ...]:
        self._reserve(asked.match)
        like = compile_likeness(asked, self._queries, self._counter.longest)
        return self._index.read(like, BEST, 0, limit)

    def count_holders(self, field: str, term: str, _limit: int, /) -> int:
        return self._queries.count_holders(field, term)

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        if field == "id":
            listed: Iterable[tuple[str, int]] = (
                (id_, 1) for id_ in self.scan(Selection(MatchAll()))
            )
        else:
            counted = self._counter.list_values(FORM_FIELDS.get(field, field))
            listed = sorted((bucket["key"], bucket["doc_count"]) for bucket in counted)
        return ((term, number) for term, number in listed if term.startswith(prefix))

    def check(self) -> None:
        self._index.check()

    def close(self) -> None:
        """Nothing to do: connections belong to the process."""

    def _rank(self, query: EngineQuery, match: Query) -> tuple[Query, Sequence[Query]]:
        """What matches, scored as it is to be sorted, and the order."""
        if query.sort == "relevance" and query.points:
            return self._queries.give_points(match, query.points), BEST
        if query.sort == "relevance" and query.limit and _is_scored(query.selection.match):
            parts = list_scored(query.selection.match)
            return scored(match, list(self._queries.compile_parts(parts))), BEST
        return match, _ORDERS.get(query.sort, NEWEST)

    def _reserve(self, match: Match) -> None:
        """A search in the cluster is not interrupted, so what it will take is told before."""
        self._queries.learn_holders(match)
        estimate = self._costs.estimate(match)
        current_deadline().reserve(estimate.seconds, estimate.part)


class IdRanking:
    """All hits by relevance, as their ids and scores: 0 where nothing is scored, and all are
    equal."""

    def __init__(self, index: ClusterIndex, query: Query, order: Sequence[Query]) -> None:
        self._index = index
        self._ids: list[str] = []
        self._scores = array("d")
        for page in index.walk(query, order, **(_EXACT if order is BEST else {})):
            current_deadline().check()
            self._ids += (str(hit["sort"][-1]) for hit in page)
            self._scores.extend(round(hit["sort"][0], 4) if order is BEST else 0.0 for hit in page)

    def __len__(self) -> int:
        return len(self._ids)

    def read(self, first: int, last: int) -> tuple[EngineHit, ...]:
        scores = self._scores[first:last]
        hits = read_ids(self._index, self._ids[first:last])
        return tuple(replace(hit, score=score) for hit, score in zip(hits, scores, strict=True))


def read_ids(index: ClusterIndex, ids: Sequence[str]) -> tuple[EngineHit, ...]:
    """The documents of some ids, in the order of these."""
    found: dict[str, EngineHit] = {}
    for start in range(0, len(ids), _READ_AT_ONCE):
        part = ids[start : start + _READ_AT_ONCE]
        hits = index.read(any_value("id", part), BY_ID, 0, len(part))
        found |= {hit.id: hit for hit in hits}
    return tuple(found[id_] for id_ in ids)


class OpenSearchReader:
    """The read half over one cluster."""

    def __init__(self, settings: ClusterSettings) -> None:
        self._settings = settings

    def open_searcher(self, path: Path, analyzer: Analyzer) -> OpenSearchSearcher:
        """Open the index that a folder names. Raises IndexDamagedError where it is not the one that
        was written, and ClusterError."""
        name = path.parent.name
        try:
            known = read_index_file(path)
        except (OSError, msgspec.DecodeError) as error:
            raise IndexDamagedError(name, f"index.json: {error}") from error
        index = ClusterIndex(connect(self._settings), known, name)
        index.check()
        searcher = OpenSearchSearcher(index, analyzer)
        if searcher.count != known.count:
            reason = f"{known.index} has {searcher.count} documents instead of {known.count}"
            raise IndexDamagedError(name, reason)
        return searcher


def _is_scored(match: Match) -> bool:
    """Whether a match tells its documents apart."""
    return any(not isinstance(part, MatchPrefix) for part in text_matches(match))
