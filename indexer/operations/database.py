"""The database of what is done with an archive, apart from what the archive holds: an import that
writes for minutes keeps nobody from being told how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from indexer.archive.connection import ArchiveConnection, connect


@contextmanager
def opened(path: Path, tables: Sequence[str]) -> Iterator[ArchiveConnection]:
    """A connection to a database file, for one thread and a moment; its tables, told as `CREATE
    TABLE IF NOT EXISTS …`, are made where they are missing. Raises ArchiveDamagedError, and
    sqlite3.OperationalError where the file cannot be made or written."""
    is_new = not path.exists()
    with closing(connect(path)) as db:
        if is_new:
            # Names of admins and what they did are nobody else's to read.
            path.chmod(0o600)
        if db.is_writable:
            db.execute("PRAGMA journal_mode = WAL")
            for table in tables:
                db.execute(table)
        yield db


def read_database(path: Path) -> bytes:
    """A database file as it stands at this moment, whoever is writing it. Raises
    ArchiveDamagedError."""
    with closing(connect(path)) as db:
        return db.serialize()
