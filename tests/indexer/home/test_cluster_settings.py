"""Where the cluster of an archive is: what letopis.toml and the environment may say of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from indexer.engines import load_engine
from indexer.errors import ClusterError, ExtraMissingError, SettingsError
from indexer.home.cluster import ClusterSettings, complete_cluster
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings

HOSTS = ("https://search-1:9200", "https://search-2:9200")


def read(home: ArchiveHome, text: str) -> ClusterSettings:
    home.settings_file.write_text(text, "utf-8")
    return read_settings(home).opensearch


@pytest.fixture(autouse=True)
def without_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOSTS", "USER", "PASSWORD"):
        monkeypatch.delenv(f"LETOPIS_OPENSEARCH_{name}", raising=False)


def test_the_file_names_the_cluster(home: ArchiveHome) -> None:
    (home.path / "secret").write_text("swordfish\n", "utf-8")
    (home.path / "ca.pem").write_text("", "utf-8")
    found = read(
        home,
        f'[opensearch]\nhosts = {list(HOSTS)}\nuser = "letopis"\npassword_file = "secret"\n'
        'ca = "ca.pem"\nshards = 3\nreplicas = 2\ntimeout = 5\n',
    )
    assert (found.hosts, found.user, found.password) == (HOSTS, "letopis", "swordfish")
    assert (found.shards, found.replicas, found.timeout) == (3, 2, 5.0)
    assert Path(found.ca) == home.path / "ca.pem"


def test_the_environment_goes_before_the_file() -> None:
    told = {
        "LETOPIS_OPENSEARCH_HOSTS": " ".join(HOSTS),
        "LETOPIS_OPENSEARCH_USER": "guest",
        "LETOPIS_OPENSEARCH_PASSWORD": "open sesame",
    }
    settings = ClusterSettings(hosts=("http://elsewhere:9200",), user="letopis")
    found = complete_cluster(settings, Path(), told)
    assert (found.hosts, found.user, found.password) == (HOSTS, "guest", "open sesame")


def test_a_password_is_not_shown() -> None:
    told = {"LETOPIS_OPENSEARCH_PASSWORD": "swordfish"}
    assert "swordfish" not in repr(complete_cluster(ClusterSettings(), Path(), told))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('hosts = ["search-1:9200"]', "search-1:9200"),
        ('hosts = ["https://user:secret@search-1:9200"]', "https://user:secret@search-1:9200"),
        ("shard = 3", "opensearch.shard"),
        ('password = "swordfish"', "opensearch.password"),
        ("shards = 0", "shards"),
        ('index_prefix = "Letopis*"', "index_prefix"),
        ('password_file = "nowhere"', "nowhere"),
        ('ca = "nowhere.pem"', "nowhere.pem"),
    ],
)
def test_what_cannot_be_is_told(home: ArchiveHome, text: str, told: str) -> None:
    with pytest.raises(SettingsError, match=told.replace("[", r"\[")):
        read(home, f"[opensearch]\n{text}\n")


def test_without_hosts_there_is_no_cluster() -> None:
    with pytest.raises(ClusterError, match="no hosts"):
        load_engine("opensearch", ClusterSettings()).release()


def test_without_its_library_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    for name in ("indexer.engines.opensearch", "indexer.engines.cluster", "indexer.engines.bulks"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with pytest.raises(ExtraMissingError) as told:
        load_engine("opensearch", ClusterSettings(hosts=HOSTS))
    assert told.value.command == "pip install letopis[opensearch]"
