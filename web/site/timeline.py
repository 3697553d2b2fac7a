"""The timeline as a chart: heights, labels, and where its bars lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from indexer.dates import parse_days
from searcher.request import ISO_LENGTH, Interval, SearchRequest
from searcher.response import Bucket, Timeline
from web.i18n import Language
from web.site.frame import Link
from web.urls import Urls


@dataclass(frozen=True, slots=True)
class Bar:
    """A bucket of the timeline.

    `label` is its full name, `tick` the short one of the axis and `tick_size` the screens that
    show it: "narrow", "wide", "both" or "". `count` and `archive` are the
    matching articles and all of them; `height` and `archive_height` are percents of the tallest.
    `url` narrows the search to the bucket; None where that changes nothing, or the request is too
    long to be repeated in so many bars. `known` is False where the archive holds nothing of these
    days.
    """

    label: str
    tick: str
    tick_size: str
    count: int
    archive: int
    height: float
    archive_height: float
    url: str | None
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineChart:
    """The timeline: its bars, the interval of each, and the way back up, widest first.

    `shows_archive` tells whether the archive's own volume says anything beside the matches.
    """

    interval: Interval
    bars: tuple[Bar, ...]
    ways_up: tuple[Link, ...]
    shows_archive: bool


# The least height of a bar that is not empty, in percents: always to be seen.
_LEAST = 3.0

# So many articles at least fill the height: one or two must not look like a flood.
_LEAST_SCALE = 4

# The axis names every so many intervals: the first step that leaves few enough labels.
_STEPS: Mapping[Interval, tuple[int, ...]] = {
    "year": (1, 2, 5, 10, 20, 50, 100, 200),
    "month": (1, 2, 3, 6, 12, 24, 60, 120, 240),
    "day": (1, 2, 5, 10, 20, 50, 100, 200),
}

# How many labels fit on a narrow and on a wide screen, by whether they are long ones.
_ROOM: Mapping[bool, tuple[int, int]] = {False: (7, 16), True: (4, 10)}


def present_timeline(
    timeline: Timeline, request: SearchRequest, language: Language, urls: Urls
) -> TimelineChart:
    """The chart of a timeline; every bar narrows the request to its interval."""
    buckets = timeline.buckets
    most = max([_LEAST_SCALE, *(bucket.count for bucket in buckets)])
    most_archive = max((bucket.archive for bucket in buckets), default=0)
    ticks = _Ticks(timeline, language)
    is_linked = urls.fits(request, [bucket.first.isoformat() for bucket in buckets])
    return TimelineChart(
        interval=timeline.interval,
        bars=tuple(
            Bar(
                label=language.label_interval(timeline.interval, bucket.first),
                tick=ticks.label(bucket),
                tick_size=ticks.size(index, bucket),
                count=bucket.count,
                archive=bucket.archive,
                height=_height(bucket.count, most),
                archive_height=_height(bucket.archive, most_archive),
                url=_bar_url(bucket, timeline.interval, request, urls)
                if bucket.count and is_linked
                else None,
                known=bucket.archive > 0,
            )
            for index, bucket in enumerate(buckets)
        ),
        ways_up=tuple(_ways_up(request, language, urls)),
        shows_archive=any(bucket.count != bucket.archive for bucket in buckets),
    )


class _Ticks:
    """The labels of the axis: short enough, and few enough, never to meet."""

    def __init__(self, timeline: Timeline, language: Language) -> None:
        self._interval = timeline.interval
        self._language = language
        buckets = timeline.buckets
        # Months of several years, and days of several months, must say which.
        whole = ISO_LENGTH[timeline.interval] - 3
        parents = {bucket.first.isoformat()[:whole] for bucket in buckets}
        self._long = timeline.interval != "year" and len(parents) > 1
        self._narrow, self._wide = (
            next(step for step in _STEPS[timeline.interval] if len(buckets) <= room * step)
            for room in _ROOM[self._long]
        )

    def label(self, bucket: Bucket) -> str:
        return self._language.label_tick(self._interval, bucket.first, long=self._long)

    def size(self, index: int, bucket: Bucket) -> str:
        """On which screens the label of a bucket is shown, as in `Bar.tick_size`."""
        match self._interval:
            case "year":
                place = bucket.first.year
            case "month":
                place = bucket.first.year * 12 + bucket.first.month - 1
            case "day":
                place = index
        if place % self._narrow == 0:
            # Steps of both sizes side by side could meet: 5 and 6.
            return "both" if place % self._wide == 0 else "narrow"
        return "wide" if place % self._wide == 0 else ""


def _height(count: int, most: int) -> float:
    return max(_LEAST, round(100 * count / most, 1)) if count else 0.0


def _bar_url(bucket: Bucket, interval: Interval, request: SearchRequest, urls: Urls) -> str | None:
    """The request narrowed to an interval; its own ends stay where they lie inside of it."""
    name = bucket.first.isoformat()[: ISO_LENGTH[interval]]
    days, whole = request.days, parse_days(name)
    first = request.first if days.first and whole.first and days.first > whole.first else name
    last = request.last if days.last and whole.last and days.last < whole.last else name
    narrowed = request.with_days(first, last)
    return None if narrowed.days == days else urls.search(narrowed)


def _ways_up(request: SearchRequest, language: Language, urls: Urls) -> Iterator[Link]:
    """The wider ranges around the days of a request: the whole archive, a year, a month."""
    days = request.days
    if not days:
        return
    yield Link(language.gettext("All years"), urls.search(request.with_days("", "")))
    if days.first is None or days.last is None:
        return
    for length in (ISO_LENGTH["year"], ISO_LENGTH["month"]):
        name = days.first.isoformat()[:length]
        if name == days.last.isoformat()[:length] and parse_days(name) != days:
            wider = urls.search(request.with_days(name, name))
            yield Link(language.label_days(name, name), wider)
