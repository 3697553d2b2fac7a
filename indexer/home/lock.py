"""One writing process per archive."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime

from indexer.errors import ArchiveLockedError
from indexer.home.paths import ArchiveHome


@contextlib.contextmanager
def writing(home: ArchiveHome) -> Iterator[None]:
    """Hold the archive's writing lock.

    The operating system drops the lock when the process ends, however it ends. Raises
    ArchiveLockedError, naming the holder, when another process holds it.
    """
    with home.lock.open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            pid, started = _read_holder(file.read())
            raise ArchiveLockedError(home.path, pid, started) from error
        holder = {"pid": os.getpid(), "started": datetime.now(UTC).isoformat()}
        file.truncate(0)
        # Where the disk is full the holder stays unnamed: `gc` must be able to make room.
        with contextlib.suppress(OSError):
            os.write(file.fileno(), json.dumps(holder).encode())
        yield


def _read_holder(text: str) -> tuple[int, str]:
    # The holder may be between taking the lock and writing its name.
    try:
        holder = json.loads(text)
        return int(holder["pid"]), str(holder["started"])
    except (ValueError, KeyError):
        return 0, "a moment ago"
