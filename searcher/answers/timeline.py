"""The timeline: which interval suits a range of days, and a bucket for each interval of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from indexer.dates import DayRange
from searcher.request import ISO_LENGTH, Interval
from searcher.response import Bucket, Timeline

# The longest ranges shown by day and by month: about two months, three years.
_DAYS_BY_DAY = 62
_DAYS_BY_MONTH = 3 * 366

# More buckets than this are no picture any more; a longer interval is taken.
MAX_BUCKETS = 800


def choose_interval(days: DayRange, wanted: Interval | None) -> Interval:
    """The interval that was asked for if it gives a picture, else the one that suits the range."""
    if days.first is None or days.last is None:
        return wanted or "year"
    length = (days.last - days.first).days + 1
    if wanted == "day" and length <= MAX_BUCKETS:
        return "day"
    if wanted == "month" and length <= MAX_BUCKETS * 28:
        return "month"
    if wanted == "year":
        return "year"
    if length <= _DAYS_BY_DAY:
        return "day"
    return "month" if length <= _DAYS_BY_MONTH else "year"


def make_timeline(
    interval: Interval,
    days: DayRange,
    asked: DayRange,
    histogram: Mapping[str, tuple[int, int]],
) -> Timeline:
    """A bucket for every interval of the range, in order, those without articles too.

    `histogram` maps ISO intervals to matching and all articles within the days `asked` for: where
    these begin or end inside an interval, so does its bucket.
    """
    if days.first is None or days.last is None:
        return Timeline(interval, ())
    buckets = [
        Bucket(first, last, *histogram.get(key, (0, 0)))
        for key, first, last in _list_intervals(interval, days.first, days.last)
    ]
    if buckets and asked:
        start, end = buckets[0], buckets[-1]
        if asked.first and asked.first > start.first:
            buckets[0] = Bucket(asked.first, start.last, start.count, start.archive)
            end = buckets[-1]
        if asked.last and asked.last < end.last:
            buckets[-1] = Bucket(end.first, asked.last, end.count, end.archive)
    return Timeline(interval, tuple(buckets))


# An archive's whole range is asked for again and again.
@lru_cache(maxsize=64)
def _list_intervals(
    interval: Interval, first: date, last: date
) -> tuple[tuple[str, date, date], ...]:
    """The intervals of a range: the ISO name of each, its first and its last day."""
    intervals: list[tuple[str, date, date]] = []
    length = ISO_LENGTH[interval]
    start = date.fromisoformat((first.isoformat()[:length] + "-01-01")[:10])
    while start <= last:
        following = _next_start(interval, start)
        end = following - timedelta(days=1)
        intervals.append((start.isoformat()[:length], start, end))
        start = following
    return tuple(intervals)


def _next_start(interval: Interval, day: date) -> date:
    match interval:
        case "year":
            return date(day.year + 1, 1, 1)
        case "month":
            return date(day.year + day.month // 12, day.month % 12 + 1, 1)
        case "day":
            return day + timedelta(days=1)
