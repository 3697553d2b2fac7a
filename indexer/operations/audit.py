"""The audit log: who did what with an archive, when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from indexer.archive.connection import ArchiveConnection
from indexer.home.paths import ArchiveHome
from indexer.operations.database import opened

# By which way somebody came: a command, or the pages of the admin.
Way = Literal["command", "page"]

_TABLE = (
    "CREATE TABLE IF NOT EXISTS deed (number INTEGER PRIMARY KEY, time TEXT NOT NULL, "
    "who TEXT NOT NULL, way TEXT NOT NULL, action TEXT NOT NULL, details TEXT NOT NULL, "
    "outcome TEXT, job INTEGER) STRICT"
)
TABLES = (_TABLE,)

# Characters of what was done: a command may name ten thousand files.
_MOST_DETAILS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something that was done. `action` is its name (`import`, `delete`, `sign-in`), `details` are
    its words, `job` the number of the job that does it, where there is one. `outcome` is empty for
    what went well, a sentence for what did not, and None while nobody knows: it goes on, or was
    broken off."""

    number: int
    time: datetime
    who: str
    way: Way
    action: str
    details: str
    outcome: str | None
    job: int | None


@dataclass(frozen=True, slots=True)
class AuditLog:
    """The audit log of an archive. Nothing is ever taken out of it. Safe to share between threads;
    its methods raise ArchiveDamagedError, and sqlite3.OperationalError where it cannot be
    written."""

    path: Path

    @classmethod
    def of(cls, home: ArchiveHome) -> AuditLog:
        """The log of an archive home."""
        return cls(home.operations)

    def note(
        self,
        who: str,
        way: Way,
        action: str,
        details: str = "",
        *,
        outcome: str | None = "",
        job: int | None = None,
    ) -> int:
        """Somebody does something; its number, by which its outcome is told where that is still
        None."""
        with opened(self.path, TABLES) as db:
            return note_deed(db, who, way, action, details, outcome=outcome, job=job)

    def settle(self, number: int, outcome: str) -> None:
        """What came of a deed: empty where all went well."""
        with opened(self.path, TABLES) as db:
            db.execute("UPDATE deed SET outcome = ? WHERE number = ?", (outcome, number))

    def read(self, limit: int, before: int | None = None, action: str = "") -> list[Deed]:
        """The newest deeds, or the newest before one of them; all, or those of one action."""
        with opened(self.path, TABLES) as db:
            return list(_read(db, 2**62 if before is None else before, action, limit))

    def list_actions(self) -> list[str]:
        """The names of all actions there are in it."""
        with opened(self.path, TABLES) as db:
            rows = db.execute("SELECT DISTINCT action FROM deed ORDER BY action")
            return [action for (action,) in rows]


def note_deed(
    db: ArchiveConnection,
    who: str,
    way: Way,
    action: str,
    details: str,
    *,
    outcome: str | None,
    job: int | None,
) -> int:
    """Note a deed in an open database that has TABLES; its number."""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    written = db.execute(
        "INSERT INTO deed (time, who, way, action, details, outcome, job) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (when, who, way, action, details[:_MOST_DETAILS], outcome, job),
    )
    return int(written.lastrowid or 0)


def settle_job(db: ArchiveConnection, job: int, outcome: str) -> None:
    """What came of the deed that a job did, in an open database that has TABLES."""
    db.execute("UPDATE deed SET outcome = ? WHERE job = ?", (outcome, job))


def _read(db: ArchiveConnection, before: int, action: str, limit: int) -> Iterator[Deed]:
    for number, time, who, way, action_, details, outcome, job in db.execute(
        "SELECT number, time, who, way, action, details, outcome, job FROM deed "
        "WHERE number < ?1 AND (?2 = '' OR action = ?2) ORDER BY number DESC LIMIT ?3",
        (before, action, limit),
    ):
        yield Deed(
            number=number,
            time=datetime.fromisoformat(time),
            who=who,
            way=way,
            action=action_,
            details=details,
            outcome=outcome,
            job=job,
        )
