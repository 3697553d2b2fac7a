"""`make opensearch`: a cluster of three nodes, until Ctrl-C."""

from __future__ import annotations

import signal
import sys

from tests.opensearch.cluster import running_cluster
from tests.opensearch.errors import ClusterError


def main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print("Starting three nodes of OpenSearch …", flush=True)
    try:
        with running_cluster(3) as cluster:
            print(
                *cluster.hosts, "Ctrl-C stops them, and their data are gone.", sep="\n", flush=True
            )
            signal.pause()
    except KeyboardInterrupt:
        print("Stopped.")
    except ClusterError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
