"""Pages of the site in a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.service import SearchService
from tests.browser.reader import DESKS, REFUSED, Desk, Reader
from tests.conftest import update_home
from web.app import make_app
from web.i18n import load_language

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# No suggestions of its own: to show them it would load two pages for each window. The last list of
# features counts, so that Playwright's goes unheard.
ARGUMENTS = (
    "--disable-quic",
    "--disable-gpu",
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
)
VIEWPORT = {"width": 1280, "height": 900}
LOCALES = {"ru": "ru-RU", "en": "en-GB"}
HEIGHTS = {320: 640, 360: 740, 1280: 900}
# There is news of this day in three other years.
TODAY = datetime(2026, 2, 13, 9, 0, tzinfo=UTC)
# An article that has its second text in the archive of the journeys.
CORRECTED = "ru-1000"

# Serves an archive and opens a page of it.
OpenSite = Callable[[SearchService], Awaitable["Page"]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Started once, which takes longer than most tests here; each has a profile of its own."""
    playwright_api = pytest.importorskip(
        "playwright.async_api", reason="playwright is not installed"
    )
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    async with playwright_api.async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_site(chromium: Browser) -> AsyncIterator[OpenSite]:
    """Opens pages, which must not complain on their console."""
    complaints: list[str] = []
    async with AsyncExitStack() as stack:

        async def open_page(service: SearchService) -> Page:
            server = await stack.enter_async_context(TestServer(make_app(service)))
            context = await chromium.new_context(
                base_url=str(server.make_url("/")), viewport=VIEWPORT, locale="en-GB"
            )
            stack.push_async_callback(context.close)
            page = await context.new_page()
            # Violations of the content security policy are console errors as well.
            page.on(
                "console",
                lambda message: (
                    complaints.append(message.text)
                    if message.type in {"error", "warning"}
                    else None
                ),
            )
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.set_default_timeout(10_000)
            return page

        yield open_page
    assert [text for text in complaints if not text.startswith(REFUSED)] == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(open_site: OpenSite, service: SearchService) -> Page:
    """A page of the site over the sample archive."""
    return await open_site(service)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def address(
    sample_home: ArchiveHome, analyzer: Analyzer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[str]:
    """Where the sample archive, with one article corrected since, is served for all journeys: pages
    that one of them has read cost the next one little."""
    copy = tmp_path_factory.mktemp("journeys") / "archive"
    home = ArchiveHome(Path(shutil.copytree(sample_home.path, copy)))
    with Archive.open(home.database) as archive:
        (article,) = [one for _, one in archive.articles() if one.id == CORRECTED]
        with archive.transaction():
            archive.put(replace(article, lead=article.lead.replace("в апреле", "в мае")))
    update_home(home, analyzer)
    settings = replace(read_settings(home), public_versions=True)
    service = SearchService(home, settings, analyzer)
    async with TestServer(make_app(service, lambda: TODAY)) as server:
        yield str(server.make_url("/"))


@pytest.fixture(params=DESKS, ids=str)
def desk(request: pytest.FixtureRequest) -> Desk:
    chosen: Desk = request.param
    return chosen


@pytest_asyncio.fixture(loop_scope="session")
async def reader(chromium: Browser, address: str, desk: Desk) -> AsyncIterator[Reader]:
    """A reader, of whose pages the browser must not complain."""
    context = await chromium.new_context(
        base_url=address,
        viewport={"width": desk.width, "height": HEIGHTS[desk.width]},
        locale=LOCALES[desk.ui],
        java_script_enabled=desk.has_scripts,
        reduced_motion="reduce",
    )
    page = await context.new_page()
    page.set_default_timeout(10_000)
    reader = Reader(page, desk, load_language(desk.ui), address)
    yield reader
    await context.close()
    assert reader.complaints == []
