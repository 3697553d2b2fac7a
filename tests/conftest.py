"""Fixtures for all tests: one analyzer, and archives made of a few articles."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path

import hypothesis
import msgspec
import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.building.build import BuildJob
from indexer.building.job import IndexWork
from indexer.building.update import UpdateJob
from indexer.generations.manifest import seal
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings, read_settings
from indexer.importing.job import ImportJob
from indexer.progress import Progress
from searcher.gate.examining import make_gate
from searcher.gate.golden import read_golden, try_golden
from searcher.service import SearchService
from searcher.tagging.compiling import TagBook
from tests.faults.jobs import JobServer
from tests.opensearch.client import Client
from tests.opensearch.cluster import Cluster, running_cluster
from tests.opensearch.distribution import install_server
from tests.opensearch.errors import UnavailableError
from tests.opensearch.locking import locked
from tests.opensearch.sharing import shared_cluster

# Nothing is timed: the first example of a test may load a dictionary, on a machine that is busy.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

SAMPLE_CORPUS = Path(__file__).parent.parent / "sample_corpus"

# Makes an archive of some articles, indexes it, and opens the service over it.
MakeService = Callable[[Iterable[Article]], SearchService]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: some tests wait for a browser, a folder or another process."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer()


@pytest.fixture(scope="session")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobServer]:
    server = JobServer(tmp_path_factory.mktemp("jobs"))
    yield server
    server.close()


@pytest.fixture
def home(tmp_path: Path) -> ArchiveHome:
    return create_home(tmp_path / "archive")


@cache
def has_r() -> bool:
    """Whether R is here, with the package that examples need."""
    command = shutil.which("Rscript")
    if command is None:
        return False
    tried = subprocess.run([command, "-e", "library(jsonlite)"], capture_output=True, check=False)
    return tried.returncode == 0


def index_home(home: ArchiveHome, analyzer: Analyzer) -> None:
    """Index an archive home as `letopis index` does."""
    settings = read_settings(home)
    gate = make_gate(home, analyzer, read_golden(home.golden_file))
    BuildJob(
        IndexWork(home, settings, analyzer, gate, TagBook(home.tags_file, analyzer)),
        settings.engine,
    ).run(Progress())


def update_home(home: ArchiveHome, analyzer: Analyzer) -> None:
    """Update the index of an archive home as `letopis update` does."""
    settings = read_settings(home)
    gate = make_gate(home, analyzer, try_golden(home.golden_file))
    UpdateJob(IndexWork(home, settings, analyzer, gate, TagBook(home.tags_file, analyzer))).run(
        Progress()
    )


def rewrite_manifest(path: Path, **fields: object) -> None:
    """Write other values into a manifest, as another release would have written it."""
    written = msgspec.json.decode(path.read_bytes())
    del written["sum"]
    path.write_bytes(seal(msgspec.json.encode(written | fields)))


@pytest.fixture
def make_service(home: ArchiveHome, analyzer: Analyzer) -> MakeService:
    def make(articles: Iterable[Article]) -> SearchService:
        with Archive.open(home.database) as archive, archive.transaction():
            for article in articles:
                archive.put(article)
        index_home(home, analyzer)
        return SearchService(home, read_settings(home), analyzer)

    return make


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> ArchiveHome:
    """The sample archive, imported and indexed."""
    home = create_home(tmp_path_factory.mktemp("sample"))
    home.labels_file.write_bytes((SAMPLE_CORPUS / "labels.toml").read_bytes())
    home.golden_file.write_bytes((SAMPLE_CORPUS / "golden.toml").read_bytes())
    report = ImportJob(
        home=home, settings=Settings(), analyzer=analyzer, paths=[SAMPLE_CORPUS]
    ).run(Progress())
    assert not report.rejected
    index_home(home, analyzer)
    return home


@pytest.fixture
def service(sample_home: ArchiveHome, analyzer: Analyzer) -> SearchService:
    """The search service over the sample archive."""
    return SearchService(sample_home, read_settings(sample_home), analyzer)


@pytest.fixture(scope="session")
def sample_articles(sample_home: ArchiveHome) -> list[Article]:
    """The articles of the sample archive, in the order of import."""
    with Archive.open(sample_home.database) as archive:
        return [article for _, article in archive.articles()]


@pytest.fixture(scope="session")
def opensearch() -> None:
    """Skips where no OpenSearch can be had; where everything must be tested, that is a failure."""
    try:
        install_server()
    except UnavailableError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of a run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def cluster(opensearch: None, run_folder: Path) -> Iterator[Client]:
    """A cluster of three nodes that go on running, which all processes of a run share: name
    indices by chance."""
    with shared_cluster(run_folder / "cluster") as client:
        yield client


@pytest.fixture(scope="module")
def nodes_of_module(opensearch: None, run_folder: Path) -> Iterator[Cluster]:
    # One such cluster at a time in a run: each takes as much memory as all the rest.
    with locked(run_folder / "three-nodes.lock"), running_cluster(3) as started:
        yield started


@pytest.fixture
def three_nodes(nodes_of_module: Cluster) -> Cluster:
    """A cluster of three nodes, all of which run, to be killed: a module's own."""
    nodes_of_module.start()
    return nodes_of_module
