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
    """How much of a file was imported: all of it, or so many records of one of its sources. `told`
    is what the report of the import tells of it, as whoever writes it encodes it."""

    is_done: bool
    source: str
    records: int
    told: bytes = b"{}"


@dataclass(frozen=True, slots=True)
class ImportRun:
    """An import that is under way: whether it goes on with one that was stopped, and the newest
    `seq` of the archive when that one began."""

    is_resumed: bool
    seq: int


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a record stands."""

    file: str
    record: int


class ArchiveJournal:
    """The journal of an archive store. Whatever writes stands inside a transaction."""

    def __init__(self, connection: ArchiveConnection) -> None:
        self._db = connection

    def begin(self, key: bytes, seq: int) -> ImportRun:
        """Begin an import, known by what it reads and how, at a `seq`. It goes on with one of the
        same key that was stopped; another one is forgotten."""
        row = self._db.execute("SELECT key, begun, seq FROM import_run").fetchone()
        if row is not None and row[0] == key:
            begun = datetime.fromisoformat(row[1])
            if datetime.now(UTC) - begun < _FRESH:
                return ImportRun(is_resumed=True, seq=row[2])
        self.clear()
        self._db.execute("INSERT INTO import_run VALUES (?, ?, ?)", (key, now(), seq))
        return ImportRun(is_resumed=False, seq=seq)

    def find(self, file: FileState) -> FilePlace | None:
        """How much of a file was imported; None for nothing, and for a file that changed since."""
        row = self._db.execute(
            "SELECT is_done, source, records, told FROM import_file "
            "WHERE name = ? AND size = ? AND modified_ns = ?",
            (file.name, file.size, file.modified_ns),
        ).fetchone()
        return FilePlace(bool(row[0]), *row[1:]) if row is not None else None

    def note(self, file: FileState, place: FilePlace) -> None:
        """Remember how much of a file is imported with what the transaction writes."""
        how_far = (place.is_done, place.source, place.records, place.told)
        self._db.execute(
            "INSERT OR REPLACE INTO import_file VALUES (?, ?, ?, ?, ?, ?, ?)",
            (file.name, file.size, file.modified_ns, *how_far),
        )

    def forget(self, name: str) -> None:
        """Forget what this import knows of a file, that is read from its beginning, and of its
        members."""
        known = self._db.execute("DELETE FROM import_file WHERE name = ?", (name,)).rowcount
        if known:
            self._db.execute(
                "DELETE FROM import_met WHERE file = ? OR substr(file, 1, ?) = ?",
                (name, len(name) + 1, f"{name}/"),
            )

    def note_met(self, article_id: str, place: RecordPlace) -> None:
        """Remember that a record is one of an article."""
        self._db.execute(
            "INSERT OR REPLACE INTO import_met VALUES (?, ?, ?)",
            (article_id, place.file, place.record),
        )

    def find_met(self, article_id: str) -> RecordPlace | None:
        """The last record that this import found to be one of an article; None if none was."""
        row = self._db.execute(
            "SELECT file, record FROM import_met WHERE id = ?", (article_id,)
        ).fetchone()
        return RecordPlace(*row) if row is not None else None

    def clear(self) -> None:
        """Forget it all: the import came to its end."""
        self._db.execute("DELETE FROM import_run")
        self._db.execute("DELETE FROM import_file")
        self._db.execute("DELETE FROM import_met")
