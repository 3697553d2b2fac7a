"""Failed attempts to sign in, and how long whoever made them has to wait.

An attempt is counted before its password is looked at: many at once are counted one by one, in all
processes together. A wait grows with each failure and is never longer than some minutes; nobody is
locked out for good. What is refused because of a wait does not make it longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from indexer.archive.connection import ArchiveConnection
from indexer.operations.database import opened

_TABLE = (
    "CREATE TABLE IF NOT EXISTS attempts ("
    "key TEXT PRIMARY KEY, failures INTEGER NOT NULL, last REAL NOT NULL, until REAL NOT NULL)"
    " STRICT"
)

# Seconds of the first wait, and of the longest one.
FIRST_WAIT = 2.0
LONGEST_WAIT = 300.0
# Seconds without an attempt after which what failed is forgotten.
FORGOTTEN = 3600.0
# Rows at which those that are waited for least go, down to so many.
_MOST_ROWS, _KEPT_ROWS = 10_000, 9_000


@dataclass(frozen=True, slots=True)
class Counter:
    """What failures are counted for: a key, how many of them bring no wait, and the seconds of the
    longest one, at most LONGEST_WAIT."""

    key: str
    free: int
    longest: float = LONGEST_WAIT


class AttemptBook:
    """Failed attempts, in the database of accounts. Any thread may use it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def count(self, counters: Sequence[Counter], now: float) -> float:
        """Count an attempt as failed, for the time being. Where it is not yet allowed it is not
        counted: the seconds to wait, else 0."""
        with self._opened() as db, db.transaction():
            failures: dict[str, int] = {}
            wait = 0.0
            for counter in counters:
                row = _read(db, counter.key, now)
                if row is not None:
                    failures[counter.key], until = row
                    wait = max(wait, until - now)
            if wait > 0:
                return wait
            for counter in counters:
                count = failures.get(counter.key, 0) + 1
                until = now + min(_wait_after(count - counter.free), counter.longest)
                db.execute(
                    "INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?)",
                    (counter.key, count, now, until),
                )
            _forget(db, now)
            return 0.0

    def forgive(self, counters: Sequence[Counter]) -> None:
        """Take back an attempt, which did not fail; what failed before stays counted."""
        with self._opened() as db, db.transaction():
            db.executemany(
                "UPDATE attempts SET failures = max(0, failures - 1), until = 0 WHERE key = ?",
                [(counter.key,) for counter in counters],
            )

    def forget(self, counter: Counter) -> None:
        """Forget all that failed for a counter."""
        with self._opened() as db:
            db.execute("DELETE FROM attempts WHERE key = ?", (counter.key,))

    @contextmanager
    def _opened(self) -> Iterator[ArchiveConnection]:
        with opened(self._path, (_TABLE,)) as db:
            yield db


def _read(db: ArchiveConnection, key: str, now: float) -> tuple[int, float] | None:
    """How often it failed, and until when there is a wait; None where that is forgotten."""
    row = db.execute("SELECT failures, last, until FROM attempts WHERE key = ?", (key,)).fetchone()
    if row is None or abs(now - row[1]) >= FORGOTTEN:
        return None
    failures, last, until = row
    if last > now:
        # The clock was set back: what is left to wait begins anew, and ends by the new time.
        until = now + until - last
        db.execute("UPDATE attempts SET last = ?, until = ? WHERE key = ?", (now, until, key))
    return failures, until


def _wait_after(failures: int) -> float:
    """The seconds to wait after so many failures too many."""
    return min(FIRST_WAIT * 2.0 ** min(failures - 1, 30), LONGEST_WAIT) if failures > 0 else 0.0


def _forget(db: ArchiveConnection, now: float) -> None:
    (rows,) = db.execute("SELECT count(*) FROM attempts").fetchone()
    if rows > _MOST_ROWS:
        db.execute("DELETE FROM attempts WHERE abs(? - last) >= ?", (now, FORGOTTEN))
        db.execute(
            "DELETE FROM attempts WHERE key NOT IN"
            " (SELECT key FROM attempts ORDER BY until DESC, last DESC LIMIT ?)",
            (_KEPT_ROWS,),
        )
