"""The files of a home that admins edited: what each was before and after, when, and who did it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from indexer.home.paths import ArchiveHome
from indexer.operations.database import opened

# Texts are compressed; None is a file that is not there.
_TABLE = (
    "CREATE TABLE IF NOT EXISTS edit (number INTEGER PRIMARY KEY, file TEXT NOT NULL, "
    "time TEXT NOT NULL, who TEXT NOT NULL, added INTEGER NOT NULL, removed INTEGER NOT NULL, "
    "before BLOB, after BLOB) STRICT"
)
_INDEX = "CREATE INDEX IF NOT EXISTS edit_file ON edit (file, number)"
TABLES = (_TABLE, _INDEX)

# Edits of a file that are kept.
KEPT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """An edit of a file, known by its name: when, by whom, and how many lines came and went."""

    number: int
    file: str
    time: datetime
    who: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class EditTexts:
    """What a file was before an edit and after it; None where it was not there."""

    edit: Edit
    before: bytes | None
    after: bytes | None


@dataclass(frozen=True, slots=True)
class EditBook:
    """The edits of an archive's files. Safe to share between threads; its methods raise
    ArchiveDamagedError, and sqlite3.OperationalError where it cannot be written."""

    path: Path

    @classmethod
    def of(cls, home: ArchiveHome) -> EditBook:
        """The book of an archive home."""
        return cls(home.operations)

    def keep(
        self,
        file: str,
        who: str,
        texts: tuple[bytes | None, bytes | None],
        lines: tuple[int, int] = (0, 0),
    ) -> int:
        """Keep what a file was before and what it is after, with the lines that came and went; the
        number of the edit. The oldest beyond `KEPT` go."""
        when = datetime.now(UTC).isoformat(timespec="seconds")
        before, after = (None if text is None else zlib.compress(text) for text in texts)
        with opened(self.path, TABLES) as db, db.transaction():
            kept = db.execute(
                "INSERT INTO edit (file, time, who, added, removed, before, after) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (file, when, who, *lines, before, after),
            )
            db.execute(
                "DELETE FROM edit WHERE file = ?1 AND number NOT IN "
                "(SELECT number FROM edit WHERE file = ?1 ORDER BY number DESC LIMIT ?2)",
                (file, KEPT),
            )
            return int(kept.lastrowid or 0)

    def forget(self, number: int) -> None:
        """An edit did not come to be."""
        with opened(self.path, TABLES) as db:
            db.execute("DELETE FROM edit WHERE number = ?", (number,))

    def read(self, file: str) -> list[Edit]:
        """The edits of a file, the newest first."""
        with opened(self.path, TABLES) as db:
            rows = db.execute(f"{_SELECT} WHERE file = ? ORDER BY number DESC", (file,))
            return [_make_edit(*row) for row in rows]

    def read_last(self) -> dict[str, Edit]:
        """The last edit of each file that was edited."""
        last = "WHERE number IN (SELECT max(number) FROM edit GROUP BY file)"
        with opened(self.path, TABLES) as db:
            return {row[1]: _make_edit(*row) for row in db.execute(f"{_SELECT} {last}")}

    def get(self, number: int) -> EditTexts | None:
        """An edit with its texts."""
        with opened(self.path, TABLES) as db:
            row = db.execute(
                "SELECT number, file, time, who, added, removed, before, after FROM edit "
                "WHERE number = ?",
                (number,),
            ).fetchone()
        if row is None:
            return None
        *about, before, after = row
        texts = (None if text is None else zlib.decompress(text) for text in (before, after))
        return EditTexts(_make_edit(*about), *texts)


_SELECT = "SELECT number, file, time, who, added, removed FROM edit"


def _make_edit(number: int, file: str, time: str, who: str, added: int, removed: int) -> Edit:
    when = datetime.fromisoformat(time)
    return Edit(number=number, file=file, time=when, who=who, added=added, removed=removed)
