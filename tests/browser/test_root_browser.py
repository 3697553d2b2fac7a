"""A site below a path of its host, in a real Chromium: what it keeps is kept for it alone."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from searcher.service import SearchService
from web.app import make_app
from web.connections import Limits, listen
from web.switching import Switchboard

if TYPE_CHECKING:
    from playwright.async_api import Page

pytest.importorskip("playwright.async_api", reason="playwright is not installed")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


@pytest.mark.parametrize("root", ["", "/archive"])
async def test_the_choice_of_a_language_is_kept_for_the_site_alone(
    page: Page, service: SearchService, root: str
) -> None:
    settings = replace(service.settings, base_url=f"https://paper.example{root}")
    board = await Switchboard.open(
        make_app(SearchService(service.home, settings, service.analyzer))
    )
    sock = socket.create_server(("127.0.0.1", 0))
    host = "http://{}:{}".format(*sock.getsockname())
    listener = await listen(board.server, sock, Limits(), 128 * 1024)
    try:
        await page.goto(f"{host}{root}/search?q=школа")
        await page.get_by_role("link", name="Русский").click()
        await page.wait_for_url("**ui=ru**")
        (kept,) = await page.context.cookies(f"{host}{root}/help")
        assert (kept["name"], kept["value"], kept["path"]) == ("ui", "ru", f"{root}/")
        await page.goto(f"{host}{root}/help")
        assert await page.locator("html").get_attribute("lang") == "ru"
    finally:
        listener.close()
        await board.close(1, 0.1)
