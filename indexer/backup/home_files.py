"""The files of an archive home that a backup holds beside archive.db.

All that people write there, whatever its name: a release to come may read files that this one does
not know. Not what Letopis makes anew by itself (indexes, leases), and no secrets: the key that
cursors are signed with is made anew too, and passwords, also those of admins, are nobody's to copy.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

from indexer.home.paths import ArchiveHome

# Larger ones are data that somebody put there, not settings.
MOST_BYTES = 16 * 2**20

# What is written beside a file before it takes its place.
_MADE = (".new", ".lock")


def list_home_files(home: ArchiveHome) -> Iterator[Path]:
    """The files to be backed up, by name. Links are followed: settings may stand in /etc."""
    known = {home.cursor_key, home.lock, home.last_backup}
    # Copied as databases are, or not at all: the accounts of admins, and what is made anew.
    databases = (
        home.database.name,
        home.operations.name,
        home.accounts.name,
        home.published.name,
    )
    secret = home.path / home.cluster.password_file if home.cluster.password_file else None
    profiles = sorted(home.profiles.iterdir()) if home.profiles.is_dir() else []
    for path in (*sorted(home.path.iterdir()), *profiles):
        is_made = path.name.startswith((*databases, ".")) or path.suffix in _MADE
        if path.is_file() and not is_made and path not in known and path != secret:
            yield path


def read_mode(path: Path) -> int:
    """The mode of a file: who may read and write it."""
    return stat.S_IMODE(path.stat().st_mode)
