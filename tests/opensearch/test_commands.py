"""The engine over a cluster as an admin meets it: every command does what it does elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engines import HOSTS
from tests.faults.jobs import JobServer
from tests.opensearch.client import Client

AWAY = '[opensearch]\nhosts = ["http://127.0.0.1:9"]\n'


class Desk:
    """An archive whose indexes are in a cluster, and its commands."""

    def __init__(self, jobs: JobServer, path: Path, cluster: Client) -> None:
        self._jobs = jobs
        self.path = path
        self._cluster = cluster
        self.prefix = f"desk-{path.parent.name}".lower()
        self.run("init")
        self.settings = (
            f'engine = "opensearch"\n[opensearch]\nhosts = {json.dumps(cluster.hosts)}\n'
            f'index_prefix = "{self.prefix}"\nreplicas = 0\n'
        )
        self.write(self.settings)

    def write(self, settings: str) -> None:
        (self.path / "letopis.toml").write_text(settings, "utf-8")

    def run(self, *arguments: str | Path, code: int = 0) -> str:
        """What a command prints, which ends so."""
        done = self._jobs.call(self.path, *arguments)
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    def store(self, **titles: str) -> None:
        news = self.path.parent / "news.jsonl"
        records = ({"id": id_, "title": text, "date": "2014-03-01"} for id_, text in titles.items())
        news.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        self.run("import", news)

    def find(self, q: str) -> list[str]:
        answer: dict[str, Any] = json.loads(self.run("search", q, "--json"))
        return sorted(hit["id"] for hit in answer["hits"])

    def indexes(self) -> list[str]:
        """Those of this archive that the cluster holds."""
        listed = self._cluster.ask("GET", "/_cat/indices?format=json")
        return [row["index"] for row in listed if row["index"].startswith(self.prefix)]


@pytest.fixture(scope="module")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JobServer]:
    """Commands that know of no cluster but by the settings, whatever other tests named."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv(HOSTS, raising=False)
        server = JobServer(tmp_path_factory.mktemp("commands"))
    yield server
    server.close()


@pytest.fixture
def desk(commands: JobServer, cluster: Client, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(commands, tmp_path / "archive", cluster)
    desk.store(a="A bridge", b="A lake")
    desk.run("index")
    yield desk
    desk.write(desk.settings)
    for index in desk.indexes():
        cluster.ask("DELETE", f"/{index}")


def test_articles_come_change_and_go(desk: Desk) -> None:
    assert desk.find("bridge") == ["a"]
    desk.store(b="A bridge over a lake", c="A bridge")
    desk.run("update")
    assert desk.find("bridges") == ["a", "b", "c"]
    desk.run("delete", "a", "--reason", "asked")
    assert desk.find("bridge") == ["b", "c"]
    desk.run("restore", "a")
    desk.run("update")
    assert desk.find("bridge") == ["a", "b", "c"]
    assert "sound" in desk.run("verify")
    assert "opensearch" in desk.run("status")


def test_a_rollback_brings_back_what_was_and_what_goes_leaves_no_index(desk: Desk) -> None:
    desk.store(c="A bridge")
    desk.run("update")
    desk.run("rollback")
    assert desk.find("bridge") == ["a"]
    for number in range(4):
        desk.store(**{f"d{number}": "A bridge"})
        desk.run("update")
    kept = json.loads(desk.run("generations", "--json"))
    assert len(desk.indexes()) == len(kept)
    desk.run("gc", "--keep", "0")
    assert len(desk.indexes()) == 1
    assert len(desk.find("bridge")) == 6


def test_an_archive_moves_to_a_cluster_and_back(desk: Desk) -> None:
    desk.run("index", "--engine", "tantivy")
    assert desk.find("bridge") == ["a"]
    desk.run("index", "--engine", "opensearch")
    assert desk.find("bridge") == ["a"]
    desk.run("index", "--engine", "whoosh")
    desk.run("gc", "--keep", "0")
    assert desk.indexes() == []
    assert desk.find("bridge") == ["a"]


def test_a_cluster_that_is_away_is_told_and_nothing_is_lost(desk: Desk) -> None:
    desk.write(f'engine = "opensearch"\n{AWAY}')
    assert "The search cluster is not available" in desk.run("search", "bridge", code=4)
    assert "no node answers" in desk.run("search", "bridge", code=4)
    desk.run("index", code=6)
    desk.store(c="A bridge")
    desk.run("update", code=4)
    assert "no node answers" in desk.run("status")
    desk.write(desk.settings)
    desk.run("update")
    assert desk.find("bridge") == ["a", "c"]
