"""The timeline: which interval suits a range of days, and a bucket for each interval of it."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import repeat

from indexer.dates import ALL_DAYS, DayRange
from searcher.engines import Histogram
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
    histogram: Histogram,
    archive: DayRange = ALL_DAYS,
) -> Timeline:
    """A bucket for every interval of the range, in order, those without articles too.

    `histogram` counts within the days `asked` for: where these begin or end inside an interval, so
    does its bucket.
    """
    if days.first is None or days.last is None:
        return Timeline(interval, (), archive)
    keys, firsts, lasts = _list_intervals(interval, days.first, days.last)
    # A picture has hundreds of buckets: they are made without a step of Python for each.
    counts = map(histogram.matching.get, keys, repeat(0))
    volumes = map(histogram.archive.get, keys, repeat(0))
    buckets = list(map(Bucket, firsts, lasts, counts, volumes))
    if buckets and asked:
        start, end = buckets[0], buckets[-1]
        if asked.first and asked.first > start.first:
            buckets[0] = Bucket(asked.first, start.last, start.count, start.archive)
            end = buckets[-1]
        if asked.last and asked.last < end.last:
            buckets[-1] = Bucket(end.first, asked.last, end.count, end.archive)
    return Timeline(interval, tuple(buckets), archive)


# An archive's whole range is asked for again and again.
@lru_cache(maxsize=64)
def _list_intervals(
    interval: Interval, first: date, last: date
) -> tuple[tuple[str, ...], tuple[date, ...], tuple[date, ...]]:
    """The intervals of a range: their ISO names, their first days and their last days."""
    names: list[str] = []
    firsts: list[date] = []
    lasts: list[date] = []
    length = ISO_LENGTH[interval]
    start = date.fromisoformat((first.isoformat()[:length] + "-01-01")[:10])
    while start <= last:
        names.append(start.isoformat()[:length])
        firsts.append(start)
        start = _next_start(interval, start)
        lasts.append(start - timedelta(days=1))
    return tuple(names), tuple(firsts), tuple(lasts)


def _next_start(interval: Interval, day: date) -> date:
    match interval:
        case "year":
            return date(day.year + 1, 1, 1)
        case "month":
            return date(day.year + day.month // 12, day.month % 12 + 1, 1)
        case "day":
            return day + timedelta(days=1)
