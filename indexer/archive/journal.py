"""How far an import came, so that one that was stopped goes on where it was.

The journal is written in the transactions of the articles it speaks of, and is empty whenever no
import was stopped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from indexer.archive.connection import ArchiveConnection
from indexer.archive.tables import now

# A stopped import that is asked for again later than this begins anew: names may have changed.
_FRESH = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FileState:
    """What a file is told by: if it changes, it is read again from its beginning."""

    name: str
    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class FilePlace:
    """How much of a file was imported: all of it, or so many records of one of its sources."""

    is_done: bool
    source: str
    records: int


class ArchiveJournal:
    """The journal of an archive store."""

    def __init__(self, connection: ArchiveConnection) -> None:
        self._db = connection

    def begin(self, key: bytes) -> bool:
        """Begin an import, known by what it reads and how, inside a transaction. Whether it goes on
        with one of the same key that was stopped; another one is forgotten."""
        row = self._db.execute("SELECT key, begun FROM import_run").fetchone()
        if row is not None and row[0] == key:
            begun = datetime.fromisoformat(row[1])
            if datetime.now(UTC) - begun < _FRESH:
                return True
        self.clear()
        self._db.execute("INSERT INTO import_run VALUES (?, ?)", (key, now()))
        return False

    def find(self, file: FileState) -> FilePlace | None:
        """How much of a file was imported; None for nothing, and for a file that changed since."""
        row = self._db.execute(
            "SELECT is_done, source, records FROM import_file "
            "WHERE name = ? AND size = ? AND modified_ns = ?",
            (file.name, file.size, file.modified_ns),
        ).fetchone()
        return FilePlace(bool(row[0]), row[1], row[2]) if row is not None else None

    def note(self, file: FileState, place: FilePlace) -> None:
        """Remember how much of a file is imported with what the transaction writes."""
        self._db.execute(
            "INSERT OR REPLACE INTO import_file VALUES (?, ?, ?, ?, ?, ?)",
            (file.name, file.size, file.modified_ns, place.is_done, place.source, place.records),
        )

    def clear(self) -> None:
        """Forget it all: the import came to its end."""
        self._db.execute("DELETE FROM import_run")
        self._db.execute("DELETE FROM import_file")
