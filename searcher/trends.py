"""Counts over time, to be compared: series of several queries, or of the values of a facet, over
the intervals of one timeline.

Every series is counted exactly. Articles without the date that is counted by are in no interval;
they are told beside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from typing import Literal, get_args

from indexer.dates import DayRange, clip_days
from indexer.errors import ParameterError
from indexer.labels import LabelKind
from searcher.answers.timeline import choose_interval
from searcher.deadline import current_deadline
from searcher.engines import EngineQuery, FacetFilter, IndexSearcher, Selection
from searcher.query.matching import Match, MatchAll, MatchEvery, MatchNot, MatchValue
from searcher.request import DateField, Interval
from searcher.result_set import ResultSet

TrendInterval = Literal["day", "week", "month", "quarter", "year"]
TREND_INTERVALS: tuple[TrendInterval, ...] = get_args(TrendInterval)

# All articles of a query, those with a value of a facet, or those with none of the values.
SeriesKind = Literal["all", "value", "other"]

DEFAULT_SPLIT = 10
MAX_SPLIT = 50
# The days of half a century.
MAX_TREND_BUCKETS = 20_000
# Of all series together.
MAX_COUNTS = 100_000
# Of counting and writing one of them. Measured on one core.
_SECONDS_A_COUNT = 2e-6

# What an engine counts, of which each interval is the sum.
_COUNTED: Mapping[TrendInterval, Interval] = {
    "day": "day",
    "week": "day",
    "month": "month",
    "quarter": "month",
    "year": "year",
}
# Days from the first of an interval that lead into the next one, whichever it is.
_STEP: Mapping[TrendInterval, int] = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}


@dataclass(frozen=True, slots=True)
class TrendBucket:
    """An interval: its name (`2021-01-23`, `2021-W03` for an ISO week, `2021-01`, `2021-Q1`,
    `2021`), its first and last day, and how many articles the archive has in it, whatever is asked
    for. An `archive` of 0 means that nothing is known of these days, not that nothing happened."""

    name: str
    first: date
    last: date
    archive: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendSeries:
    """The articles of a result set in each bucket: all of them, those with one `value` of a facet
    (an article with several counts for each), or those with none of the values that have a series.
    `undated` are in no bucket; with the counts they make the `total`. `place` is that of the result
    set among those that are counted."""

    place: int
    kind: SeriesKind
    value: str | None
    total: int
    counts: tuple[int, ...]

    @property
    def undated(self) -> int:
        """How many articles do not have the date that is counted by."""
        return self.total - sum(self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """Series over the same buckets. `days` are those that are covered: of those asked for, the ones
    that the archive has; open where it has none of them."""

    interval: TrendInterval
    date: DateField
    days: DayRange
    buckets: tuple[TrendBucket, ...]
    series: tuple[TrendSeries, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendSplit:
    """A facet whose commonest values have a series each, at most `limit`."""

    facet: LabelKind
    limit: int = DEFAULT_SPLIT


def count_trends(
    found: Sequence[ResultSet], interval: TrendInterval | None, split: TrendSplit | None
) -> Trends:
    """The series of some result sets, of one generation and with the same days, in their order:
    of each all articles, and with a split those with each of the values that are the commonest in
    all of them together, then those with none of these.

    No interval means the one that suits the days. Raises ParameterError where the series would have
    more counts than `MAX_COUNTS` or buckets than `MAX_TREND_BUCKETS`; TooExpensiveError.
    """
    asked, date_field = found[0].selection.days, found[0].selection.date
    days = clip_days(asked, found[0].generation.searcher.days(date_field))
    interval = interval or choose_interval(days, None)
    values = _find_commonest(found, split) if split else None
    per_query = 1 if values is None else len(values) + 2
    most = min(MAX_TREND_BUCKETS, MAX_COUNTS // (len(found) * per_query))
    spans = list(islice(_list_spans(interval, days), most + 1))
    if len(spans) > most:
        raise ParameterError("interval", interval, "too-many-buckets", str(most))
    current_deadline().expect(len(spans) * len(found) * per_query * _SECONDS_A_COUNT)
    names = [_name(interval, first) for first, _ in spans]
    archive = _count_archive(found[0], interval)
    series: list[TrendSeries] = []
    for place, one in enumerate(found):
        counter = _SeriesCounter(one.generation.searcher, place, interval, names)
        series.append(counter.count("all", None, one.selection))
        if split is not None and values is not None:
            series += _split(one.selection, split.facet, values, counter)
    # The first to come and the last may be asked for in part.
    buckets = [
        TrendBucket(
            name,
            max(first, asked.first or first),
            min(last, asked.last or last),
            archive.get(name, 0),
        )
        for name, (first, last) in zip(names, spans, strict=True)
    ]
    return Trends(
        interval=interval,
        date=date_field,
        days=days,
        buckets=tuple(buckets),
        series=tuple(series),
    )


def _split(
    selection: Selection, facet: LabelKind, values: Sequence[str], counter: _SeriesCounter
) -> Iterator[TrendSeries]:
    for value in values:
        yield counter.count("value", value, _narrow(selection, MatchValue(facet, (value,))))
    others = _narrow(selection, MatchNot(MatchValue(facet, tuple(values))))
    yield counter.count("other", None, others)


@dataclass(frozen=True, slots=True)
class _SeriesCounter:
    """Counts by the intervals of these names, for the result set in a place."""

    searcher: IndexSearcher
    place: int
    interval: TrendInterval
    names: Sequence[str]

    def count(self, kind: SeriesKind, value: str | None, selection: Selection) -> TrendSeries:
        current_deadline().check()
        query = EngineQuery(selection=selection, limit=0, interval=_COUNTED[self.interval])
        answer = self.searcher.search(query)
        counts = _join_counts(self.interval, answer.histogram.matching)
        return TrendSeries(
            place=self.place,
            kind=kind,
            value=value,
            total=answer.total,
            counts=tuple(counts.get(name, 0) for name in self.names),
        )


def _count_archive(found: ResultSet, interval: TrendInterval) -> Mapping[str, int]:
    """How many articles the archive has in each interval, within the days that are asked for."""
    selection = replace(found.selection, match=MatchAll(), filters=())
    query = EngineQuery(selection=selection, limit=0, interval=_COUNTED[interval])
    histogram = found.generation.searcher.search(query).histogram
    return _join_counts(interval, histogram.archive)


def _find_commonest(found: Sequence[ResultSet], split: TrendSplit) -> tuple[str, ...]:
    """The values that most articles of all result sets have, counted under their own filter too."""
    added: Counter[str] = Counter()
    for one in found:
        current_deadline().check()
        query = EngineQuery(
            selection=_settle(one.selection, split.facet), limit=0, facets=(split.facet,)
        )
        added.update(one.generation.searcher.search(query).facets[split.facet])
    commonest = sorted(added, key=lambda value: (-added[value], value))
    return tuple(commonest[: split.limit])


def _settle(selection: Selection, facet: str) -> Selection:
    """The same documents, found without a filter by this facet: its counts would leave it out."""
    kept = tuple(entry for entry in selection.filters if entry.facet != facet)
    parts = [
        part for entry in selection.filters if entry.facet == facet for part in _as_matches(entry)
    ]
    return replace(_narrow(selection, *parts), filters=kept)


def _as_matches(entry: FacetFilter) -> Iterator[Match]:
    if entry.any_of:
        yield MatchValue(entry.facet, entry.any_of)
    for value in entry.all_of:
        yield MatchValue(entry.facet, (value,))
    if entry.none_of:
        yield MatchNot(MatchValue(entry.facet, entry.none_of))


def _narrow(selection: Selection, *parts: Match) -> Selection:
    return replace(selection, match=MatchEvery((selection.match, *parts)))


def _list_spans(interval: TrendInterval, days: DayRange) -> Iterator[tuple[date, date]]:
    """The first and the last day of every interval that has one of the days, in order."""
    if days.first is None or days.last is None:
        return
    start = _find_start(interval, days.first)
    while start <= days.last:
        following = _find_start(interval, start + timedelta(days=_STEP[interval]))
        yield start, following - timedelta(days=1)
        start = following


def _find_start(interval: TrendInterval, day: date) -> date:
    match interval:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        case "year":
            return date(day.year, 1, 1)


def _name(interval: TrendInterval, day: date) -> str:
    """The interval that a day is in, in ISO form."""
    match interval:
        case "day":
            return day.isoformat()
        case "week":
            # A week is of the year that has most of its days.
            year, week, _ = day.isocalendar()
            return f"{year:04}-W{week:02}"
        case "month":
            return day.isoformat()[:7]
        case "quarter":
            return f"{day.year:04}-Q{(day.month + 2) // 3}"
        case "year":
            return f"{day.year:04}"


def _join_counts(interval: TrendInterval, counted: Mapping[str, int]) -> Mapping[str, int]:
    """The counts of the intervals, from those that an engine counts."""
    if interval == _COUNTED[interval]:
        return counted
    joined: Counter[str] = Counter()
    for name, count in counted.items():
        joined[_name(interval, date.fromisoformat(f"{name}-01"[:10]))] += count
    return joined
