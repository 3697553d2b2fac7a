"""Counting: totals, facets, intervals of days.

OpenSearch counts the commonest values of each shard, and is right only where it is asked for more
than there are: whatever it left out is asked for again in parts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from indexer.dates import DayRange, clip_days
from indexer.engines.cluster import counts_too_many
from indexer.errors import ClusterError
from indexer.schema import DATE_PREFIX
from searcher.engines import DaySpan, EngineQuery
from searcher.engines.opensearch.documents import EVERYTHING, ClusterIndex, Query, every
from searcher.engines.opensearch.queries import Clauses, any_value, within
from searcher.request import FILTER_FACETS, DateField, Interval

# What the counts of the timeline are called beside those of the facets.
HISTOGRAM = "histogram"
# Values that are counted at a time: OpenSearch takes 65,535 of all that is counted together.
_MOST_VALUES = 60_000
# Values of a part, where there are more.
_PART = 20_000
_FIRST_AND_LAST = {"first": {"min": {"field": "day"}}, "last": {"max": {"field": "day"}}}
# Volumes of the archive by interval: one for each range of days that readers look at.
_CACHED_VOLUMES = 64
_CACHED_LONG = 4
_LONG = timedelta(days=366)

Buckets = list[dict[str, Any]]


class ColumnCounter:
    """Counts the documents of queries over one index."""

    def __init__(self, index: ClusterIndex) -> None:
        self._index = index
        self._volume = lru_cache(maxsize=_CACHED_VOLUMES)(self._count_volume)
        self._long_volume = lru_cache(maxsize=_CACHED_LONG)(self._count_volume)
        wanted: dict[str, Any] = {"longest": {"max": {"field": "length"}}}
        for name, prefix in DATE_PREFIX.items():
            field = {"field": prefix + "day"}
            wanted |= {f"first {name}": {"min": field}, f"last {name}": {"max": field}}
        body = {"size": 0, "track_total_hits": True, "aggs": wanted}
        found = index.search(body)
        counted = found["aggregations"]
        self.total = int(found["hits"]["total"]["value"])
        self.longest = int(counted["longest"]["value"] or 0)
        self.days = {
            name: _read_range(counted[f"first {name}"], counted[f"last {name}"])
            for name in DATE_PREFIX
        }

    def describe(self, query: EngineQuery, clauses: Clauses) -> dict[str, Any]:
        """What counts the facets and the histogram of a query, beside its hits: one part for each
        different set of documents."""
        parts: defaultdict[str, dict[str, Any]] = defaultdict(dict)
        for name, left_out, field in _list_wanted(query, clauses):
            parts[left_out][name] = _values_of(field)
        return {
            f"without {left_out}": {"filter": clauses.narrow(left_out), "aggs": wanted}
            for left_out, wanted in parts.items()
        }

    def read(
        self, query: EngineQuery, clauses: Clauses, counted: Mapping[str, Any] | None
    ) -> dict[str, dict[str, int]]:
        """The counts, from the answer to what `describe` asked; None where that was too much."""
        counts: dict[str, dict[str, int]] = {}
        for name, left_out, field in _list_wanted(query, clauses):
            buckets = counted[f"without {left_out}"][name] if counted is not None else None
            if buckets is None or buckets["sum_other_doc_count"]:
                selected = every([clauses.match, clauses.narrow(left_out)])
                listed = list(self.list_values(field, selected))
            else:
                listed = buckets["buckets"]
            facet = query.interval if name == HISTOGRAM else name
            counts[name] = _write_counts(facet or "", listed)
        return counts

    def list_values(
        self, field: str, query: Query = EVERYTHING, more: Mapping[str, Any] | None = None
    ) -> Iterator[dict[str, Any]]:
        """Every value of a field that a query's documents have, with their number, and `more` that
        is counted of each, in parts that are exact."""
        size = self._index.search(
            {"query": query, "size": 0, "aggs": {"size": {"cardinality": {"field": field}}}}
        )["aggregations"]["size"]["value"]
        parts = size // _PART + 1
        while True:
            listed = self._list_parts(field, query, parts, more or {})
            if listed is not None:
                yield from listed
                return
            parts *= 2

    def _list_parts(
        self, field: str, query: Query, parts: int, more: Mapping[str, Any]
    ) -> Buckets | None:
        """The values in so many parts; None where one of them is too large."""
        listed: Buckets = []
        for part in range(parts):
            wanted: dict[str, Any] = {"field": field, "size": _MOST_VALUES}
            if parts > 1:
                wanted["include"] = {"partition": part, "num_partitions": parts}
            found = self.aggregate(query, {"values": {"terms": wanted, "aggs": dict(more)}})
            if found is None or found["values"]["sum_other_doc_count"]:
                return None
            listed += found["values"]["buckets"]
        return listed

    def aggregate(self, query: Query, wanted: Mapping[str, Any]) -> Any:
        """What is wanted of a query's documents; None where it has too many values."""
        try:
            body = {"query": query, "size": 0, "track_total_hits": False, "aggs": dict(wanted)}
            return self._index.search(body)["aggregations"]
        except ClusterError as error:
            if counts_too_many(error):
                return None
            raise

    def spans(self, facet: str) -> dict[str, DaySpan]:
        """From the first day to the last of the documents with each value."""
        return {
            bucket["key"]: (
                date.fromordinal(int(bucket["first"]["value"])),
                date.fromordinal(int(bucket["last"]["value"])),
            )
            for bucket in self.list_values(facet, more=_FIRST_AND_LAST)
        }

    def count_years(self, facet: str, values: Collection[str]) -> dict[str, dict[int, int]]:
        """The counts of the years, of each of some values."""
        chosen = set(values)
        if not chosen:
            return {}
        listed = self.list_values(
            facet, any_value(facet, sorted(chosen)), more={"years": _values_of("year")}
        )
        return {
            bucket["key"]: {year["key"]: year["doc_count"] for year in bucket["years"]["buckets"]}
            for bucket in listed
            if bucket["key"] in chosen
        }

    def volume(self, interval: Interval, name: DateField, days: DayRange) -> dict[str, int]:
        """How many articles the archive has in each interval of the days."""
        if interval == "day" and _is_long(clip_days(days, self.days[name])):
            return self._long_volume(interval, name, days)
        return self._volume(interval, name, days)

    def _count_volume(self, interval: Interval, name: DateField, days: DayRange) -> dict[str, int]:
        prefix = DATE_PREFIX[name]
        query = within(days, prefix) if days else EVERYTHING
        return _write_counts(interval, list(self.list_values(prefix + interval, query)))


def _list_wanted(query: EngineQuery, clauses: Clauses) -> Iterator[tuple[str, str, str]]:
    """What is counted: its name, the part of the selection that is left out, its field."""
    prefix = DATE_PREFIX[query.selection.date]
    for facet in query.facets:
        if facet in FILTER_FACETS:
            yield facet, facet if facet in clauses.filters else "", facet
        else:
            yield facet, "days" if clauses.days else "", prefix + facet
    if query.interval is not None:
        yield HISTOGRAM, "", prefix + query.interval


def _values_of(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": _MOST_VALUES}}


def _is_long(days: DayRange) -> bool:
    return days.first is not None and days.last is not None and days.last - days.first > _LONG


def _read_range(first: Mapping[str, Any], last: Mapping[str, Any]) -> DayRange:
    if first["value"] is None:
        return DayRange(None, None)
    return DayRange(date.fromordinal(int(first["value"])), date.fromordinal(int(last["value"])))


def _write_counts(name: str, buckets: Buckets) -> dict[str, int]:
    """Counts by value; those of dates by ISO date or partial date."""
    write = _WRITE_DATE.get(name, str)
    return {write(bucket["key"]): bucket["doc_count"] for bucket in buckets}


@lru_cache(maxsize=2_000)
def _write_month(number: int) -> str:
    return f"{number // 100:04}-{number % 100:02}"


_WRITE_DATE: dict[str, Callable[[Any], str]] = {
    "year": lambda year: f"{year:04}",
    "month": _write_month,
    "day": lambda day: date.fromordinal(day).isoformat(),
}
