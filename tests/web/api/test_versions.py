"""The versions of an article, through HTTP."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.analysis import Analyzer
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.progress import Progress
from searcher.archive import NewsArchive, open_archive
from web.app import make_app

VERSIONS = "/api/v1/articles/a-1/versions"


@pytest.fixture
def archive(home: ArchiveHome, analyzer: Analyzer) -> NewsArchive:
    """An archive of two articles, indexed; the text of `a-1` is its first."""
    archive = open_archive(home.path)
    archive.__dict__["analyzer"] = analyzer
    feed(archive, "first")
    archive.build_job().run(Progress())
    return archive


@pytest.fixture
async def client(archive: NewsArchive, aiohttp_client: AiohttpClient) -> TestClient:
    archive.service.settings = replace(archive.service.settings, public_versions=True)
    return await aiohttp_client(make_app(archive.service))


def feed(archive: NewsArchive, *texts: str, id_: str = "a-1") -> None:
    """Import texts of one article, one after the other, beside another article."""
    for text in texts:
        record = {
            "id": id_, "title": f"Bridge, {text}", "date": "2014-03-01", "text": f"The {text}.",
            "editor_email": "anna@example.org",
        }  # fmt: skip
        other = {"id": "a-2", "title": "School", "date": "2014-03-02", "text": "It opened."}
        path = archive.home.path.parent / "secret.jsonl"
        path.write_text("".join(json.dumps(entry) + "\n" for entry in (record, other)), "utf-8")
        archive.import_job([path]).run(Progress())


def update(archive: NewsArchive) -> None:
    archive.update_job().run(Progress())
    archive.service.look_again()


async def ask(client: TestClient, path: str) -> tuple[int, dict[str, Any]]:
    answer = await client.get(path)
    return answer.status, await answer.json(content_type=None)


async def list_titles(client: TestClient) -> list[tuple[int, str, bool]]:
    status, body = await ask(client, VERSIONS)
    assert status == 200
    return [(entry["number"], entry["title"], entry["current"]) for entry in body["versions"]]


async def test_versions_are_listed_oldest_first_with_time_and_digest(
    archive: NewsArchive, client: TestClient
) -> None:
    began = datetime.now(UTC) - timedelta(minutes=5)
    feed(archive, "second", "first")
    update(archive)
    status, body = await ask(client, VERSIONS)
    assert (status, list(body)) == (200, ["versions"])
    first, second, third = body["versions"]
    assert list(first) == ["number", "first_seen", "digest", "title", "current"]
    titles = await list_titles(client)
    assert titles == [
        (1, "Bridge, first", False),
        (2, "Bridge, second", False),
        (3, "Bridge, first", True),
    ]
    times = [datetime.fromisoformat(entry["first_seen"]) for entry in body["versions"]]
    assert began < times[0] < times[1] < times[2] <= datetime.now(UTC)
    assert {moment.utcoffset() for moment in times} == {timedelta()}
    assert first["digest"] == third["digest"] != second["digest"]
    for entry in (first, second, third):
        sent = await (await client.get(f"{VERSIONS}/{entry['number']}")).read()
        assert entry["digest"] == f"sha256:{hashlib.sha256(sent).hexdigest()}"


async def test_a_digest_tells_nothing_of_fields_that_are_not_public(
    archive: NewsArchive, client: TestClient
) -> None:
    async def list_digests() -> list[str]:
        return [entry["digest"] for entry in (await ask(client, VERSIONS))[1]["versions"]]

    with archive.open_store() as store, store.transaction():
        known = store.get("a-1")
        assert known is not None
        assert known.article is not None
        store.put(replace(known.article, extra={"editor_email": "boris@example.org"}))
    update(archive)
    first, second = await list_digests()
    assert first == second
    archive.service.settings = Settings(public_versions=True, public_fields=("editor_email",))
    first, second = await list_digests()
    assert first != second


async def test_the_last_version_is_the_article_that_is_served(
    archive: NewsArchive, client: TestClient
) -> None:
    texts = ("second", "third", "second", "second", "fourth")
    for number, text in enumerate(texts, 2):
        feed(archive, text)
        update(archive)
        *_, last = (await ask(client, VERSIONS))[1]["versions"]
        assert last["current"]
        status, served = await ask(client, "/api/v1/articles/a-1")
        # A version is what was stored: the names of values and the addresses are of today.
        for name in ("day", "labels", "copies", "self", "html"):
            del served[name]
        assert await ask(client, f"{VERSIONS}/{last['number']}") == (status, served)
        assert served["body"] == f"The {text}."
        # The same text again is no version.
        assert last["number"] == min(number, 4) if number < 6 else 5


async def test_a_version_is_given_as_it_was_stored_with_public_fields_alone(
    archive: NewsArchive, client: TestClient
) -> None:
    feed(archive, "second")
    update(archive)
    for number, text in ((1, "first"), (2, "second")):
        answer = await client.get(f"{VERSIONS}/{number}")
        sent = await answer.text()
        assert json.loads(sent)["title"] == f"Bridge, {text}"
        assert "provenance" not in sent
        assert "secret.jsonl" not in sent
        assert "anna@example.org" not in sent
    archive.service.settings = Settings(public_versions=True, public_fields=("editor_email",))
    assert (await ask(client, f"{VERSIONS}/1"))[1]["extra"] == {"editor_email": "anna@example.org"}


async def test_what_is_not_indexed_yet_is_not_public(
    archive: NewsArchive, client: TestClient
) -> None:
    feed(archive, "second")
    feed(archive, "new", id_="a-3")
    assert await list_titles(client) == [(1, "Bridge, first", True)]
    assert (await ask(client, f"{VERSIONS}/2"))[0] == 404
    assert (await ask(client, "/api/v1/articles/a-3/versions"))[0] == 404
    update(archive)
    assert len(await list_titles(client)) == 2
    assert (await ask(client, "/api/v1/articles/a-3/versions"))[0] == 200
    archive.roll_back()
    archive.service.look_again()
    assert await list_titles(client) == [(1, "Bridge, first", True)]


@pytest.mark.parametrize("public", [False, True])
async def test_a_take_down_holds_at_once_and_after_the_update(
    archive: NewsArchive, client: TestClient, public: bool
) -> None:
    feed(archive, "second")
    update(archive)
    archive.service.settings = Settings(public_versions=True, public_reasons=public)
    archive.delete("a-1", "court order")
    for _ in range(2):
        for path in (VERSIONS, f"{VERSIONS}/1", f"{VERSIONS}/2", f"{VERSIONS}/9"):
            answer = await client.get(path)
            body = await answer.json(content_type=None)
            assert (answer.status, body["type"]) == (410, "/help#problem-gone")
            assert ("court order" in await answer.text()) is public
            assert "Bridge" not in await answer.text()
        update(archive)


async def test_a_restored_article_has_the_versions_that_it_had(
    archive: NewsArchive, client: TestClient
) -> None:
    feed(archive, "second")
    update(archive)
    before = await ask(client, VERSIONS)
    archive.delete("a-1", "mistake")
    update(archive)
    archive.restore("a-1")
    # Until the index has it back it is told as deleted.
    assert (await ask(client, VERSIONS))[0] == 410
    update(archive)
    assert await ask(client, VERSIONS) == before
    feed(archive, "third")
    update(archive)
    assert [number for number, *_ in await list_titles(client)] == [1, 2, 3]


async def test_purged_texts_are_gone_and_leave_their_numbers(
    archive: NewsArchive, client: TestClient
) -> None:
    feed(archive, "second")
    update(archive)
    archive.delete("a-1", "court order")
    archive.purge_job("a-1").run(Progress())
    archive.service.look_again()
    assert (await ask(client, VERSIONS))[0] == 410
    archive.restore("a-1")
    update(archive)
    assert (await ask(client, f"{VERSIONS}/1"))[0] == 404
    feed(archive, "third")
    update(archive)
    assert await list_titles(client) == [(3, "Bridge, third", True)]
    for number in (1, 2):
        status, body = await ask(client, f"{VERSIONS}/{number}")
        assert (status, body["type"]) == (404, "/help#problem-not-found")
        assert "Bridge" not in json.dumps(body)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/articles/none/versions", 404),
        ("/api/v1/articles/none/versions/1", 404),
        (f"{VERSIONS}/0", 404),
        (f"{VERSIONS}/2", 404),
        (f"{VERSIONS}/999999999", 404),
        (f"{VERSIONS}/{'9' * 5000}", 404),
        (f"{VERSIONS}/first", 404),
        (f"{VERSIONS}?colour=red", 400),
        (f"{VERSIONS}/1?number=2", 400),
    ],
)
async def test_what_is_not_there_or_wrong_is_a_problem(
    client: TestClient, path: str, status: int
) -> None:
    answer = await client.get(path)
    assert (answer.status, answer.content_type) == (status, "application/problem+json")


async def test_ids_may_hold_slashes(archive: NewsArchive, client: TestClient) -> None:
    for id_ in ("b/1", "b/1/versions", "b/1/versions/1"):
        feed(archive, id_, id_=id_)
    update(archive)
    for path, title in (
        ("b/1/versions/1", "Bridge, b/1"),
        ("b%2F1/versions/1", "Bridge, b/1"),
        ("b%2F1%2Fversions/versions/1", "Bridge, b/1/versions"),
        ("b%2F1%2Fversions%2F1", "Bridge, b/1/versions/1"),
    ):
        assert (await ask(client, f"/api/v1/articles/{path}"))[1]["title"] == title


@pytest.mark.parametrize("coding", ["gzip", "identity"])
async def test_who_has_a_version_asks_whether_it_is_still_there(
    archive: NewsArchive, client: TestClient, coding: str
) -> None:
    path, sent = f"{VERSIONS}/1", {"Accept-Encoding": coding}
    answer = await client.get(path, headers=sent)
    tag = answer.headers["ETag"]
    # Nobody may keep what can be taken down without asking.
    assert answer.headers["Cache-Control"] == "no-cache"
    for known in (tag, f'"other", W/{tag}', "*"):
        again = await client.get(path, headers={**sent, "If-None-Match": known})
        assert (again.status, await again.read()) == (304, b"")
        for name in ("ETag", "Vary", "Cache-Control", "Content-Language"):
            assert again.headers[name] == answer.headers[name]
    changed = await client.get(path, headers={**sent, "If-None-Match": '"other"'})
    assert await changed.read() == await answer.read()
    archive.service.settings = Settings(public_versions=True, public_fields=("editor_email",))
    shown = await client.get(path, headers={**sent, "If-None-Match": tag})
    assert shown.status == 200
    archive.delete("a-1", "court order")
    assert (await client.get(path, headers={**sent, "If-None-Match": tag})).status == 410


def cut(archive: NewsArchive) -> None:
    database = archive.home.database
    database.write_bytes(database.read_bytes()[:5000])


def remove(archive: NewsArchive) -> None:
    archive.home.database.unlink()


def scribble(archive: NewsArchive) -> None:
    archive.home.database.write_bytes(b"no database at all" * 1000)


def change_text(archive: NewsArchive) -> None:
    with sqlite3.connect(archive.home.database) as db:
        db.execute("UPDATE version SET article = replace(article, 'first', 'worst')")
    db.close()


@pytest.mark.parametrize(
    ("harm", "problem"),
    [
        (cut, "archive-damaged"),
        (remove, "archive-missing"),
        (scribble, "archive-mismatch"),
        (change_text, "archive-damaged"),
    ],
)
async def test_a_broken_archive_is_told_and_the_index_goes_on(
    archive: NewsArchive,
    client: TestClient,
    harm: Callable[[NewsArchive], None],
    problem: str,
) -> None:
    assert (await ask(client, VERSIONS))[0] == 200
    harm(archive)
    for path in (VERSIONS, f"{VERSIONS}/1"):
        status, body = await ask(client, path)
        assert (status, body["type"]) == (503, f"/help#problem-{problem}")
        assert str(archive.home.path) not in json.dumps(body)
    assert (await ask(client, "/api/v1/articles/a-1"))[0] == 200


async def test_files_that_the_system_does_not_let_be_read_are_told_without_a_traceback(
    archive: NewsArchive, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    archive.home.database.unlink()
    archive.home.database.mkdir()
    answer = await client.get(VERSIONS, headers={"Accept-Language": "ru"})
    assert (answer.status, answer.content_type) == (503, "application/problem+json")
    assert "Файлы архива не читаются" in await answer.text()
    (record,) = caplog.records
    assert (record.levelname, record.exc_info) == ("WARNING", None)
    assert (await ask(client, "/api/v1/articles/a-1"))[0] == 200


async def test_versions_are_read_while_an_import_writes(
    archive: NewsArchive, client: TestClient
) -> None:
    with archive.open_store() as store, store.transaction():
        store.delete("a-1", "not yet")
        assert await list_titles(client) == [(1, "Bridge, first", True)]
    assert (await ask(client, VERSIONS))[0] == 410


async def test_what_a_correction_took_out_stays_with_the_archive_unless_it_says_otherwise(
    archive: NewsArchive, client: TestClient
) -> None:
    feed(archive, "second")
    update(archive)
    archive.service.settings = Settings()
    status, listed = await ask(client, "/api/v1/articles/a-1/versions")
    assert status == 200
    assert [(one["number"], one["current"]) for one in listed["versions"]] == [(2, True)]
    assert (await ask(client, "/api/v1/articles/a-1/versions/1"))[0] == 404
    assert (await ask(client, "/api/v1/articles/a-1/versions/2"))[0] == 200
