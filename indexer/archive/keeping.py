"""What an archive was before a release changed its tables."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from indexer.archive.connection import ArchiveConnection
from indexer.home.durable import name_beside, sync_folder


def name_former(path: Path, schema: int) -> Path:
    """Where an archive is kept as it was when it had an earlier schema."""
    return path.with_name(f"{path.stem}.schema-{schema}{path.suffix}")


def list_former(path: Path) -> list[Path]:
    """The copies that are kept of an archive."""
    return sorted(path.parent.glob(f"{path.stem}.schema-*{path.suffix}"))


def keep_former(db: ArchiveConnection, schema: int) -> None:
    """Copy an archive beside itself, page by page, before its tables are changed; inside the
    transaction that changes them, so that nobody else has. An admin who goes back to the release
    before puts the copy in the place of archive.db."""
    kept = name_former(db.path, schema)
    unfinished = name_beside(kept)
    unfinished.unlink(missing_ok=True)
    # By a connection of its own: one that is about to write cannot be copied.
    with closing(sqlite3.connect(db.path)) as source, closing(sqlite3.connect(unfinished)) as copy:
        source.backup(copy)
    unfinished.chmod(db.path.stat().st_mode & 0o777)
    with unfinished.open("rb") as file:
        os.fsync(file.fileno())
    unfinished.replace(kept)
    sync_folder(kept.parent)
