"""A cluster of three nodes that several processes share.

The first of them starts a keeper, which starts the nodes and stops them after the last. All hold a
lock together as long as they use it; the keeper waits for that lock alone. So the system itself
counts them, and lets go of those that are killed.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.opensearch.client import Client
from tests.opensearch.cluster import memory_folder, running_cluster
from tests.opensearch.distribution import ROOT, install_server
from tests.opensearch.errors import ClusterError, StartError
from tests.opensearch.locking import locked

# As many as a cluster must have that outlives one of them.
SIZE = 3


@contextmanager
def shared_cluster(folder: Path) -> Iterator[Client]:
    """The cluster of all who name this folder; once at a time in a process.

    Raises UnavailableError where the server cannot be had, StartError where it does not come up.
    """
    install_server()
    folder.mkdir(parents=True, exist_ok=True)
    # A lock of this kind is the process's own: a fork that outlives it does not hold it.
    with (folder / "users").open("a+") as users:
        with locked(folder / "starting"):
            # A keeper that is stopping its nodes holds it alone.
            fcntl.lockf(users, fcntl.LOCK_SH)
            if not (folder / "hosts.json").exists():
                _start_keeper(folder)
            hosts = json.loads((folder / "hosts.json").read_text("utf-8"))
        yield Client(tuple(hosts))


def _start_keeper(folder: Path) -> None:
    """Start the keeper as nobody's child, and wait until its nodes run."""
    reading, writing = os.pipe()
    os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", "tests.opensearch.sharing", str(folder)],
        {**os.environ, "PYTHONPATH": str(ROOT)},
        file_actions=[(os.POSIX_SPAWN_DUP2, writing, stream) for stream in (1, 2)],
        # Ctrl-C is for those who use it.
        setsid=True,
    )
    os.close(writing)
    # It closes its end when the nodes run, or it ends.
    with os.fdopen(reading, encoding="utf-8", errors="replace") as told:
        trouble = told.read()
    if not (folder / "hosts.json").exists():
        raise StartError(trouble)


def keep(folder: Path) -> None:
    """Run the nodes of this folder until nobody holds its lock."""
    try:
        running = running_cluster(SIZE, within=memory_folder())
        with running as cluster, (folder / "users").open("a+") as users:
            ready = folder / "hosts.json"
            ready.write_text(json.dumps(cluster.hosts), "utf-8")
            nothing = os.open(os.devnull, os.O_RDWR)
            os.dup2(nothing, 1)
            os.dup2(nothing, 2)
            fcntl.lockf(users, fcntl.LOCK_EX)
            # While the lock is held: who comes now waits, and starts a keeper anew.
            ready.unlink()
            cluster.stop()
    except ClusterError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
