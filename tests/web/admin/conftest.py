"""An archive that somebody administers, and those who come to its pages."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_aiohttp import AiohttpClient

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from indexer.operations.accounts import AccountBook
from searcher.service import SearchService
from tests.conftest import index_home
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


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> ArchiveHome:
    """An archive without articles, and its index: made once."""
    home = create_home(tmp_path_factory.mktemp("empty") / "archive")
    index_home(home, analyzer)
    return home


@pytest.fixture
def archive(empty_home: ArchiveHome, tmp_path: Path, analyzer: Analyzer) -> SearchService:
    """An archive without accounts."""
    home = ArchiveHome(Path(shutil.copytree(empty_home.path, tmp_path / "archive")))
    return SearchService(home, read_settings(home), analyzer)


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
