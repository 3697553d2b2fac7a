"""The page of the versions of an article: what it lists, what it compares, when it is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from indexer.archive.store import Archive
from indexer.article import Article
from searcher.service import SearchService
from tests.conftest import MakeService, index_home
from tests.web.site.test_site import HOSTILE, Page, read
from web.app import make_app

FIRST = Article(
    id="a/1",
    lang="en",
    title="A bridge",
    lead="It is new.",
    body="The bridge opened in May.\n\nEverybody came.",
    published=datetime(2014, 3, 1, tzinfo=UTC),
    tags=("roads",),
)
SECOND = replace(FIRST, title="A new bridge", body="The bridge opened in June.\n\nEverybody came.")
THIRD = replace(SECOND, tags=("roads", "rivers"))
PATH = "/articles/a%2F1/versions"


def store_versions(service: SearchService, versions: Iterable[Article]) -> SearchService:
    """The service after these versions were stored and indexed, one after the other."""
    for article in versions:
        with Archive.open(service.home.database) as archive, archive.transaction():
            archive.put(article)
    index_home(service.home, service.analyzer)
    service.look_again()
    service.settings = replace(service.settings, public_versions=True)
    return service


@pytest.fixture
async def client(make_service: MakeService, aiohttp_client: AiohttpClient) -> TestClient:
    service = store_versions(make_service([FIRST]), [SECOND, THIRD])
    return await aiohttp_client(make_app(service))


def list_changes(page: Page) -> tuple[list[str], list[str]]:
    """What is removed and what is added, as the page says it in words."""
    pieces = [part.split("]")[0].strip() for part in page.text.split("[")[1:]]
    removed = [piece for piece in pieces if piece.startswith("removed:")]
    added = [piece for piece in pieces if piece.startswith("added:")]
    return (
        [piece.removeprefix("removed:").strip() for piece in removed],
        [piece.removeprefix("added:").strip() for piece in added],
    )


async def test_versions_are_listed_newest_first_with_what_changed_in_the_last(
    client: TestClient,
) -> None:
    page = await read(await client.get(PATH + "?ui=en"))
    assert (
        page.text.index("Version 3") < page.text.index("Version 2") < page.text.index("Version 1")
    )
    assert "From version 2 to version 3" in page.text
    assert "The text is the same." in page.text
    assert list_changes(page) == (["roads"], ["roads, rivers"])
    assert len(list(page.find("time"))) == 3
    assert list(page.find("a", href="/articles/a%2F1?ui=en"))
    assert list(page.find("meta", name="robots", content="noindex"))


@pytest.mark.parametrize("query", ["?old=1&new=2", "?old=2&new=1", "?new=2"])
async def test_changes_are_told_word_by_word(client: TestClient, query: str) -> None:
    page = await read(await client.get(f"{PATH}{query}&ui=en"))
    assert "From version 1 to version 2" in page.text
    # The lead stayed and is not repeated; the text is there with what stayed in it.
    assert list_changes(page) == (["May"], ["new", "June"])
    assert "Everybody came." in page.text
    assert "It is new." not in page.text
    assert len(list(page.find("del"))) == 2
    assert len(list(page.find("ins"))) == 3


async def test_a_form_compares_any_two(client: TestClient) -> None:
    page = await read(await client.get(f"{PATH}?old=1&new=3&ui=ru"))
    (form,) = page.find("form", class_="compare")
    assert form["action"].startswith(PATH)
    chosen = [option["value"] for option in page.find("option") if "selected" in option]
    assert chosen == ["1", "3"]
    assert "Что изменилось от версии 1 к версии 3" in page.text
    assert "убрано:" in page.text


@pytest.mark.parametrize(
    ("query", "status"),
    [("?old=9", 404), ("?new=4&old=1", 404), ("?old=x", 400), ("?old=0", 400), ("?q=x", 400)],
)
async def test_what_is_not_there_is_told(client: TestClient, query: str, status: int) -> None:
    assert (await client.get(PATH + query)).status == status


async def test_an_article_leads_to_its_history(client: TestClient) -> None:
    page = await read(await client.get("/articles/a%2F1?ui=en"))
    assert PATH + "?ui=en" in page.links()


async def test_one_text_alone_has_no_comparison(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(store_versions(make_service([FIRST]), [])))
    article = await read(await client.get("/articles/a%2F1?ui=en"))
    assert not [link for link in article.links() if "/versions" in link]
    page = await read(await client.get(PATH + "?ui=en"))
    assert "knows only one text" in page.text
    assert not list(page.find("del"))
    assert (await client.get("/articles/a%2F2/versions")).status == 404


async def test_nothing_is_told_where_earlier_texts_are_not_public(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    service = store_versions(make_service([FIRST]), [SECOND])
    service.settings = replace(service.settings, public_versions=False)
    client = await aiohttp_client(make_app(service))
    page = await read(await client.get(PATH + "?ui=en"), 404)
    assert "May" not in page.text


async def test_a_take_down_holds_before_the_index_knows(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    service = store_versions(make_service([FIRST]), [SECOND])
    client = await aiohttp_client(make_app(service))
    await read(await client.get(PATH))
    with Archive.open(service.home.database) as archive, archive.transaction():
        archive.delete("a/1", "court order")
    page = await read(await client.get(PATH + "?ui=en"), 410)
    assert "May" not in page.text


async def test_an_article_whose_id_ends_so_has_its_page(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    other = replace(FIRST, id="a/versions")
    service = store_versions(make_service([FIRST, other]), [])
    client = await aiohttp_client(make_app(service))
    found = await read(await client.get("/search?ui=en"))
    address = next(link for link in found.links() if link.startswith("/articles/a%2Fversions"))
    page = await read(await client.get(address))
    assert "Everybody came." in page.text


async def test_hostile_and_long_texts_stay_texts_and_within_bounds(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    old = replace(FIRST, title=HOSTILE, body=HOSTILE + "\n\n" + "a\n\n" * 20_000)
    new = replace(FIRST, title=f"x {HOSTILE}", body=HOSTILE + "\n\n" + "b\n\n" * 20_000)
    client = await aiohttp_client(make_app(store_versions(make_service([old]), [new])))
    answer = await client.get(PATH + "?ui=en")
    page = await read(answer)
    assert len(page.source.encode()) < 1_000_000
    assert "The comparison is cut here" in page.text
    assert not list(page.find("img"))
    assert all("src" in script for script in page.find("script"))
    for link in page.links():
        if "/api/v1/" in link and "/versions/" in link:
            assert (await client.get(link)).status == 200
