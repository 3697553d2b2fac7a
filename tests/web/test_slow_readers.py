"""Readers of exports that do not read: they hold up nobody, and fill no memory."""

from __future__ import annotations

import asyncio
import json
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime

import pytest
from aiohttp import ClientPayloadError, web
from pytest_aiohttp.plugin import AiohttpClient

from indexer.article import Article
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.test_connections import Open, listening
from web.api.export import MOST_EXPORTS
from web.app import make_app
from web.connections import Limits
from web.keys import EXPORTS

READERS = 50
ARTICLES = 1000
# Of an article: what a system keeps of a connection, some megabytes, is soon full.
LONG_ADDRESS = "https://example.org/" + "x" * 25_000
# A batch of each stream, and what is being sent of it.
MOST_HELD = 64 * 1024 * 1024

EXPORT = b"GET /api/v1/export HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture
def heavy(make_service: MakeService) -> SearchService:
    day = datetime(2014, 3, 1, tzinfo=UTC)
    return make_service(
        Article(id=f"a-{n:04}", lang="ru", title="Мост", published=day, url=LONG_ADDRESS + str(n))
        for n in range(ARTICLES)
    )


@pytest.fixture
def app(heavy: SearchService) -> web.Application:
    return make_app(heavy)


@pytest.fixture
async def connect(app: web.Application) -> AsyncIterator[Open]:
    async with listening(app, Limits()) as opened:
        yield opened


@pytest.fixture
def measure_memory() -> Iterator[Callable[[], int]]:
    """Tells how many bytes Python holds for what was made since."""
    tracemalloc.start()
    try:
        yield lambda: tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()


async def ask(connect: Open, request: bytes) -> tuple[int, asyncio.StreamReader]:
    reader, writer = await connect()
    writer.write(request)
    return int((await reader.readuntil(b"\r\n\r\n")).split()[1]), reader


async def test_fifty_readers_that_do_not_read_hold_up_nobody(
    app: web.Application, connect: Open, measure_memory: Callable[[], int]
) -> None:
    before = measure_memory()
    exports = await asyncio.gather(*(ask(connect, EXPORT) for _ in range(READERS)))
    statuses = [status for status, _ in exports]
    assert statuses.count(200) == MOST_EXPORTS
    assert statuses.count(503) == READERS - MOST_EXPORTS
    for page in range(1, 31):
        target = f"GET /api/v1/articles?limit=1&page={page} HTTP/1.1\r\nHost: x\r\n\r\n"
        status, _ = await ask(connect, target.encode())
        assert status == 200
    # None of them has come to its end.
    assert app[EXPORTS].locked()
    held = measure_memory() - before
    assert held < MOST_HELD < MOST_EXPORTS * ARTICLES * len(LONG_ADDRESS) // 2


async def test_one_that_reads_on_gets_all_of_it(connect: Open) -> None:
    exports = await asyncio.gather(*(ask(connect, EXPORT) for _ in range(MOST_EXPORTS)))
    _, reader = exports[-1]
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    ids = [json.loads(line)["id"] for line in body.splitlines()]
    assert ids == [f"a-{n:04}" for n in range(ARTICLES)]


class FailingService(SearchService):
    """Reads what is left of a broken disk."""

    def is_withdrawn(self, article_id: str) -> bool:
        if article_id == "a-0250":
            raise OSError("the disk is gone")
        return super().is_withdrawn(article_id)


async def test_a_stream_that_cannot_go_on_breaks_off(
    heavy: SearchService, aiohttp_client: AiohttpClient
) -> None:
    failing = FailingService(heavy.home, heavy.settings, heavy.analyzer)
    client = await aiohttp_client(make_app(failing))
    with pytest.raises(ClientPayloadError):
        await (await client.get("/api/v1/export")).read()
    # Its place is free again.
    assert (await client.get("/api/v1/export?from=2020")).status == 200
