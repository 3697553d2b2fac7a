"""Leases: generations that somebody walks through stay a while after they are no longer served.

A reader of pages that holds on to a generation leases it, again with each page. A lease is a file
in the home whose time tells when it was last taken; nothing breaks where it cannot be written, the
generation then goes as any other does.
"""

from __future__ import annotations

import time
from contextlib import suppress

from indexer.home.paths import ArchiveHome

LEASE_SECONDS = 3_600
# With an update a minute there are more: each takes what it does not share with others.
MOST_LEASED = 20


def take_lease(home: ArchiveHome, name: str) -> None:
    """Keep a generation from being removed for an hour."""
    # A home may be one that this process only reads.
    with suppress(OSError):
        home.leases.mkdir(exist_ok=True)
        (home.leases / name).touch()


def list_leased(home: ArchiveHome) -> list[str]:
    """The generations that are leased, those leased last first: as many as may be."""
    since = time.time() - LEASE_SECONDS
    taken: list[tuple[float, str]] = []
    with suppress(OSError):
        for path in home.leases.iterdir():
            # It may be swept meanwhile.
            with suppress(OSError):
                taken.append((path.stat().st_mtime, path.name))
    return [name for when, name in sorted(taken, reverse=True) if when > since][:MOST_LEASED]


def sweep_leases(home: ArchiveHome) -> None:
    """Remove the files of leases that are over."""
    kept = set(list_leased(home))
    with suppress(FileNotFoundError):
        for path in home.leases.iterdir():
            if path.name not in kept:
                path.unlink(missing_ok=True)
