"""A copy of archive.db as it stands at one moment, made while others read and write it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from indexer.archive.connection import connect, connect_still
from indexer.archive.tally import Tally, count_all
from indexer.errors import ArchiveDamagedError

# Pages that are copied at once: a few milliseconds of work, so that others have their turn.
_STEP = 500
_MOST_FAULTS = 20


def copy_database(source: Path, target: Path, tell: Callable[[int], None]) -> Tally:
    """Copy an archive's database by SQLite's online backup, open the copy, and check it; what it
    holds. `tell` is told how many bytes more are done.

    All pages are those of one moment: a transaction that reads keeps it, and hinders nobody from
    writing. Raises ArchiveDamagedError where the archive cannot be read, or not copied as it is.
    """
    # A copy that was killed.
    target.unlink(missing_ok=True)
    with closing(connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        # What fails here is thrown away: nothing has to be kept for an undoing.
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        live.execute("BEGIN")
        tally = count_all(live)
        (page_size,) = live.execute("PRAGMA page_size").fetchone()
        try:
            live.backup(copy, pages=_STEP, progress=lambda *_: tell(_STEP * page_size))
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError as error:
            raise ArchiveDamagedError(source, str(error)) from error
    _check_copy(source, target, tally)
    return tally


def _check_copy(source: Path, target: Path, expected: Tally) -> None:
    with closing(connect_still(target)) as db:
        faults = [
            str(fault)
            for (fault,) in db.execute(f"PRAGMA quick_check({_MOST_FAULTS})")
            if fault != "ok"
        ]
        if faults:
            raise ArchiveDamagedError(source, "; ".join(faults))
        if count_all(db) != expected:
            raise ArchiveDamagedError(source, "the copy holds other counts")
