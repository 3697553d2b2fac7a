"""Pages of the site in a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING

import pytest
from aiohttp.pytest_plugin import AiohttpServer

from searcher.service import SearchService
from web.app import make_app

if TYPE_CHECKING:
    from playwright.async_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
VIEWPORT = {"width": 1280, "height": 900}

# Chromium reports every answer of 400 and above on the console: that is no fault of a page.
_REFUSED = "Failed to load resource: the server responded with a status of "

# Serves an archive and opens a page of it.
OpenSite = Callable[[SearchService], Awaitable["Page"]]


@pytest.fixture
async def open_site(aiohttp_server: AiohttpServer) -> AsyncIterator[OpenSite]:
    """Opens pages, which must not complain on their console."""
    playwright_api = pytest.importorskip(
        "playwright.async_api", reason="playwright is not installed"
    )
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    complaints: list[str] = []
    async with playwright_api.async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--disable-quic", "--disable-gpu"]
        )

        async def open_page(service: SearchService) -> Page:
            server = await aiohttp_server(make_app(service))
            context = await browser.new_context(
                base_url=str(server.make_url("/")), viewport=VIEWPORT, locale="en-GB"
            )
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
        await browser.close()
    assert [text for text in complaints if not text.startswith(_REFUSED)] == []


@pytest.fixture
async def page(open_site: OpenSite, service: SearchService) -> Page:
    """A page of the site over the sample archive."""
    return await open_site(service)
