"""Whoever hangs up has done what was asked for, and the audit log knows it; an upload that breaks
off leaves nothing behind."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlencode

import pytest
from aiohttp import ClientSession, CookieJar, web

from indexer.operations.accounts import AccountBook
from indexer.operations.audit import AuditLog
from indexer.operations.queue import JobQueue
from searcher.service import SearchService
from tests.web.admin.browsing import NAME, PASSWORD, Browser, Shown
from tests.web.admin.conftest import Clock
from web.admin.passwords import verify_password
from web.admin.sessions import COOKIE
from web.app import make_app
from web.connections import Limits, listen
from web.switching import Switchboard

FIELDS, FILES = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
OTHER = "a heron stood on the far bank"


class SlowDeed:
    """What a form does, when it is told to."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.told = asyncio.Event()
        self.done = asyncio.Event()

    async def do(self, _: web.Request) -> web.Response:
        self.begun.set()
        await self.told.wait()
        self.done.set()
        return web.Response()


class Line:
    """A server, and somebody signed in who writes to it byte by byte."""

    def __init__(self, board: Switchboard, address: tuple[str, int]) -> None:
        self.board = board
        self._address = address
        self._cookie = self._csrf = ""

    async def sign_in(self, session: ClientSession) -> Shown:
        shown = await Browser(session).sign_in()
        (cookie,) = (one for one in session.cookie_jar if one.key == COOKIE)
        self._cookie, self._csrf = cookie.value, shown.forms["/admin/logout"]["csrf"]
        return shown

    async def send(
        self, path: str, content_type: str, rest: bytes = b"", **fields: str
    ) -> asyncio.StreamWriter:
        """Send a form with its token; what comes behind that is `rest`, which need not be all."""
        if content_type == FIELDS:
            body = urlencode({"csrf": self._csrf} | fields).encode()
        else:
            body = (
                b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n'
                + self._csrf.encode()
                + (b"\r\n" + rest if rest else b"\r\n--x--\r\n")
            )
        size = 10_000_000 if rest else len(body)
        _, writer = await asyncio.open_connection(*self._address)
        writer.write(
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nSec-Fetch-Site: same-origin\r\n"
            f"Cookie: {COOKIE}={self._cookie}\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {size}\r\n\r\n".encode()
            + body
        )
        await writer.drain()
        return writer


@pytest.fixture
def deed() -> SlowDeed:
    return SlowDeed()


@pytest.fixture
async def line(
    archive: SearchService, accounts: AccountBook, clock: Clock, deed: SlowDeed
) -> AsyncIterator[Line]:
    app = make_app(archive, clock)
    app.router.add_post("/admin/slow", deed.do)
    board = await Switchboard.open(app)
    sock = socket.create_server(("127.0.0.1", 0))
    host, port = sock.getsockname()
    listener = await listen(board.server, sock, Limits(), 8192)
    line = Line(board, (host, port))
    jar = CookieJar(unsafe=True)
    try:
        async with ClientSession(f"http://{host}:{port}", cookie_jar=jar) as session:
            await line.sign_in(session)
            yield line
    finally:
        listener.close()
        await board.close(5, 0.1)


async def wait_until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("content_type", [FIELDS, FILES])
async def test_what_was_begun_is_done_to_its_end(
    line: Line, deed: SlowDeed, content_type: str
) -> None:
    writer = await line.send("/admin/slow", content_type)
    await deed.begun.wait()
    writer.close()
    await writer.wait_closed()
    await asyncio.sleep(0.1)
    # The server waits for it, too.
    closing = asyncio.create_task(line.board.close(30, 0.1))
    await asyncio.sleep(0.1)
    assert not closing.done()
    deed.told.set()
    async with asyncio.timeout(10):
        await deed.done.wait()
        await closing


async def test_a_password_is_not_changed_unnoticed(
    line: Line, archive: SearchService, accounts: AccountBook
) -> None:
    fields = {"present": PASSWORD, "new": OTHER, "again": OTHER}
    writer = await line.send("/admin/account/password", FIELDS, **fields)
    # While the present one is looked at.
    await asyncio.sleep(0.1)
    writer.close()
    log = AuditLog.of(archive.home)
    await wait_until(lambda: log.read(1)[0].action == "password")
    (deed,) = log.read(1)
    assert (deed.who, deed.outcome) == (NAME, "")
    account = accounts.find_account(NAME)
    assert account is not None
    assert verify_password(account.password, OTHER)


async def test_an_upload_that_breaks_off_leaves_nothing(line: Line, archive: SearchService) -> None:
    uploads = archive.home.uploads
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="news.jsonl"\r\n\r\n'
    lines = json.dumps({"id": "en-1", "title": "Bridge opened"}).encode() * 10_000
    writer = await line.send("/admin/import", FILES, head + lines)
    await wait_until(lambda: uploads.is_dir() and any(uploads.iterdir()))
    writer.close()
    await wait_until(lambda: not any(uploads.iterdir()))
    assert JobQueue.of(archive.home).read(1) == []
