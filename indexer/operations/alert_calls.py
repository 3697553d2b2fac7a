"""The calls of hooks that are still to be made: kept in the database of operations until a hook
has taken them, or they are given up.

A hook that fails is left alone for a while, longer each time. A call is noted as made after its
hook has taken it: one that is made when its process dies is made again, under the same name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec

from indexer.archive.connection import ArchiveConnection

# Calls that wait of each alert; with more, the oldest are given up.
MOST_WAITING = 200

# How long a call is tried.
GIVEN_UP = timedelta(days=3)

# How long a hook is left alone after one failure; twice as long after each that follows, and no
# longer than the last.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)

_MOST_REASON = 300

CALL_TABLES = (
    """CREATE TABLE IF NOT EXISTS alert_call (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        alert TEXT NOT NULL,
        created INTEGER NOT NULL,
        articles TEXT NOT NULL,
        further INTEGER NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX IF NOT EXISTS alert_call_alert ON alert_call (alert)",
    """CREATE TABLE IF NOT EXISTS alert_hook (
        alert TEXT PRIMARY KEY,
        failures INTEGER NOT NULL DEFAULT 0,
        paused_at INTEGER NOT NULL DEFAULT 0,
        resumes_at INTEGER NOT NULL DEFAULT 0,
        reason TEXT NOT NULL DEFAULT '',
        taken_at INTEGER,
        given_up INTEGER NOT NULL DEFAULT 0,
        given_up_at INTEGER
    ) STRICT, WITHOUT ROWID""",
)


@dataclass(frozen=True, slots=True)
class NewCall:
    """What a call is to tell: the ids of articles, and how many more matched that it does not
    name."""

    articles: tuple[str, ...]
    further: int = 0


@dataclass(frozen=True, slots=True)
class WaitingCall:
    """A call that was not taken yet: its name, which stays, when it was noted, and how often it
    has been tried."""

    name: str
    alert: str
    created: datetime
    articles: tuple[str, ...]
    further: int
    attempts: int


@dataclass(frozen=True, slots=True)
class HookState:
    """How the hook of an alert does: how many calls wait and since when, how often it failed in a
    row and why, until when it is left alone, when it took a call last, and how many calls were
    given up, the last of them when."""

    waiting: int = 0
    oldest: datetime | None = None
    failures: int = 0
    reason: str = ""
    resumes: datetime | None = None
    taken: datetime | None = None
    given_up: int = 0
    given_up_at: datetime | None = None


class AlertCalls:
    """The calls of hooks, over an open database."""

    def __init__(self, db: ArchiveConnection) -> None:
        self._db = db

    def add(self, alert: str, calls: Sequence[NewCall], now: datetime) -> None:
        """Note calls that are to be made, inside a transaction. The oldest are given up where too
        many wait."""
        if not calls:
            return
        self._db.executemany(
            "INSERT INTO alert_call (name, alert, created, articles, further) "
            "VALUES (?, ?, ?, ?, ?)",
            [
                (
                    f"msg_{uuid4().hex}",
                    alert,
                    _write(now),
                    msgspec.json.encode(call.articles).decode(),
                    call.further,
                )
                for call in calls
            ],
        )
        waiting = self.waiting(alert)
        self._give_up(alert, waiting[: max(0, len(waiting) - MOST_WAITING)], now)

    def waiting(self, alert: str) -> list[WaitingCall]:
        """The calls of an alert that are still to be made, in the order in which they were
        noted."""
        rows = self._db.execute(
            "SELECT name, created, articles, further, attempts FROM alert_call WHERE alert = ? "
            "ORDER BY number",
            (alert,),
        )
        return [
            WaitingCall(
                name,
                alert,
                _read(created),
                msgspec.json.decode(articles, type=tuple[str, ...]),
                further,
                attempts,
            )
            for name, created, articles, further, attempts in rows
        ]

    def alerts(self) -> list[str]:
        """The ids of the alerts of which calls wait."""
        return [id_ for (id_,) in self._db.execute("SELECT DISTINCT alert FROM alert_call")]

    def hooks(self) -> dict[str, HookState]:
        """How the hooks do, by the ids of their alerts."""
        states = {
            alert: HookState(waiting=count, oldest=_read(oldest))
            for alert, count, oldest in self._db.execute(
                "SELECT alert, count(*), min(created) FROM alert_call GROUP BY alert"
            )
        }
        rows = self._db.execute(
            "SELECT alert, failures, reason, resumes_at, taken_at, given_up, given_up_at "
            "FROM alert_hook"
        )
        for alert, failures, reason, resumes, taken, given_up, given_up_at in rows:
            states[alert] = replace(
                states.get(alert, HookState()),
                failures=failures,
                reason=reason,
                resumes=_read(resumes) if failures else None,
                taken=_read_any(taken),
                given_up=given_up,
                given_up_at=_read_any(given_up_at),
            )
        return states

    def is_due(self, alert: str, now: datetime) -> bool:
        """Whether a hook is to be called again, if it failed. A clock that was wrong holds up no
        call for longer than the longest pause."""
        row = self._db.execute(
            "SELECT paused_at, resumes_at FROM alert_hook WHERE alert = ?", (alert,)
        ).fetchone()
        return row is None or not row[0] <= _write(now) < row[1]

    def take(self, call: WaitingCall, now: datetime) -> None:
        """Note that a hook took a call."""
        with self._db.transaction():
            self._remove(call)
            self._db.execute(
                "INSERT INTO alert_hook (alert, taken_at) VALUES (?1, ?2) ON CONFLICT (alert) "
                "DO UPDATE SET taken_at = ?2, failures = 0, resumes_at = 0, reason = ''",
                (call.alert, _write(now)),
            )

    def drop(self, call: WaitingCall) -> None:
        """Forget a call that has nothing to tell any more."""
        with self._db.transaction():
            self._remove(call)

    def fail(self, call: WaitingCall, reason: str, now: datetime) -> None:
        """Note that a hook did not take a call, which is left alone for a while; a call that has
        been tried for days is given up."""
        with self._db.transaction():
            self._db.execute(
                "UPDATE alert_call SET attempts = attempts + 1 WHERE name = ?", (call.name,)
            )
            row = self._db.execute(
                "SELECT failures FROM alert_hook WHERE alert = ?", (call.alert,)
            ).fetchone()
            failures = (row[0] if row else 0) + 1
            pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(failures - 1, 16))
            self._db.execute(
                "INSERT INTO alert_hook (alert, failures, paused_at, resumes_at, reason) "
                "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (alert) DO UPDATE SET "
                "failures = ?2, paused_at = ?3, resumes_at = ?4, reason = ?5",
                (call.alert, failures, _write(now), _write(now + pause), reason[:_MOST_REASON]),
            )
            if now - call.created > GIVEN_UP:
                self._give_up(call.alert, [call], now)

    def forget(self, alert: str) -> None:
        """Leave nothing of the calls of an alert, inside a transaction."""
        self._db.execute("DELETE FROM alert_call WHERE alert = ?", (alert,))
        self._db.execute("DELETE FROM alert_hook WHERE alert = ?", (alert,))

    def _give_up(self, alert: str, calls: Sequence[WaitingCall], now: datetime) -> None:
        if not calls:
            return
        for call in calls:
            self._remove(call)
        self._db.execute(
            "INSERT INTO alert_hook (alert, given_up, given_up_at) VALUES (?1, ?2, ?3) "
            "ON CONFLICT (alert) DO UPDATE SET given_up = given_up + ?2, given_up_at = ?3",
            (alert, len(calls), _write(now)),
        )

    def _remove(self, call: WaitingCall) -> None:
        self._db.execute("DELETE FROM alert_call WHERE name = ?", (call.name,))


def _write(moment: datetime) -> int:
    return int(moment.timestamp())


def _read(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _read_any(seconds: int | None) -> datetime | None:
    return None if seconds is None else _read(seconds)
