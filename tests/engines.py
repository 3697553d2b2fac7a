"""The engines as tests use them: those over a cluster with the cluster of the tests."""

from __future__ import annotations

import os
from pathlib import Path

import indexer.engines
import searcher.engines
from indexer.engines import WriteHalf
from indexer.home.cluster import ClusterSettings, complete_cluster
from searcher.engines import ReadHalf

# Those whose indexes are in the folder of their archive.
LOCAL_ENGINES = ("whoosh", "tantivy")

HOSTS = "LETOPIS_OPENSEARCH_HOSTS"


def name_cluster(hosts: tuple[str, ...]) -> None:
    """Let what is asked for from now on be asked of the cluster at these addresses."""
    os.environ[HOSTS] = " ".join(hosts)


def cluster_of_tests(shards: int = 3, replicas: int = 1) -> ClusterSettings:
    """The cluster that was named, with so many shards of an index and replicas of each."""
    settings = ClusterSettings(index_prefix="test", shards=shards, replicas=replicas)
    return complete_cluster(settings, Path())


def load_write_half(engine: str, replicas: int = 1) -> WriteHalf:
    """The write half of an engine, whose indexes have so many replicas where it has a cluster."""
    return indexer.engines.load_engine(engine, cluster_of_tests(replicas=replicas))


def load_read_half(engine: str) -> ReadHalf:
    """The read half of an engine."""
    return searcher.engines.load_engine(engine, cluster_of_tests())
