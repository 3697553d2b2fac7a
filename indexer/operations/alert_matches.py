"""What alerts matched, and up to which `seq` each has been asked: kept in the database of
operations, of each alert the newest matches.

What an alert matched and that it was asked are written in one transaction, with the calls of its
hook: whatever is killed, an alert is asked again, or all of it is there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from indexer.archive.connection import ArchiveConnection, connect
from indexer.operations.alert_calls import CALL_TABLES, AlertCalls, NewCall
from indexer.operations.database import opened

# Matches that are kept of each alert.
MOST_KEPT = 1_000

# How long an alert that is gone from its file is kept: a file may be half written, or an alert be
# left out of it by mistake.
KEPT_GONE = timedelta(days=7)

_TABLES = (
    """CREATE TABLE IF NOT EXISTS alert (
        id TEXT PRIMARY KEY,
        began INTEGER NOT NULL,
        seen INTEGER NOT NULL,
        matched INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS alert_match (
        place INTEGER PRIMARY KEY AUTOINCREMENT,
        alert TEXT NOT NULL,
        article TEXT NOT NULL,
        seq INTEGER NOT NULL,
        noted INTEGER NOT NULL,
        UNIQUE (alert, article)
    ) STRICT""",
    "CREATE INDEX IF NOT EXISTS alert_match_place ON alert_match (alert, place)",
    """CREATE TABLE IF NOT EXISTS alert_gone (
        alert TEXT PRIMARY KEY,
        since INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    *CALL_TABLES,
)


@dataclass(frozen=True, slots=True)
class AlertState:
    """How far an alert is: the `seq` behind which it began, that up to which it has been asked, and
    how many matches it has had."""

    began: int
    seen: int
    matched: int


@dataclass(frozen=True, slots=True)
class AlertMatch:
    """An article that an alert matched, the `seq` of the version that it matched, and when that was
    noted."""

    article: str
    seq: int
    noted: datetime


class AlertLedger:
    """What is kept of alerts, over an open database. `calls` are those of their hooks."""

    def __init__(self, db: ArchiveConnection) -> None:
        self._db = db
        self.calls = AlertCalls(db)

    def transaction(self) -> AbstractContextManager[None]:
        """All that is noted inside is noted together, or nothing."""
        return self._db.transaction()

    def states(self) -> dict[str, AlertState]:
        """How far each alert is, by its id."""
        rows = self._db.execute("SELECT id, began, seen, matched FROM alert")
        return {id_: AlertState(began, seen, matched) for id_, began, seen, matched in rows}

    def settle(self, ids: Collection[str], seq: int | None, now: datetime) -> None:
        """Let these be the alerts: those that are new begin behind a `seq`, None where nothing is
        served yet, and nothing is left of others that have been gone for days."""
        states = self.states()
        since = dict(self._db.execute("SELECT alert, since FROM alert_gone"))
        new = [] if seq is None else [id_ for id_ in ids if id_ not in states]
        gone = states.keys() - set(ids)
        missed = gone - since.keys()
        back = since.keys() & set(ids)
        ended = int((now - KEPT_GONE).timestamp())
        forgotten = [id_ for id_ in gone & since.keys() if since[id_] <= ended]
        if not (new or missed or back or forgotten):
            return
        with self._db.transaction():
            self._db.executemany(
                "INSERT OR IGNORE INTO alert_gone (alert, since) VALUES (?, ?)",
                [(id_, int(now.timestamp())) for id_ in missed],
            )
            self._db.executemany(
                "DELETE FROM alert_gone WHERE alert = ?",
                [(id_,) for id_ in (*back, *forgotten)],
            )
            for id_ in new:
                self._db.execute(
                    "INSERT OR IGNORE INTO alert (id, began, seen) VALUES (?1, ?2, ?2)", (id_, seq)
                )
            for id_ in forgotten:
                self._db.execute("DELETE FROM alert WHERE id = ?", (id_,))
                self._db.execute("DELETE FROM alert_match WHERE alert = ?", (id_,))
                self.calls.forget(id_)

    def take_back(self, seq: int) -> None:
        """Let no alert have been asked beyond a `seq`."""
        self._db.execute("UPDATE alert SET seen = min(seen, ?1), began = min(began, ?1)", (seq,))

    def note(
        self,
        alert: str,
        state: AlertState,
        seen: int,
        matches: Sequence[tuple[str, int]],
        calls: Sequence[NewCall],
        now: datetime,
    ) -> bool:
        """Note that an alert has been asked up to a `seq`, and what it matched: ids with their
        `seq`, in their order. False where somebody else noted that meanwhile: nothing is noted
        then."""
        kept = matches[-MOST_KEPT:]
        with self._db.transaction():
            changed = self._db.execute(
                "UPDATE alert SET seen = ?, matched = matched + ? WHERE id = ? AND seen = ?",
                (seen, len(matches), alert, state.seen),
            )
            if not changed.rowcount:
                return False
            # An article that is matched again, as corrected, moves to the end.
            self._db.executemany(
                "INSERT OR REPLACE INTO alert_match (alert, article, seq, noted) "
                "VALUES (?, ?, ?, ?)",
                [(alert, article, seq, int(now.timestamp())) for article, seq in kept],
            )
            if kept:
                self._db.execute(
                    "DELETE FROM alert_match WHERE alert = ?1 AND place <= (SELECT place FROM "
                    "alert_match WHERE alert = ?1 ORDER BY place DESC LIMIT 1 OFFSET ?2)",
                    (alert, MOST_KEPT),
                )
            self.calls.add(alert, calls, now)
        return True

    def matches(self, alert: str, limit: int = MOST_KEPT, offset: int = 0) -> list[AlertMatch]:
        """The matches of an alert that are kept, the newest first."""
        rows = self._db.execute(
            "SELECT article, seq, noted FROM alert_match WHERE alert = ? "
            "ORDER BY place DESC LIMIT ? OFFSET ?",
            (alert, limit, offset),
        )
        return [AlertMatch(id_, seq, datetime.fromtimestamp(at, UTC)) for id_, seq, at in rows]

    def last_noted(self) -> dict[str, datetime]:
        """When each alert matched an article last, by its id, of those that have any."""
        rows = self._db.execute(
            "SELECT alert, noted FROM alert_match WHERE place IN "
            "(SELECT max(place) FROM alert_match GROUP BY alert)"
        )
        return {alert: datetime.fromtimestamp(noted, UTC) for alert, noted in rows}

    def has_matched(self, alert: str, article: str) -> bool:
        """Whether an article is among the matches of an alert."""
        query = "SELECT 1 FROM alert_match WHERE alert = ? AND article = ?"
        return self._db.execute(query, (alert, article)).fetchone() is not None


@contextmanager
def writing_ledger(path: Path) -> Iterator[AlertLedger]:
    """The ledger in the database of operations, for one thread and a moment. Raises what `opened`
    raises."""
    with opened(path, _TABLES) as db:
        yield AlertLedger(db)


@contextmanager
def reading_ledger(path: Path) -> Iterator[AlertLedger | None]:
    """The ledger to be read; None where nothing was noted yet. Nothing is made. Raises
    ArchiveDamagedError."""
    if not path.exists():
        yield None
        return
    db = connect(path)
    try:
        known = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
        yield AlertLedger(db) if {"alert", "alert_match", "alert_call"} <= known else None
    finally:
        db.close()


def take_back_alerts(path: Path, seq: int) -> None:
    """Let alerts be no further than an archive that was restored: what came to it after a `seq` is
    gone, and the numbers of that are given again. Raises ArchiveDamagedError."""
    with reading_ledger(path) as ledger:
        if ledger is not None:
            ledger.take_back(seq)
