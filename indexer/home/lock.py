"""One writing process per archive."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TextIO

from indexer.errors import ArchiveLockedError
from indexer.home.paths import ArchiveHome


@contextlib.contextmanager
def writing(home: ArchiveHome) -> Iterator[None]:
    """Hold the archive's writing lock.

    The operating system drops the lock when the process ends, however it ends. Raises
    ArchiveLockedError, naming the holder, when another process holds it.
    """
    with home.lock.open("a+", encoding="utf-8") as file:
        _lock(home, file)
        holder = {"pid": os.getpid(), "started": datetime.now(UTC).isoformat()}
        file.truncate(0)
        # Where the disk is full the holder stays unnamed: `gc` must be able to make room.
        with contextlib.suppress(OSError):
            os.write(file.fileno(), json.dumps(holder).encode())
        yield


@contextlib.contextmanager
def undisturbed(home: ArchiveHome) -> Iterator[None]:
    """Keep others from writing to the archive while it is read: with the writing lock where it may
    be written, or is there to be locked. Raises ArchiveLockedError."""
    if os.access(home.lock if home.lock.exists() else home.path, os.W_OK):
        with writing(home):
            yield
    elif home.lock.exists():
        with home.lock.open(encoding="utf-8") as file:
            _lock(home, file)
            yield
    else:
        yield


def _lock(home: ArchiveHome, file: TextIO) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        pid, started = _read_holder(file.read())
        raise ArchiveLockedError(home.path, pid, started) from error


def _read_holder(text: str) -> tuple[int, str]:
    # The holder may be between taking the lock and writing its name.
    try:
        holder = json.loads(text)
        return int(holder["pid"]), str(holder["started"])
    except (ValueError, KeyError):
        return 0, "a moment ago"
