"""The pool of threads: bounded, free again after every call, with a lane for the dear ones."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient, TestServer

from indexer.errors import OverloadedError, TooExpensiveError
from searcher.deadline import current_deadline
from searcher.request import SearchRequest
from searcher.service import SearchService
from web.app import make_app
from web.keys import POOL
from web.pool import DEAR_THREADS, DEAR_WAITING, RETRY_AFTER, THREADS, WAITING, SearchPool

# Longer than any test waits.
LONG = 60.0


def work(seconds: float) -> str:
    """Say that something takes so long, which is then done in no time."""
    current_deadline().reserve(seconds, "near")
    return threading.current_thread().name


def work_on(begun: threading.Event, ended: threading.Event) -> None:
    """Say that something takes a second, and go on for ever, looking at the deadline."""
    current_deadline().announce(1.0, "near")
    begun.set()
    try:
        while True:
            current_deadline().check()
    finally:
        ended.set()


@pytest.mark.timeout(10)
async def test_more_than_it_can_take_is_refused_at_once_and_taken_later() -> None:
    pool, gate = SearchPool(LONG), threading.Event()
    calls = [asyncio.create_task(pool.run(gate.wait)) for _ in range(THREADS + WAITING)]
    try:
        await asyncio.sleep(0)
        async with asyncio.timeout(2):
            with pytest.raises(OverloadedError):
                await pool.run(int)
    finally:
        gate.set()
    assert all(await asyncio.gather(*calls))
    assert await pool.run(int) == 0
    pool.close()


async def test_a_call_that_fails_frees_its_place() -> None:
    pool = SearchPool(LONG)
    for _ in range(THREADS + WAITING + 1):
        with pytest.raises(ZeroDivisionError):
            await pool.run(divmod, 1, 0)
    pool.close()


@asynccontextmanager
async def serve_full(service: SearchService) -> AsyncIterator[TestClient]:
    """A client of a server whose pool has all the searches that it takes."""
    app = make_app(service)
    async with TestClient(TestServer(app)) as client:
        gate = threading.Event()
        calls = [asyncio.create_task(app[POOL].run(gate.wait)) for _ in range(THREADS + WAITING)]
        try:
            await asyncio.sleep(0)
            yield client
        finally:
            gate.set()
        assert all(await asyncio.gather(*calls))


@pytest.mark.timeout(10)
async def test_what_takes_next_to_nothing_waits_behind_no_search(service: SearchService) -> None:
    async with serve_full(service) as client:
        assert (await client.get("/healthz")).status == 200
        assert (await client.get("/api/v1/suggest?q=мо")).status == 200
        assert (await client.get("/api/v1/articles?q=мост")).status == 503


async def test_dear_calls_wait_for_one_another_and_nobody_else_for_them() -> None:
    pool = SearchPool(LONG)
    begun, ended = threading.Event(), threading.Event()
    dear = [
        asyncio.create_task(pool.run(work_on, begun, ended))
        for _ in range(DEAR_THREADS + DEAR_WAITING)
    ]
    await asyncio.to_thread(begun.wait)
    for _ in range(2 * THREADS):
        assert (await pool.run(work, 0.0)).startswith("quick")
    with pytest.raises(OverloadedError):
        await pool.run(work, 1.0)
    for task in dear:
        task.cancel()
    await asyncio.gather(*dear, return_exceptions=True)
    assert (await pool.run(work, 1.0)).startswith("dear")
    pool.close()


async def test_a_call_ends_when_its_reader_has_gone() -> None:
    pool = SearchPool(LONG)
    begun, ended = threading.Event(), threading.Event()
    call = asyncio.create_task(pool.run(work_on, begun, ended))
    await asyncio.to_thread(begun.wait)
    call.cancel()
    assert await asyncio.to_thread(ended.wait, LONG)
    pool.close()


async def test_a_call_ends_when_its_time_is_up_and_says_what_was_dear() -> None:
    pool = SearchPool(1.5)
    with pytest.raises(TooExpensiveError) as caught:
        await pool.run(work_on, threading.Event(), threading.Event())
    assert (caught.value.part, caught.value.seconds) == ("near", 1.5)
    with pytest.raises(TooExpensiveError):
        await pool.run(work, 2.0)
    pool.close()


async def test_a_pool_that_stops_ends_the_calls_under_way_and_takes_none() -> None:
    pool = SearchPool(LONG)
    begun, ended = threading.Event(), threading.Event()
    call = asyncio.create_task(pool.run(work_on, begun, ended))
    await asyncio.to_thread(begun.wait)
    pool.stop()
    with pytest.raises(OverloadedError):
        await call
    with pytest.raises(OverloadedError):
        await pool.run(int)
    pool.close()
    assert ended.is_set()


@pytest.mark.timeout(30)
async def test_long_pages_wait_with_the_dear_calls_and_nobody_else_for_them(
    service: SearchService,
) -> None:
    # The dear calls outlast all that is asked beside them.
    service.settings = replace(service.settings, request_seconds=25.0)
    app = make_app(service)
    async with TestClient(TestServer(app)) as client:
        begun, ended = threading.Event(), threading.Event()
        dear = [
            asyncio.create_task(app[POOL].run(work_on, begun, ended))
            for _ in range(DEAR_THREADS + DEAR_WAITING)
        ]
        await asyncio.to_thread(begun.wait)
        for path in ("/search?q=мост", "/api/v1/articles?q=мост"):
            assert (await client.get(path)).status == 200
            assert (await client.get(f"{path}&limit=100")).status == 503
            # Also where the answer is known: it has to be rendered.
            service.search(SearchRequest(q="мост", limit=200), "ru")
            assert (await client.get(f"{path}&limit=200&ui=ru")).status == 503
        found = await (await client.get("/api/v1/articles?q=мост")).json()
        assert (await client.get(f"/articles/{found['hits'][0]['id']}")).status == 200
        for task in dear:
            task.cancel()
        await asyncio.gather(*dear, return_exceptions=True)
        assert (await client.get("/search?q=мост&limit=100")).status == 200


async def test_a_page_that_takes_too_long_is_told_apart_from_its_search(
    service: SearchService,
) -> None:
    service.settings = replace(service.settings, request_seconds=1e-7)
    app = make_app(service)
    # Found, but not rendered: as the API asks, and as the page does.
    asked = SearchRequest(q="мост")
    for request in (asked, replace(asked, repair=True, stories=True, tells_copies=True)):
        service.search(request, "en")
    async with TestClient(TestServer(app)) as client:
        for path in ("/search", "/api/v1/articles"):
            answer = await client.get(f"{path}?q=мост&ui=en")
            assert answer.status == 503
            assert "ask for fewer results a page" in await answer.text()


@pytest.mark.timeout(30)
async def test_pages_of_errors_wait_behind_no_search(service: SearchService) -> None:
    async with serve_full(service) as client:
        for path, status in (("/search?q=мост", 503), ("/search?limit=x", 400), ("/no", 404)):
            async with asyncio.timeout(10):
                answer = await client.get(path)
            assert (answer.status, answer.content_type) == (status, "text/html")


@pytest.mark.timeout(30)
async def test_an_overloaded_server_says_when_to_come_again(
    service: SearchService, aiohttp_client: object
) -> None:
    app = make_app(service)
    client = await aiohttp_client(app)
    gate = threading.Event()
    calls = [asyncio.create_task(app[POOL].run(gate.wait)) for _ in range(THREADS + WAITING)]
    try:
        await asyncio.sleep(0)
        for path in ("/search?q=bridge", "/api/v1/articles"):
            async with asyncio.timeout(10):
                answer = await client.get(path)
            assert answer.status == 503
            assert answer.headers["Retry-After"] == str(RETRY_AFTER)
    finally:
        gate.set()
    await asyncio.gather(*calls)
    assert (await client.get("/search?q=bridge")).status == 200
