"""From counted series to their page and their drawing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from indexer.importing.readers import script_lang
from indexer.labels import Labels
from searcher.request import FILTER_FACETS, SearchRequest
from searcher.response import IndexInfo
from searcher.trends import TrendBucket, TrendInterval, Trends, TrendSeries
from web.i18n import Language, gettext_noop
from web.shortening import MOST_OF_LABEL, shorten
from web.site.dates import WrongDates, show_dates
from web.site.facets import FACET_TITLES
from web.site.frame import Link, Site
from web.site.search.chips import present_chips
from web.site.trends.drawing import (
    MOST_POINTS,
    Value,
    choose_top,
    list_scale,
    make_axis,
    smooth,
    write_path,
)
from web.site.trends.page import Chart, Choice, Line, Point, Row, TrendsPage
from web.site.trends.parameters import MEASURES, MOST_LINES, Comparison, Measure
from web.urls import Urls

INTERVAL_TITLES: Mapping[TrendInterval, str] = {
    "day": gettext_noop("days"),
    "week": gettext_noop("weeks"),
    "month": gettext_noop("months"),
    "quarter": gettext_noop("quarters"),
    "year": gettext_noop("years"),
}
MEASURE_TITLES: Mapping[Measure, str] = {
    "count": gettext_noop("articles"),
    "share": gettext_noop("share of the archive"),
}
SMOOTHINGS = (1, 3, 5, 7, 13)
EVERYTHING = gettext_noop("All articles")

# Rows that a table of a page has; the whole is in the files.
MOST_ROWS = 400


@dataclass(frozen=True, slots=True)
class TrendsPresenter:
    """Makes the page of one comparison."""

    comparison: Comparison
    trends: Trends
    labels: Labels
    index: IndexInfo
    language: Language
    urls: Urls
    wrong_dates: WrongDates = field(default_factory=dict)

    def page(self, site: Site) -> TrendsPage:
        """The whole page."""
        asked, language, urls = self.comparison, self.language, self.urls
        first = asked.requests[0]
        fields = tuple(asked.fields())
        first_day, last_day = show_dates(first, self.wrong_dates, language)
        narrowed = present_chips(first.with_days("", ""), self.labels, language, urls)
        return TrendsPage(
            site=site,
            queries=(*asked.queries, "")[:MOST_LINES] if any(asked.queries) else ("",),
            hidden=tuple(urls.fields(first.with_days("", ""))),
            first=first_day,
            last=last_day,
            intervals=tuple(
                Choice(one, language.gettext(title), one == self.trends.interval)
                for one, title in INTERVAL_TITLES.items()
            ),
            measures=tuple(
                Choice(one, language.gettext(MEASURE_TITLES[one]), one == asked.measure)
                for one in MEASURES
            ),
            smoothings=tuple(self._list_smoothings()),
            splits=tuple(self._list_splits()),
            narrowed=tuple(
                Link(chip.title, value.text) for chip in narrowed for value in chip.values
            ),
            chart=self.chart(),
            measure=language.gettext(MEASURE_TITLES[asked.measure]),
            smooth=asked.smooth,
            undated=sum(series.undated for series in self._series),
            columns=tuple(map(self._name_series, self._series)),
            rows=tuple(self._list_rows()),
            csv=urls.api_timeline(asked.requests, (("format", "csv"), *self._counted())),
            svg=urls.trends(asked.requests, fields, ".svg"),
            json=urls.api_timeline(asked.requests, self._counted()),
        )

    def chart(self) -> Chart:
        """The lines, and what stands beside them."""
        buckets, measure = self.trends.buckets, self.comparison.measure
        values = {series: self._measure(series) for series in self._series}
        most = max((v for each in values.values() for v in each if v is not None), default=0.0)
        top = choose_top(most)
        axis = make_axis(len(buckets))
        ticks = [self._tick(bucket) for bucket in buckets[:: axis.step]]
        return Chart(
            lines=tuple(
                self._draw(number, series, values[series], top)
                for number, series in enumerate(self._series, 1)
            ),
            ticks=tuple(ticks),
            scale=tuple(self._write(value, measure) for value in list_scale(top)),
        )

    @property
    def _series(self) -> tuple[TrendSeries, ...]:
        kind = "value" if self.comparison.split else "all"
        return tuple(one for one in self.trends.series if one.kind == kind)[:MOST_LINES]

    def _draw(self, number: int, series: TrendSeries, values: list[Value], top: float) -> Line:
        axis = make_axis(len(values))
        places = [
            None if value is None else (axis.place(index), round(1000 - 1000 * value / top, 1))
            for index, value in enumerate(values)
        ]
        name, request = self._name_series(series), self._request(series)
        shown = enumerate(places) if len(places) <= MOST_POINTS else ()
        return Line(
            number=number,
            name=name,
            lang=script_lang(name),
            total=series.total,
            url=self.urls.search(request),
            path=write_path(places),
            points=tuple(
                Point(*place, *self._tell(series, index))
                for index, place in shown
                if place is not None
            ),
        )

    def _tell(self, series: TrendSeries, index: int) -> tuple[str, str | None]:
        """What a point says, and where it leads."""
        bucket, count = self.trends.buckets[index], series.counts[index]
        text = self.language.ngettext(
            "%(name)s, %(period)s: %(count)s of %(all)s article",
            "%(name)s, %(period)s: %(count)s of %(all)s articles",
            bucket.archive,
            name=self._name_series(series),
            period=self._name(bucket),
            count=self.language.format_number(count),
            all=self.language.format_number(bucket.archive),
        )
        return text, self._bucket_url(series, bucket) if count else None

    def _measure(self, series: TrendSeries) -> list[Value]:
        share = self.comparison.measure == "share"
        values = [
            None if not bucket.archive else 100 * count / bucket.archive if share else float(count)
            for bucket, count in zip(self.trends.buckets, series.counts, strict=True)
        ]
        return smooth(values, self.comparison.smooth)

    def _list_rows(self) -> Iterator[Row]:
        share = self.comparison.measure == "share"
        for index, bucket in enumerate(self.trends.buckets[:MOST_ROWS]):
            cells: list[Link] = []
            for series in self._series:
                count = series.counts[index]
                value = 100 * count / bucket.archive if share and bucket.archive else float(count)
                text = self._write(value, self.comparison.measure) if bucket.archive else "–"
                cells.append(Link(text, self._bucket_url(series, bucket) if count else None))
            archive = self.language.format_number(bucket.archive)
            yield Row(self._name(bucket), archive, tuple(cells))

    def _bucket_url(self, series: TrendSeries, bucket: TrendBucket) -> str:
        first, last = bucket.first.isoformat(), bucket.last.isoformat()
        is_whole = self.trends.interval in {"year", "month", "day"}
        first, last = (bucket.name, bucket.name) if is_whole else (first, last)
        return self.urls.search(self._request(series).with_days(first, last))

    def _request(self, series: TrendSeries) -> SearchRequest:
        request, facet = self.comparison.requests[series.place], self.comparison.split
        if facet and series.value is not None:
            return request.with_filter(facet, series.value)
        return request

    def _name_series(self, series: TrendSeries) -> str:
        facet = self.comparison.split
        if facet and series.value is not None:
            label = self.labels.label(facet, series.value, self.language.code)
            return shorten(label, MOST_OF_LABEL)
        query = self.comparison.requests[series.place].q
        return shorten(query, MOST_OF_LABEL) or self.language.gettext(EVERYTHING)

    def _name(self, bucket: TrendBucket) -> str:
        match self.trends.interval:
            case "week":
                return self.language.label_days(bucket.first.isoformat(), bucket.last.isoformat())
            case "quarter":
                return self.language.label_quarter(bucket.first)
            case "year" | "month" | "day" as interval:
                return self.language.label_interval(interval, bucket.first)

    def _tick(self, bucket: TrendBucket) -> str:
        interval = self.trends.interval
        if interval == "quarter":
            return self.language.label_quarter(bucket.first)
        kept = "day" if interval == "week" else interval
        is_long = self.trends.buckets[0].first.year != self.trends.buckets[-1].first.year
        long = kept != "year" and (is_long or kept == "day")
        return self.language.label_tick(kept, bucket.first, long=long)

    def _write(self, value: float, measure: Measure) -> str:
        if measure == "share":
            return self.language.format_percent(value)
        return self.language.format_number(round(value, 1))

    def _counted(self) -> tuple[tuple[str, str], ...]:
        kept = {"interval", "split"}
        return tuple(pair for pair in self.comparison.fields() if pair[0] in kept)

    def _list_smoothings(self) -> Iterator[Choice]:
        none, language = gettext_noop("not smoothed"), self.language
        for one in sorted({*SMOOTHINGS, self.comparison.smooth}):
            text = language.ngettext("mean of %(count)s", "mean of %(count)s", one, count=one)
            chosen = one == self.comparison.smooth
            yield Choice(str(one), language.gettext(none) if one == 1 else text, chosen)

    def _list_splits(self) -> Iterator[Choice]:
        language, split = self.language, self.comparison.split
        yield Choice("", language.gettext(gettext_noop("Queries")), split is None)
        for facet in FILTER_FACETS:
            yield Choice(facet, language.gettext(FACET_TITLES[facet][0]), facet == split)
