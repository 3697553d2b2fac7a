"""Counting by columns: totals, facets, intervals of days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from datetime import date, timedelta
from functools import lru_cache, reduce
from typing import Any

import tantivy
from tantivy import FieldType, Query

from indexer.dates import DayRange, clip_days
from indexer.schema import DATE_PREFIX
from searcher.deadline import current_deadline
from searcher.engines import DaySpan, EngineQuery
from searcher.engines.tantivy.queries import Clauses, QueryCompiler, every
from searcher.request import FILTER_FACETS, DateField, Interval

# What the counts of the timeline are called beside those of the facets.
HISTOGRAM = "histogram"
_TOTAL = "total"
# Every document has an instant, so its values count the documents.
_COUNT = {"value_count": {"field": "published"}}
# More than any facet or interval has: tantivy returns the commonest ten unless told.
_ALL_VALUES = 1_000_000
# What tantivy says where all that is counted together has more values than it allows, 65,000.
_TOO_MANY = "bucket limit was exceeded"
# The first day and the last, of each value.
_FIRST_AND_LAST = {"first": {"min": {"field": "day"}}, "last": {"max": {"field": "day"}}}
# Volumes of the archive by interval: one for each range of days that readers look at.
_CACHED_VOLUMES = 64
# Those by day of more than a year may each have a hundred thousand days.
_CACHED_LONG = 4
_LONG = timedelta(days=366)


class ColumnCounter:
    """Counts the documents of queries over one index."""

    def __init__(self, searcher: tantivy.Searcher, queries: QueryCompiler) -> None:
        self._searcher = searcher
        self._queries = queries
        self._volume = lru_cache(maxsize=_CACHED_VOLUMES)(self._count_volume)
        self._long_volume = lru_cache(maxsize=_CACHED_LONG)(self._count_volume)
        self.days = {name: self._read_days(prefix) for name, prefix in DATE_PREFIX.items()}
        self.longest = self._read_longest()

    def total(self, query: Query) -> int:
        """The number of documents that match."""
        return int(self._aggregate(query, {_TOTAL: _COUNT})[_TOTAL]["value"])

    def spans(self, facet: str) -> dict[str, DaySpan]:
        """From the first day to the last of the documents with each value."""
        wanted = {facet: _values_of(facet) | {"aggs": _FIRST_AND_LAST}}
        days: defaultdict[str, list[int]] = defaultdict(list)
        for counted in self._aggregate_parts(Query.all_query(), wanted):
            for bucket in counted[facet]["buckets"]:
                days[bucket["key"]] += (int(bucket[name]["value"]) for name in _FIRST_AND_LAST)
        return {
            value: (date.fromordinal(min(held)), date.fromordinal(max(held)))
            for value, held in days.items()
        }

    def count_years(self, facet: str, values: Collection[str]) -> dict[str, dict[int, int]]:
        """The counts of the years, of each of some values."""
        counts: dict[str, Counter[int]] = {}
        # A list of no values would leave out none.
        if values:
            wanted = {"terms": {**_values_of(facet)["terms"], "include": list(values)}}
            by_year = {facet: wanted | {"aggs": {"years": _values_of("year")}}}
            for counted in self._aggregate_parts(Query.all_query(), by_year):
                for bucket in counted[facet]["buckets"]:
                    years = {int(key): n for key, n in _count_buckets(bucket["years"]).items()}
                    counts.setdefault(bucket["key"], Counter()).update(years)
        return {value: dict(years) for value, years in counts.items()}

    def count(self, query: EngineQuery, clauses: Clauses) -> tuple[int, dict[str, dict[str, int]]]:
        """The total, and the counts of each facet and of the histogram, in one pass for each
        different set of documents."""
        passes: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for facet in query.facets:
            if facet in FILTER_FACETS:
                passes[facet if facet in clauses.filters else ""][facet] = facet
            else:
                passes["days" if clauses.days else ""][facet] = facet
        if query.interval is not None:
            passes[""][HISTOGRAM] = query.interval
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
        if "lang" in columns:
            counted = self._aggregate(selected, columns)
            # Every document has one language, so these count the documents.
            total = sum(entry["doc_count"] for entry in counted["lang"]["buckets"])
        else:
            counted = self._aggregate(selected, columns | {_TOTAL: _COUNT})
            total = int(counted[_TOTAL]["value"])
        counts = {name: _read_buckets(wanted[name], counted[name]) for name in columns}
        for name in wanted.keys() - columns.keys():
            counts[name] = _add_months(counts[by_month])
        return total, counts

    def _aggregate(self, query: Query, wanted: dict[str, Any]) -> dict[str, Any]:
        return reduce(_add_counts, self._aggregate_parts(query, wanted))

    def _aggregate_parts(self, query: Query, wanted: dict[str, Any]) -> list[dict[str, Any]]:
        """What is wanted of all documents at once, or of those of some days each."""
        current_deadline().check()
        try:
            return [self._searcher.aggregate(query, wanted)]
        except ValueError as error:
            days = self.days["published"]
            if _TOO_MANY not in str(error) or days.first is None or days.last is None:
                raise
            return self._aggregate_days(
                query, wanted, days.first.toordinal(), days.last.toordinal()
            )

    def _aggregate_days(
        self, query: Query, wanted: dict[str, Any], first: int, last: int
    ) -> list[dict[str, Any]]:
        """What `_aggregate_parts` gives, of the first half of the days and of the other half:
        tantivy counts so many different values at a time and no more."""
        middle = (first + last) // 2
        parts: list[dict[str, Any]] = []
        for start, end in ((first, middle), (middle + 1, last)):
            of_days = every([query, self._queries.range("day", FieldType.Integer, start, end)])
            try:
                parts.append(self._searcher.aggregate(of_days, wanted))
            except ValueError as error:
                if _TOO_MANY not in str(error) or start == end:
                    raise
                parts += self._aggregate_days(query, wanted, start, end)
        return parts

    def volume(self, interval: Interval, name: DateField, days: DayRange) -> dict[str, int]:
        """How many articles the archive has in each interval of the days."""
        if interval == "day" and _is_long(clip_days(days, self.days[name])):
            return self._long_volume(interval, name, days)
        return self._volume(interval, name, days)

    def _count_volume(self, interval: Interval, name: DateField, days: DayRange) -> dict[str, int]:
        prefix = DATE_PREFIX[name]
        query = self._queries.within(days, prefix) if days else Query.all_query()
        counted = self._aggregate(query, {"volume": _values_of(prefix + interval)})
        return _read_buckets(interval, counted["volume"])

    def _read_longest(self) -> int:
        """How many words the longest document has; 0 where there is none."""
        found = self._aggregate(Query.all_query(), {"longest": {"max": {"field": "length"}}})
        return int(found["longest"]["value"] or 0)

    def _read_days(self, prefix: str) -> DayRange:
        field = {"field": prefix + "day"}
        found = self._aggregate(
            Query.all_query(), {"first": {"min": field}, "last": {"max": field}}
        )
        first, last = found["first"]["value"], found["last"]["value"]
        if first is None:
            return DayRange(None, None)
        return DayRange(date.fromordinal(int(first)), date.fromordinal(int(last)))


def _is_long(days: DayRange) -> bool:
    return days.first is not None and days.last is not None and days.last - days.first > _LONG


def _values_of(field: str) -> dict[str, Any]:
    return {"terms": {"field": field, "size": _ALL_VALUES}}


def _add_counts(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The counts of two sets of documents as those of both."""
    added: dict[str, Any] = {}
    for name in one:
        if name == _TOTAL:
            added[name] = {"value": one[name]["value"] + other[name]["value"]}
            continue
        counts = Counter(_count_buckets(one[name]))
        counts.update(_count_buckets(other[name]))
        added[name] = {"buckets": [{"key": key, "doc_count": n} for key, n in counts.items()]}
    return added


def _read_buckets(name: str, counted: dict[str, Any]) -> dict[str, int]:
    """Counts by value; those of dates by ISO date or partial date."""
    counts = _count_buckets(counted)
    write = _WRITE_DATE.get(name)
    return counts if write is None else dict(zip(map(write, counts), counts.values(), strict=True))


def _add_months(months: dict[str, int]) -> dict[str, int]:
    """The counts of years, from those of their months."""
    years: defaultdict[str, int] = defaultdict(int)
    for month, count in months.items():
        years[month[:4]] += count
    return dict(years)


def _count_buckets(counted: dict[str, Any]) -> dict[Any, int]:
    # An answer has a thousand of them and more.
    return {bucket["key"]: bucket["doc_count"] for bucket in counted["buckets"]}


@lru_cache(maxsize=2_000)
def _write_month(number: float) -> str:
    return f"{int(number) // 100:04}-{int(number) % 100:02}"


_WRITE_DATE: dict[str, Callable[[float], str]] = {
    "year": lambda year: f"{int(year):04}",
    "month": _write_month,
    "day": lambda day: date.fromordinal(int(day)).isoformat(),
}
