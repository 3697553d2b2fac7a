"""An archive that somebody administers, and those who come to its pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from indexer.home.paths import ArchiveHome
from indexer.operations.accounts import AccountBook
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.admin.browsing import NAME, PASSWORD, Browser
from web.admin.passwords import hash_password
from web.app import make_app

# Opens a browser of its own at a server of the archive with other settings.
Visit = Callable[..., Awaitable[Browser]]


class Clock:
    """Tells the time, which a test lets pass."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def hashed() -> str:
    return hash_password(PASSWORD)


@pytest.fixture
def archive(make_service: MakeService) -> SearchService:
    """An archive without accounts."""
    return make_service(())


@pytest.fixture
def accounts(archive: SearchService, hashed: str, clock: Clock) -> AccountBook:
    """Its accounts, of which there is one."""
    book = AccountBook(archive.home.accounts)
    book.add_account(NAME, hashed, clock().timestamp())
    return book


@pytest.fixture
def visit(archive: SearchService, clock: Clock, aiohttp_client: AiohttpClient) -> Visit:
    async def open_browser(**settings: object) -> Browser:
        service = SearchService(
            archive.home, replace(archive.settings, **settings), archive.analyzer
        )
        return Browser(await aiohttp_client(make_app(service, clock)))

    return open_browser


@pytest.fixture
async def browser(accounts: AccountBook, visit: Visit) -> Browser:
    """The browser of somebody who has not signed in."""
    return await visit()


@pytest.fixture
def home_of_archive(archive: SearchService) -> ArchiveHome:
    return archive.home


@pytest.fixture
async def client(browser: Browser) -> TestClient:
    return browser.client
