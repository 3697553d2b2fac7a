"""The connection to archive.db: what SQLite finds damaged is told as an error of ours.

Where the home may only be read, the file is opened so that nothing beside it is written either.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, Self, TypeVar

from indexer.errors import ArchiveDamagedError

P = ParamSpec("P")
T = TypeVar("T")

# What a query that was right says where the tables it asks are no longer described as they were.
_LOST = re.compile(r"no such|unsupported file format|malformed|.* has no column|.* columns? but")

# Seconds that a writer waits for others.
PATIENCE = 30.0

# How files of SQLite begin.
_MAGIC = b"SQLite format 3\0"


# How a transaction begins, ends, and is undone: by itself, and within a rehearsal.
_OUTERMOST = ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
_NESTED = ("SAVEPOINT part", "RELEASE part", "ROLLBACK TO part")


class ArchiveConnection(sqlite3.Connection):
    """A connection whose calls raise ArchiveDamagedError where SQLite comes upon damage; its other
    errors, of a full disk or a lock, stay what they are."""

    path = Path()
    is_writable = True
    is_rehearsing = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside happen, or none."""
        begin, end, undo = _NESTED if self.in_transaction else _OUTERMOST
        self.execute(begin)
        try:
            yield
        except BaseException:
            # A full disk makes SQLite roll back by itself.
            if self.in_transaction:
                self.execute(undo)
            raise
        self.execute(end)

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Everything inside is undone at the end, whatever it commits."""
        self.execute("BEGIN IMMEDIATE")
        self.is_rehearsing = True
        try:
            yield
        finally:
            self.is_rehearsing = False
            if self.in_transaction:
                self.execute("ROLLBACK")

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Everything read inside is of one moment; others may write meanwhile."""
        self.execute("BEGIN")
        try:
            yield
        finally:
            if self.in_transaction:
                self.execute("ROLLBACK")

    def make_sure(self) -> None:
        """Commit what was written so far, inside a transaction, which goes on."""
        if not self.is_rehearsing:
            self.execute("COMMIT")
            self.execute("BEGIN IMMEDIATE")

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _ArchiveCursor)

    def execute(self, *arguments: Any) -> _ArchiveCursor:
        cursor: _ArchiveCursor = self.cursor()
        return cursor.execute(*arguments)

    def executemany(self, *arguments: Any) -> _ArchiveCursor:
        cursor: _ArchiveCursor = self.cursor()
        return cursor.executemany(*arguments)


class _ArchiveCursor(sqlite3.Cursor):
    connection: ArchiveConnection

    def execute(self, *arguments: Any) -> Self:
        self._tell(super().execute, *arguments)
        return self

    def executemany(self, *arguments: Any) -> Self:
        self._tell(super().executemany, *arguments)
        return self

    def fetchone(self) -> Any:
        return next(self, None)

    def fetchall(self) -> list[Any]:
        return list(self)

    def __next__(self) -> Any:
        return self._tell(super().__next__)

    def _tell(self, call: Callable[..., T], *arguments: Any) -> T:
        try:
            return call(*arguments)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                raise
            raise ArchiveDamagedError(self.connection.path, str(error)) from error
        except UnicodeDecodeError as error:
            # What SQLite says quotes the damaged text.
            raise ArchiveDamagedError(self.connection.path, str(error)) from error


def connect(path: Path) -> ArchiveConnection:
    """Open a database file, and make it where there is none and it may be written."""
    is_writable = os.access(path if path.exists() else path.parent, os.W_OK)
    is_writable = is_writable and os.access(path.parent, os.W_OK)
    address = path.absolute().as_uri()
    if not is_writable:
        # SQLite wants to write beside a file that it shares with writers, even to read it. Where
        # there is no log of changes, nobody writes.
        log = path.with_name(path.name + "-wal")
        address += "?mode=ro" if log.exists() and log.stat().st_size else "?immutable=1"
    return _open(path, address, is_writable=is_writable)


def connect_still(path: Path) -> ArchiveConnection:
    """Open a database file that nobody writes to, to be read; nothing is written beside it."""
    return _open(path, f"{path.absolute().as_uri()}?immutable=1", is_writable=False)


def _open(path: Path, address: str, *, is_writable: bool) -> ArchiveConnection:
    db = sqlite3.connect(
        address, uri=True, isolation_level=None, timeout=PATIENCE, factory=ArchiveConnection
    )
    db.path, db.is_writable = path, is_writable
    return db


def is_database(path: Path) -> bool:
    """Whether a file begins as databases do."""
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether it tells of the file, and not of a disk, a lock, rights, or a mistake of ours."""
    if isinstance(error, sqlite3.ProgrammingError | sqlite3.NotSupportedError):
        return False
    if not isinstance(error, sqlite3.OperationalError):
        return True
    # Text that is no UTF-8 is found by Python, and has no code of SQLite's.
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or (code == sqlite3.SQLITE_ERROR and bool(_LOST.match(str(error))))
