"""An archive in a cluster of three nodes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from indexer.home.paths import ArchiveHome
from tests.engines import name_cluster
from tests.opensearch.archives import create_archive, list_indexes
from tests.opensearch.cluster import Cluster


@pytest.fixture
def clustered(
    three_nodes: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ArchiveHome]:
    """An archive without articles, of which little goes to the cluster at a time, as of a large
    one. Its indexes go in the end, whatever became of it."""
    monkeypatch.setattr("indexer.engines.bulks._BULK_SIZE", 20_000)
    monkeypatch.setattr("indexer.building.preparing.BATCH", 10)
    # Each article costs the gate some searches; that none is missing is seen to anyway.
    monkeypatch.setattr("searcher.gate.verification.SAMPLE", 10)
    name_cluster(three_nodes.hosts)
    yield create_archive(tmp_path / "archive")
    away = [node for node in three_nodes.nodes if not node.runs]
    for node in away:
        node.start()
    for node in away:
        node.wait_until_ready()
    for index in list_indexes(three_nodes.ask):
        three_nodes.ask("DELETE", f"/{index}")
