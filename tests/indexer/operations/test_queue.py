"""The queue of jobs, as browsers and the process that runs jobs meet it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.operations.audit import AuditLog
from indexer.operations.queue import JobProgress, JobQueue


@pytest.fixture
def queue(tmp_path: Path) -> JobQueue:
    return JobQueue(tmp_path / "operations.db")


def read_state(queue: JobQueue, number: int) -> tuple[str, str | None]:
    """The state of a job, and what the audit log says of it."""
    job = queue.get(number)
    (deed,) = [one for one in AuditLog(queue.path).read(9) if one.job == number]
    assert job is not None
    return job.state, deed.outcome


def test_the_audit_log_has_each_job_and_what_came_of_it(queue: JobQueue) -> None:
    done, cancelled, failed = (queue.add("index", b"{}", "anna", details="all") for _ in range(3))
    assert {deed.details for deed in AuditLog(queue.path).read(9)} == {"all"}
    assert read_state(queue, done) == ("waiting", None)
    queue.end(done, "done")
    queue.cancel(cancelled)
    queue.end(failed, "failed", told="the disk is full")
    assert read_state(queue, done) == ("done", "")
    assert read_state(queue, cancelled) == ("cancelled", "cancelled")
    assert read_state(queue, failed) == ("failed", "the disk is full")


def test_jobs_of_an_archive_that_is_no_more_are_given_up(queue: JobQueue) -> None:
    running, waiting, done = (queue.add("restore", b"{}", "anna") for _ in range(3))
    queue.take()
    queue.end(done, "done")
    queue.abandon()
    assert read_state(queue, running) == ("interrupted", "interrupted")
    assert read_state(queue, waiting) == ("interrupted", "interrupted")
    assert read_state(queue, done) == ("done", "")
    assert queue.take() is None


def test_jobs_are_taken_in_turn_and_those_of_a_higher_rank_first(queue: JobQueue) -> None:
    first, second = (queue.add("import", b"{}", "anna") for _ in range(2))
    urgent = queue.add("delete", b"{}", "anna", rank=1)
    assert [job.number for job in queue.read_unfinished()] == [urgent, first, second]
    taken = [queue.take() for _ in range(4)]
    assert [job.number if job else None for job in taken] == [urgent, first, second, None]


def test_a_job_tells_how_far_it_is(queue: JobQueue) -> None:
    number = queue.add("index", b"{}", "anna")
    queue.take()
    progress = JobProgress(step="import", unit="bytes", total=1_000, done=400, records=7)
    assert queue.tell(number, "running", progress)
    job = queue.get(number)
    assert job is not None
    assert (job.state, job.progress) == ("running", progress)


def test_a_job_that_waits_is_cancelled_at_once_and_one_that_runs_is_told(queue: JobQueue) -> None:
    running, waiting = (queue.add("index", b"{}", "anna") for _ in range(2))
    queue.take()
    assert queue.cancel(waiting)
    assert queue.cancel(running)
    assert [job.state for job in queue.read(2)] == ["cancelled", "running"]
    assert not queue.tell(running, "running", JobProgress())
    queue.end(running, "cancelled")
    assert not queue.cancel(running)


def test_what_was_killed_begins_again_once_and_is_told_of_then(queue: JobQueue) -> None:
    number = queue.add("index", b"{}", "anna")
    queue.take()
    queue.reclaim(most=1)
    again = queue.take()
    assert again is not None
    assert (again.number, again.interruptions) == (number, 1)
    queue.reclaim(most=1)
    assert read_state(queue, number) == ("interrupted", "interrupted")
    assert queue.take() is None


def test_what_was_cancelled_and_then_killed_does_not_begin_again(queue: JobQueue) -> None:
    number = queue.add("index", b"{}", "anna")
    queue.take()
    queue.cancel(number)
    queue.reclaim(most=1)
    assert read_state(queue, number) == ("cancelled", "cancelled")


def test_jobs_of_long_ago_are_forgotten_and_none_that_waits(queue: JobQueue) -> None:
    waiting = queue.add("index", b"{}", "anna")
    for _ in range(1_005):
        queue.end(queue.add("update", b"{}", "anna"), "done")
    jobs = queue.read(2_000)
    assert len(jobs) < 1_005
    assert waiting in {job.number for job in jobs}
