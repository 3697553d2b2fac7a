"""An archive in numbers."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from indexer.archive.checking import reading_rows
from indexer.archive.connection import ArchiveConnection, connect


class Tally(NamedTuple):
    """An archive in numbers. `changes` are the articles and tombstones newer than a `seq`,
    `versions` all texts that are stored; `newest` is when the last of them came."""

    articles: int
    deleted: int
    changes: int
    versions: int
    newest: datetime | None


def read_tally(database: Path, since: int = 0) -> Tally:
    """What the store in a file holds; changes are counted from a `seq` on. Raises
    ArchiveDamagedError."""
    with closing(connect(database)) as db:
        return count_all(db, since)


def count_all(db: ArchiveConnection, since: int = 0) -> Tally:
    """What an open store holds; see `read_tally`."""
    with reading_rows(db.path):
        row = db.execute(
            "SELECT count(*) - count(deleted), count(deleted), count(*) FILTER (WHERE seq > ?), "
            "(SELECT count(*) FROM version WHERE article IS NOT NULL), "
            "(SELECT max(first_seen) FROM version WHERE article IS NOT NULL) "
            "FROM current JOIN version USING (seq)",
            (since,),
        ).fetchone()
        articles, deleted, changes, versions, newest = row
        moment = datetime.fromisoformat(newest) if newest else None
    return Tally(articles, deleted, changes, versions, moment)
