"""Jobs that a page asked for, run by a process of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.operations.audit import AuditLog
from indexer.operations.queue import JobQueue, QueuedJob
from indexer.progress import Progress
from searcher.archive import NewsArchive, create_archive, open_archive, restore_job
from searcher.orders import (
    DeleteOrder,
    ImportOrder,
    IndexOrder,
    Order,
    RestoreOrder,
    RollBackOrder,
    SweepOrder,
    UpdateOrder,
    VerifyOrder,
    encode_order,
)
from searcher.request import SearchRequest
from web.jobs.outcomes import JobOutcome
from web.jobs.starting import start_runner

ROOT = Path(__file__).parents[3]


@pytest.fixture
def archive(tmp_path: Path) -> NewsArchive:
    archive = create_archive(tmp_path / "news")
    (archive.home.path / "letopis.toml").write_text('engine = "whoosh"\nworkers = 1\n', "utf-8")
    return open_archive(archive.home.path)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    lines = [
        {"id": f"en-{n}", "title": f"Bridge {n}", "date": "2014-03-01", "body": "Over the river."}
        for n in range(3)
    ]
    path.write_bytes(b"\n".join(msgspec.json.encode(line) for line in lines) + b'\n{"id": "x"}\n')
    return path


def ask(home: ArchiveHome, order: Order) -> int:
    return JobQueue.of(home).add(order.kind, encode_order(order), "anna", order.rank)


def run_jobs(home: ArchiveHome) -> None:
    command = [sys.executable, "-m", "web.cli", "--home", str(home.path), "jobs", "run"]
    subprocess.run(command, check=True, cwd=ROOT, timeout=120)


def get(home: ArchiveHome, number: int) -> tuple[QueuedJob, JobOutcome]:
    job = JobQueue.of(home).get(number)
    assert job is not None
    return job, msgspec.json.decode(job.outcome or b"{}", type=JobOutcome)


def wait_for(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def find(home: ArchiveHome, q: str) -> list[str]:
    response = open_archive(home.path).service.search(SearchRequest(q=q), "en")
    return sorted(hit.article.id for hit in response.hits)


def test_each_order_does_what_its_command_does(archive: NewsArchive, articles: Path) -> None:
    home = archive.home
    numbers = [
        ask(home, order)
        for order in (
            ImportOrder(paths=(str(articles),), ending="undo"),
            ImportOrder(paths=(str(articles),)),
            # There is no index yet: the first update builds one.
            UpdateOrder(),
            IndexOrder(engine="tantivy"),
            RollBackOrder(),
            VerifyOrder(),
            SweepOrder(keep=0),
        )
    ]
    run_jobs(home)
    told = [get(home, number) for number in numbers]
    assert {job.state for job, _ in told} == {"done"}
    figures = [outcome.figures for _, outcome in told]
    assert figures[0] == figures[1] == {"files": 1, "read": 4, "new": 3, "rejected": 1}
    assert "articles.jsonl:4" in told[1][1].lines[0]
    assert figures[2]["articles"] == 3
    assert told[4][1].generation == told[2][1].generation != told[3][1].generation
    assert figures[5:] == [{"faults": 0}, {"removed_generations": 1, "kept_generations": 1}]
    assert find(home, "bridge") == ["en-0", "en-1", "en-2"]


def test_a_take_down_goes_first_and_is_gone_from_the_index_with_it(
    archive: NewsArchive, articles: Path
) -> None:
    home = archive.home
    ask(home, ImportOrder(paths=(str(articles),)))
    ask(home, IndexOrder())
    run_jobs(home)
    late = ask(home, VerifyOrder())
    number = ask(home, DeleteOrder(ids=("en-1", "nowhere"), reason="a court"))
    run_jobs(home)
    job, outcome = get(home, number)
    assert job.ended is not None
    assert job.ended < (get(home, late)[0].began or job.ended)
    assert outcome.figures == {"done": 1, "refused": 1}
    assert outcome.lines == ("nowhere",)
    assert find(home, "bridge") == ["en-0", "en-2"]
    number = ask(home, RestoreOrder(ids=("en-1",)))
    run_jobs(home)
    assert get(home, number)[1].figures == {"done": 1}
    assert find(home, "bridge") == ["en-0", "en-1", "en-2"]


def test_what_was_done_before_an_interruption_is_not_told_as_refused(
    archive: NewsArchive, articles: Path
) -> None:
    home = archive.home
    ask(home, ImportOrder(paths=(str(articles),)))
    ask(home, IndexOrder())
    run_jobs(home)
    # As a job does that is then cut off, before the index is updated.
    archive.delete("en-1", "a court")
    number = ask(home, DeleteOrder(ids=("en-1",), reason="a court"))
    run_jobs(home)
    assert get(home, number)[1].figures == {"done": 1}
    assert find(home, "bridge") == ["en-0", "en-2"]
    archive.restore("en-1")
    number = ask(home, RestoreOrder(ids=("en-1", "nowhere")))
    run_jobs(home)
    assert get(home, number)[1].figures == {"done": 1, "refused": 1}


def test_a_restored_archive_does_nothing_that_was_asked_of_it_before(
    archive: NewsArchive, articles: Path, tmp_path: Path
) -> None:
    home = archive.home
    ask(home, ImportOrder(paths=(str(articles),)))
    run_jobs(home)
    archive.delete("en-1", "a court")
    ask(home, RestoreOrder(ids=("en-1",)))
    backups = tmp_path / "backups"
    archive.backup_job(backups).run(Progress())
    restored = ArchiveHome(tmp_path / "restored")
    restore_job(restored.path, backups).run(Progress())
    run_jobs(restored)
    (job,) = [job for job in JobQueue.of(restored).read(9) if job.kind == "restore"]
    assert job.state == "interrupted"
    with open_archive(restored.path).open_store() as store:
        assert [gone.id for gone in store.deletions()] == ["en-1"]


def test_a_failure_is_told_in_both_languages_and_the_next_job_runs(
    archive: NewsArchive, articles: Path
) -> None:
    home = archive.home
    failing = ask(home, ImportOrder(paths=(str(articles),), maps=("nonsense=1",)))
    working = ask(home, ImportOrder(paths=(str(articles),)))
    run_jobs(home)
    job, outcome = get(home, failing)
    assert job.state == "failed"
    assert set(outcome.failure) == {"ru", "en"}
    assert "nonsense" in outcome.failure["ru"].detail
    assert get(home, working)[0].state == "done"
    (noted,) = [one for one in AuditLog.of(home).read(9) if one.job == failing]
    assert "nonsense" in (noted.outcome or "")


@pytest.fixture
def many(tmp_path: Path) -> Path:
    path = tmp_path / "many.jsonl"
    lines = [
        {"id": f"en-{n}", "title": f"Report {n}", "date": "2014-03-01", "body": f"Word{n} " * 60}
        for n in range(3_000)
    ]
    path.write_bytes(b"\n".join(msgspec.json.encode(line) for line in lines))
    return path


@pytest.fixture
def start(archive: NewsArchive) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    command = [sys.executable, "-m", "web.cli", "--home", str(archive.home.path), "jobs", "run"]
    begun: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        begun.append(subprocess.Popen(command, cwd=ROOT))
        return begun[-1]

    yield begin
    for process in begun:
        process.kill()
        process.wait()


def prepare_build(home: ArchiveHome, many: Path) -> int:
    ask(home, ImportOrder(paths=(str(many),)))
    run_jobs(home)
    return ask(home, IndexOrder(engine="whoosh"))


def test_a_job_is_cancelled_while_it_runs(
    archive: NewsArchive, many: Path, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    home, queue = archive.home, JobQueue.of(archive.home)
    number = prepare_build(home, many)
    process = start()
    wait_for(lambda: get(home, number)[0].progress.done > 0)
    assert queue.cancel(number)
    assert process.wait(60) == 0
    assert get(home, number)[0].state == "cancelled"
    assert not any(home.index.glob("*.building"))


def test_one_that_is_told_to_end_leaves_its_job_to_the_next(
    archive: NewsArchive, many: Path, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    home = archive.home
    number = prepare_build(home, many)
    process = start()
    wait_for(lambda: get(home, number)[0].progress.done > 0)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert get(home, number)[0].state == "waiting"
    run_jobs(home)
    job, outcome = get(home, number)
    assert (job.state, job.interruptions, outcome.figures["articles"]) == ("done", 0, 3_000)


def test_one_that_was_killed_is_begun_again_by_the_next(
    archive: NewsArchive, many: Path, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    home = archive.home
    number = prepare_build(home, many)
    process = start()
    wait_for(lambda: get(home, number)[0].progress.done > 0)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(60)
    assert get(home, number)[0].state == "running"
    run_jobs(home)
    job, outcome = get(home, number)
    assert (job.state, job.interruptions, outcome.figures["articles"]) == ("done", 1, 3_000)


def test_a_job_waits_for_a_command_that_writes(archive: NewsArchive, articles: Path) -> None:
    home = archive.home
    ask(home, ImportOrder(paths=(str(articles),)))
    run_jobs(home)
    number = ask(home, IndexOrder())
    with writing(home):
        start_runner(home)
        wait_for(lambda: get(home, number)[0].state == "held")
    wait_for(lambda: get(home, number)[0].state == "done")


def test_two_processes_never_run_jobs_at_once(
    archive: NewsArchive, many: Path, start: Callable[[], subprocess.Popen[bytes]]
) -> None:
    home = archive.home
    number = prepare_build(home, many)
    first = start()
    wait_for(lambda: get(home, number)[0].state == "running")
    second = start()
    assert second.wait(60) == 0
    assert get(home, number)[0].state == "running"
    JobQueue.of(home).cancel(number)
    assert first.wait(60) == 0
