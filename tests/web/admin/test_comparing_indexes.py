"""What changed between two indexes, for golden queries and for those that are pasted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article
from searcher.service import SearchService
from tests.conftest import MakeService, index_home
from tests.web.admin.browsing import Browser


@pytest.fixture
def archive(
    make_service: MakeService, sample_articles: list[Article], analyzer: Analyzer
) -> SearchService:
    """An archive with two indexes: an article left between them, and another one came."""
    first, second = (replace(one, body="Zeppelin.") for one in sample_articles[:2])
    service = make_service((first,))
    with Archive.open(service.home.database) as store, store.transaction():
        store.put(second)
    index_home(service.home, analyzer)
    return service


@pytest.fixture
async def admin(browser: Browser) -> Browser:
    await browser.sign_in()
    return browser


async def compare(admin: Browser, queries: str, **fields: str) -> str:
    shown = await admin.open("/admin/golden")
    names = [one["value"] for one in shown.page.find("option")]
    latest, earlier = names[0], names[1]
    chosen = {"before": earlier, "after": latest, "queries": queries} | fields
    return (await admin.post(shown, "/admin/golden", **chosen)).text


async def test_what_entered_is_told(admin: Browser, archive: SearchService) -> None:
    text = await compare(admin, "zeppelin\nнигде\n")
    assert "Queries: 2; find something else: 1." in text
    assert "1 → 2" in text
    assert "entered, place" in text


async def test_what_left_is_told_the_other_way_round(
    admin: Browser, archive: SearchService
) -> None:
    shown = await admin.open("/admin/golden")
    names = [one["value"] for one in shown.page.find("option")]
    text = await compare(admin, "zeppelin", before=names[0], after=names[1])
    assert "left the first 10" in text


async def test_golden_queries_are_compared_unasked(admin: Browser, archive: SearchService) -> None:
    archive.home.golden_file.write_text('[[query]]\nq = "zeppelin"\nexpect = ["x"]\n', "utf-8")
    assert "Queries: 1; find something else: 1." in await compare(admin, "")


async def test_what_cannot_be_read_or_is_gone_is_told(
    admin: Browser, archive: SearchService
) -> None:
    assert "could not be understood" in await compare(admin, "(")
    assert "there no more" in await compare(admin, "zeppelin", before="../../etc")


async def test_fifty_queries_are_asked_at_most(admin: Browser, archive: SearchService) -> None:
    many = "\n".join(f"zeppelin {number}x" for number in range(200))
    assert "Queries: 50;" in await compare(admin, many)
