"""Caching: an answer has a strong ETag, a client that has it is told so, what was sent is sent
again, and none of it outlives what it was made of."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.archive.deleting import delete_article
from indexer.archive.store import Archive
from indexer.article import Article
from searcher.deadline import current_deadline
from searcher.service import SearchService
from tests.conftest import MakeService, update_home
from web.api.responding import respond
from web.app import make_app
from web.body_cache import Body, BodyCache
from web.keys import POOL
from web.pool import THREADS, WAITING

ENDPOINTS = (
    "/api/v1/",
    "/api/v1/articles?q=мост&tag=rivers",
    "/api/v1/articles?q=vjcn&repair=1",
    "/api/v1/articles?limit=0",
    "/api/v1/articles/ru-3008",
    "/api/v1/articles/ru-3008/related",
    "/api/v1/articles/ru-3008/citation",
    "/api/v1/articles/ru-3008/versions",
    "/api/v1/articles/ru-3008/versions/1",
    "/api/v1/authors?limit=3",
    "/api/v1/explain?text=школы",
    "/api/v1/suggest?q=мо",
)
PAGES = (
    "/",
    "/search?q=мост",
    "/articles/ru-3008?q=мост",
    "/archive/2004/07/21",
    "/receipt?q=мост",
    "/about",
    "/help",
    "/api/v1/docs",
    "/api/v1/docs/types",
)
SEARCH = "/api/v1/articles?q=мост"


def make_article(number: int) -> Article:
    day = datetime(2014, 3, 1 + number, tzinfo=UTC)
    return Article(id=f"a-{number}", lang="ru", title=f"Мост у деревни-{number}", published=day)


@pytest.fixture
def small(make_service: MakeService) -> SearchService:
    return make_service(make_article(number) for number in range(6))


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


async def read_tag(client: TestClient, path: str, **headers: str) -> str:
    answer = await client.get(path, headers=headers)
    assert answer.status == 200
    return answer.headers["ETag"]


@asynccontextmanager
async def busy(client: TestClient) -> AsyncIterator[None]:
    """The server has all the searches that it takes."""
    gate, pool = threading.Event(), client.app[POOL]
    calls = [asyncio.create_task(pool.run(gate.wait)) for _ in range(THREADS + WAITING)]
    try:
        await asyncio.sleep(0)
        yield
    finally:
        gate.set()
        await asyncio.gather(*calls)


@pytest.mark.parametrize("path", [*ENDPOINTS, *PAGES])
async def test_who_has_an_answer_is_told_so(client: TestClient, path: str) -> None:
    answer = await client.get(path)
    tag = answer.headers["ETag"]
    assert tag.startswith('"')
    for known in (tag, f'"other", W/{tag}', "*"):
        again = await client.get(path, headers={"If-None-Match": known})
        assert (again.status, await again.read()) == (304, b"")
        for name in ("ETag", "Vary", "Cache-Control", "Content-Language"):
            assert again.headers[name] == answer.headers[name]
    other = await client.get(path, headers={"If-None-Match": '"other"'})
    assert (other.status, await other.read()) == (200, await answer.read())


@pytest.mark.parametrize("path", [*ENDPOINTS, *PAGES])
async def test_a_tag_stands_for_the_same_bytes_wherever_they_are_made(
    service: SearchService, aiohttp_client: AiohttpClient, path: str
) -> None:
    made: dict[str, bytes] = {}
    for _ in range(2):
        client = await aiohttp_client(make_app(service), auto_decompress=False)
        for coding in ("identity", "gzip", "zstd"):
            for language in ("ru", "en"):
                sent = {"Host": "x", "Accept-Encoding": coding, "Accept-Language": language}
                answer = await client.get(path, headers=sent)
                body = await answer.read()
                assert made.setdefault(answer.headers["ETag"], body) == body
    assert len(made) <= 6


@pytest.mark.parametrize("path", [*ENDPOINTS, *PAGES])
async def test_head_is_get_without_its_body(client: TestClient, path: str) -> None:
    whole, head = await client.get(path), await client.head(path)
    assert (head.status, await head.read()) == (200, b"")
    for headers in (whole.headers, head.headers):
        assert int(headers["Content-Length"]) > 0
    varying = {"Date", "RateLimit", "Server-Timing"}
    assert [one for one in head.headers.items() if one[0] not in varying] == [
        one for one in whole.headers.items() if one[0] not in varying
    ]


async def test_neither_is_searched_for_again(client: TestClient) -> None:
    first = await client.get(SEARCH)
    has_it = {"If-None-Match": first.headers["ETag"]}
    async with busy(client):
        assert (await client.get(SEARCH, headers=has_it)).status == 304
        assert await (await client.get(SEARCH)).read() == await first.read()
        assert (await client.get("/api/v1/articles?q=река")).status == 503


async def test_a_request_is_the_same_however_it_is_written(client: TestClient) -> None:
    tags = {
        await read_tag(client, f"/api/v1/articles?{query}")
        for query in ("q=мост&lang=ru", "lang=ru&q=мост", "lang=ru&q=%D0%BC%d0%bEст&from=")
    }
    others = {
        await read_tag(client, path)
        for path in (
            "/api/v1/articles?q=мост&lang=en",
            "/api/v1/articles?q=мост&lang=ru&ui=en",
            "/api/v1/articles?q=мост&lang=ru&facet=tag&facet=author",
            "/api/v1/articles?q=мост&lang=ru&facet=author&facet=tag",
            "/search?q=мост&lang=ru",
        )
    }
    assert (len(tags), len(others), len(tags & others)) == (1, 5, 0)


async def test_another_index_or_other_settings_make_other_answers(
    small: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(small))
    tag = await read_tag(client, SEARCH)
    small.settings = replace(small.settings, public_fields=("section",))
    other = await aiohttp_client(make_app(small))
    host = {"Host": f"{client.host}:{client.port}"}
    assert await read_tag(other, SEARCH, **host) != tag
    with Archive.open(small.home.database) as archive, archive.transaction():
        archive.put(make_article(7))
    update_home(small.home, small.analyzer)
    small.look_again()
    answer = await client.get(SEARCH, headers={"If-None-Match": tag})
    assert (answer.status, (await answer.json())["total"]) == (200, 7)


@pytest.mark.parametrize(
    "path", [SEARCH, "/search?q=мост", "/api/v1/articles/a-1", "/articles/a-1"]
)
async def test_what_was_taken_down_is_not_kept(
    small: SearchService, aiohttp_client: AiohttpClient, path: str
) -> None:
    client = await aiohttp_client(make_app(small))
    tag = await read_tag(client, path)
    assert "деревни-1" in await (await client.get(path)).text()
    delete_article(small.home, "a-1", "court order")
    update_home(small.home, small.analyzer)
    small.look_again()
    answer = await client.get(path, headers={"If-None-Match": tag})
    assert answer.status in {200, 410}
    assert "деревни-1" not in await answer.text()


@pytest.mark.parametrize(
    "path", ["/api/v1/articles?q=athor:x", "/api/v1/articles/none", "/nowhere"]
)
async def test_what_is_refused_has_no_tag(client: TestClient, path: str) -> None:
    for known in ({}, {"If-None-Match": "*"}):
        answer = await client.get(path, headers=known)
        assert answer.status >= 400
        assert "ETag" not in answer.headers


async def test_what_there_was_no_time_for_is_not_taken_for_the_answer(
    service: SearchService, aiohttp_client: AiohttpClient
) -> None:
    parts = ["first"]

    def render() -> dict[str, object]:
        with current_deadline().as_time_allows():
            current_deadline().reserve(1e9 if len(parts) == 1 else 0.0, "words")
            return {"parts": parts}
        return {"parts": []}

    async def answer(request: web.Request) -> web.Response:
        return await respond(request, render)

    app = make_app(service)
    app.router.add_get("/api/v1/slow", answer)
    client = await aiohttp_client(app)
    for known in ({}, {"If-None-Match": "*"}):
        curtailed = await client.get("/api/v1/slow", headers=known)
        assert (curtailed.status, "ETag" in curtailed.headers) == (200, False)
        assert await curtailed.json() == {"parts": []}
    parts.append("second")
    whole = await client.get("/api/v1/slow")
    assert await whole.json() == {"parts": ["first", "second"]}
    assert whole.headers["ETag"]


async def test_work_ends_with_its_time_and_says_that_something_was_left_out(
    client: TestClient,
) -> None:
    done: list[int] = []

    def work() -> bool:
        deadline = current_deadline()
        for number in range(2):
            with deadline.as_time_allows():
                done.append(number)
                deadline.reserve(1e9, "words")
                done.append(-1)
        return deadline.is_curtailed

    assert await client.app[POOL].run(work)
    # Once in the lane of quick calls, and twice in that of the dear ones.
    assert done == [0, 0, 1]


def test_bodies_are_kept_as_long_as_there_is_room() -> None:
    cache = BodyCache(room=320)
    bodies = {str(n): Body(bytes(20), "identity", 0.0) for n in range(17)}
    for tag, body in bodies.items():
        cache.put("g1", tag, body)
        cache.get("0")
    assert cache.get("0") is bodies["0"]
    assert cache.get("1") is None
    assert cache.get("16") is bodies["16"]
    cache.put("g1", "large", Body(bytes(21), "identity", 0.0))
    assert cache.get("large") is None
    cache.put("g2", "17", Body(b"", "identity", 0.0))
    assert cache.get("16") is None
