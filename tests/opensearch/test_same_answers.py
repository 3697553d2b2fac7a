"""One archive on three engines: whatever is asked, all of them answer the same."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.home.paths import ArchiveHome, open_home
from indexer.home.settings import read_settings
from searcher.request import FACETS, SORTS, SearchRequest
from searcher.response import SearchResponse
from searcher.service import SearchService
from tests.conftest import index_home
from tests.engines import cluster_of_tests, name_cluster
from tests.opensearch.client import Client

QUERIES = 300
SHARDS = 5
# More than there are articles.
ALL = 200
# More than the cluster counts together at once.
TAGS = 5_000

Services = dict[str, SearchService]


def open_on(engine: str, source: ArchiveHome, path: str, analyzer: Analyzer) -> SearchService:
    """The service over a copy of an archive, with an index of an engine."""
    folder = source.path.parent / path
    shutil.copytree(source.path, folder, ignore=shutil.ignore_patterns("index"))
    home = replace(open_home(folder), cluster=cluster_of_tests(SHARDS))
    home.settings_file.write_text(f'engine = "{engine}"\n', "utf-8")
    index_home(home, analyzer)
    return SearchService(home, read_settings(home), analyzer)


@pytest.fixture(scope="module")
def services(
    cluster: Client,
    sample_home: ArchiveHome,
    tmp_path_factory: pytest.TempPathFactory,
    analyzer: Analyzer,
) -> Services:
    name_cluster(cluster.hosts)
    source = open_home(shutil.copytree(sample_home.path, tmp_path_factory.mktemp("same") / "home"))
    with Archive.open(source.database) as store, store.transaction():
        ids = [article.id for _, article in store.articles()]
        for copy, first in zip(ids[1::3], ids[::3], strict=False):
            store.copies.put(copy, (), first)
    return {
        engine: open_on(engine, source, engine, analyzer)
        for engine in ("whoosh", "tantivy", "opensearch")
    }


def draw_requests(articles: list[Article], count: int) -> Iterator[SearchRequest]:
    """Requests of every kind, of words of the articles."""
    draw = random.Random(14)

    def words(number: int) -> list[str]:
        found: list[str] = []
        while len(found) < number:
            found = re.findall(r"[\w-]{2,}", draw.choice(articles).body)
        start = draw.randrange(len(found) - number + 1)
        return found[start : start + number]

    def word() -> str:
        return words(1)[0]

    writers: tuple[Callable[[], str], ...] = (
        lambda: word(),
        lambda: " ".join((word(), word())),
        lambda: " ".join(words(3)),
        lambda: f'"{" ".join(words(2))}"',
        lambda: f'"{" ".join(words(3))}"',
        lambda: f'"{" ".join(words(2)[::-1])}"~3',
        lambda: f'"{" ".join(words(4))}"~8',
        lambda: f'"{" ".join(words(6))}"~9',
        lambda: f"{word()} OR {word()} -{word()}",
        lambda: f"{word()[:4]}*",
        lambda: f"{word()}~",
        lambda: f"!{word()}",
        lambda: f"title:{word()}",
        lambda: draw.choice(articles).title,
        lambda: f"{word()} date:{draw.choice(articles).published:%Y}",
    )
    for number in range(count):
        request = replace(
            SearchRequest(limit=ALL, facets=FACETS, facet_limit=1_000, interval="month"),
            sort=SORTS[number % len(SORTS)],
            q=writers[number % len(writers)](),
        )
        article = draw.choice(articles)
        if number % 5 == 0 and article.countries:
            request = request.with_filter("country", draw.choice(article.countries))
        if number % 7 == 0 and article.tags:
            request = request.with_filter("tag", draw.choice(article.tags), excluded=True)
        if number % 4 == 1:
            request = replace(request, copies="one")
        if number % 9 == 0:
            request = replace(request, first="2009", last="2016-06")
        yield request


def describe(response: SearchResponse) -> dict[str, object]:
    """What of an answer does not hang on the scores of an engine."""
    ids = [hit.article.id for hit in response.hits]
    return {
        "total": response.total,
        "copies": {hit.article.id: hit.copies for hit in response.hits},
        "ids": sorted(ids) if response.sort == "relevance" else ids,
        "facets": {
            name: {value.id: value.count for value in facet}
            for name, facet in response.facets.items()
        },
        "timeline": response.timeline,
        "hash": response.hash,
        "offers": response.offers,
        "named": response.named,
        "partial": [one.hit.article.id for one in response.partial],
    }


def test_answers_are_equal(services: Services, sample_articles: list[Article]) -> None:
    found = 0
    for request in draw_requests(sample_articles, QUERIES):
        one, *others = (service.search(request, "ru") for service in services.values())
        for other in others:
            assert describe(other) == describe(one), request
        found += bool(one.total)
    # Most find something.
    assert found > QUERIES / 2


def test_whole_results_are_equal(services: Services, sample_articles: list[Article]) -> None:
    for request in draw_requests(sample_articles, 60):
        asked = replace(request, sort="newest") if request.sort == "relevance" else request
        one, *others = (list(service.scan(asked)) for service in services.values())
        assert all(other == one for other in others), asked


def test_articles_alike_are_equal(services: Services, sample_articles: list[Article]) -> None:
    for article in sample_articles[::10]:
        one, *others = (service.related(article.id, 5) for service in services.values())
        for other in others:
            assert other.hits == one.hits
            assert other.other_language == one.other_language


def test_thousands_of_tags_over_several_shards_are_counted_exactly(
    cluster: Client, home: ArchiveHome, analyzer: Analyzer
) -> None:
    name_cluster(cluster.hosts)
    draw = random.Random(5)
    expected: dict[str, int] = {}
    home = replace(home, cluster=cluster_of_tests(SHARDS))
    home.settings_file.write_text('engine = "opensearch"\n', "utf-8")
    with Archive.open(home.database) as archive, archive.transaction():
        for number in range(600):
            # Some are common, most are rare: those that a shard alone would leave out.
            tags = {f"t{int(TAGS * draw.random() ** 2)}" for _ in range(20)}
            for tag in tags:
                expected[tag] = expected.get(tag, 0) + 1
            archive.put(
                Article(
                    id=f"a{number}",
                    lang="en",
                    title="A bridge",
                    published=datetime(2014, 3, 1, tzinfo=UTC),
                    tags=tuple(sorted(tags)),
                )
            )
    index_home(home, analyzer)
    service = SearchService(home, read_settings(home), analyzer)
    facet = service.search(SearchRequest(q="bridge", facet_limit=TAGS), "en").facets["tag"]
    assert len(expected) > 3_000
    assert {value.id: value.count for value in facet} == expected
