"""Fixtures of the tests of faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.engines import ENGINES
from indexer.home import ArchiveHome, create_home
from tests.conftest import index_home
from tests.faults.jobs import JobServer, run_import, write_news


@pytest.fixture(scope="session")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobServer]:
    server = JobServer(tmp_path_factory.mktemp("jobs"))
    yield server
    server.close()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def served(engine: str, tmp_path: Path, analyzer: Analyzer) -> ArchiveHome:
    """An archive of five articles that is served, and two more that are not indexed yet."""
    home = create_home(tmp_path / "archive")
    home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
    run_import(home, analyzer, write_news(tmp_path / "old.jsonl", 0, 5))
    index_home(home, analyzer)
    run_import(home, analyzer, write_news(tmp_path / "new.jsonl", 5, 2))
    return home
