"""Asking one index of a cluster, and reading what it answers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from indexer.engines.cluster import GONE, Cluster
from indexer.engines.opensearch import IndexFile
from indexer.errors import ClusterError, IndexDamagedError
from searcher.deadline import current_deadline
from searcher.engines import EngineHit

# A query, or a part of one, as OpenSearch takes it.
Query = dict[str, Any]

EVERYTHING: Query = {"match_all": {}}
NOTHING: Query = {"match_none": {}}

# What of a document is given back.
_ARTICLE = ["article"]
# Documents of one answer where all of many are looked at.
PAGE = 10_000

# Orders in which no two documents are equal. An id alone orders as code points do.
NEWEST = [{"published": "desc"}, {"id": "desc"}]
OLDEST = [{"published": "asc"}, {"id": "asc"}]
BY_ID = [{"id": "asc"}]
BEST = [{"_score": "desc"}, *NEWEST]


class ClusterIndex:
    """One index, which never changes. Safe to share between threads."""

    def __init__(self, cluster: Cluster, known: IndexFile, generation: str) -> None:
        self._cluster = cluster
        self._index = known.index
        self._uuid = known.uuid
        self._generation = generation

    def check(self) -> None:
        """Refuse an index that is gone, or another one under its name: IndexDamagedError. Raises
        ClusterError."""
        with self._blaming():
            # Whichever node is asked knows it: the elected one would be waited for, half a minute.
            found = self._cluster.ask(
                "GET",
                f"/{self._index}/_settings",
                params={"local": "true"},
                waits=self._cluster.quick,
            )
        if (
            found.get(self._index, {}).get("settings", {}).get("index", {}).get("uuid")
            != self._uuid
        ):
            raise IndexDamagedError(self._generation, f"{self._index} is another index")

    def search(self, body: Mapping[str, Any], **params: str) -> Any:
        """The whole answer. Raises ClusterError; IndexDamagedError where the index is gone; and
        what the deadline of the request raises."""
        current_deadline().check()
        with self._blaming():
            return self._cluster.search(self._index, body, self._waits(), **params)

    def count(self, query: Query) -> int:
        """How many documents match."""
        found = self.search({"query": query, "size": 0, "track_total_hits": True})
        return int(found["hits"]["total"]["value"])

    def count_each(self, queries: Sequence[Query]) -> list[int]:
        """How many documents match each of some queries, in one request."""
        if not queries:
            return []
        current_deadline().check()
        with self._blaming():
            return self._cluster.count_each(self._index, queries, self._waits())

    def _waits(self) -> Sequence[float]:
        """A reader hardly waits for a node that is silent; a command for what takes long anyway."""
        is_limited = current_deadline().seconds < math.inf
        return self._cluster.quick if is_limited else self._cluster.patient

    @contextmanager
    def _blaming(self) -> Iterator[None]:
        """What is gone is damage of the generation."""
        try:
            yield
        except ClusterError as error:
            if error.status == GONE:
                raise IndexDamagedError(self._generation, error.reason) from error
            raise

    def read(
        self, query: Query, order: Sequence[Query], first: int, last: int, **params: str
    ) -> tuple[EngineHit, ...]:
        """The documents from one place of an order to before another."""
        body = {
            "query": query,
            "sort": order,
            "from": first,
            "size": last - first,
            "track_total_hits": False,
            "_source": _ARTICLE,
        }
        return read_hits(self.search(body, **params))

    def read_behind(
        self, query: Query, order: Sequence[Query], after: Sequence[Any] | None, limit: int
    ) -> tuple[EngineHit, ...]:
        """The next documents of an order behind the values of one."""
        body: dict[str, Any] = {
            "query": query,
            "sort": order,
            "size": limit,
            "track_total_hits": False,
            "_source": _ARTICLE,
        }
        if after is not None:
            body["search_after"] = after
        return read_hits(self.search(body))

    def walk(
        self, query: Query, order: Sequence[Query], fields: Sequence[str] = (), **params: str
    ) -> Iterator[list[dict[str, Any]]]:
        """All documents of a query in an order, a page at a time: what they were ordered by stands
        in `sort`, and their values in `fields`."""
        body: dict[str, Any] = {
            "query": query,
            "sort": order,
            "size": PAGE,
            "track_total_hits": False,
            "_source": False,
            "docvalue_fields": list(fields),
        }
        while True:
            page = self.search(body, **params)["hits"]["hits"]
            if page:
                yield page
            if len(page) < PAGE:
                return
            body["search_after"] = page[-1]["sort"]


def read_hits(found: Mapping[str, Any]) -> tuple[EngineHit, ...]:
    """The documents of an answer."""
    return tuple(
        EngineHit(_read_id(hit), hit["_source"]["article"].encode(), round(hit["_score"] or 0.0, 4))
        for hit in found["hits"]["hits"]
    )


def _read_id(hit: Mapping[str, Any]) -> str:
    # Every order ends with it.
    return str(hit["sort"][-1])


def every(queries: Sequence[Query]) -> Query:
    """The documents of all queries, unscored."""
    kept = [query for query in queries if query != EVERYTHING]
    if not kept:
        return EVERYTHING
    return kept[0] if len(kept) == 1 else {"bool": {"filter": kept}}


def any_of(queries: Sequence[Query]) -> Query:
    """The documents of any of the queries."""
    if not queries:
        return NOTHING
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": list(queries), "minimum_should_match": 1}}


def but(query: Query, none_of: Sequence[Query]) -> Query:
    """The documents of a query but for those of others, unscored."""
    return {"bool": {"filter": [query], "must_not": list(none_of)}}


def worth(query: Query, boost: float) -> Query:
    """The documents of a query, each scored so."""
    return {"constant_score": {"filter": query, "boost": boost}}


def scored(query: Query, clauses: Sequence[Query]) -> Query:
    """The documents of a query, scored by those clauses that they match too."""
    return {"bool": {"filter": [query], "should": list(clauses), "minimum_should_match": 0}}
