"""The copies of an index that is being written: waiting for them, and for a node that is away.

While it is written an index has one copy of each shard. A node that is started anew brings its own
back; of one that is lost for good nothing comes back, and nothing but time tells the two apart.
"""

from __future__ import annotations

import time

from indexer.engines.cluster import Cluster
from indexer.errors import ClusterError

# Seconds for which shards may be missing: more than a node takes to start.
MOST_AWAY = 120.0
# Seconds for all copies, and for one look at them.
_COPYING = 600.0
_LOOK = 10
# The tries of a look.
_WAITS = (30.0,) * 4


def wait_for_copies(cluster: Cluster, index: str, shards: int, replicas: int) -> None:
    """Wait until each shard of an index has all its replicas, or as many as there are nodes to
    hold: the rest come with the nodes that are missing. Raises ClusterError where that takes too
    long."""
    begun = time.monotonic()
    while True:
        nodes = cluster.ask("GET", "/_cluster/health")["number_of_data_nodes"]
        copies = shards * min(replicas + 1, max(nodes, 1))
        health = cluster.ask(
            "GET",
            f"/_cluster/health/{index}",
            params={"wait_for_active_shards": str(copies), "timeout": f"{_LOOK}s"},
            waits=_WAITS,
            missing=(408,),
        )
        if not health["timed_out"]:
            return
        check_shards(cluster, index, begun)
        if time.monotonic() - begun > _COPYING:
            raise ClusterError(f"{index} has {health['active_shards']} of {copies} copies")


def check_shards(cluster: Cluster, index: str, since: float) -> None:
    """Refuse to wait any longer for shards that are missing, where somebody has waited long enough
    since a time of the monotonic clock. Raises ClusterError."""
    waited = time.monotonic() - since
    if waited <= MOST_AWAY:
        return
    # Whichever node is asked knows it: one that is elected may be missing too.
    params = {"level": "indices", "local": "true"}
    found = cluster.ask("GET", f"/_cluster/health/{index}", params=params)["indices"][index]
    if missing := found["number_of_shards"] - found["active_primary_shards"]:
        raise ClusterError(
            f"{missing} of {found['number_of_shards']} shards were away with their node for"
            f" {waited:.0f} s, and an index has no other copy of them while it is written;"
            " begun anew, it is written to the nodes that are there"
        )
