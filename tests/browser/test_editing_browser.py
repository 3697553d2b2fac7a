"""Editing the files of an archive in a real browser: by the keyboard, in both languages, with and
without scripts."""

from __future__ import annotations

import shutil
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer

from indexer.analysis import Analyzer
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from indexer.operations.accounts import AccountBook
from indexer.operations.fruitless import FruitlessBook
from searcher.service import SearchService
from tests.browser.keyboard import Keyboard
from tests.browser.reader import Desk, Reader, read
from tests.browser.test_accessibility import AXE, WIDTHS, list_violations
from tests.browser.test_admin_work_browser import PASSWORD, sign_in, wait_for_end
from web.admin.passwords import hash_password
from web.app import make_app

if TYPE_CHECKING:
    from playwright.async_api import Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

PHONE = Desk("ru", 360, has_scripts=True)
PLAIN = Desk("en", 1280, has_scripts=False)
DESK = Desk("en", 1280, has_scripts=True)

PAGES = ("files/", "files/rings.txt", "files/profiles/a.toml", "names", "golden", "searches")


@pytest.fixture
def home(sample_home: ArchiveHome, tmp_path: Path) -> ArchiveHome:
    """A copy of the sample archive that anna administers."""
    home = ArchiveHome(Path(shutil.copytree(sample_home.path, tmp_path / "archive")))
    AccountBook(home.accounts).add_account("anna", hash_password(PASSWORD), time.time())
    return home


@pytest_asyncio.fixture(loop_scope="session")
async def address(home: ArchiveHome, analyzer: Analyzer) -> AsyncIterator[str]:
    """Where it is served."""
    service = SearchService(home, read_settings(home), analyzer)
    async with TestServer(make_app(service)) as server:
        yield str(server.make_url("/"))


@pytest.fixture
def keyboard(reader: Reader) -> Keyboard:
    return Keyboard(reader)


async def tab_to(page: Page, selector: str) -> None:
    """Go on to what is looked for. Of a large field the browser shows the place of the text alone,
    so that not all of it need be in sight."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.locator(f"{selector}:focus").count():
            return
    pytest.fail(f"{selector} is not reached")


@pytest.mark.parametrize("desk", [PHONE, PLAIN], indirect=True, ids=str)
async def test_exceptions_are_tried_saved_and_built_by_the_keyboard(
    keyboard: Keyboard, home: ArchiveHome
) -> None:
    page = keyboard.page
    is_russian = keyboard.reader.desk.ui == "ru"
    await sign_in(keyboard, "/admin/files/")
    await tab_to(page, "a[href*='exceptions.txt']")
    await keyboard.enter()
    await tab_to(page, "#text")
    await page.keyboard.press("Control+End")
    await page.keyboard.type("мостом = паводок")
    await tab_to(page, "button[value=preview]")
    await keyboard.enter()
    shown = await read(page.locator("#result"))
    assert "мостом → мост" in shown
    assert "мостом → паводок" in shown
    assert "паводок" not in home.exceptions_file.read_text("utf-8")
    await keyboard.go_to("button[value=save]")
    await keyboard.enter()
    saved = "Файл exceptions.txt сохранён." if is_russian else "exceptions.txt was saved."
    assert await read(page.locator("[role=status]")) == saved
    assert home.exceptions_file.read_text("utf-8").endswith("мостом = паводок\n")
    await keyboard.go_to(".steps button")
    await keyboard.enter()
    assert await wait_for_end(page) == ("готово" if is_russian else "done")
    # The index is there now; what serves reads words as before, until it is told to.
    await page.goto("/admin/files/exceptions.txt")
    assert await page.locator(".notice .steps > li").count() == 1


@pytest.mark.parametrize("desk", [DESK], indirect=True, ids=str)
async def test_a_mistake_leads_to_its_line(keyboard: Keyboard) -> None:
    page = keyboard.page
    await sign_in(keyboard, "/admin/files/rings.txt")
    await page.locator("#text").fill("мост / плотина\nодин\n")
    await keyboard.go_to("button[value=save]")
    await keyboard.enter()
    await keyboard.go_to("[data-line]")
    await page.keyboard.press("Enter")
    chosen = "text => text.value.slice(text.selectionStart, text.selectionEnd)"
    assert await page.locator("#text").evaluate(chosen) == "один"


@pytest.mark.parametrize("ui", ["ru", "en"])
@pytest.mark.parametrize("desk", [DESK], indirect=True, ids=str)
async def test_no_page_breaks_a_rule_of_accessibility(
    keyboard: Keyboard, home: ArchiveHome, ui: str
) -> None:
    page = keyboard.page
    FruitlessBook.of(home).add({("viaduct", "en"): 3}, datetime.now(UTC).date())
    await sign_in(keyboard, "/admin/files/")
    for path in PAGES:
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 800})
            await page.goto(f"/admin/{path}?ui={ui}")
            if path == "files/rings.txt":
                await page.locator("#text").fill("мост / плотина\n")
                await page.locator("button[value=preview]").click()
            await page.evaluate(AXE)
            for theme in ("light", "dark"):
                await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                assert await list_violations(page) == [], (path, width, theme)
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, path
