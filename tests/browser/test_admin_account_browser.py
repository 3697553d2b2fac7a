"""Signing in and an admin's own account in a real browser, by the keyboard."""

from __future__ import annotations

import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pyotp
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

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

PHONE = Desk("ru", 360, has_scripts=True)
DESK = Desk("en", 1280, has_scripts=True)
PLAIN = Desk("en", 1280, has_scripts=False)
PASSWORD, ANOTHER = "the river under the old bridge", "семь паромов в осеннем тумане"

scripted = pytest.mark.parametrize("desk", [PHONE, DESK], indirect=True, ids=str)
plain = pytest.mark.parametrize("desk", [PLAIN], indirect=True, ids=str)


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


async def sign_in(keyboard: Keyboard, password: str, code: str = "") -> None:
    """Fill in the form as it stands: what has the focus is what is to be typed next."""
    if not await keyboard.page.locator("#name").input_value():
        assert await keyboard.page.locator("#name:focus").count()
        await keyboard.type("anna")
        await keyboard.press("Tab", "#password")
    assert await keyboard.page.locator("#password:focus").count()
    await keyboard.type(password)
    if code:
        await keyboard.press("Tab", "#code")
        await keyboard.type(code)
    await keyboard.enter()


async def check_rules(reader: Reader) -> None:
    """The page breaks no rule of accessibility, in any width and theme."""
    page = reader.page
    await page.evaluate(AXE)
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        for theme in ("light", "dark"):
            await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            assert await list_violations(page) == [], (width, theme)
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.set_viewport_size({"width": reader.desk.width, "height": 800})


@scripted
async def test_signing_in_setting_up_codes_and_signing_out(keyboard: Keyboard) -> None:
    reader, page = keyboard.reader, keyboard.page
    await reader.open("/admin/account")
    assert reader.path == "/admin/login"
    await check_rules(reader)
    await sign_in(keyboard, "not this one, surely")
    assert reader.path == "/admin/login"
    # What is wrong is told to whoever hears the page, and belongs to the field.
    assert await page.locator("#password").get_attribute("aria-describedby") == "problem"
    assert await page.get_by_role("alert").is_visible()
    await check_rules(reader)
    await sign_in(keyboard, PASSWORD)
    assert reader.path == "/admin/account"
    await keyboard.go_to("#present-codes")
    await keyboard.type(PASSWORD)
    await keyboard.enter()
    uri = await page.locator("a[href^='otpauth:']").get_attribute("href")
    totp = pyotp.parse_uri(str(uri))
    assert isinstance(totp, pyotp.TOTP)
    await check_rules(reader)
    await keyboard.go_to("#code")
    # A moment later its code may be another one.
    now = int(time.time())
    await keyboard.type(totp.at(now))
    await keyboard.enter()
    told = await read(page.get_by_role("status"))
    assert told == reader.say("From now on, signing in needs a one-time code as well.")
    await check_rules(reader)
    await keyboard.go_to(".signed-in button")
    await keyboard.enter()
    assert reader.path == "/admin/login"
    # The page before is not kept: going back asks for a sign-in.
    await page.go_back()
    assert reader.path == "/admin/login"
    await page.goto("/admin/login")
    await sign_in(keyboard, PASSWORD, totp.at(now + 30))
    assert reader.path == "/admin/"


@plain
async def test_another_password(keyboard: Keyboard) -> None:
    reader, page = keyboard.reader, keyboard.page
    await reader.open("/admin/account")
    await sign_in(keyboard, PASSWORD)
    await keyboard.go_to("#present-password")
    await keyboard.type(PASSWORD)
    for field in ("#new", "#again"):
        await keyboard.press("Tab", field)
        await keyboard.type(ANOTHER)
    await keyboard.enter()
    told = await read(page.get_by_role("status"))
    assert told == reader.say("The password was changed. All other sessions have ended.")
    await keyboard.go_to(".signed-in button")
    await keyboard.enter()
    await sign_in(keyboard, ANOTHER)
    assert reader.path == "/admin/"
