"""One process at a time runs the jobs of an archive."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from indexer.home.paths import ArchiveHome


@contextmanager
def taking_turn(home: ArchiveHome) -> Iterator[bool]:
    """Be the process that runs jobs; whether it is this one, and not another. The operating system
    ends a turn when the process ends, however it ends."""
    with home.jobs_lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def is_turn_taken(home: ArchiveHome) -> bool:
    """Whether a process runs jobs now."""
    with taking_turn(home) as is_ours:
        return not is_ours
