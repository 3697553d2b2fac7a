"""The records that imports could not read, as an archive store keeps them for its admin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from indexer.archive.checking import reading_rows
from indexer.archive.connection import ArchiveConnection
from indexer.archive.entries import Reject
from indexer.archive.tables import now

_COLUMNS = ("file", "line", "field", "reason", "raw")

# Names that begin with that of a file and a slash, and no others, come before it and this sign.
_BEHIND_SLASH = "0"
_OF_FILE = "(file = ? OR (file > ? AND file < ?))"


class ArchiveRejects:
    """The rejects of an archive store, by file and line. The members of a packed file are files
    whose names begin with its name and a slash."""

    def __init__(self, connection: ArchiveConnection) -> None:
        self._db = connection

    def forget(self, file: str) -> None:
        """Drop what an earlier import rejected of a file that is being read again, and of its
        members."""
        for table in ("reject", "reject_unlisted"):
            self._db.execute(f"DELETE FROM {table} WHERE {_OF_FILE}", _name_all(file))  # noqa: S608

    def add(self, reject: Reject) -> None:
        """Keep a record that could not be read."""
        self._db.execute(
            "INSERT INTO reject VALUES (?, ?, ?, ?, ?, ?)",
            (reject.file, reject.line, reject.field, reject.reason, reject.raw, now()),
        )

    def count_unlisted(self, file: str, count: int) -> None:
        """Remember that so many records of a file could not be read beside those that are kept."""
        self._db.execute("INSERT OR REPLACE INTO reject_unlisted VALUES (?, ?)", (file, count))

    def read(self, limit: int = -1) -> list[Reject]:
        """Those that are kept: all of them, or the first."""
        return self._read("TRUE ORDER BY file, line LIMIT ?", limit)

    def list_reasons(self, limit: int) -> list[Reject]:
        """The first of those that are kept, without the records themselves, which may be long."""
        rows = self._db.execute(
            "SELECT file, line, field, reason FROM reject ORDER BY file, line LIMIT ?", (limit,)
        )
        return [Reject(file, line, field, reason, "") for file, line, field, reason in rows]

    def complete(self, rejects: Iterable[Reject]) -> list[Reject]:
        """Rejects that `list_reasons` gave, with the records themselves."""
        query = "SELECT raw FROM reject WHERE (file, line, field, reason) = (?, ?, ?, ?) LIMIT 1"
        found = []
        for reject in rejects:
            key = reject.file, reject.line, reject.field, reject.reason
            row = self._db.execute(query, key).fetchone()
            found.append(replace(reject, raw=row[0] if row else ""))
        return found

    def read_of(self, file: str, limit: int) -> list[Reject]:
        """The first of those that are kept of a file and of its members."""
        return self._read(f"{_OF_FILE} ORDER BY file, line LIMIT ?", *_name_all(file), limit)

    def count_of(self, file: str) -> tuple[int, int]:
        """How many records of a file, without its members, could not be read: those that are kept,
        and those that are not."""
        query = (
            "SELECT (SELECT count(*) FROM reject WHERE file = ?1), "
            "(SELECT coalesce(sum(count), 0) FROM reject_unlisted WHERE file = ?1)"
        )
        kept, unlisted = self._db.execute(query, (file,)).fetchone()
        return kept, unlisted

    def _read(self, which: str, *values: object) -> list[Reject]:
        rows = self._db.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM reject WHERE {which}",  # noqa: S608
            values,
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


def _name_all(file: str) -> tuple[str, str, str]:
    """What `_OF_FILE` asks for: a file, and its members."""
    return file, f"{file}/", f"{file}{_BEHIND_SLASH}"
