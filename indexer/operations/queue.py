"""The queue of jobs: what admins asked for, how far it is, and what came of it.

A job stands here before it is begun and stays when it has ended, so that a browser that was closed,
or a machine that was, loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from indexer.archive.connection import ArchiveConnection
from indexer.home.paths import ArchiveHome
from indexer.operations.audit import TABLES as AUDIT_TABLES
from indexer.operations.audit import note_deed, settle_job
from indexer.operations.database import opened
from indexer.progress import Unit

# `held` is a job that waits for another process to have written; `interrupted` one whose process
# ended, which nobody tries again.
JobState = Literal["waiting", "running", "held", "done", "failed", "cancelled", "interrupted"]

UNFINISHED: tuple[JobState, ...] = ("waiting", "running", "held")

_TABLE = (
    "CREATE TABLE IF NOT EXISTS job (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, "
    "job_order BLOB NOT NULL, who TEXT NOT NULL, rank INTEGER NOT NULL, state TEXT NOT NULL, "
    "asked TEXT NOT NULL, began TEXT, ended TEXT, step TEXT NOT NULL DEFAULT '', "
    "unit TEXT NOT NULL DEFAULT 'items', total INTEGER, done INTEGER NOT NULL DEFAULT 0, "
    "records INTEGER NOT NULL DEFAULT 0, is_cancelled INTEGER NOT NULL DEFAULT 0, "
    "interruptions INTEGER NOT NULL DEFAULT 0, outcome BLOB) STRICT"
)
# A job and the deed that asks for it are noted together, or neither is.
TABLES = (_TABLE, *AUDIT_TABLES)
_COLUMNS = (
    "number, kind, job_order, who, state, asked, began, ended, step, unit, total, done, records, "
    "is_cancelled, interruptions, outcome"
)

# Jobs that have ended and are still told of.
_KEPT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class JobProgress:
    """How far a job is: its step, how much of it is done of how much, in items or bytes, and how
    many records are in these."""

    step: str = ""
    unit: Unit = "items"
    total: int | None = None
    done: int = 0
    records: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedJob:
    """A job: its `kind` and `order` (JSON, for who carries it out), who asked for it, its state and
    times, its progress, how often it was interrupted and begun again, and its `outcome` (JSON)."""

    number: int
    kind: str
    order: bytes
    who: str
    state: JobState
    asked: datetime
    began: datetime | None
    ended: datetime | None
    progress: JobProgress
    is_cancelled: bool
    interruptions: int
    outcome: bytes | None

    @property
    def is_unfinished(self) -> bool:
        return self.state in UNFINISHED


@dataclass(frozen=True, slots=True)
class JobQueue:
    """The jobs of an archive. Safe to share between threads and processes; its methods raise
    ArchiveDamagedError, and sqlite3.OperationalError where it cannot be written."""

    path: Path

    @classmethod
    def of(cls, home: ArchiveHome) -> JobQueue:
        """The queue of an archive home."""
        return cls(home.operations)

    def add(self, kind: str, order: bytes, who: str, rank: int = 0, details: str = "") -> int:
        """Ask for a job, and note in the audit log that somebody did, in a few words; its number.
        Of those that wait the one of the highest rank is next."""
        with opened(self.path, TABLES) as db, db.transaction():
            added = db.execute(
                "INSERT INTO job (kind, job_order, who, rank, state, asked) "
                "VALUES (?, ?, ?, ?, 'waiting', ?)",
                (kind, order, who, rank, _now()),
            )
            db.execute(
                "DELETE FROM job WHERE ended IS NOT NULL AND number NOT IN "
                "(SELECT number FROM job WHERE ended IS NOT NULL ORDER BY number DESC LIMIT ?)",
                (_KEPT,),
            )
            number = int(added.lastrowid or 0)
            note_deed(db, who, "page", kind, details, outcome=None, job=number)
            return number

    def take(self) -> QueuedJob | None:
        """Begin the next job; None where none waits. For the one process that runs jobs."""
        with opened(self.path, TABLES) as db, db.transaction():
            row = db.execute(
                "SELECT number FROM job WHERE state = 'waiting' ORDER BY rank DESC, number LIMIT 1"
            ).fetchone()
            if row is None:
                return None
            db.execute(
                "UPDATE job SET state = 'running', began = ?, step = '', total = NULL, done = 0, "
                "records = 0 WHERE number = ?",
                (_now(), *row),
            )
            return _read(db, "WHERE number = ?", *row)[0]

    def tell(self, number: int, state: Literal["running", "held"], progress: JobProgress) -> bool:
        """How far a job is; whether it is to go on."""
        values = progress.step, progress.unit, progress.total, progress.done, progress.records
        with opened(self.path, TABLES) as db:
            db.execute(
                "UPDATE job SET state = ?, step = ?, unit = ?, total = ?, done = ?, records = ? "
                "WHERE number = ?",
                (state, *values, number),
            )
            row = db.execute("SELECT is_cancelled FROM job WHERE number = ?", (number,)).fetchone()
            return not (row and row[0])

    def end(
        self, number: int, state: JobState, outcome: bytes | None = None, told: str = ""
    ) -> None:
        """A job has ended, and what came of it; the audit log is told in a few words."""
        with opened(self.path, TABLES) as db, db.transaction():
            db.execute(
                "UPDATE job SET state = ?, ended = ?, outcome = ? WHERE number = ?",
                (state, _now(), outcome, number),
            )
            settle_job(db, number, told)

    def cancel(self, number: int) -> bool:
        """Have a job end: at once where it waits, else as soon as it can; whether there was
        something to end."""
        with opened(self.path, TABLES) as db, db.transaction():
            waiting = db.execute(
                "UPDATE job SET state = 'cancelled', is_cancelled = 1, ended = ? "
                "WHERE number = ? AND state = 'waiting'",
                (_now(), number),
            )
            if waiting.rowcount:
                settle_job(db, number, "cancelled")
            begun = db.execute(
                "UPDATE job SET is_cancelled = 1 WHERE number = ? AND state IN ('running', 'held')",
                (number,),
            )
            return bool(waiting.rowcount + begun.rowcount)

    def put_back(self, number: int) -> None:
        """A job that was begun waits again: who ran it is told to end."""
        with opened(self.path, TABLES) as db:
            db.execute("UPDATE job SET state = 'waiting' WHERE number = ?", (number,))

    def reclaim(self, most: int) -> None:
        """What a process that is no more had begun waits again, unless it was cancelled or
        interrupted more than `most` times: that has ended so. For the one process that runs
        jobs."""
        with opened(self.path, TABLES) as db, db.transaction():
            for job in _read(db, "WHERE state IN ('running', 'held')"):
                interruptions = job.interruptions + 1
                state: JobState = "waiting"
                if job.is_cancelled:
                    state = "cancelled"
                elif interruptions > most:
                    state = "interrupted"
                _close(db, job.number, state, interruptions)

    def abandon(self) -> None:
        """All that is not done has ended, interrupted: the archive is another one now."""
        with opened(self.path, TABLES) as db, db.transaction():
            for job in _read(db, "WHERE ended IS NULL"):
                _close(db, job.number, "interrupted", job.interruptions)

    def get(self, number: int) -> QueuedJob | None:
        """A job by its number."""
        with opened(self.path, TABLES) as db:
            return next(iter(_read(db, "WHERE number = ?", number)), None)

    def read(self, limit: int) -> list[QueuedJob]:
        """The newest jobs."""
        with opened(self.path, TABLES) as db:
            return _read(db, "ORDER BY number DESC LIMIT ?", limit)

    def read_unfinished(self) -> list[QueuedJob]:
        """The job that runs, and those that wait, in their turn."""
        which = "WHERE ended IS NULL ORDER BY (state = 'waiting'), rank DESC, number"
        with opened(self.path, TABLES) as db:
            return _read(db, which)


def _close(db: ArchiveConnection, number: int, state: JobState, interruptions: int) -> None:
    """A job that nobody runs any more waits again, or has ended."""
    ended = None if state == "waiting" else _now()
    db.execute(
        "UPDATE job SET state = ?, ended = ?, interruptions = ? WHERE number = ?",
        (state, ended, interruptions, number),
    )
    if ended is not None:
        settle_job(db, number, state)


def _read(db: ArchiveConnection, which: str, *values: object) -> list[QueuedJob]:
    rows = db.execute(f"SELECT {_COLUMNS} FROM job {which}", values)  # noqa: S608
    return [_make_job(*row) for row in rows]


def _make_job(*row: Any) -> QueuedJob:
    number, kind, order, who, state, asked, began, ended, *progress, cancelled, broken, outcome = (
        row
    )
    step, unit, total, done, records = progress
    return QueuedJob(
        number=number,
        kind=kind,
        order=order,
        who=who,
        state=state,
        asked=datetime.fromisoformat(asked),
        began=None if began is None else datetime.fromisoformat(began),
        ended=None if ended is None else datetime.fromisoformat(ended),
        progress=JobProgress(step=step, unit=unit, total=total, done=done, records=records),
        is_cancelled=bool(cancelled),
        interruptions=broken,
        outcome=outcome,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat()
