"""An archive as the earliest code wrote it that had commands, opened by today's: nothing is lost.

`first_release` is its home, the tables as SQL: articles in both languages out of lines of JSON, of
Markdown and of a page, one of them corrected, another taken down, and three records that could not
be read. Of the index there is what tells of it, without the engine's files.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest

from indexer.archive.store import Archive
from indexer.article import Article
from indexer.home.paths import ArchiveHome
from tests.web.cli.conftest import Letopis
from tests.web.cli.test_cli_sockets import PathConnection, running, serve_at

FIRST = Path(__file__).with_name("first_release")
EARTHQUAKES = {"ru-1017", "ru-3008", "en-3008", "en-2023", "en-1018"}
CORRECTED, TAKEN_DOWN = "en-2003", "ru-2022"


@pytest.fixture
def home(tmp_path: Path) -> ArchiveHome:
    path = tmp_path / "archive"
    shutil.copytree(FIRST, path, ignore=shutil.ignore_patterns("*.sql"))
    home = ArchiveHome(path)
    with closing(sqlite3.connect(home.database)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript((FIRST / "archive.sql").read_text("utf-8"))
    return home


def list_versions(path: Path) -> Iterator[tuple[int, str, str, Article | None, str | None]]:
    """The versions that stand in a database, read without any of the archive's own code."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT seq, id, first_seen, article, deleted FROM version ORDER BY seq")
        for seq, id_, seen, article, deleted in rows:
            read = None if article is None else msgspec.json.decode(article, type=Article)
            yield seq, id_, seen, read, deleted


def test_the_index_of_the_first_release_is_refused_with_the_command_that_mends_it(
    letopis: Letopis, home: ArchiveHome
) -> None:
    command = f"letopis --home {home.path} index"
    done = letopis(home.path, "doctor", "--json")
    (index,) = (one for one in json.loads(done.stdout) if one["about"] == "index")
    assert (index["weight"], index["command"]) == ("wrong", command)
    assert "built with schema 1" in index["what"]
    for refused in (("search", "мост"), ("update",), ("verify",)):
        done = letopis(home.path, *refused)
        assert done.returncode == 4
        assert "built with schema 1" in done.stdout + done.stderr
        assert command in done.stdout + done.stderr
    # What cannot be read may be what is served: nobody sweeps it away.
    assert letopis(home.path, "gc").returncode == 0
    assert "built with schema 1" in letopis(home.path, "generations").stdout


def test_nothing_of_an_archive_of_the_first_release_is_lost(
    letopis: Letopis, home: ArchiveHome
) -> None:
    before = list(list_versions(home.database))
    letopis(home.path, "doctor")
    assert list(list_versions(home.database)) == before
    # It is kept as it was as well.
    kept = home.path / "archive.schema-1.db"
    assert list(list_versions(kept)) == before
    with Archive.open(home.database) as archive:
        assert archive.check().is_sound
        for seq, id_, seen, article, deleted in before:
            version = next(one for one in archive.versions(id_) if one.seq == seq)
            assert version.first_seen.isoformat() == seen
            assert (version.article, version.deleted) == (article, deleted)
        assert [gone.id for gone in archive.deletions()] == [TAKEN_DOWN]
        rejects = [(each.file, each.line, each.field) for each in archive.rejects.read()]
    assert rejects == [
        ("news.jsonl", 3, ""), ("news.jsonl", 8, "title"), ("news.jsonl", 9, "published")
    ]  # fmt: skip


def test_what_was_damaged_since_the_first_release_is_told(
    letopis: Letopis, home: ArchiveHome
) -> None:
    with closing(sqlite3.connect(home.database)) as db, db:
        db.execute(
            "UPDATE version SET article = CAST(replace(CAST(article AS TEXT), 'Kvaisa', 'Kvajsa') "
            "AS BLOB) WHERE id = 'en-3008'"
        )
    done = letopis(home.path, "verify")
    assert done.returncode == 4
    assert "version 8 of 'en-3008'" in done.stdout
    assert "version 7" not in done.stdout


def test_an_archive_of_the_first_release_is_indexed_searched_and_served(
    letopis: Letopis, home: ArchiveHome
) -> None:
    assert letopis(home.path, "index").returncode == 0
    assert letopis(home.path, "verify").returncode == 0
    wrong = [
        one
        for one in json.loads(letopis(home.path, "doctor", "--full", "--json").stdout)
        if one["weight"] == "wrong"
    ]
    assert wrong == []
    found = json.loads(letopis(home.path, "search", "землетрясение", "--json").stdout)
    assert {hit["id"] for hit in found["hits"]} == EARTHQUAKES
    ids = {id_ for _, id_, *_ in list_versions(home.database)}
    path = home.path / "letopis.sock"
    with running(serve_at(home, path)):
        for id_ in sorted(ids):
            status, body = fetch(PathConnection(path), f"/api/v1/articles/{id_}")
            assert status == (410 if id_ == TAKEN_DOWN else 200)
            assert (f'"id":"{id_}"' in body) is (id_ != TAKEN_DOWN)
        assert "землетрясен" in fetch(PathConnection(path), "/search?q=землетрясение")[1].lower()
        assert "court" not in fetch(PathConnection(path), f"/articles/{TAKEN_DOWN}")[1]
        # Names and zone are those of its settings.
        home_page = fetch(PathConnection(path), "/?ui=en")[1]
        assert "Southern Chronicle" in home_page
    assert json.loads(letopis(home.path, "status", "--json").stdout)["zone"] == "Asia/Tbilisi"


def test_what_the_first_release_read_is_known_again(
    letopis: Letopis, home: ArchiveHome, tmp_path: Path
) -> None:
    file = tmp_path / "again.jsonl"
    assert letopis(home.path, "index").returncode == 0
    assert letopis(home.path, "export", "--output", file).returncode == 0
    report = json.loads(letopis(home.path, "import", file, "--json").stdout)
    assert (report["new"], report["changed"], report["unchanged"]) == (0, 0, 8)


def fetch(connection: HTTPConnection, path: str) -> tuple[int, str]:
    connection.request("GET", quote(path, safe="/?="))
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body
