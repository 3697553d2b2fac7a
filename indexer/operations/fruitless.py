"""Searches that found nothing: what was looked for, how often, and on which day last. Not who did,
nor from where, nor at what time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from indexer.home.paths import ArchiveHome
from indexer.operations.database import opened

_TABLE = (
    "CREATE TABLE IF NOT EXISTS fruitless (folded TEXT NOT NULL, lang TEXT NOT NULL, "
    "query TEXT NOT NULL, times INTEGER NOT NULL, day TEXT NOT NULL, "
    "PRIMARY KEY (folded, lang)) STRICT, WITHOUT ROWID"
)
TABLES = (_TABLE,)

# Queries that are kept, and for how many days after they were last asked.
KEPT = 10_000
DAYS = 90
# Beyond what is kept, until the rarest go: they are looked for once in so many.
_SLACK = 500


@dataclass(frozen=True, slots=True)
class FruitlessQuery:
    """A query as it was first typed, the language of the interface, how often it found nothing, and
    on which day last."""

    query: str
    lang: str
    times: int
    day: date


@dataclass(frozen=True, slots=True)
class FruitlessBook:
    """The queries of an archive that found nothing. Safe to share between threads and processes;
    its methods raise ArchiveDamagedError, and sqlite3.OperationalError where it cannot be
    written."""

    path: Path

    @classmethod
    def of(cls, home: ArchiveHome) -> FruitlessBook:
        """The book of an archive home."""
        return cls(home.operations)

    def add(self, found: Mapping[tuple[str, str], int], today: date) -> None:
        """Count queries by language that found nothing today. The rarest and oldest beyond `KEPT`
        go, and those of more than `DAYS` days ago."""
        rows = [
            (query.casefold(), lang, query, times, today.isoformat())
            for (query, lang), times in found.items()
        ]
        with opened(self.path, TABLES) as db, db.transaction():
            db.executemany(
                "INSERT INTO fruitless (folded, lang, query, times, day) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET times = times + excluded.times, day = excluded.day",
                rows,
            )
            since = (today - timedelta(days=DAYS)).isoformat()
            db.execute("DELETE FROM fruitless WHERE day < ?", (since,))
            (count,) = db.execute("SELECT count(*) FROM fruitless").fetchone()
            if count > KEPT + _SLACK:
                db.execute(
                    "DELETE FROM fruitless WHERE (folded, lang) IN "
                    "(SELECT folded, lang FROM fruitless ORDER BY times, day LIMIT ?)",
                    (count - KEPT,),
                )

    def read(self, limit: int, since: date) -> list[FruitlessQuery]:
        """The queries that were asked since a day, the most frequent first."""
        with opened(self.path, TABLES) as db:
            rows = db.execute(
                "SELECT query, lang, times, day FROM fruitless WHERE day >= ? "
                "ORDER BY times DESC, day DESC, folded LIMIT ?",
                (since.isoformat(), limit),
            )
            return [
                FruitlessQuery(query, lang, times, date.fromisoformat(day))
                for query, lang, times, day in rows
            ]

    def forget(self, query: str) -> bool:
        """Forget a query, in every language; whether it was there."""
        with opened(self.path, TABLES) as db:
            gone = db.execute("DELETE FROM fruitless WHERE folded = ?", (query.casefold(),))
            return gone.rowcount > 0

    def forget_all(self) -> int:
        """Forget all of them; how many there were."""
        with opened(self.path, TABLES) as db:
            return int(db.execute("DELETE FROM fruitless").rowcount)
