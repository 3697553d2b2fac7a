"""The alerts of an archive, as an admin sees them and has their hooks called."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from indexer.home.paths import ArchiveHome
from tests.web.admin.browsing import Browser
from tests.web.admin.test_work import ARTICLE, send_import, wait_for_jobs, write_lines
from tests.web.alerts.receivers import SECRET, Receiver, answering, receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(answering("204 No Content")) as started:
        yield started


@pytest.fixture
async def admin(browser: Browser, home: ArchiveHome, receiver: Receiver) -> Browser:
    home.settings_file.write_text('base_url = "http://news.example.org"\n', "utf-8")
    home.alerts_file.write_text(
        "[bridges]\nru = 'Мосты'\nen = 'Bridges'\nquery = 'bridge'\n"
        f"hook = '{receiver.address}'\nsecret = '{SECRET}'\n",
        "utf-8",
    )
    await browser.sign_in()
    return browser


async def test_an_import_in_the_browser_calls_the_hook(
    admin: Browser, home: ArchiveHome, receiver: Receiver
) -> None:
    form = await admin.open("/admin/import")
    for number in (1, 2):
        record = {**ARTICLE, "id": f"en-{number}"}
        await send_import(admin, form, {f"{number}.jsonl": write_lines(record)})
        await wait_for_jobs(home)
    # Hooks are called when the job is done. The alert began before the first article came.
    for _ in range(100):
        if len(receiver.calls) == 2:
            break
        await asyncio.sleep(0.1)
    assert [call.ids for call in receiver.calls if call.is_signed()] == [["en-1"], ["en-2"]]
    page = await admin.open("/admin/alerts")
    assert "Bridges" in page.text
    assert "matched since it began: 2" in page.text
    assert SECRET not in page.page.source


async def test_a_hook_is_called_for_trial(
    admin: Browser, home: ArchiveHome, receiver: Receiver
) -> None:
    page = await admin.open("/admin/alerts")
    job = await admin.post(page, "/admin/alerts/test")
    await wait_for_jobs(home)
    assert [call.message["type"] for call in receiver.calls] == ["alert.test"]
    assert "answered 204" in (await admin.open(job.path)).text


async def test_a_mistake_is_told_and_the_file_is_at_hand(admin: Browser, home: ArchiveHome) -> None:
    home.alerts_file.write_text("[bridges]\nquery = 7\n", "utf-8")
    page = await admin.open("/admin/alerts")
    assert page.status == 200
    assert "alerts.toml" in page.text
    edited = await admin.open("/admin/files/alerts.toml")
    assert "query = 7" in edited.page.source


async def test_a_draft_tells_what_its_alerts_find(admin: Browser) -> None:
    form = await admin.open("/admin/files/alerts.toml")
    preview = await admin.post(
        form,
        "/admin/files/alerts.toml",
        text="[all]\nen = 'All'\nquery = 'bridge OR tram'\n",
        act="preview",
    )
    assert "What the alerts find today" in preview.text
    wrong = await admin.post(form, "/admin/files/alerts.toml", text="[all]\n", act="preview")
    assert "What the alerts find today" not in wrong.text
