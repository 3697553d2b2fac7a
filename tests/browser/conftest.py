"""Pages of the site in a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer

from searcher.service import SearchService
from web.app import make_app

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

# Chromium reports every answer of 400 and above on the console: that is no fault of a page.
_REFUSED = "Failed to load resource: the server responded with a status of "

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
    assert [text for text in complaints if not text.startswith(_REFUSED)] == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(open_site: OpenSite, service: SearchService) -> Page:
    """A page of the site over the sample archive."""
    return await open_site(service)
