"""What an admin does in a real browser: by the keyboard, in both languages, with and without
scripts."""

from __future__ import annotations

import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer

from indexer.analysis import Analyzer
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from indexer.operations.accounts import AccountBook
from searcher.service import SearchService
from tests.browser.keyboard import Keyboard
from tests.browser.reader import Desk, Reader, read
from tests.browser.test_accessibility import AXE, WIDTHS, list_violations
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
PASSWORD = "the river under the old bridge"  # noqa: S105
# A job runs in a process that has dictionaries to load.
PATIENCE = 60_000

PAGES = ("", "import", "rejects", "indexes", "articles?q=школа", "jobs", "audit", "account")


@pytest_asyncio.fixture(loop_scope="session")
async def address(
    sample_home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> AsyncIterator[str]:
    """Where a copy of the sample archive is served that anna administers."""
    home = ArchiveHome(Path(shutil.copytree(sample_home.path, tmp_path / "archive")))
    AccountBook(home.accounts).add_account("anna", hash_password(PASSWORD), time.time())
    service = SearchService(home, read_settings(home), analyzer)
    async with TestServer(make_app(service)) as server:
        yield str(server.make_url("/"))


@pytest.fixture
def keyboard(reader: Reader) -> Keyboard:
    return Keyboard(reader)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.jsonl"
    article = {"id": "en-77", "title": "A viaduct", "body": "Over it.", "date": "2014-03-01"}
    path.write_bytes(msgspec.json.encode(article) + b'\n{"id": "odd"}\n')
    return path


async def sign_in(keyboard: Keyboard, path: str) -> None:
    await keyboard.reader.open(path)
    for field, text in (("#name", "anna"), ("#password", PASSWORD)):
        if not await keyboard.page.locator(f"{field}:focus").count():
            await keyboard.go_to(field)
        await keyboard.type(text)
    await keyboard.enter()


async def wait_for_end(page: Page) -> str:
    """The state that a job ends with, which its page shows by itself."""
    ended = page.locator("p.job-state .tone")
    await ended.wait_for(timeout=PATIENCE)
    return await read(ended)


@pytest.mark.parametrize("desk", [PHONE, PLAIN], indirect=True, ids=str)
async def test_an_import_and_a_take_down_by_the_keyboard(keyboard: Keyboard, news: Path) -> None:
    page = keyboard.page
    done = {"ru": "готово", "en": "done"}[keyboard.reader.desk.ui]
    await sign_in(keyboard, "/admin/import")
    await page.locator("#files").set_input_files(news)
    await keyboard.go_to("button[value=keep]")
    await keyboard.enter()
    assert await wait_for_end(page) == done
    await keyboard.go_to(".next-steps a")
    await keyboard.enter()
    assert "published: missing" in await read(page.locator(".records"))
    # The update of the index follows by itself.
    for _ in range(60):
        await page.goto("/search?q=viaduct")
        if await page.locator(".hit").count():
            break
        await page.wait_for_timeout(500)
    await page.goto("/admin/articles")
    await keyboard.go_to("#asked")
    await keyboard.type("en-77")
    await keyboard.enter()
    assert await page.locator("[name=id]").is_checked()
    await keyboard.go_to("#other")
    await keyboard.type("as the court says")
    await keyboard.enter()
    assert await wait_for_end(page) == done
    await page.goto("/search?q=viaduct")
    assert not await page.locator(".hit").count()
    await page.goto("/admin/articles")
    assert "as the court says" in await read(page.locator(".taken"))


@pytest.mark.parametrize("desk", [DESK], indirect=True, ids=str)
async def test_a_job_shows_its_progress_and_is_cancelled(keyboard: Keyboard) -> None:
    page = keyboard.page
    await sign_in(keyboard, "/admin/indexes")
    await page.get_by_role("button", name="Build a new index").click()
    step = page.locator(".job-progress .job-state", has_text="Indexing articles")
    await step.wait_for(timeout=PATIENCE)
    await keyboard.go_to("form[action$=cancel] button")
    await keyboard.enter()
    assert await wait_for_end(page) in {"cancelled", "done"}


@pytest.mark.parametrize("ui", ["ru", "en"])
@pytest.mark.parametrize("desk", [DESK], indirect=True, ids=str)
async def test_no_page_breaks_a_rule_of_accessibility(
    keyboard: Keyboard, news: Path, ui: str
) -> None:
    page = keyboard.page
    await sign_in(keyboard, "/admin/import")
    await page.locator("#files").set_input_files(news)
    await page.locator("button[value=keep]").click()
    await wait_for_end(page)
    job = page.url.rpartition("/admin/")[2]
    await page.goto("/admin/rejects")
    group = await page.locator(".records a").get_attribute("href")
    for path in (*PAGES, job, str(group).rpartition("/admin/")[2]):
        for width in WIDTHS:
            await page.set_viewport_size({"width": width, "height": 800})
            await page.goto(f"/admin/{path}{'&' if '?' in path else '?'}ui={ui}")
            for fold in await page.locator("details").all():
                await fold.evaluate("fold => { fold.open = true }")
            await page.evaluate(AXE)
            for theme in ("light", "dark"):
                await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                assert await list_violations(page) == [], (path, width, theme)
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, path
