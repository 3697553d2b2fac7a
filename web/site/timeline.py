"""The timeline as a chart: heights, labels, and where its bars lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.dates import DayRange, parse_days
from searcher.request import ISO_LENGTH, Interval, SearchRequest
from searcher.response import Bucket, Timeline
from web.i18n import Language
from web.site.frame import Link
from web.urls import Urls


@dataclass(frozen=True, slots=True)
class Bar:
    """A bucket of the timeline.

    `name` is its partial ISO date, `label` its full name, `tip` that with its articles, `tick` the
    short one of the axis and
    `tick_size` the screens that show it: "narrow", "wide", "both" or "". `count` and `archive` are
    the matching articles and all of them, `share` the one as a percentage of the other; `height`,
    `archive_height` and `share_height` are percents of the tallest. `url` narrows the search to the
    bucket; None where that changes nothing, or the request is too long to be repeated in so many
    bars. `known` is False where the archive holds nothing of these days.
    """

    name: str
    label: str
    tip: str
    tick: str
    tick_size: str
    count: int
    archive: int
    share: float
    height: float
    archive_height: float
    share_height: float
    url: str | None
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineChart:
    """The timeline: its bars, the interval of each, and the ways out of its days: up, widest first,
    and to the period before and behind.

    `most` and `most_share` are what the top of the chart stands for, in articles and in percent.
    `shows_archive` tells whether the archive's own volume says anything beside the matches, `range`
    is the address to which a range of days may be added.
    """

    interval: Interval
    bars: tuple[Bar, ...]
    ways_up: tuple[Link, ...]
    previous: Link | None
    next: Link | None
    most: int
    most_share: float
    shows_archive: bool
    range: str


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
    most_share = max(map(_share, buckets), default=0.0)
    ticks = _Ticks(timeline, language)
    # Each has a link in the drawing and one in the table.
    is_linked = urls.fits(request, 2 * [bucket.first.isoformat() for bucket in buckets])
    previous, following = _beside(request, timeline.archive, language, urls)
    shows_archive = any(bucket.count != bucket.archive for bucket in buckets)
    labels = [language.label_interval(timeline.interval, bucket.first) for bucket in buckets]
    return TimelineChart(
        interval=timeline.interval,
        bars=tuple(
            Bar(
                name=_name(bucket.first, timeline.interval),
                label=label,
                tip=_tell_all(bucket, label, language)
                if shows_archive
                else _tell_count(bucket, label, language),
                tick=ticks.label(bucket),
                tick_size=ticks.size(index, bucket),
                count=bucket.count,
                archive=bucket.archive,
                share=_share(bucket),
                height=_height(bucket.count, most),
                archive_height=_height(bucket.archive, most_archive),
                share_height=_height(_share(bucket), most_share),
                url=_bar_url(bucket, timeline.interval, request, urls)
                if bucket.count and is_linked
                else None,
                known=bucket.archive > 0,
            )
            for index, (bucket, label) in enumerate(zip(buckets, labels, strict=True))
        ),
        ways_up=tuple(_ways_up(request, language, urls)),
        previous=previous,
        next=following,
        most=most,
        most_share=most_share,
        shows_archive=shows_archive,
        range=urls.search(request.with_days("", "")),
    )


def _tell_all(bucket: Bucket, label: str, language: Language) -> str:
    if not bucket.archive:
        return language.gettext("%(label)s: no articles in the archive", label=label)
    return language.ngettext(
        "%(label)s: %(count)s of %(all)s article",
        "%(label)s: %(count)s of %(all)s articles",
        bucket.archive,
        label=label,
        count=language.format_number(bucket.count),
        all=language.format_number(bucket.archive),
    )


def _tell_count(bucket: Bucket, label: str, language: Language) -> str:
    if not bucket.archive:
        return language.gettext("%(label)s: no articles in the archive", label=label)
    return language.ngettext(
        "%(label)s: %(count)s article",
        "%(label)s: %(count)s articles",
        bucket.count,
        label=label,
        count=language.format_number(bucket.count),
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


def _share(bucket: Bucket) -> float:
    """How much of the archive's articles of a bucket match, in percent."""
    return 100 * bucket.count / bucket.archive if bucket.archive else 0.0


def _height(count: float, most: float) -> float:
    return max(_LEAST, round(100 * count / most, 1)) if count else 0.0


def _name(first: date, interval: Interval) -> str:
    return first.isoformat()[: ISO_LENGTH[interval]]


def _bar_url(bucket: Bucket, interval: Interval, request: SearchRequest, urls: Urls) -> str | None:
    """The request narrowed to an interval; its own ends stay where they lie inside of it."""
    name = _name(bucket.first, interval)
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


def _beside(
    request: SearchRequest, archive: DayRange, language: Language, urls: Urls
) -> tuple[Link | None, Link | None]:
    """The year, month or day before that of the request, and the one behind it; None where the
    archive has none there, or the days of the request are no such period."""
    days = request.days
    period = next((one for one in ISO_LENGTH if _is_whole(request, one)), None)
    if period is None:
        return None, None

    def link(day: date) -> Link:
        name = _name(day, period)
        return Link(language.label_days(name, name), urls.search(request.with_days(name, name)))

    before = behind = None
    if days.first and archive.first and archive.first < days.first:
        before = link(days.first - timedelta(days=1))
    if days.last and archive.last and days.last < archive.last:
        behind = link(days.last + timedelta(days=1))
    return before, behind


def _is_whole(request: SearchRequest, period: Interval) -> bool:
    """Whether the days of a request are one year, one month, or one day."""
    first = request.days.first
    return first is not None and parse_days(_name(first, period)) == request.days
