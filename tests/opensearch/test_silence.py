"""A node that hangs: its connections stand, and nothing comes of them."""

from __future__ import annotations

import time
from functools import partial
from urllib.parse import urlsplit

import pytest
from opensearchpy import Urllib3HttpConnection

from indexer.analysis import Analyzer
from indexer.engines.nodes import NodePool
from indexer.home.paths import ArchiveHome
from searcher.deadline import Deadline
from searcher.request import SearchRequest
from searcher.service import SearchService
from tests.conftest import index_home
from tests.faults.jobs import wait_for
from tests.opensearch.archives import make_article, open_service, store
from tests.opensearch.cluster import Cluster
from tests.opensearch.readers import Question, Reader, reading

ARTICLES = 100
READERS = 3
# The cluster itself waits thirty for a node that is silent.
MOST_SECONDS = 10.0
# Of the processor, that an answer may take.
SECONDS = 5.0
# Of silence; readers meet the node anew in it.
SILENCE = 25.0

REQUESTS = (
    SearchRequest(q="мост", limit=5),
    SearchRequest(q="bridge river", limit=30, facets=()),
    SearchRequest(q="театр построить", sort="oldest", limit=5, facets=("month",)),
)


class Watch:
    """How long answers take."""

    def __init__(self) -> None:
        self.longest = 0.0

    def find(self, service: SearchService, request: SearchRequest) -> list[str]:
        """The ids that a request finds."""
        begun = time.monotonic()
        found = Deadline(SECONDS).run(service.search, request, "en")
        self.longest = max(self.longest, time.monotonic() - begun)
        return [hit.article.id for hit in found.hits]


@pytest.mark.parametrize("manages", [True, False])
def test_readers_hardly_wait_for_a_silent_node(
    manages: bool, clustered: ArchiveHome, three_nodes: Cluster, analyzer: Analyzer
) -> None:
    store(clustered, map(make_article, range(ARTICLES)))
    index_home(clustered, analyzer)
    service, watch = open_service(clustered, analyzer), Watch()
    questions = [
        Question(partial(watch.find, service, request), watch.find(service, request))
        for request in REQUESTS
    ]
    elected = three_nodes.elected
    silent = next(node for node in three_nodes.nodes if (node is elected) == manages)
    readers = [Reader(questions, 10**6) for _ in range(READERS)]
    watch.longest = 0.0

    with silent.silenced(), reading(readers):
        time.sleep(SILENCE)
        for reader in readers:
            reader.times = 0

    assert [reader.errors for reader in readers] == [[]] * READERS
    assert watch.longest < MOST_SECONDS
    assert min(reader.answered for reader in readers) > len(questions)
    three_nodes.wait_for("green", nodes=3)
    assert [question.ask() for question in questions] == [entry.answer for entry in questions]


def test_a_silent_node_is_used_again_when_it_answers(
    three_nodes: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.engines.nodes._LEFT_OUT", 0.1)
    places = [urlsplit(node.host) for node in three_nodes.nodes]
    connections = [Urllib3HttpConnection(place.hostname, place.port) for place in places]
    silent, other, _ = connections
    pool = NodePool([(connection, {}) for connection in connections])

    with three_nodes.nodes[0].silenced():
        pool.mark_dead(silent)
        # It waited for the silent one, and is asked again.
        pool.mark_dead(other)
        assert pool.get_connection() is other
        time.sleep(0.2)
        assert {pool.get_connection() for _ in range(9)} == {*connections} - {silent}

    wait_for(lambda: pool.get_connection() is silent, seconds=20)
    assert {pool.get_connection() for _ in range(9)} == {*connections}
