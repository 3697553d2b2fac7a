"""Settings that are edited in the browser, taken up by all processes of a server."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar, FormData

from indexer.home.paths import ArchiveHome
from indexer.operations.accounts import AccountBook
from tests.faults.jobs import CopyArchive
from tests.faults.test_reload import Server
from tests.web.admin.browsing import NAME, OWN, PASSWORD, Browser, show_answer
from web.admin.passwords import hash_password


@pytest.fixture
def home(tmp_path: Path, copy_archive: CopyArchive) -> ArchiveHome:
    home = copy_archive(tmp_path / "archive", "tantivy")
    AccountBook(home.accounts).add_account(NAME, hash_password(PASSWORD), time.time())
    return home


@pytest.fixture(params=["1", "2"])
def server(home: ArchiveHome, request: pytest.FixtureRequest) -> Iterator[Server]:
    server = Server(home, "--workers", request.param)
    yield server
    server.close()


async def test_settings_are_saved_and_taken_up_by_a_button(
    server: Server, home: ArchiveHome
) -> None:
    async with ClientSession(
        f"http://{server.address}", cookie_jar=CookieJar(unsafe=True)
    ) as session:
        browser = Browser(session)
        await browser.sign_in()
        shown = await browser.open("/admin/files/letopis.toml")
        action = next(one for one in shown.forms if "letopis.toml" in one)
        form = FormData(default_to_multipart=True)
        form.add_field("csrf", shown.forms[action]["csrf"])
        form.add_field("digest", shown.forms[action]["digest"])
        form.add_field("text", '[name]\nru = "Хроника"\nen = "Annals of the Valley"\n')
        form.add_field("act", "save")
        answer = await session.post(action.partition("#")[0], data=form, headers=OWN)
        shown = await show_answer(answer)
        assert "was saved" in shown.text
        assert "/admin/reload" in shown.forms
        await browser.post(shown, "/admin/reload")
        workers = 2 if "2 workers" in server.printed else 1
        server.wait_for("settings were read anew", workers)
        for _ in range(10):
            assert "Annals of the Valley" in server.get("/?ui=en")[1]
        shown = await browser.open("/admin/files/letopis.toml")
        assert "/admin/reload" not in shown.forms
