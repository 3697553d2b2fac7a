"""How long somebody stays signed in, and what ends it."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace

import pytest
from aiohttp import ClientResponse, ClientSession, CookieJar

from indexer.operations.accounts import IDLE_SECONDS, MOST_SESSIONS, SESSION_SECONDS, AccountBook
from indexer.operations.queue import JobQueue
from searcher.service import SearchService
from tests.web.admin.browsing import NAME, OWN, PASSWORD, Browser
from tests.web.admin.conftest import Clock, Visit
from web.admin.sessions import make_session
from web.app import make_app
from web.connections import Limits, listen
from web.switching import Switchboard

LOGIN = {"name": NAME, "password": PASSWORD}


async def is_signed_in(browser: Browser) -> bool:
    return (await browser.open("/admin/account")).path == "/admin/account"


async def read_cookie(browser: Browser, **headers: str) -> str:
    """The cookie that signing in gives, as the header says it."""
    answer = await browser.client.post(
        "/admin/login", data=LOGIN, headers=OWN | headers, allow_redirects=False
    )
    assert answer.status == 303
    return answer.headers["Set-Cookie"]


async def test_a_session_ends_without_use(browser: Browser, clock: Clock) -> None:
    await browser.sign_in()
    for _ in range(3):
        clock.wait(seconds=IDLE_SECONDS - 60)
        assert await is_signed_in(browser)
    clock.wait(seconds=IDLE_SECONDS)
    assert not await is_signed_in(browser)


async def test_a_session_ends_after_a_week_however_it_is_used(
    browser: Browser, clock: Clock
) -> None:
    await browser.sign_in()
    for _ in range(SESSION_SECONDS // (IDLE_SECONDS - 60)):
        clock.wait(seconds=IDLE_SECONDS - 60)
        assert await is_signed_in(browser)
    clock.wait(seconds=IDLE_SECONDS - 60)
    assert not await is_signed_in(browser)


async def follow_job(browser: Browser, archive: SearchService) -> ClientResponse:
    """The events of a job that waits, of which the first have come."""
    number = JobQueue.of(archive.home).add("verify", b'{"type":"verify"}', NAME)
    events = await browser.client.get(f"/admin/jobs/{number}/events")
    assert await events.content.readline() == b"event: progress\n"
    return events


async def test_who_signs_out_follows_no_job(browser: Browser, archive: SearchService) -> None:
    page = await browser.sign_in()
    events = await follow_job(browser, archive)
    await browser.post(page, "/admin/logout")
    async with asyncio.timeout(10):
        rest = await events.text()
    assert "event: end" not in rest


async def test_following_a_job_keeps_nobody_signed_in(
    browser: Browser, archive: SearchService, clock: Clock
) -> None:
    await browser.sign_in()
    clock.wait(seconds=IDLE_SECONDS - 60)
    # The request for the stream is the last use.
    events = await follow_job(browser, archive)
    for _ in range(2):
        clock.wait(seconds=IDLE_SECONDS // 2 - 60)
        await events.content.readuntil(b": still\n")
    clock.wait(seconds=120)
    async with asyncio.timeout(10):
        await events.text()
    assert not await is_signed_in(browser)


async def test_a_token_is_worth_nothing_after_signing_out(browser: Browser, visit: Visit) -> None:
    page = await browser.sign_in()
    (kept,) = [one for one in browser.client.session.cookie_jar if one.key == "letopis-admin"]
    thief = await visit()
    stolen = {"Cookie": f"letopis-admin={kept.value}"}
    assert (await thief.open("/admin/account", **stolen)).path == "/admin/account"
    await browser.post(page, "/admin/logout")
    assert (await thief.open("/admin/account", **stolen)).path == "/admin/login"


async def test_a_token_that_was_there_before_is_not_taken(browser: Browser, visit: Visit) -> None:
    """Whoever could put a cookie into a browser would know by what it is signed in."""
    preset = {"Cookie": "letopis-admin=known-to-somebody-else"}
    given = await read_cookie(browser, **preset)
    assert "known-to-somebody-else" not in given
    assert (await (await visit()).open("/admin/account", **preset)).path == "/admin/login"


async def test_signing_in_again_ends_the_session_before(
    browser: Browser, accounts: AccountBook, clock: Clock
) -> None:
    first = (await read_cookie(browser)).partition(";")[0]
    second = (await read_cookie(browser)).partition(";")[0]
    assert first != second
    assert len(accounts.list_sessions(NAME, clock().timestamp())) == 1


async def test_a_cookie_is_for_the_pages_of_the_admin_alone(browser: Browser) -> None:
    cookie = await read_cookie(browser)
    assert {part.strip() for part in cookie.split(";")[1:]} == {
        "HttpOnly",
        "Path=/admin",
        "SameSite=Strict",
    }


@pytest.mark.parametrize(
    ("headers", "is_secure"),
    [
        ({"Origin": "https://news.example.org"}, True),
        ({}, True),
        # A tunnel to this machine, past the address of the site.
        ({"Origin": "http://127.0.0.1:9000"}, False),
    ],
)
async def test_a_cookie_is_for_https_where_that_is_used(
    accounts: AccountBook, visit: Visit, headers: dict[str, str], *, is_secure: bool
) -> None:
    browser = await visit(base_url="https://news.example.org")
    assert ("Secure" in await read_cookie(browser, **headers)) == is_secure


async def test_below_a_root_everything_stands_below_it(
    archive: SearchService, accounts: AccountBook
) -> None:
    settings = replace(archive.settings, base_url="http://127.0.0.1/news")
    served = SearchService(archive.home, settings, archive.analyzer)
    board = await Switchboard.open(make_app(served))
    sock = socket.create_server(("127.0.0.1", 0))
    listener = await listen(board.server, sock, Limits(), 128 * 1024)
    jar = CookieJar(unsafe=True)
    try:
        base = "http://{}:{}".format(*sock.getsockname())
        async with ClientSession(base, cookie_jar=jar) as session:
            browser = Browser(session)
            page = await browser.sign_in("/news/admin/account")
            assert page.path == "/news/admin/account"
            assert all(action.startswith("/news/admin/") for action in page.forms)
            assert [cookie["path"] for cookie in jar] == ["/news/admin"]
            assert (await browser.post(page, "/news/admin/logout")).path == "/news/admin/login"
            assert not list(jar)
    finally:
        listener.close()
        await board.close(1, 0.1)


async def test_workers_know_of_one_another(browser: Browser, visit: Visit) -> None:
    page = await browser.sign_in()
    other = await visit()
    other.client.session.cookie_jar.update_cookies(
        {one.key: one.value for one in browser.client.session.cookie_jar}
    )
    assert await is_signed_in(other)
    await browser.post(page, "/admin/logout")
    assert not await is_signed_in(other)


async def test_another_password_ends_all_sessions(
    browser: Browser, accounts: AccountBook, hashed: str, clock: Clock
) -> None:
    await browser.sign_in()
    accounts.change_password(NAME, hashed, clock().timestamp())
    assert not await is_signed_in(browser)


async def test_an_account_that_was_removed_lets_nobody_in(
    browser: Browser, accounts: AccountBook, hashed: str
) -> None:
    await browser.sign_in()
    accounts.add_account("boris", hashed, 0.0)
    accounts.remove_account(NAME)
    assert not await is_signed_in(browser)
    # Nor who has the name after them.
    accounts.add_account(NAME, hashed, 0.0)
    assert not await is_signed_in(browser)


async def test_sessions_of_an_account_are_bounded(
    browser: Browser, accounts: AccountBook, clock: Clock
) -> None:
    await browser.sign_in()
    for _ in range(MOST_SESSIONS):
        clock.wait(seconds=61)
        _, session = make_session(NAME, "192.0.2.1", "", clock().timestamp())
        accounts.begin_session(session)
    assert len(accounts.list_sessions(NAME, clock().timestamp())) == MOST_SESSIONS
    # The one that was used longest ago.
    assert not await is_signed_in(browser)


async def test_the_file_tells_no_token(
    browser: Browser, accounts: AccountBook, archive: SearchService
) -> None:
    page = await browser.sign_in()
    (cookie,) = [one for one in browser.client.session.cookie_jar if one.key == "letopis-admin"]
    assert page.status == 200
    stored = archive.home.accounts.read_bytes()
    assert cookie.value.encode() not in stored
    assert PASSWORD.encode() not in stored
    assert archive.home.accounts.stat().st_mode & 0o077 == 0
