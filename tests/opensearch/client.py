"""What is asked of a cluster to start, watch and test it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from tests.opensearch.errors import ClusterError, NoAnswerError, RefusedError


@dataclass(frozen=True)
class Client:
    """A cluster at the addresses of its nodes, `http://127.0.0.1:21234`."""

    hosts: tuple[str, ...]

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """What the first host that is there answers.

        Raises RefusedError for any answer that is no success, NoAnswerError where all are away.
        """
        failures = []
        for host in self.hosts:
            try:
                return _ask(host, method, path, body)
            except (OSError, HTTPException) as error:
                failures.append(f"{host}: {error!r}")
        raise NoAnswerError("; ".join(failures))

    def wait_for(self, status: str, nodes: int, seconds: float = 60) -> dict[str, Any]:
        """Wait until the cluster has exactly so many nodes and at least this health (`yellow`,
        `green`); its health then. Raises ClusterError when the time is over."""
        end = time.monotonic() + seconds
        wanted = (
            f"wait_for_status={status}&wait_for_nodes={nodes}&timeout=1s&cluster_manager_timeout=1s"
        )
        seen = "nothing"
        while time.monotonic() < end:
            try:
                health: dict[str, Any] = self.ask("GET", f"/_cluster/health?{wanted}")
            except (RefusedError, NoAnswerError) as error:
                seen = str(error)
                time.sleep(0.1)
            else:
                return health
        raise ClusterError(f"not {status} with {nodes} nodes in {seconds} s, but {seen}")


def _ask(host: str, method: str, path: str, body: object) -> Any:
    address = urlsplit(host)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=30)
    try:
        connection.request(
            method,
            path,
            None if body is None else json.dumps(body),
            {"Content-Type": "application/json"},
        )
        response = connection.getresponse()
        answer = response.read().decode()
    finally:
        connection.close()
    if response.status >= 300:
        raise RefusedError(response.status, answer)
    return json.loads(answer) if answer else None
