"""Searches that found nothing: what is kept of them, and what is not."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from indexer.home.paths import ArchiveHome
from indexer.operations.fruitless import DAYS, KEPT, FruitlessBook
from searcher.request import Filter, SearchRequest
from searcher.search_counts import LONGEST_QUERY, MOST_NOTED, SearchCounts
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.admin.browsing import OWN
from tests.web.admin.conftest import Visit
from web import noting

TODAY = date(2026, 11, 28)


def note(counts: SearchCounts, q: str, total: int = 0, **fields: object) -> None:
    counts.note(SearchRequest(q=q, **fields), total, "en")  # type: ignore[arg-type]


@pytest.fixture
def counts() -> SearchCounts:
    counts = SearchCounts()
    counts.is_noting = True
    return counts


def test_what_finds_nothing_is_noted_with_single_blanks(counts: SearchCounts) -> None:
    note(counts, "  viaduct \t over ")
    note(counts, "viaduct over")
    note(counts, "bridge", 5)
    assert counts.take_noted() == {("viaduct over", "en"): 2}
    assert counts.take_noted() == {}
    assert counts.take() == (3, 2)


@pytest.mark.parametrize(
    "query",
    [
        "anna.orlova@example.org",
        "+7 (912) 345-67-89",
        "4276 1234 5678 9012",
        "x" * (LONGEST_QUERY + 1),
        "a\x00b",
    ],
)
def test_what_leads_to_a_person_is_not_noted(counts: SearchCounts, query: str) -> None:
    note(counts, query)
    assert counts.take_noted() == {}


def test_dates_are_no_telephones(counts: SearchCounts) -> None:
    note(counts, "election 2014-2016")
    assert counts.take_noted()


def test_narrowed_searches_and_later_pages_are_not_noted(counts: SearchCounts) -> None:
    note(counts, "viaduct", filters=(Filter("lang", "ru"),))
    note(counts, "viaduct", first="2014")
    note(counts, "viaduct", page=2)
    note(counts, "viaduct", limit=0)
    assert counts.take_noted() == {}


def test_a_program_that_asks_for_anything_is_noted_within_bounds(counts: SearchCounts) -> None:
    for number in range(MOST_NOTED * 3):
        note(counts, f"viaduct {number}x")
    note(counts, "viaduct 0x")
    taken = counts.take_noted()
    assert len(taken) == MOST_NOTED
    assert taken["viaduct 0x", "en"] == 2


def test_queries_are_counted_whatever_their_case(tmp_path: Path) -> None:
    book = FruitlessBook(tmp_path / "operations.db")
    book.add({("Виадук", "ru"): 2}, TODAY - timedelta(days=1))
    book.add({("виадук", "ru"): 1, ("viaduct", "en"): 1}, TODAY)
    first, second = book.read(10, TODAY)
    assert (first.query, first.times, first.day) == ("Виадук", 3, TODAY)
    assert second.query == "viaduct"
    assert book.forget("ВИАДУК")
    assert [one.query for one in book.read(10, TODAY)] == ["viaduct"]


def test_old_and_rare_queries_go(tmp_path: Path) -> None:
    book = FruitlessBook(tmp_path / "operations.db")
    book.add({("old", "en"): 50}, TODAY - timedelta(days=DAYS + 1))
    book.add({("often", "en"): 9}, TODAY - timedelta(days=DAYS))
    book.add({(f"rare {number}", "en"): 1 for number in range(KEPT + 600)}, TODAY)
    kept = book.read(KEPT * 2, date.min)
    assert len(kept) == KEPT
    assert kept[0].query == "often"
    assert "old" not in {one.query for one in kept}


def test_only_query_language_count_and_day_are_stored(tmp_path: Path) -> None:
    book = FruitlessBook(tmp_path / "operations.db")
    book.add({("viaduct", "en"): 1}, TODAY)
    with sqlite3.connect(book.path) as db:
        columns = [name for _, name, *_ in db.execute("PRAGMA table_info(fruitless)")]
        rows = db.execute("SELECT * FROM fruitless").fetchall()
    assert columns == ["folded", "lang", "query", "times", "day"]
    assert rows == [("viaduct", "en", "viaduct", 1, "2026-11-28")]


@pytest.fixture
async def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "EVERY", 0.05)


async def wait_for(book: FruitlessBook, count: int) -> list[str]:
    for _ in range(100):
        found = [one.query for one in book.read(10, date.min)]
        if len(found) >= count:
            return found
        await asyncio.sleep(0.05)
    return found


@pytest.mark.usefixtures("quick", "accounts")
async def test_readers_are_noted_and_admins_read_forget_and_download(
    visit: Visit, archive: SearchService
) -> None:
    browser = await visit()
    await browser.client.get("/search?q=%3Dviaduct", headers={"User-Agent": "somebody"})
    await browser.client.get("/search?q=aqueduct")
    assert set(await wait_for(FruitlessBook.of(archive.home), 2)) == {"=viaduct", "aqueduct"}
    await browser.sign_in()
    shown = await browser.open("/admin/searches")
    assert "aqueduct" in shown.text
    assert "127.0.0.1" not in shown.text
    table = await (await browser.client.get("/admin/searches.csv")).text()
    assert table.splitlines()[0] == "query,lang,times,last_day"
    assert "'=viaduct,en,1," in table
    fields = {"csrf": shown.forms["/admin/searches/forget"]["csrf"], "query": "aqueduct"}
    await browser.client.post("/admin/searches/forget", data=fields, headers=OWN)
    assert "aqueduct" not in (await browser.open("/admin/searches")).text


@pytest.mark.usefixtures("quick", "accounts")
async def test_nothing_is_noted_where_settings_say_so(visit: Visit, archive: SearchService) -> None:
    browser = await visit(note_empty_searches=False)
    await browser.client.get("/search?q=viaduct")
    await asyncio.sleep(0.3)
    assert archive.counts.take_noted() == {}
    assert not FruitlessBook.of(archive.home).read(10, date.min)
    await browser.sign_in()
    assert "note_empty_searches" in (await browser.open("/admin/searches")).text


@pytest.mark.usefixtures("quick")
async def test_a_file_that_cannot_be_written_disturbs_nobody(
    visit: Visit, archive: SearchService
) -> None:
    archive.home.operations.mkdir()
    browser = await visit()
    for _ in range(3):
        answer = await browser.client.get("/search?q=viaduct")
        assert answer.status == 200
        await asyncio.sleep(0.1)


@pytest.mark.usefixtures("accounts")
async def test_what_is_left_is_written_at_the_end(visit: Visit, home: ArchiveHome) -> None:
    browser = await visit()
    await browser.client.get("/search?q=viaduct")
    await browser.client.close()
    found = FruitlessBook.of(home).read(10, datetime.now(UTC).date() - timedelta(days=9_000))
    assert [one.query for one in found] == ["viaduct"]


def test_an_archive_without_a_server_notes_nothing(make_service: MakeService) -> None:
    service = make_service(())
    service.search(SearchRequest(q="viaduct"), "en")
    assert service.counts.take_noted() == {}
