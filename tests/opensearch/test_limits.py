"""What is more than a cluster takes at a time: it is divided, or refused at once and named."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from indexer.analysis import Analyzer
from indexer.article import Article
from indexer.engines.cluster import connect
from indexer.engines.opensearch import OpenSearchEngine, OpenSearchWriter
from indexer.errors import ClusterError, IndexWriteError
from indexer.home.cluster import ClusterSettings
from indexer.schema import make_document
from tests.contracts.reference import when_stored
from tests.engines import cluster_of_tests, name_cluster
from tests.opensearch.archives import make_article
from tests.opensearch.client import Client
from tests.opensearch.cluster import Cluster, running_cluster

# Articles of some three kilobytes as they are written, of which a node takes few.
ARTICLES = 200
LIMIT = "50kb"
LONG_TEXT = "мост через реку " * 3_000
ZONE = ZoneInfo("Europe/Moscow")


@pytest.fixture(scope="module")
def narrow(opensearch: None) -> Iterator[Cluster]:
    """A node that takes little in one request."""
    with running_cluster(1, {"http.max_content_length": LIMIT}) as started:
        yield started


@pytest.fixture
def engine(narrow: Cluster) -> OpenSearchEngine:
    return OpenSearchEngine(ClusterSettings(hosts=narrow.hosts, replicas=0))


def write(engine: OpenSearchEngine, path: Path, analyzer: Analyzer, *articles: Article) -> None:
    with engine.create_index(path) as writer:
        add(engine, writer, analyzer, *articles)


def add(
    engine: OpenSearchEngine, writer: OpenSearchWriter, analyzer: Analyzer, *articles: Article
) -> None:
    for article in articles:
        document = make_document(article, analyzer, ZONE, when_stored(article))
        writer.add(engine.prepare(document))


def test_writes_that_are_too_large_together_are_divided(
    engine: OpenSearchEngine, analyzer: Analyzer, tmp_path: Path
) -> None:
    write(engine, tmp_path, analyzer, *map(make_article, range(ARTICLES)))

    assert engine.count_documents(tmp_path) == ARTICLES
    engine.remove_index(tmp_path)


def test_an_article_that_is_too_large_is_named(
    engine: OpenSearchEngine, narrow: Cluster, analyzer: Analyzer, tmp_path: Path
) -> None:
    long = Article(
        id="too-long", lang="ru", title="Мост", body=LONG_TEXT, published=make_article(1).published
    )

    with pytest.raises(IndexWriteError, match=r"'too-long': \d+ bytes .*max_content_length"):
        write(engine, tmp_path, analyzer, make_article(1), long, make_article(2))

    assert narrow.ask("GET", "/_cat/indices?format=json") == []


def test_more_values_than_are_counted_are_told_at_once(cluster: Client) -> None:
    name_cluster(cluster.hosts)
    cluster.ask("PUT", "/counted", {"mappings": {"properties": {"number": {"type": "long"}}}})
    cluster.ask("PUT", "/counted/_doc/1?refresh=true", {"number": 1})
    bounds = {"min": 0, "max": 100_000}
    each = {"field": "number", "interval": 1, "extended_bounds": bounds, "min_doc_count": 0}
    begun = time.monotonic()

    with pytest.raises(ClusterError, match=r"too_many_buckets.*65535"):
        connect(cluster_of_tests()).search("counted", {"aggs": {"each": {"histogram": each}}})

    assert time.monotonic() - begun < 5
    cluster.ask("DELETE", "/counted")
