"""The launcher of the clusters that other tests use."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.opensearch.client import Client
from tests.opensearch.cluster import Cluster, running_cluster
from tests.opensearch.distribution import ROOT, install_server
from tests.opensearch.errors import NoAnswerError, RefusedError, StartError, UnavailableError

# Programs that use a cluster until their input ends.
STARTER = """
import sys
from tests.opensearch.cluster import running_cluster
with running_cluster(1) as cluster:
    print(cluster.nodes[0].pid, flush=True)
    sys.stdin.read()
"""
SHARER = """
import sys
from pathlib import Path
from tests.opensearch.sharing import shared_cluster
with shared_cluster(Path(sys.argv[1])) as client:
    print(client.hosts[0], flush=True)
    sys.stdin.read()
"""


@contextmanager
def running(program: str, *arguments: str | Path, **environment: str) -> Iterator[tuple[str, int]]:
    """A program that has printed a line: the line, and the program's process id."""
    with subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | environment,
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.communicate()


def is_away(client: Client, seconds: float) -> bool:
    """Whether nobody answers any more, within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            client.ask("GET", "/")
        except NoAnswerError:
            return True
        time.sleep(0.1)
    return False


def test_three_nodes_are_there_and_find_what_they_are_given(cluster: Client) -> None:
    # Indexes of other tests may be on their way to green.
    assert cluster.wait_for("red", nodes=3)["number_of_data_nodes"] == 3

    cluster.ask("PUT", "/launched", {"settings": {"number_of_replicas": 0}})
    cluster.ask("PUT", "/launched/_doc/1?refresh=true", {"title": "мост через реку"})
    found = cluster.ask("POST", "/launched/_search", {"query": {"match": {"title": "мост"}}})
    cluster.ask("DELETE", "/launched")

    assert found["hits"]["total"]["value"] == 1


def test_a_node_has_the_module_of_analysis(cluster: Client) -> None:
    alternatives = {"type": "pattern_capture", "patterns": ["([^|]+)"], "preserve_original": False}

    answer = cluster.ask(
        "POST",
        "/_analyze",
        {"tokenizer": "whitespace", "filter": [alternatives], "text": "суд|судно мост"},
    )

    terms = [(token["token"], token["position"]) for token in answer["tokens"]]
    assert terms == [("суд", 0), ("судно", 0), ("мост", 1)]


def test_an_index_is_made_by_nobody_unasked(cluster: Client) -> None:
    with pytest.raises(RefusedError) as refused:
        cluster.ask("PUT", "/never-made/_doc/1", {"title": "мост"})
    assert refused.value.status == 404


@pytest.mark.usefixtures("opensearch")
def test_a_node_dies_with_who_started_it() -> None:
    # What a killed process leaves behind would stay where temporary files are.
    left_behind = Path(mkdtemp())
    left_behind.chmod(0o755)
    with running(STARTER, TMPDIR=str(left_behind)) as (node, starter):
        ending = os.pidfd_open(int(node))
        os.kill(starter, 9)
        ended, _, _ = select.select([ending], [], [], 20)
        os.close(ending)
    shutil.rmtree(left_behind)

    assert ended


@pytest.mark.usefixtures("opensearch")
def test_shared_nodes_live_as_long_as_one_of_those_who_use_it(tmp_path: Path) -> None:
    with running(SHARER, tmp_path) as (host, first):
        with running(SHARER, tmp_path) as (same, _):
            assert same == host

            os.kill(first, 9)

            assert not is_away(Client((host,)), seconds=2)
        assert is_away(Client((host,)), seconds=20)


def test_two_of_three_nodes_go_on_when_the_elected_one_is_killed(three_nodes: Cluster) -> None:
    ask = three_nodes.ask
    ask("PUT", "/copied", {"settings": {"number_of_shards": 3, "number_of_replicas": 1}})
    three_nodes.wait_for("green", nodes=3)
    ask("PUT", "/copied/_doc/1?refresh=true", {"title": "мост"})
    killed = three_nodes.elected

    three_nodes.kill(killed)
    health = three_nodes.wait_for("yellow", nodes=2)

    assert health["status"] == "yellow"
    assert three_nodes.elected is not killed
    assert ask("GET", "/copied/_search")["hits"]["total"]["value"] == 1

    three_nodes.start_again(killed)
    three_nodes.wait_for("green", nodes=3)


@pytest.mark.usefixtures("opensearch")
def test_a_node_that_does_not_start_tells_its_log() -> None:
    with (
        pytest.raises(StartError, match=r"unknown setting \[no\.such\.setting\]"),
        running_cluster(1, {"no.such.setting": 1}),
    ):
        pass


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LETOPIS_OPENSEARCH_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(UnavailableError, match=r"Java|setpriv|mvn"):
        install_server()
