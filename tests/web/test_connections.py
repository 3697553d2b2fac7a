"""Connections: how many, how long, and what is said on them."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
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
    assert answer.startswith(("HTTP/1.0 4", "HTTP/1.1 4"))
    for name, value in {**HEADERS, "Cache-Control": CACHING}.items():
        assert f"{name}: {value}\r\n" in answer
    for secret in ("aiohttp", "Python", sys.version.split()[0]):
        assert secret not in answer


Sent = tuple[int, str, bytes]


async def ask(connect: Open, *sent: bytes) -> list[Sent]:
    """What is answered on one connection: status, media type, and body of each answer."""
    reader, writer = await connect()
    answers = []
    for request in sent:
        with suppress(ConnectionError):
            writer.write(request)
            await writer.drain()
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.split(": ", 1) for line in head.splitlines()[1:] if line)
        body = await reader.readexactly(int(fields.get("Content-Length", "0")))
        answers.append((int(head.split()[1]), fields.get("Content-Type", ""), body))
    return answers


def write_request(target: bytes, *headers: bytes, method: bytes = b"GET") -> bytes:
    lines = (method + b" " + target + b" HTTP/1.1", b"Host: x", *headers)
    return b"".join(line + b"\r\n" for line in (*lines, b""))


async def test_an_address_may_be_written_in_any_script(service: SearchService) -> None:
    async with listening(make_app(service), Limits()) as connect:
        raw = write_request("/api/v1/articles?q=мост&limit=1".encode())
        quoted = write_request(b"/api/v1/articles?q=%D0%BC%D0%BE%D1%81%D1%82&limit=1")
        # One after the other on one connection, and each on its own.
        one, two, three = await ask(connect, raw, quoted, raw)
        assert one == two == three
        assert one[0] == 200
        assert await ask(connect, write_request("/search?q=мост".encode())) == await ask(
            connect, write_request(b"/search?q=%D0%BC%D0%BE%D1%81%D1%82")
        )


async def test_an_address_may_come_in_pieces(service: SearchService) -> None:
    raw = write_request("/api/v1/explain?text=мосты".encode(), b"Connection: close")
    async with listening(make_app(service), Limits()) as connect:
        reader, writer = await connect()
        for place in range(len(raw)):
            writer.write(raw[place : place + 1])
            await writer.drain()
            await asyncio.sleep(0)
        assert "мосты".encode() in await reader.read()


async def test_addresses_that_are_no_utf8_are_refused(service: SearchService) -> None:
    async with listening(make_app(service), Limits()) as connect:
        for target in (b"\xec\xee\xf1\xf2", b"%EC%EE%F1%F2", b"%D0", b"%ED%A0%80", b"a%C0%AF"):
            for path in (b"/api/v1/articles?q=", b"/api/v1/export?q=", b"/search?q="):
                ((status, kind, body),) = await ask(connect, write_request(path + target))
                assert status == 400
                if path.startswith(b"/api/"):
                    assert kind == "application/problem+json"
                    assert b"bad-encoding" in body


async def test_bytes_of_a_body_are_never_taken_for_an_address(service: SearchService) -> None:
    # A body that grew would end within itself: what is left of it would be another request.
    body = b"\xff" * 3 + b"GET /a HTTP/1.1\r\n\r\n" + b"\xff" * 9
    length = b"Content-Length: %d" % len(body)
    post = write_request(b"/api/v1/articles", length, method=b"POST") + body
    async with listening(make_app(service), Limits()) as connect:
        for pieces in ((post,), (REQUEST + post[:-20], post[-20:]), (post[:-40], post[-40:])):
            reader, writer = await connect()
            for piece in pieces:
                writer.write(piece)
                await asyncio.sleep(0.05)
            writer.write(write_request(b"/healthz", b"Connection: close"))
            statuses = []
            with suppress(asyncio.IncompleteReadError):
                while True:
                    head = await reader.readuntil(b"\r\n\r\n")
                    statuses.append(int(head.split()[1]))
                    await reader.readexactly(
                        int(head.lower().split(b"content-length:")[1].split()[0])
                    )
            assert statuses in ([405, 200], [405], [200, 405, 200], [200, 405])


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (write_request(b"/api/v1/articles?q=" + b"a" * 10_000_000), 414),
        (write_request(b"/api/v1/articles?q=a", b"X: " + b"a" * 100_000), 431),
        (write_request(b"/api/v1/articles?q=a", *[b"X: a"] * 10_000), 400),
        (write_request(b"/api/v1/articles?q=a b"), 400),
        (write_request(b"/api/v1/articles?q=\0"), 400),
        (write_request(b"/api/v1/articles", method=b"FOO"), 400),
        (write_request(b"/api/v1/articles", b"Host: y"), 400),
        (write_request(b"http://[bad/api/v1/articles"), 400),
        (write_request(b"/api/v1/articles", b"X\xff: a"), 400),
        (write_request(b"/api/v1/articles", b"Content-Length: -1"), 400),
        (write_request(b"/api/v1/articles", b"Expect: miracles"), 417),
        (write_request(b"/api/v1/articles", method=b"PROPFIND"), 405),
        (write_request(b"/api/v1/" + b"%2e%2e%2f" * 10), 404),
        (write_request(b"/api/v1/articles?" + b"q=a&" * 1000), 400),
        (write_request(b"/api/v1/articles?" + b"tag=a&" * 1000), 400),
        (write_request(b"/api/v1/articles?q=a;b=c&%00=1"), 400),
    ],
)
async def test_what_cannot_be_answered_is_told_as_a_problem(
    service: SearchService, request_: bytes, status: int
) -> None:
    async with listening(make_app(service), Limits()) as connect:
        ((answered, kind, body),) = await ask(connect, request_)
    assert (answered, kind) == (status, "application/problem+json")
    assert json.loads(body)["status"] == status
    assert b"Traceback" not in body


async def test_whoever_names_the_host_gets_an_answer(service: SearchService) -> None:
    request = b"GET /api/v1/articles?limit=1 HTTP/1.1\r\nHost: %s\r\n\r\n"
    async with listening(make_app(service), Limits()) as connect:
        for host in (b"", b"\xff\xfe", b"][:99999", b"a" * 300, b'"><script>'):
            ((status, _, _),) = await ask(connect, request % host)
            assert status in {200, 400}


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
