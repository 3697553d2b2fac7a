"""Connections: how many there may be, how long they may keep silent, what they are told.

aiohttp closes a connection that has sent no whole request, or none since its last answer, after
`keepalive_timeout`. What it leaves open is limited here: their number, clients that do not read
their answers, and what it says itself of requests that are no HTTP.
"""

from __future__ import annotations

import asyncio
import logging
import resource
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from aiohttp import web
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_request import BaseRequest

from web.middlewares import CACHING, HEADERS

# Files that a server wants to be able to have open, where the system lets it.
WANTED_FILES = 4096
MOST_CONNECTIONS = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """What connections may take.

    `connections` may be open at once; `silence` is how many seconds one may last without a whole
    request, `sending` how many the client may take to read an answer.
    """

    connections: int = MOST_CONNECTIONS
    silence: float = 30.0
    sending: float = 60.0


def raise_file_limit() -> int:
    """Let this process open as many files as it wants and is allowed; returns how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_FILES if hard == resource.RLIM_INFINITY else min(WANTED_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        return wanted
    return WANTED_FILES if soft == resource.RLIM_INFINITY else soft


def choose_limits(files: int) -> Limits:
    """The limits of a process that may open so many files: two thirds are left to the index, and to
    connections that are being closed."""
    return Limits(connections=min(MOST_CONNECTIONS, max(1, files // 3)))


async def listen(
    server: web.Server, sock: socket.socket, limits: Limits, max_line: int
) -> asyncio.Server:
    """Answer the connections of a listening socket within limits."""
    loop = asyncio.get_running_loop()

    def accept() -> Connection:
        return Connection(server, limits, loop=loop, max_line=max_line)

    # So many are accepted at a time, before the first of them is looked at.
    backlog = max(1, min(128, limits.connections // 4))
    return await loop.create_server(accept, sock=sock, backlog=backlog)


class Connection(RequestHandler):
    """A connection within limits. One too many takes the place of the one that has been without a
    request under way the longest; if all are busy, it is closed itself."""

    __slots__ = ("_limits", "_server")

    def __init__(
        self,
        server: web.Server,
        limits: Limits,
        *,
        loop: asyncio.AbstractEventLoop,
        max_line: int,
    ) -> None:
        super().__init__(
            server,
            loop=loop,
            keepalive_timeout=limits.silence,
            max_line_size=max_line,
            # aiohttp's access log wants a logger; ours is the errors alone.
            access_log=None,  # type: ignore[arg-type]
        )
        self._server = server
        self._limits = limits

    @property
    def is_idle(self) -> bool:
        """Whether no request is under way."""
        return self._current_request is None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        if len(self._server.connections) > self._limits.connections:
            # The list is in the order of their coming, and has those yet that are being closed.
            others = (one for one in self._server.connections if isinstance(one, Connection))
            open_ones = [one for one in others if one.transport is not None]
            if len(open_ones) > self._limits.connections:
                next((one for one in open_ones if one.is_idle), self).abort()

    def abort(self) -> None:
        """Close at once, whatever is still to be sent."""
        transport = self.transport
        self.force_close()
        if transport is not None:
            transport.abort()

    async def finish_response(
        self, request: BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Send an answer; a client that does not read it in time is left."""
        try:
            async with asyncio.timeout(self._limits.sending):
                return await super().finish_response(request, resp, start_time)
        except TimeoutError:
            self.abort()
            return resp, True

    def handle_error(
        self,
        request: BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """What is said of bytes that are no request, and of failures outside of the application:
        nothing about the server, and what every answer has."""
        if status >= 500:
            self.logger.error("a request failed outside of the application", exc_info=exc)
        else:
            self.logger.debug("no HTTP from %s: %s", request.remote, message)
        phrase = HTTPStatus(status).phrase
        headers = {**HEADERS, "Cache-Control": CACHING}
        response = web.Response(text=f"{status} {phrase}\n", status=status, headers=headers)
        response.force_close()
        return response


class RepeatedFailures(logging.Filter):
    """Lets one record a minute of each place in the code and kind of failure pass."""

    def __init__(self, pause: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._pause = pause
        self._clock = clock
        self._told: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to log it; tells with it how many of its kind were not."""
        failure = record.exc_info[0] if record.exc_info else None
        kind = (record.pathname, record.lineno, failure.__name__ if failure else "")
        told, left_out = self._told.get(kind, (None, 0))
        now = self._clock()
        if told is not None and now - told < self._pause:
            self._told[kind] = (told, left_out + 1)
            return False
        self._told[kind] = (now, 0)
        if left_out:
            record.msg = f"{record.getMessage()} (and {left_out} times more before)"
            record.args = None
        return True
