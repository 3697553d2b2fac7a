"""The commands over jobs that pages asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.operations.queue import JobQueue
from searcher.archive import NewsArchive, create_archive
from searcher.orders import ImportOrder, Order, VerifyOrder, encode_order
from tests.web.cli.test_cli_start import start_letopis


@pytest.fixture
def archive(tmp_path: Path) -> NewsArchive:
    return create_archive(tmp_path / "news")


def ask(archive: NewsArchive, order: Order) -> int:
    return JobQueue.of(archive.home).add(order.kind, encode_order(order), "anna")


def test_jobs_are_listed_and_run(archive: NewsArchive, tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_text('{"id": "a", "title": "Bridge", "date": "2014-03-01"}\n')
    ask(archive, ImportOrder(paths=(str(articles),)))
    home = archive.home.path
    assert "import, anna: waiting" in start_letopis(home, "jobs").stdout
    assert start_letopis(home, "jobs", "run").returncode == 0
    (job,) = json.loads(start_letopis(home, "jobs", "--json").stdout)
    assert (job["state"], job["outcome"]["figures"]["new"]) == ("done", 1)
    assert job["order"] == {"type": "import", "paths": [str(articles)]}
    assert "0 jobs not done yet" in start_letopis(home, "jobs").stdout


def test_a_job_is_cancelled_by_its_number(archive: NewsArchive) -> None:
    number = ask(archive, VerifyOrder())
    home = archive.home.path
    assert "ends" in start_letopis(home, "jobs", "cancel", str(number)).stdout
    again = start_letopis(home, "jobs", "cancel", str(number))
    assert "ended already: cancelled" in again.stdout
    unknown = start_letopis(home, "jobs", "cancel", "99")
    assert unknown.returncode == 3
    assert "No such job" in unknown.stderr


def test_a_job_of_another_release_is_told_as_failed(archive: NewsArchive) -> None:
    number = JobQueue.of(archive.home).add("paint", b'{"type": "paint"}', "anna")
    assert start_letopis(archive.home.path, "jobs", "run").returncode == 0
    job = JobQueue.of(archive.home).get(number)
    assert job is not None
    assert job.state == "failed"
