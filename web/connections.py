"""Connections: how many there may be, how long they may keep silent, what they are told.

aiohttp closes a connection that has sent no whole request, or none since its last answer, after
`keepalive_timeout`. What it leaves open is limited here: their number, clients that do not read
their answers, and what it says itself of requests that are no HTTP.
"""

from __future__ import annotations

import asyncio
import logging
import re
import resource
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
from aiohttp import web
from aiohttp.http_exceptions import InvalidURLError, LineTooLong
from aiohttp.web_protocol import RequestHandler
from aiohttp.web_request import BaseRequest

from web.accepting import Acceptor, ConnectionCounts
from web.middlewares import CACHING, HEADERS

# Files that a server wants to be able to have open, where the system lets it.
WANTED_FILES = 4096
MOST_CONNECTIONS = 1000
# Seconds for which a client whose bytes were no request may go on sending, to nobody.
_LINGERING = 2.0


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
    # So many are accepted at a time, before the first of them is looked at.
    backlog = max(1, min(128, limits.connections // 4))
    loop = asyncio.get_running_loop()

    def accept() -> Connection:
        return Connection(server, limits, loop=loop, max_line=max_line)

    return await loop.create_server(accept, sock=sock, backlog=backlog)


def listen_among(
    server: web.Server,
    sock: socket.socket,
    limits: Limits,
    max_line: int,
    counts: ConnectionCounts,
    number: int,
) -> Acceptor:
    """What `listen` does, where other processes take connections of the same socket: this one is
    the one of a number."""
    loop = asyncio.get_running_loop()

    def accept(lost: Callable[[], None]) -> Connection:
        return Connection(server, limits, loop=loop, max_line=max_line, lost=lost)

    return Acceptor(sock, accept, counts, number)


def _do_nothing() -> None:
    pass


class Connection(RequestHandler):
    """A connection within limits. One too many takes the place of the one that has been without a
    request under way the longest; if all are busy, it is closed itself."""

    __slots__ = ("_is_refused", "_limits", "_line", "_lost", "_max_line", "_server")

    def __init__(
        self,
        server: web.Server,
        limits: Limits,
        *,
        loop: asyncio.AbstractEventLoop,
        max_line: int,
        lost: Callable[[], None] = _do_nothing,
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
        self._max_line = max_line
        self._lost = lost
        self._line = _RequestLine()
        self._is_refused = False

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

    def connection_lost(self, exc: BaseException | None) -> None:
        super().connection_lost(exc)
        self._lost()

    def data_received(self, data: bytes) -> None:
        # Read all the same: what is left unread when a connection closes takes the answer with it.
        if not self._is_refused:
            super().data_received(self._line.quote(data))

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
                finished = await super().finish_response(request, resp, start_time)
        except TimeoutError:
            self.abort()
            return resp, True
        transport = self.transport
        if self._is_refused and transport is not None:
            transport.write_eof()
            # Until the client closes, having read what it was told, which cancels this.
            await asyncio.sleep(_LINGERING)
        elif not request.body_exists and not self._messages:
            # What comes next begins a line, or goes on with one: no body is under way, neither of
            # this request nor of one behind it.
            self._line = _RequestLine()
        return finished

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
        if isinstance(exc, LineTooLong):
            is_address = self._line.length > self._max_line
            status = 414 if is_address else HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        detail = _UNQUOTED if isinstance(exc, InvalidURLError) else ""
        headers = {**HEADERS, "Cache-Control": CACHING}
        render = _render_problem if self._line.is_of_api else _render_text
        response = render(HTTPStatus(status), detail)
        response.headers.update(headers)
        response.force_close()
        self._is_refused = status < 500
        return response


# Said where it is not known yet which language the client reads.
_UNQUOTED = "Addresses are ASCII: percent-encode the UTF-8 bytes of other characters."


def _render_text(status: HTTPStatus, detail: str) -> web.Response:
    text = f"{status} {status.phrase}\n{detail}".rstrip()
    return web.Response(text=f"{text}\n", status=status)


def _render_problem(status: HTTPStatus, detail: str) -> web.Response:
    body = {"type": "about:blank", "status": status, "title": status.phrase}
    return web.Response(
        body=msgspec.json.encode(body | ({"detail": detail} if detail else {})),
        status=status,
        content_type="application/problem+json",
    )


class _RequestLine:
    """The first line of a request, as it comes in pieces. Its bytes outside of ASCII, which no
    address has and clients send all the same, are percent-encoded; what follows the line is left
    as it is, since a body that grew would end where another request begins."""

    _NOT_ASCII = re.compile(rb"[\x80-\xff]")
    # `CONNECT /api/`
    _OF_API = re.compile(rb"\S+ (?:https?://[^/]*)?/api/")
    _KEPT = 200

    def __init__(self) -> None:
        self.length = 0
        self._start = b""
        self._is_open = True

    @property
    def is_of_api(self) -> bool:
        """Whether it asks for an address of the API."""
        return self._OF_API.match(self._start) is not None

    def quote(self, piece: bytes) -> bytes:
        """What comes next, with the part that belongs to the line in ASCII."""
        if not self._is_open:
            return piece
        line, end, rest = piece.partition(b"\n")
        self._is_open = not end
        line = self._NOT_ASCII.sub(lambda found: b"%%%02X" % found[0][0], line)
        self.length += len(line)
        self._start = (self._start + line)[: self._KEPT]
        return line + end + rest


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
