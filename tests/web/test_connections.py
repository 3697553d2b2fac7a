"""Connections: how many, how long, and what is said on them."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

import pytest
from aiohttp import web

from searcher.service import SearchService
from web.app import make_app
from web.connections import Limits, RepeatedFailures, choose_limits, listen
from web.keys import POOL
from web.middlewares import CACHING, HEADERS
from web.pool import THREADS

REQUEST = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"

Open = Callable[[], "asyncio.Future[tuple[asyncio.StreamReader, asyncio.StreamWriter]]"]


@asynccontextmanager
async def listening(app: web.Application, limits: Limits) -> AsyncIterator[Open]:
    """A server on a free port; gives what opens a connection to it."""
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    sock = socket.create_server(("127.0.0.1", 0))
    port = sock.getsockname()[1]
    server = await listen(cast("web.Server", runner.server), sock, limits, 8190)
    writers: list[asyncio.StreamWriter] = []

    async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writers.append(writer)
        return reader, writer

    try:
        yield lambda: asyncio.ensure_future(connect())
    finally:
        for writer in writers:
            writer.close()
        server.close()
        await runner.cleanup()


async def read_status(reader: asyncio.StreamReader) -> int:
    return int((await reader.readuntil(b"\r\n\r\n")).split()[1])


async def is_closed(reader: asyncio.StreamReader) -> bool:
    try:
        async with asyncio.timeout(10):
            return await reader.read() == b""
    except ConnectionError:
        return True


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Half: "])
async def test_a_connection_without_a_whole_request_is_closed(
    service: SearchService, sent: bytes
) -> None:
    async with listening(make_app(service), Limits(silence=0.2)) as connect:
        reader, writer = await connect()
        writer.write(sent)
        assert await is_closed(reader)


async def test_a_connection_is_closed_that_asks_for_nothing_more(service: SearchService) -> None:
    async with listening(make_app(service), Limits(silence=0.2)) as connect:
        reader, writer = await connect()
        writer.write(REQUEST)
        assert await read_status(reader) == 200
        await reader.read()
        assert reader.at_eof()


async def test_one_connection_too_many_takes_the_place_of_the_longest_idle_one(
    service: SearchService,
) -> None:
    async with listening(make_app(service), Limits(connections=8)) as connect:
        silent = [await connect() for _ in range(40)]
        reader, writer = await connect()
        writer.write(REQUEST)
        assert await read_status(reader) == 200
        assert all([await is_closed(one) for one, _ in silent[:32]])


async def test_a_client_that_does_not_read_its_answers_is_left(service: SearchService) -> None:
    async with listening(make_app(service), Limits(sending=0.2)) as connect:
        _, writer = await connect()
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        page = b"GET /search?limit=200 HTTP/1.1\r\nHost: x\r\n\r\n"
        with pytest.raises(ConnectionError):
            async with asyncio.timeout(30):
                while True:
                    writer.write(page)
                    await writer.drain()
                    await asyncio.sleep(0.01)


@pytest.mark.parametrize("sent", [b"\x16\x03\x01 not HTTP\r\n\r\n", b"GET /" + b"x" * 10_000])
async def test_what_is_no_request_is_told_so_with_the_headers_of_every_answer(
    service: SearchService, sent: bytes
) -> None:
    async with listening(make_app(service), Limits()) as connect:
        reader, writer = await connect()
        writer.write(sent)
        answer = (await reader.read()).decode()
    assert answer.startswith(("HTTP/1.0 400", "HTTP/1.1 400"))
    for name, value in {**HEADERS, "Cache-Control": CACHING}.items():
        assert f"{name}: {value}\r\n" in answer
    for secret in ("aiohttp", "Python", sys.version.split()[0]):
        assert secret not in answer


def test_most_files_stay_for_the_index() -> None:
    assert choose_limits(200).connections == 66
    assert choose_limits(100_000).connections == 1000


def test_a_failure_that_repeats_is_told_once_a_minute() -> None:
    now = 0.0
    repeated = RepeatedFailures(60, lambda: now)

    def told(place: str) -> str | None:
        record = logging.LogRecord("x", logging.ERROR, place, 1, "no files left", None, None)
        return record.getMessage() if repeated.filter(record) else None

    assert told("a.py") == "no files left"
    assert told("b.py") == "no files left"
    assert [told("a.py") for _ in range(5)] == [None] * 5
    now = 61.0
    assert told("a.py") == "no files left (and 5 times more before)"


async def test_a_connection_whose_request_is_under_way_keeps_its_place(
    service: SearchService,
) -> None:
    app, gate = make_app(service), threading.Event()
    async with listening(app, Limits(connections=4)) as connect:
        calls = [asyncio.create_task(app[POOL].run(gate.wait)) for _ in range(THREADS)]
        try:
            reader, writer = await connect()
            writer.write(b"GET /api/v1/articles HTTP/1.1\r\nHost: x\r\n\r\n")
            await asyncio.gather(*(connect() for _ in range(3)))
            for _ in range(8):
                await connect()
        finally:
            gate.set()
        assert await read_status(reader) == 200
        await asyncio.gather(*calls)


def test_a_failure_that_does_not_end_is_told_every_minute() -> None:
    now = 0
    repeated = RepeatedFailures(60, lambda: now)
    told: list[int] = []
    for now in range(0, 121, 10):
        record = logging.LogRecord("x", logging.ERROR, "a.py", 1, "no files left", None, None)
        if repeated.filter(record):
            told.append(now)
    assert told == [0, 60, 120]
