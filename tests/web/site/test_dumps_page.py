"""The bulk dump as it is served: whole, in parts, and never with what was taken down."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.archive.deleting import delete_article, purge_article, restore_article
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.backup.job import BackupJob
from indexer.backup.restoring import RestoreJob
from indexer.dumping.job import DumpJob
from indexer.dumping.manifest import list_sets
from indexer.progress import Progress
from searcher.service import SearchService
from tests.conftest import MakeService
from web.app import make_app
from web.site.dumps import view

WHEN = datetime(2013, 3, 1, 9, tzinfo=UTC)

Connect = Callable[..., Coroutine[None, None, TestClient]]


@pytest.fixture
def own(make_service: MakeService) -> SearchService:
    """An archive of two years."""
    article = Article(id="a", lang="en", title="Bridge", published=WHEN, extra={"section": "City"})
    return make_service(
        (
            article,
            replace(article, id="b"),
            replace(article, id="c", published=WHEN.replace(year=2014)),
        )
    )


def dump(own: SearchService) -> None:
    DumpJob(own.home, own.settings, own.home.dumps).run(Progress())


@pytest.fixture
async def client(own: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    dump(own)
    return await aiohttp_client(make_app(own))


async def status_of(client: TestClient, path: str) -> int:
    return (await client.get(path)).status


async def test_files_are_what_the_manifest_says(client: TestClient) -> None:
    manifest = await (await client.get("/dumps/manifest.json")).json()
    sums = await (await client.get("/dumps/SHA256SUMS")).text()
    for year in manifest["files"]:
        answer = await client.get(f"/dumps/{year['name']}")
        body = await answer.read()
        assert answer.content_type == "application/gzip"
        assert "Content-Encoding" not in answer.headers
        assert hashlib.sha256(body).hexdigest() == year["sha256"]
        assert f"{year['sha256']}  {year['name']}\n" in sums
        assert gzip.decompress(body).count(b"\n") >= year["articles"]
    told = await (await client.get("/api/v1/archive")).json()
    assert told["dumps"] == "/dumps/"
    assert told["root"] == manifest["root"]


async def test_parts_and_what_one_has_already(client: TestClient) -> None:
    path = "/dumps/2013.jsonl.gz"
    whole = await client.get(path)
    body, tag = await whole.read(), whole.headers["ETag"]
    head = await client.head(path)
    assert (int(head.headers["Content-Length"]), head.headers["ETag"]) == (len(body), tag)
    part = await client.get(path, headers={"Range": "bytes=10-19", "If-Range": tag})
    assert (part.status, await part.read()) == (206, body[10:20])
    assert await (await client.get(path, headers={"Range": "bytes=-5"})).read() == body[-5:]
    beyond = await client.get(path, headers={"Range": "bytes=999999-"})
    assert beyond.status == 416
    assert (await client.get(path, headers={"If-None-Match": tag})).status == 304


async def test_a_file_that_stays_has_the_same_tag(client: TestClient, own: SearchService) -> None:
    path = "/dumps/2013.jsonl.gz"
    tag = (await client.head(path)).headers["ETag"]
    dump(own)
    assert (await client.get(path, headers={"If-None-Match": tag})).status == 304


@pytest.mark.parametrize(
    "name",
    ["1999.jsonl.gz", "../../letopis.toml", "%2e%2e%2fletopis.toml", "..%2f..%2farchive.db",
     "writing.lock", "2013.jsonl.gz%00", "current", "20131.jsonl.gz"],
)  # fmt: skip
async def test_nothing_else_is_given(client: TestClient, name: str) -> None:
    assert await status_of(client, f"/dumps/{name}") in {404, 400}


async def test_what_is_taken_down_is_given_to_nobody(
    client: TestClient, own: SearchService
) -> None:
    delete_article(own.home, "a", "court order")
    held = await client.get("/dumps/2013.jsonl.gz")
    assert held.status == 503
    assert await status_of(client, "/dumps/2014.jsonl.gz") == 200
    page = await (await client.get("/dumps/?ui=en")).text()
    assert "held back" in page
    assert 'href="/dumps/2013.jsonl.gz' not in page
    restore_article(own.home, "a")
    assert await status_of(client, "/dumps/2013.jsonl.gz") == 200
    delete_article(own.home, "a", "court order")
    dump(own)
    body = gzip.decompress(await (await client.get("/dumps/2013.jsonl.gz")).read())
    assert [json.loads(line)["id"] for line in body.splitlines()] == ["b"]


async def test_what_was_dumped_before_the_archive_was_put_back_is_held(
    client: TestClient, own: SearchService, tmp_path: Path
) -> None:
    BackupJob(own.home, tmp_path / "backups").run(Progress())
    with Archive.open(own.home.database) as archive, archive.transaction():
        for id_ in ("d", "e"):
            archive.put(Article(id=id_, lang="en", title="Bridge", published=WHEN))
    dump(own)
    own.home.database.unlink()
    RestoreJob(own.home, tmp_path / "backups").run(Progress())
    # It has the number that an article of the dump had.
    delete_article(own.home, "a", "court order")
    for year in (2013, 2014):
        assert await status_of(client, f"/dumps/{year}.jsonl.gz") == 503
    dump(own)
    assert len(list_sets(own.home.dumps)) == 1
    body = gzip.decompress(await (await client.get("/dumps/2013.jsonl.gz")).read())
    assert [json.loads(line)["id"] for line in body.splitlines()] == ["b"]


async def test_of_a_purged_text_nobody_knows_where_it_was(
    client: TestClient, own: SearchService
) -> None:
    delete_article(own.home, "a", "court order")
    purge_article(own.home, "a")
    for year in (2013, 2014):
        assert await status_of(client, f"/dumps/{year}.jsonl.gz") == 503


async def test_fields_that_are_no_longer_public_are_not_given(
    own: SearchService, aiohttp_client: AiohttpClient
) -> None:
    own.settings = replace(own.settings, public_fields=("section",))
    dump(own)
    own.settings = replace(own.settings, public_fields=())
    client = await aiohttp_client(make_app(own))
    assert await status_of(client, "/dumps/2014.jsonl.gz") == 503


async def test_without_a_dump_there_is_no_page(
    own: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(own))
    assert await status_of(client, "/dumps/") == 404
    assert await status_of(client, "/dumps/manifest.json") == 404
    assert "/dumps/" not in await (await client.get("/about")).text()
    assert (await (await client.get("/api/v1/archive")).json())["dumps"] is None


@pytest.mark.parametrize(("ui", "title"), [("en", "The whole archive"), ("ru", "Архив целиком")])
async def test_its_page_leads_to_the_files(
    own: SearchService, aiohttp_client: AiohttpClient, ui: str, title: str
) -> None:
    own.settings = replace(own.settings, base_url="https://example.org/news")
    dump(own)
    # What stands in front takes the path of the site off.
    client = await aiohttp_client(make_app(own))
    page = await (await client.get(f"/dumps/?ui={ui}")).text()
    assert title in page
    assert 'href="/news/dumps/2013.jsonl.gz"' in page
    assert "/news/dumps/" in await (await client.get(f"/about?ui={ui}")).text()


async def test_only_so_many_are_sent_at_a_time(
    own: SearchService, aiohttp_client: AiohttpClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.app.MOST_DOWNLOADS", 0)
    dump(own)
    client = await aiohttp_client(make_app(own))
    answer = await client.get("/dumps/2013.jsonl.gz")
    assert (answer.status, "Retry-After" in answer.headers) == (503, True)
    assert view.MOST_DOWNLOADS
