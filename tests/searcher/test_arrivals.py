"""Results in the order in which the archive first had their articles."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.arrivals import list_arrivals
from searcher.request import SearchRequest
from searcher.service import SearchService
from tests.conftest import index_home
from tests.engines import LOCAL_ENGINES

BEGAN = datetime(2026, 3, 1, 9, tzinfo=UTC)
REQUESTS = (
    SearchRequest(),
    SearchRequest(q="мост"),
    SearchRequest(q="мост OR school").with_filter("tag", "rare"),
    SearchRequest(first="2012", last="2013-06"),
    SearchRequest(first="2012", date="original"),
    SearchRequest(first="2026-03-02", last="2026-03-02", date="first_seen"),
    SearchRequest(q="никогданебыло"),
)


def make_articles(count: int) -> Iterator[Article]:
    draw = random.Random(count)
    for number in range(count):
        published = datetime(2010, 1, 1, 12, tzinfo=UTC) + timedelta(days=draw.randrange(2_000))
        yield Article(
            id=f"{draw.randrange(10**6):06}-{number}",
            lang=draw.choice(("ru", "en")),
            title=draw.choice(("мост", "school")),
            published=published,
            original_published=published - timedelta(days=9) if draw.random() < 0.5 else None,
            tags=("rare",) if draw.random() < 0.05 else (),
        )


class Store:
    """An archive that articles come to at known times, in some order of days that goes back too,
    and what of them came when."""

    def __init__(self, home: ArchiveHome, analyzer: Analyzer) -> None:
        self.home, self.analyzer = home, analyzer
        self.order: dict[str, tuple[date, int]] = {}
        self.updated: dict[str, datetime] = {}
        self._zone = read_settings(home).zone_info
        self._next = 0

    def add(self, article: Article, moment: datetime) -> None:
        self._next += 1
        with Archive.open(self.home.database) as store, store.transaction():
            store.log.append(article, moment)
        day = moment.astimezone(self._zone).date()
        self.order.setdefault(article.id, (day, self._next))
        self.updated[article.id] = moment

    def index(self) -> SearchService:
        index_home(self.home, self.analyzer)
        return SearchService(self.home, read_settings(self.home), self.analyzer)


def fill(store: Store) -> None:
    """One day on which most articles come, some days with few, among them an earlier one that is
    taken up from another archive, and corrections on all of them."""
    draw = random.Random(7)
    articles = list(make_articles(260))
    days = [0] * 180 + sorted(draw.choices(range(1, 6), k=60)) + [2] * 20
    for number, (article, day) in enumerate(zip(articles, days, strict=True)):
        moment = BEGAN + timedelta(days=day, seconds=number)
        store.add(article, moment)
        if draw.random() < 0.1:
            former = draw.choice(articles[: number + 1])
            store.add(replace(former, body=f"{number}"), moment + timedelta(milliseconds=1))


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
def test_pages_give_every_article_once_the_last_to_come_first(
    engine: str, home: ArchiveHome, analyzer: Analyzer
) -> None:
    home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
    store = Store(home, analyzer)
    fill(store)
    service = store.index()
    sizes = []
    for request in REQUESTS:
        expected = sorted(service.scan(request), key=store.order.__getitem__, reverse=True)
        sizes.append(len(expected))
        for limit in (1, 7, 200):
            found, page = list[str](), 1
            while True:
                answer = list_arrivals(service, replace(request, limit=limit, page=page))
                assert answer.total == len(expected)
                for arrived in answer.arrived:
                    found.append(arrived.article.id)
                    assert arrived.updated == store.updated[arrived.article.id]
                if not answer.has_more:
                    break
                page += 1
            assert found == expected, (request, limit)
    assert sizes[0] == 260
    assert 0 < sizes[2] < 20
    assert sizes[-1] == 0


def test_old_values_are_found_among_many_that_came_later_on_the_same_day(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    store = Store(home, analyzer)
    published = datetime(2014, 1, 1, tzinfo=UTC)
    for number in range(60):
        tags = ("rare",) if number < 3 else ()
        article = Article(id=f"{number}", lang="ru", title="мост", published=published, tags=tags)
        store.add(article, BEGAN + timedelta(seconds=number))
    request = replace(SearchRequest().with_filter("tag", "rare"), limit=2)
    answer = list_arrivals(store.index(), request)
    assert [arrived.article.id for arrived in answer.arrived] == ["2", "1"]
    assert answer.has_more


def test_what_was_imported_and_not_indexed_is_not_told(
    home: ArchiveHome, analyzer: Analyzer
) -> None:
    store = Store(home, analyzer)
    article = Article(id="1", lang="ru", title="мост", published=BEGAN)
    store.add(article, BEGAN)
    service = store.index()
    store.add(replace(article, title="новый мост"), BEGAN + timedelta(days=1))
    store.add(replace(article, id="2"), BEGAN + timedelta(days=1))
    (arrived,) = list_arrivals(service, SearchRequest()).arrived
    assert (arrived.article, arrived.updated) == (article, BEGAN)
