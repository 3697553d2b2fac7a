"""A cluster of some nodes on this machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.opensearch.client import Client
from tests.opensearch.distribution import install_server
from tests.opensearch.node import NOBODY, Node, Setting, free_ports

# What the engine relies on, and what keeps the tests apart from the machine they run on: a disk
# that is nearly full makes indices read-only, and garbage of 512 MB heaps breaks requests.
SETTINGS: Mapping[str, Setting] = {
    "action.auto_create_index": False,
    "search.default_allow_partial_results": False,
    "cluster.max_shards_per_node": 5000,
    "cluster.routing.allocation.disk.threshold_enabled": False,
    "indices.breaker.total.use_real_memory": False,
    "node.processors": 2,
}

# Where files are in memory, and how much of it must be free.
_MEMORY = Path("/dev/shm")  # noqa: S108
_ROOM = 2_000_000_000


class Cluster:
    """Nodes that know each other, in a folder of theirs. See `running_cluster`."""

    def __init__(
        self, server: Path, folder: Path, size: int, settings: Mapping[str, Setting]
    ) -> None:
        names = [f"node-{number}" for number in range(1, size + 1)]
        ports = free_ports(2 * size)
        snapshots = folder / "snapshots"
        snapshots.mkdir()
        if os.geteuid() == 0:
            os.chown(snapshots, NOBODY, NOBODY)
        shared: dict[str, Setting] = {
            **SETTINGS,
            "cluster.name": folder.name,
            "cluster.initial_cluster_manager_nodes": names,
            "discovery.seed_hosts": [f"127.0.0.1:{port}" for port in ports[size:]],
            "path.repo": str(snapshots),
        }
        self.nodes = tuple(
            Node(server, folder / name, name, port, {**shared, "transport.port": inner, **settings})
            for name, port, inner in zip(names, ports[:size], ports[size:], strict=True)
        )
        self._client = Client(tuple(node.host for node in self.nodes))

    @property
    def hosts(self) -> tuple[str, ...]:
        """The addresses of its nodes, `http://127.0.0.1:21234`, of those that do not run too."""
        return self._client.hosts

    @property
    def elected(self) -> Node:
        """The node that manages the cluster now."""
        [manager] = self.ask("GET", "/_cat/cluster_manager?format=json")
        return next(node for node in self.nodes if node.name == manager["node"])

    def start(self) -> None:
        """Start the nodes that do not run, and wait until all are there and whole (`green`).

        Raises UnavailableError, and StartError with a log where a node does not come up.
        """
        away = [node for node in self.nodes if not node.runs]
        for node in away:
            node.start()
        for node in away:
            node.wait_until_ready()
        self.wait_for("green", len(self.nodes))

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """What the first node that runs answers: `Client.ask`."""
        return self._client.ask(method, path, body)

    def wait_for(self, status: str, nodes: int, seconds: float = 60) -> dict[str, Any]:
        """Wait until exactly so many nodes are there and the cluster has at least this health; its
        health then. Raises ClusterError when the time is over."""
        return self._client.wait_for(status, nodes, seconds)

    def kill(self, node: Node) -> None:
        """`kill -9` a node. The others need a moment to see it: `wait_for`."""
        node.kill()

    def start_again(self, node: Node) -> None:
        """Start a node that was killed, with the data that it has; it has joined the others then,
        and may not have all copies yet: `wait_for`."""
        node.start()
        node.wait_until_ready()

    def stop(self) -> None:
        running = [node for node in self.nodes if node.runs]
        for node in running:
            node.ask_to_stop()
        for node in running:
            node.wait_until_gone()


@contextmanager
def running_cluster(
    size: int, settings: Mapping[str, Setting] | None = None, within: Path | None = None
) -> Iterator[Cluster]:
    """A cluster that runs within this context, and leaves nothing behind.

    `settings` are added to those of every node; its folder is made `within` another one, if not
    where temporary files are. Raises UnavailableError where the server cannot be had, and
    StartError where it does not come up.
    """
    server = install_server()
    folder = Path(mkdtemp(prefix="letopis-opensearch-", dir=within))
    folder.chmod(0o755)
    try:
        cluster = Cluster(_readable(server, folder), folder, size, settings or {})
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(folder)


def memory_folder() -> Path | None:
    """The folder whose files are in memory, where it has room for the data of tests: nodes write
    each change of their state through to the disk, which is half the time of a small index."""
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK):
        return None
    return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ROOM else None


def _readable(server: Path, folder: Path) -> Path:
    """The server, where those can read it who run it: a copy, if root has it in a private place."""
    private = any(not place.stat().st_mode & 0o001 for place in server.parents)
    if os.geteuid() == 0 and private:
        return shutil.copytree(server, folder / "server")
    return server
