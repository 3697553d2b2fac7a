"""What a cluster refuses, or loses: it is named, the generation before answers on, and no index is
left that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.engines.folder import engine_folder
from indexer.engines.opensearch import read_index_file
from indexer.errors import IndexDamagedError, IndexWriteError
from indexer.generations.folders import current_generation
from indexer.generations.sweeping import sweep_generations
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from searcher.request import SearchRequest
from searcher.service import SearchService
from tests.conftest import index_home, update_home
from tests.faults.jobs import JobServer, wait_for
from tests.opensearch.archives import (
    PREFIX,
    Interruption,
    list_found,
    list_indexes,
    list_named,
    make_article,
    name_articles,
    open_service,
    prepare_update,
    store,
)
from tests.opensearch.cluster import Cluster

ARTICLES = 24
READ_ONLY = "index.blocks.read_only_allow_delete"
# No term of Lucene's is so long. An import takes no such tag.
TOO_LONG = "ы" * 20_000
# Where commands are killed: the call of a writer, before or after it, when it has run so often, and
# how many indexes are there then that nobody knows.
KILLS = (
    ("index", "_plan", "after", 0, 0),
    ("index", "create", "after", 0, 1),
    ("index", "add", "after", ARTICLES, 1),
    ("index", "commit", "before", 0, 1),
    ("index", "commit", "after", 0, 1),
    ("update", "_copy", "after", 0, 1),
    ("update", "commit", "after", 0, 1),
)


class DiskBlock:
    """What a full disk does to a cluster: nothing is written to its indexes any more."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def set(self) -> None:
        self._cluster.ask("PUT", f"/{PREFIX}-*/_settings", {READ_ONLY: True})

    def lift(self) -> None:
        self._cluster.ask("PUT", f"/{PREFIX}-*/_settings", {READ_ONLY: None})


@pytest.fixture
def served(clustered: ArchiveHome, analyzer: Analyzer) -> ArchiveHome:
    """An archive that is indexed, and as many articles that came since."""
    store(clustered, map(make_article, range(ARTICLES)))
    index_home(clustered, analyzer)
    store(clustered, map(make_article, range(ARTICLES, 2 * ARTICLES)))
    return clustered


@pytest.fixture
def cluster_jobs(three_nodes: Cluster, served: ArchiveHome, tmp_path: Path) -> Iterator[JobServer]:
    """Commands in processes of their own, which know the cluster."""
    server = JobServer(tmp_path)
    yield server
    server.close()


@pytest.fixture
def filled(three_nodes: Cluster) -> Iterator[DiskBlock]:
    block = DiskBlock(three_nodes)
    yield block
    block.lift()


def index_of(home: ArchiveHome, generation: str) -> str:
    return read_index_file(engine_folder(home.index / generation)).index


def test_a_cluster_that_goes_read_only_while_an_update_writes_is_told_and_mended(
    served: ArchiveHome, three_nodes: Cluster, analyzer: Analyzer, filled: DiskBlock
) -> None:
    living, service = current_generation(served), open_service(served, analyzer)
    update = Interruption(prepare_update(served, analyzer), 10, ARTICLES - 10)

    with pytest.raises(IndexWriteError, match="read-only"):
        update.run(filled.set)

    assert current_generation(served) == living
    assert list_found(service) == name_articles(range(ARTICLES))
    assert list_indexes(three_nodes.ask) == list_named(served)
    # Nor does one begin that finds it so.
    with pytest.raises(IndexWriteError, match="read-only"):
        update_home(served, analyzer)
    assert list_found(service) == name_articles(range(ARTICLES))

    filled.lift()
    update_home(served, analyzer)
    wait_for(lambda: list_found(service) == name_articles(range(2 * ARTICLES)))
    assert list_indexes(three_nodes.ask) == list_named(served)


def test_a_document_that_is_refused_is_named_and_nothing_is_lost(
    served: ArchiveHome, three_nodes: Cluster, analyzer: Analyzer
) -> None:
    living, service = current_generation(served), open_service(served, analyzer)
    store(served, [replace(make_article(500), id="a-refused", tags=(TOO_LONG,))])

    for attempt in (update_home, index_home):
        with pytest.raises(IndexWriteError, match=r"'a-refused': .*tag"):
            attempt(served, analyzer)
        assert current_generation(served) == living
        assert list_found(service) == name_articles(range(ARTICLES))
        assert list_indexes(three_nodes.ask) == list_named(served)

    store(served, [replace(make_article(500), id="a-refused")])
    update_home(served, analyzer)
    kept = sorted([*name_articles(range(2 * ARTICLES)), "a-refused"])
    wait_for(lambda: list_found(service) == kept)


def test_an_index_that_is_deleted_is_told_and_the_generation_before_it_answers(
    served: ArchiveHome, three_nodes: Cluster, analyzer: Analyzer
) -> None:
    earlier = current_generation(served)
    update_home(served, analyzer)
    service = open_service(served, analyzer)
    assert service.search(SearchRequest(), "en").total == 2 * ARTICLES

    three_nodes.ask("DELETE", f"/{index_of(served, current_generation(served))}")
    # At once the service may not have seen it yet.
    told: list[IndexDamagedError] = []
    wait_for(lambda: asks_earlier(service, earlier, told), seconds=10)

    assert isinstance(service.problem, IndexDamagedError)
    assert service.search(SearchRequest(), "en").total == ARTICLES
    assert all(error.generation == current_generation(served) for error in told)

    index_home(served, analyzer)
    wait_for(lambda: service.search(SearchRequest(), "en").total == 2 * ARTICLES)
    assert service.problem is None

    for generation in served.index.glob("*/engine"):
        three_nodes.ask("DELETE", f"/{read_index_file(generation).index}?ignore_unavailable=true")
    with pytest.raises(IndexDamagedError):
        open_service(served, analyzer).search(SearchRequest(), "en")


def asks_earlier(service: SearchService, earlier: str, told: list[IndexDamagedError]) -> bool:
    """Whether an earlier generation answers; what is told meanwhile is noted."""
    try:
        return service.search(SearchRequest(), "en").index.generation == earlier
    except IndexDamagedError as error:
        told.append(error)
        return False


def test_what_killed_jobs_left_in_the_cluster_goes_with_the_next(
    served: ArchiveHome, three_nodes: Cluster, cluster_jobs: JobServer, analyzer: Analyzer
) -> None:
    living, left = index_of(served, current_generation(served)), set[str]()
    for command, call, moment, count, indexes in KILLS:
        before, where = left, f"indexer.engines.opensearch.OpenSearchWriter.{call}"

        cluster_jobs.kill(served, command, where=where, moment=moment, count=count)

        left = list_indexes(three_nodes.ask) - {living}
        assert len(left) == indexes, (command, call)
        assert not left & before
        assert list_found(open_service(served, analyzer)) == name_articles(range(ARTICLES))

    index_home(served, analyzer)
    assert list_found(open_service(served, analyzer)) == name_articles(range(2 * ARTICLES))
    assert list_indexes(three_nodes.ask) == list_named(served)

    sweep(served)
    assert list_indexes(three_nodes.ask) == {index_of(served, current_generation(served))}


def sweep(home: ArchiveHome) -> None:
    """Remove all generations but the current one."""
    with Archive.open(home.database), writing(home):
        sweep_generations(home, keep=0)
