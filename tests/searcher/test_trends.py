"""Counts over time and values of facets: on every engine those of the set that is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.dates import DayRange
from indexer.errors import ParameterError
from indexer.home.settings import Settings, read_settings
from indexer.labels import LabelKind, Labels
from searcher.answers.values import ValueOrder, ValuesWindow
from searcher.facet_counts import count_values
from searcher.query import parse_query
from searcher.request import FACETS, FILTER_FACETS, SearchRequest
from searcher.service import SearchService
from searcher.trends import (
    MAX_TREND_BUCKETS,
    TREND_INTERVALS,
    TrendInterval,
    TrendSplit,
    count_trends,
)
from tests.conftest import index_home
from tests.contracts import strategies
from tests.contracts.reference import ReferenceSearcher, values_of
from tests.engines import LOCAL_ENGINES

ZONE = Settings().zone_info
QUERIES = ("", "мост", "суда", "bridge -roads", "вино OR held", "nothing-has-this")
STORED = datetime(2015, 12, 30, 20, 59, tzinfo=UTC)


class _SeenReference(ReferenceSearcher):
    """An archive whose articles were stored an hour after one another, in the order of ids."""

    def find_day(self, request: SearchRequest, article: Article) -> date | None:
        if request.date != "first_seen":
            return super().find_day(request, article)
        return stored_at(article).astimezone(self.zone).date()


def stored_at(article: Article) -> datetime:
    return STORED + timedelta(hours=int(article.id.removeprefix("a-")))


def make_articles() -> list[Article]:
    random = Random(7)

    def draw(choices: tuple[str, ...], most: int) -> tuple[str, ...]:
        return tuple(random.sample(choices, random.randint(0, most)))

    begin = datetime(2012, 12, 31, 20, 30, tzinfo=UTC)
    return [
        Article(
            id=f"a-{number:03}",
            lang=random.choice(("ru", "en")),
            title=" ".join(draw(strategies.WORDS, 3)) or "мост",
            body=" ".join(draw(strategies.WORDS, 6)),
            published=begin + timedelta(hours=random.randint(0, 26_000)),
            original_published=random.choice((None, begin + timedelta(days=random.randint(0, 99)))),
            authors=draw(strategies.AUTHORS, 2),
            tags=draw(strategies.TAGS, 3),
            countries=draw(strategies.COUNTRIES, 2),
            source=random.choice((None, *strategies.SOURCES)),
        )
        for number in range(120)
    ]


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return make_articles()


@pytest.fixture(scope="module", params=LOCAL_ENGINES)
def service(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    analyzer: Analyzer,
    articles: list[Article],
) -> SearchService:
    home = create_home(tmp_path_factory.mktemp("trends") / "archive")
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    home.labels_file.write_text('[countries.khunzakh]\nen = "Khunzakh"', "utf-8")
    home.countries_file.write_text('[within]\nkhunzakh = "dagestan"', "utf-8")
    with Archive.open(home.database) as archive, archive.transaction():
        for article in articles:
            archive.log.append(article, stored_at(article))
    index_home(home, analyzer)
    return SearchService(home, read_settings(home), analyzer)


@pytest.fixture(scope="module")
def reference(articles: list[Article], analyzer: Analyzer) -> _SeenReference:
    return _SeenReference(articles, analyzer, Labels(), ZONE)


intervals = st.sampled_from(TREND_INTERVALS)
several = st.lists(st.sampled_from(QUERIES), min_size=1, max_size=3, unique=True)
PROPERTY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def name_day(interval: TrendInterval, day: date) -> str:
    """The ISO name of the interval of a day, as the calendar of the C library has it."""
    pattern = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m", "year": "%Y"}
    if interval == "quarter":
        return f"{day:%Y}-Q{'111222333444'[day.month - 1]}"
    return day.strftime(pattern[interval])


class TestCountTrends:
    @PROPERTY
    @given(queries=several, asked=strategies.requests, interval=intervals)
    def test_counts_the_set_that_is_found(
        self,
        service: SearchService,
        reference: _SeenReference,
        articles: list[Article],
        queries: list[str],
        asked: SearchRequest,
        interval: TrendInterval,
    ) -> None:
        by_id = {article.id: article for article in articles}
        requests = [replace(known(asked), q=q, off=("names", "values")) for q in queries]
        found = service.select_each(requests)
        trends = count_trends(found, interval, None)
        assert [one.place for one in trends.series] == list(range(len(queries)))
        everything = reference.find(parse_query(""), replace(requests[0], filters=()))
        for request, one, series in zip(requests, found, trends.series, strict=True):
            ids = set(one.list_ids())
            days = [reference.find_day(request, by_id[id_]) for id_ in ids]
            counts = Counter(name_day(interval, day) for day in days if day)
            shown = zip(trends.buckets, series.counts, strict=True)
            assert {bucket.name: count for bucket, count in shown if count} == counts
            assert series.total == len(ids) == service.search(request, "ru").total
            assert series.undated == days.count(None)
        volume = Counter(
            name_day(interval, day)
            for id_ in everything
            if (day := reference.find_day(requests[0], by_id[id_]))
        )
        archive = {bucket.name: bucket.archive for bucket in trends.buckets}
        assert {name: count for name, count in archive.items() if count} == volume

    @PROPERTY
    @given(asked=strategies.requests, interval=intervals)
    def test_buckets_join_and_cover_the_days(
        self, service: SearchService, asked: SearchRequest, interval: TrendInterval
    ) -> None:
        trends = count_trends([service.select(known(asked))], interval, None)
        buckets = trends.buckets
        for before, after in pairwise(buckets):
            assert after.first - before.last == timedelta(days=1)
        for bucket in buckets:
            ends = (bucket.first, bucket.last)
            assert [name_day(interval, day) for day in ends] == [bucket.name] * 2
        if buckets:
            assert trends.days.first in DayRange(buckets[0].first, buckets[0].last)
            assert trends.days.last in DayRange(buckets[-1].first, buckets[-1].last)
        else:
            assert trends.days == DayRange(None, None)

    @PROPERTY
    @given(
        queries=several,
        asked=strategies.requests,
        facet=st.sampled_from(FILTER_FACETS),
        limit=st.integers(1, 3),
    )
    def test_a_split_counts_each_value_and_the_rest(
        self,
        service: SearchService,
        reference: _SeenReference,
        articles: list[Article],
        queries: list[str],
        asked: SearchRequest,
        facet: LabelKind,
        limit: int,
    ) -> None:
        by_id = {article.id: article for article in articles}
        found = service.select_each([replace(known(asked), q=q) for q in queries])
        trends = count_trends(found, "month", TrendSplit(facet=facet, limit=limit))
        ids = [list(one.list_ids()) for one in found]
        held = Counter(
            value for some in ids for id_ in some for value in values_of(by_id[id_], facet)
        )
        commonest = sorted(held, key=lambda value: (-held[value], value))[:limit]
        for place in range(len(found)):
            whole, *values, other = [one for one in trends.series if one.place == place]
            assert (whole.kind, other.kind) == ("all", "other")
            assert [one.value for one in values] == commonest
            for one in (*values, other):
                listed = [
                    id_
                    for id_ in ids[place]
                    if is_counted(values_of(by_id[id_], facet), one.value, commonest)
                ]
                days = [reference.find_day(asked, by_id[id_]) for id_ in listed]
                counts = Counter(f"{day:%Y-%m}" for day in days if day)
                assert one.total == len(listed)
                shown = zip(trends.buckets, one.counts, strict=True)
                assert {bucket.name: count for bucket, count in shown if count} == counts
            if facet in ("lang", "source"):
                parts = (one.counts for one in (*values, other))
                assert tuple(map(sum, zip(*parts, strict=True))) == whole.counts

    def test_what_has_too_many_intervals_is_refused(self, service: SearchService) -> None:
        found = service.select_each([SearchRequest(q=q) for q in QUERIES])
        # About a thousand days, for as many series as there are queries and values.
        assert len(count_trends(found, "day", None).buckets) > 900
        with pytest.raises(ParameterError) as caught:
            count_trends(found * 30, "day", None)
        assert caught.value.code == "too-many-buckets"
        assert int(caught.value.allowed) < MAX_TREND_BUCKETS


class TestCountValues:
    @PROPERTY
    @given(
        q=st.sampled_from(QUERIES),
        asked=strategies.requests,
        facet=st.sampled_from(FACETS),
        order=st.sampled_from(("count", "id", "label")),
        limit=st.integers(1, 4),
    )
    def test_pages_join_to_the_counts_of_the_list(
        self,
        service: SearchService,
        q: str,
        asked: SearchRequest,
        facet: str,
        order: ValueOrder,
        limit: int,
    ) -> None:
        request = replace(known(asked), q=q, facets=FACETS)
        answer = service.search(request, "ru")
        window = ValuesWindow(order=order, limit=limit)
        found = service.select(request)
        listed = []
        while True:
            page = count_values(found, facet, window, "ru")
            assert (page.articles, page.total) == (answer.total, len(answer.facets[facet]))
            listed += page.values
            if page.after is None:
                break
            window = replace(window, after=page.after)
        told = {value.id: (value.count, value.selected, value.excluded) for value in listed}
        assert len(told) == len(listed)
        assert told == {
            value.id: (value.count, value.selected, value.excluded)
            for value in answer.facets[facet]
        }
        keys: dict[str, Callable[..., object]] = {
            "count": lambda value: (-value.count, value.id),
            "id": lambda value: value.id,
        }
        if order in keys:
            assert listed == sorted(listed, key=keys[order])


def known(asked: SearchRequest) -> SearchRequest:
    """The request with days in order: strategies draw any two."""
    days = asked.days
    if days.first and days.last and days.last < days.first:
        return replace(asked, first=asked.last, last=asked.first)
    return asked


def is_counted(held: tuple[str, ...], value: str | None, listed: list[str]) -> bool:
    return value in held if value else not set(held) & set(listed)
