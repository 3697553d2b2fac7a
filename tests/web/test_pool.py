"""The pool of threads: bounded, and free again after every call."""

from __future__ import annotations

import asyncio
import threading

import pytest

from indexer.errors import OverloadedError
from searcher.service import SearchService
from web.app import make_app
from web.keys import POOL
from web.pool import RETRY_AFTER, THREADS, WAITING, SearchPool


async def test_more_than_it_can_take_is_refused_at_once_and_taken_later() -> None:
    pool, gate = SearchPool(), threading.Event()
    calls = [asyncio.create_task(pool.run(gate.wait)) for _ in range(THREADS + WAITING)]
    await asyncio.sleep(0)
    with pytest.raises(OverloadedError):
        await pool.run(int)
    gate.set()
    assert all(await asyncio.gather(*calls))
    assert await pool.run(int) == 0
    pool.close()


async def test_a_call_that_fails_frees_its_place() -> None:
    pool = SearchPool()
    for _ in range(THREADS + WAITING + 1):
        with pytest.raises(ZeroDivisionError):
            await pool.run(divmod, 1, 0)
    pool.close()


async def test_an_overloaded_server_says_when_to_come_again(
    service: SearchService, aiohttp_client: object
) -> None:
    app = make_app(service)
    client = await aiohttp_client(app)
    gate = threading.Event()
    calls = [asyncio.create_task(app[POOL].run(gate.wait)) for _ in range(THREADS + WAITING)]
    await asyncio.sleep(0)
    for path in ("/search?q=bridge", "/api/v1/articles"):
        answer = await client.get(path)
        assert answer.status == 503
        assert answer.headers["Retry-After"] == str(RETRY_AFTER)
    gate.set()
    await asyncio.gather(*calls)
    assert (await client.get("/search?q=bridge")).status == 200
