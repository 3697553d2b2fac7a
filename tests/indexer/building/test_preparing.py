"""Indexing on several cores: the same index, and processes that end with the job."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.building.build import BuildJob
from indexer.building.job import IndexWork
from indexer.building.preparing import Preparation, prepare_archive
from indexer.errors import WorkerLostError
from indexer.generations.folders import current_generation
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from indexer.progress import Progress
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.request import SearchRequest
from searcher.service import SearchService
from searcher.tagging.compiling import TagBook
from searcher.tagging.rules import TagRules

COUNT = 2_100
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> ArchiveHome:
    """An archive just large enough for worker processes, some of its articles deleted."""
    home = create_home(tmp_path_factory.mktemp("large") / "archive")
    with Archive.open(home.database) as archive, archive.transaction():
        for number in range(COUNT + 50):
            archive.put(
                Article(
                    id=f"a-{number}",
                    lang="ru",
                    title=f"Мост номер {number}",
                    body="стали строить новые мосты " * 5,
                    tags=(f"tag-{number % 7}",),
                    published=datetime(2014, 3, 1, tzinfo=UTC) + timedelta(hours=number),
                )
            )
        for number in range(50):
            archive.delete(f"a-{number * 40}", "asked for")
    return home


def make_job(home: ArchiveHome, analyzer: Analyzer, workers: int) -> IndexWork:
    settings = replace(read_settings(home), workers=workers)
    return IndexWork(
        home,
        settings,
        analyzer,
        make_gate(home, analyzer, GoldenQueries()),
        TagBook(home.tags_file, analyzer),
    )


def test_workers_build_the_index_that_one_process_builds(
    large: ArchiveHome, analyzer: Analyzer
) -> None:
    answers = []
    for workers in (1, 2):
        BuildJob(make_job(large, analyzer, workers), "tantivy").run(Progress())
        service = SearchService(large, read_settings(large), analyzer)
        given = [
            service.search(SearchRequest(q=q, sort="oldest", limit=100), "en")
            for q in ("", "сталь", '"номер 17"', "tag:tag-3 мосты")
        ]
        answers.append(
            [(a.total, a.facets, a.timeline, [h.article for h in a.hits]) for a in given]
        )
    assert answers[0] == answers[1]
    assert answers[0][0][0] == COUNT


def test_a_worker_that_dies_is_told_and_the_living_index_stays(
    large: ArchiveHome, analyzer: Analyzer
) -> None:
    BuildJob(make_job(large, analyzer, 1), "tantivy").run(Progress())
    living = current_generation(large)
    preparation = Preparation(large, read_settings(large), "tantivy", {}, TagRules())
    with Archive.open(large.database) as archive, pytest.raises(WorkerLostError):
        for _ in prepare_archive(archive, preparation, analyzer, 2):
            for pid in workers_of(os.getpid()):
                os.kill(pid, signal.SIGKILL)
    assert current_generation(large) == living


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_the_job(large: ArchiveHome, analyzer: Analyzer, how: int) -> None:
    BuildJob(make_job(large, analyzer, 1), "tantivy").run(Progress())
    living = current_generation(large)
    # One article a batch, so that the job lasts until it is stopped.
    slow = "import indexer.building.preparing as p; p.BATCH = 1; from web.cli import main; main()"
    job = subprocess.Popen(
        [sys.executable, "-c", slow, "--home", str(large.path), "index", "--engine", "whoosh"],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert job.stderr
    wait_for(lambda: len(workers_of(job.pid)) == len(os.sched_getaffinity(0)))
    workers = workers_of(job.pid)
    job.send_signal(how)
    job.wait(30)
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
    assert current_generation(large) == living
    if how == signal.SIGINT:
        assert job.returncode == 130
        assert "Traceback" not in job.stderr.read()
    job.stderr.close()
    BuildJob(make_job(large, analyzer, 1), "tantivy").run(Progress())
    assert not [path for path in large.index.iterdir() if path.name.endswith(".building")]


def workers_of(pid: int) -> list[int]:
    """The worker processes of a job: its children but the tracker of their shared resources."""
    listed = Path(f"/proc/{pid}/task").glob("*/children")
    children = [child for path in listed for child in path.read_text().split()]
    return [
        int(child)
        for child in children
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def wait_for(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
