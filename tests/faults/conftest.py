"""Fixtures of the tests of faults."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.home.paths import ArchiveHome
from tests.conftest import index_home
from tests.engines import LOCAL_ENGINES
from tests.faults.jobs import CopyArchive, run_import, write_news


@pytest.fixture(params=LOCAL_ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def copy_archive(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> CopyArchive:
    """Each archive is built once and copied: to build it takes longer than most tests here."""

    @cache
    def build(engine: str, indexed: int, waiting: int, builds: int) -> Path:
        folder = tmp_path_factory.mktemp("built")
        home = create_home(folder / "archive")
        home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
        run_import(home, analyzer, write_news(folder / "old.jsonl", 0, indexed))
        index_home(home, analyzer)
        run_import(home, analyzer, write_news(folder / "new.jsonl", indexed, waiting))
        for _ in range(builds - 1):
            index_home(home, analyzer)
        return home.path

    def copy(
        path: Path, engine: str, indexed: int = 5, waiting: int = 2, builds: int = 1
    ) -> ArchiveHome:
        return ArchiveHome(Path(shutil.copytree(build(engine, indexed, waiting, builds), path)))

    return copy


@pytest.fixture
def served(engine: str, tmp_path: Path, copy_archive: CopyArchive) -> ArchiveHome:
    """An archive of five articles that is served, and two more that are not indexed yet."""
    return copy_archive(tmp_path / "archive", engine)
