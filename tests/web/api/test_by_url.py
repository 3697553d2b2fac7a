"""Articles by their addresses, through HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.analysis import Analyzer
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress
from searcher.archive import NewsArchive, open_archive
from tests.engines import LOCAL_ENGINES
from web.app import make_app

PATH = "/api/v1/articles/by-url"
BRIDGE = "https://example.org/news/1?id=7"
GONE = "https://example.org/gone/8"


@pytest.fixture(params=LOCAL_ENGINES)
def archive(request: pytest.FixtureRequest, home: ArchiveHome, analyzer: Analyzer) -> NewsArchive:
    home.settings_file.write_text(f'engine = "{request.param}"\n', "utf-8")
    archive = open_archive(home.path)
    archive.__dict__["analyzer"] = analyzer
    feed(
        archive,
        {"id": "en-1", "title": "Bridge", "url": BRIDGE, "mirrors": ["http://mirror.example/b/1"]},
        {"id": "ru-1", "lang": "ru", "title": "Мост", "url": BRIDGE},
        {"id": "en-8", "title": "Witness", "url": GONE, "mirrors": ["http://mirror.example/w"]},
        {"id": "en-9", "title": "Home", "url": "https://example.org/"},
    )
    archive.build_job().run(Progress())
    return archive


@pytest.fixture
async def client(archive: NewsArchive, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(archive.service))


def feed(archive: NewsArchive, *records: dict[str, object]) -> None:
    path = archive.home.path.parent / "secret.jsonl"
    known = {"date": "2014-03-01", "text": "A text.", "editor_email": "anna@example.org"}
    path.write_text("".join(json.dumps(known | record) + "\n" for record in records), "utf-8")
    report = archive.import_job([path]).run(Progress())
    assert not report.rejected


def update(archive: NewsArchive) -> None:
    archive.update_job().run(Progress())
    archive.service.look_again()


async def ask(client: TestClient, url: str) -> tuple[int, dict[str, Any]]:
    answer = await client.get(PATH, params={"url": url})
    return answer.status, await answer.json(content_type=None)


@pytest.mark.parametrize(
    ("url", "ids"),
    [
        (BRIDGE, ["en-1", "ru-1"]),
        ("http://www.EXAMPLE.org:80/news/1/?utm_source=x&id=7#top", ["en-1", "ru-1"]),
        (f"  {BRIDGE} ", ["en-1", "ru-1"]),
        ("https://mirror.example/%62/1", ["en-1"]),
    ],
)
async def test_articles_are_found_in_whatever_spelling_of_their_address(
    client: TestClient, url: str, ids: list[str]
) -> None:
    answer = await client.get(PATH, params={"url": url})
    text = await answer.text()
    assert (answer.status, answer.content_type) == (200, "application/json")
    body = json.loads(text)
    assert list(body) == ["articles", "index"]
    assert [article["id"] for article in body["articles"]] == ids
    for article in body["articles"]:
        alone = await client.get(f"/api/v1/articles/{article['id']}")
        assert await alone.json() == article
    assert body["index"]["articles"] == 4
    assert "secret.jsonl" not in text
    assert "anna@example.org" not in text


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/1",
        "https://example.org/news/1?id=8",
        "https://other.example/news/1?id=7",
        "https://example.org/",
        "https://example.org",
        "https://example.org/\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
        "https://example.org:port/news/1",
    ],
)
async def test_where_there_is_none_it_is_404(client: TestClient, url: str) -> None:
    status, body = await ask(client, url)
    assert (status, body["type"]) == (404, "/help#problem-not-found")


@pytest.mark.parametrize(
    ("query", "parameter", "reason"),
    [
        ("", "url", "missing"),
        ("url=", "url", "missing"),
        ("url=+", "url", "missing"),
        ("url=example.org/news/1", "url", "bad-value"),
        ("url=ftp://example.org/news/1", "url", "bad-value"),
        ("url=javascript:alert(1)", "url", "bad-value"),
        ("url=https:///news/1", "url", "bad-value"),
        ("url=https://[/news/1", "url", "bad-value"),
        ("url=https://example.org/news+1", "url", "bad-value"),
        ("url=https://a.example/1&url=https://a.example/1", "url", "repeated"),
        ("url=https://a.example/1&limit=1", "limit", "unknown"),
    ],
)
async def test_what_is_no_address_is_refused(
    client: TestClient, query: str, parameter: str, reason: str
) -> None:
    answer = await client.get(f"{PATH}?{query}")
    body = await answer.json(content_type=None)
    assert (answer.status, body["type"]) == (400, "/help#problem-bad-parameter")
    (error,) = body["errors"]
    assert (error["parameter"], error["reason"]) == (parameter, reason)


async def test_a_deleted_article_is_told_at_each_of_its_addresses(
    archive: NewsArchive, client: TestClient
) -> None:
    archive.delete("en-8", "court order")
    update(archive)
    for url in (GONE, "http://www.example.org/gone/8/", "https://mirror.example/w"):
        status, body = await ask(client, url)
        assert (status, body["type"]) == (410, "/help#problem-gone")
        assert "Witness" not in json.dumps(body)
        assert "court order" not in json.dumps(body)
    # The same path of another site is another place.
    assert (await ask(client, "https://other.example/gone/8"))[0] == 404
    archive.restore("en-8")
    update(archive)
    assert (await ask(client, GONE))[0] == 200


async def test_of_several_articles_at_an_address_those_that_are_left_are_given(
    archive: NewsArchive, client: TestClient
) -> None:
    archive.delete("en-1", "court order")
    update(archive)
    _, body = await ask(client, BRIDGE)
    assert [article["id"] for article in body["articles"]] == ["ru-1"]
    archive.delete("ru-1", "court order")
    update(archive)
    assert (await ask(client, BRIDGE))[0] == 410


async def test_where_a_purged_article_was_nobody_knows(
    archive: NewsArchive, client: TestClient
) -> None:
    archive.delete("en-8", "court order")
    archive.purge_job("en-8").run(Progress())
    archive.service.look_again()
    assert (await ask(client, GONE))[0] == 404


async def test_a_changed_address_is_found_once_it_is_indexed(
    archive: NewsArchive, client: TestClient
) -> None:
    moved = "https://moved.example/9"
    feed(archive, {"id": "en-9", "title": "Home", "url": moved})
    assert (await ask(client, moved))[0] == 404
    update(archive)
    assert [article["id"] for article in (await ask(client, moved))[1]["articles"]] == ["en-9"]


async def test_the_index_answers_without_the_archive(
    archive: NewsArchive, client: TestClient
) -> None:
    assert (await ask(client, BRIDGE))[0] == 200
    archive.home.database.write_bytes(b"no database at all" * 1000)
    assert (await ask(client, BRIDGE))[0] == 200
    assert (await ask(client, "https://example.org/nowhere"))[0] == 404
