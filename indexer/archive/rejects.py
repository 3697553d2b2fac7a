"""The records that imports could not read, as an archive store keeps them for its admin."""

from __future__ import annotations

import msgspec

from indexer.archive.checking import reading_rows
from indexer.archive.connection import ArchiveConnection
from indexer.archive.entries import Reject
from indexer.archive.tables import now

_COLUMNS = ("file", "line", "field", "reason", "raw")

# Names that begin with that of a file and a slash, and no others, come before it and this sign.
_BEHIND_SLASH = "0"


class ArchiveRejects:
    """The rejects of an archive store, by file and line. The members of a packed file are files
    whose names begin with its name and a slash."""

    def __init__(self, connection: ArchiveConnection) -> None:
        self._db = connection

    def forget(self, file: str) -> None:
        """Drop what an earlier import rejected of a file that is being read again, and of its
        members."""
        for table in ("reject", "reject_unlisted"):
            self._db.execute(
                f"DELETE FROM {table} WHERE file = ? OR (file > ? AND file < ?)",  # noqa: S608
                (file, f"{file}/", f"{file}{_BEHIND_SLASH}"),
            )

    def add(self, reject: Reject) -> None:
        """Keep a record that could not be read."""
        self._db.execute(
            "INSERT INTO reject VALUES (?, ?, ?, ?, ?, ?)",
            (reject.file, reject.line, reject.field, reject.reason, reject.raw, now()),
        )

    def count_unlisted(self, file: str, count: int) -> None:
        """Remember that so many more records of a file could not be read."""
        self._db.execute("INSERT OR REPLACE INTO reject_unlisted VALUES (?, ?)", (file, count))

    def read(self, limit: int = -1) -> list[Reject]:
        """Those that are kept: all of them, or the first."""
        rows = self._db.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM reject ORDER BY file, line LIMIT ?",  # noqa: S608
            (limit,),
        )
        with reading_rows(self._db.path):
            return [msgspec.convert(dict(zip(_COLUMNS, row, strict=True)), Reject) for row in rows]

    def count(self) -> int:
        """How many records could not be read, those that are not kept included."""
        query = (
            "SELECT (SELECT count(*) FROM reject) + "
            "(SELECT coalesce(sum(count), 0) FROM reject_unlisted)"
        )
        return int(self._db.execute(query).fetchone()[0])
