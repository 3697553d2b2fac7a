"""One server whose application can be another one for the next request: no connection notices.

The application before goes on with the requests that it began, and ends when the last of them is
answered.
"""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web, web_app
from aiohttp.http_parser import RawRequestMessage
from aiohttp.web_request import BaseRequest
from yarl import URL

from web.keys import ROOT, SUCCESSION


class _StartedApp:
    """An application that answers, and how many requests it has under way."""

    def __init__(self, app: web.Application, runner: web.AppRunner, server: web.Server) -> None:
        self.app = app
        self.runner = runner
        self.server = server
        self.idle = asyncio.Event()
        self.idle.set()
        self._under_way = 0

    async def handle(self, request: BaseRequest) -> web.StreamResponse:
        self._under_way += 1
        self.idle.clear()
        try:
            return await self.server.request_handler(request)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self.idle.set()


async def _start(app: web.Application) -> _StartedApp:
    runner = web.AppRunner(app)
    await runner.setup()
    assert runner.server is not None  # noqa: S101 - `setup` made it
    return _StartedApp(app, runner, runner.server)


class Switchboard:
    """Gives each request to the application of the moment. Used by one event loop."""

    def __init__(self, started: _StartedApp) -> None:
        self._current = started
        self._retiring: set[asyncio.Task[None]] = set()
        self.server = web.Server(
            self._handle,
            request_factory=self._make_request,
            # A search whose reader has gone is not begun.
            handler_cancellation=True,
        )

    @classmethod
    async def open(cls, app: web.Application) -> Switchboard:
        """Start an application; `server` then answers by it."""
        return cls(await _start(app))

    async def switch(self, app: web.Application) -> None:
        """Start another application, which answers from the next request on."""
        started, before = await _start(app), self._current
        before.app[SUCCESSION].is_over = True
        self._current = started
        retiring = asyncio.create_task(_retire(before))
        self._retiring.add(retiring)
        retiring.add_done_callback(self._retiring.discard)

    async def close(self, patience: float, grace: float) -> None:
        """End, when no more connections are taken: requests under way have `patience` seconds to
        be answered, and clients that do not read `grace`."""
        current = self._current
        current.app[SUCCESSION].is_ending = True
        # Requests that came a moment ago begin.
        await asyncio.sleep(0)
        self.server.pre_shutdown()
        idle = asyncio.create_task(current.idle.wait())
        await asyncio.wait([idle, *self._retiring], timeout=patience)
        idle.cancel()
        await current.runner.shutdown()
        await self.server.shutdown(grace)
        for retiring in self._retiring:
            retiring.cancel()
        await current.runner.cleanup()

    async def _handle(self, request: BaseRequest) -> web.StreamResponse:
        return await self._current.handle(request)

    def _make_request(self, message: RawRequestMessage, *parts: Any) -> BaseRequest:
        current = self._current
        below = _find_below(message.url, current.app.get(ROOT, ""))
        return current.server.request_factory(message._replace(url=below), *parts)


def _find_below(url: URL, root: str) -> URL:
    """The address below the root of a site, which stands before it. Whoever asks on this machine
    may leave the root out, where no address of the site begins as it does."""
    path = url.raw_path
    if not root or not f"{path}/".startswith(f"{root}/"):
        return url
    # As it was written: what is percent-encoded may be a slash of an id.
    below = path.removeprefix(root) or "/"
    return URL.build(path=below, query_string=url.raw_query_string, encoded=True)


async def _retire(started: _StartedApp) -> None:
    await started.idle.wait()
    await started.runner.cleanup()
    _forget_handlers()


def _forget_handlers() -> None:
    """Have aiohttp let go of applications that have ended: it keeps those of the last thousand
    handlers, and with them whatever each of them holds, open indexes too."""
    kept = getattr(web_app, "_cached_build_middleware", None)
    if kept is not None:
        kept.cache_clear()
