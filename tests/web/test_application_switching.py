"""A server whose application is another one for the next request."""

from __future__ import annotations

import asyncio
import gc
import socket
import weakref
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import monotonic

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from web.connections import Limits, listen
from web.keys import SUCCESSION
from web.metering.signs import Succession
from web.switching import Switchboard


class SlowApp:
    """An application that answers `/slow` with its name when it is told to."""

    def __init__(self, name: str, middlewares: Sequence[Middleware] = ()) -> None:
        self.name = name
        self.begun = asyncio.Event()
        self.told = asyncio.Event()
        self.is_closed = False
        self.app = web.Application(middlewares=middlewares)
        self.app[SUCCESSION] = Succession()
        self.app.router.add_get("/slow", self.answer_slowly)
        self.app.router.add_get("/", self.answer)
        self.app.on_cleanup.append(self.close)

    async def answer(self, _: web.Request) -> web.Response:
        return web.Response(text=self.name)

    async def answer_slowly(self, request: web.Request) -> web.Response:
        self.begun.set()
        await self.told.wait()
        return await self.answer(request)

    async def close(self, _: web.Application) -> None:
        self.is_closed = True


@asynccontextmanager
async def serving(first: SlowApp) -> AsyncIterator[tuple[Switchboard, aiohttp.ClientSession]]:
    board = await Switchboard.open(first.app)
    # Nobody but the switchboard has it from now on.
    del first
    sock = socket.create_server(("127.0.0.1", 0))
    base = "http://{}:{}".format(*sock.getsockname())
    listener = await listen(board.server, sock, Limits(), 8192)
    async with aiohttp.ClientSession(base) as session:
        try:
            yield board, session
        finally:
            listener.close()


async def read(session: aiohttp.ClientSession, path: str) -> str:
    async with session.get(path) as answer:
        return await answer.text()


async def test_a_request_is_answered_by_the_application_that_began_it() -> None:
    first, second = SlowApp("first"), SlowApp("second")
    async with serving(first) as (board, session):
        begun = asyncio.create_task(read(session, "/slow"))
        assert await read(session, "/") == "first"
        await first.begun.wait()
        await board.switch(second.app)
        # The connection of before is open still.
        assert await read(session, "/") == "second"
        assert not first.is_closed
        first.told.set()
        assert await begun == "first"
        await asyncio.sleep(0.05)
        assert first.is_closed
        assert not second.is_closed
        await board.close(5, 0.1)
        assert second.is_closed


async def test_an_end_waits_for_what_was_begun_even_by_the_application_before() -> None:
    first, second = SlowApp("first"), SlowApp("second")
    async with serving(first) as (board, session):
        begun = [asyncio.create_task(read(session, "/slow"))]
        await first.begun.wait()
        await board.switch(second.app)
        begun.append(asyncio.create_task(read(session, "/slow")))
        await second.begun.wait()
        closing = asyncio.create_task(board.close(30, 0.1))
        await asyncio.sleep(0.1)
        assert not closing.done()
        first.told.set()
        second.told.set()
        assert await asyncio.gather(*begun) == ["first", "second"]
        await closing


async def test_an_end_does_not_wait_for_ever() -> None:
    first = SlowApp("first")
    async with serving(first) as (board, session):
        begun = asyncio.create_task(read(session, "/slow"))
        await first.begun.wait()
        before = monotonic()
        closing = asyncio.create_task(board.close(0.2, 0.1))
        done, _ = await asyncio.wait([closing], timeout=3)
        begun.cancel()
        assert done
        assert monotonic() - before >= 0.2
        assert first.is_closed


@web.middleware
async def pass_on(request: web.Request, handler: Handler) -> web.StreamResponse:
    return await handler(request)


async def test_nothing_of_an_application_that_was_replaced_is_kept() -> None:
    # aiohttp remembers how handlers and middlewares of an application go together.
    first = SlowApp("first", (pass_on,))
    kept = weakref.ref(first)
    async with serving(first) as (board, session):
        assert await read(session, "/") == "first"
        await board.switch(SlowApp("second", (pass_on,)).app)
        assert await read(session, "/") == "second"
        await asyncio.sleep(0.05)
        del first
        gc.collect()
        assert kept() is None
        await board.close(5, 0.1)
