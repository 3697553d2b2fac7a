"""What is measured over a cluster runs, over little, and leaves nothing there."""

from __future__ import annotations

from benchmarks.measures.cluster import tabulate_cluster
from benchmarks.queries import make_queries
from indexer.home.paths import ArchiveHome
from tests.engines import name_cluster
from tests.opensearch.client import Client


def test_all_of_it_is_measured(cluster: Client, sample_home: ArchiveHome) -> None:
    name_cluster(cluster.hosts)
    before = sorted(sample_home.index.rglob("*"))
    # Filters are by values of the generated archive.
    mix = [query for query in make_queries() if not query.request.filters][:5]
    lines = tabulate_cluster(sample_home, mix, written=50, rounds=1)
    assert any(line.startswith("| ours of the client's |") for line in lines)
    assert any(line.startswith("| the answer of its searches") for line in lines)
    # Whatever the order is: it is compared.
    assert any(line.startswith("| nDCG@10 against whoosh") for line in lines)
    listed = cluster.ask("GET", "/_cat/indices?format=json")
    assert not [row for row in listed if row["index"].startswith("bench-")]
    assert sorted(sample_home.index.rglob("*")) == before
