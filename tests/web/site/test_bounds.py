"""What a stranger can make a page weigh, and what its links carry."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from indexer.article import Article
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.site.test_site import Page, read
from web.app import make_app
from web.middlewares import HEADERS

MOST = 1_000_000
TYPED = "школа 😀 | мост!! | «новый 😀 мост»"
LONG = [("q", " OR ".join(["год", "мост", "река"] * 63)), ("limit", "200")]


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


def rotten(number: int) -> Article:
    """An article whose every value is long and new."""
    return Article(
        id=f"статья-{number}-" + "я" * 60,
        lang="ru",
        title='Год <мост> "река" ' * 60,
        body='год и мост у реки "&<>" ' * 40,
        published=datetime(2001, 1, 1, tzinfo=UTC) + timedelta(days=30 * number),
        authors=tuple(f"Автор {number}-{place} " + "Длинный" * 12 for place in range(5)),
        tags=tuple(f"тег {number}-{place} " + '"длинный"' * 12 for place in range(8)),
        source=f"Источник {number} " + "&<газета>" * 12,
    )


async def test_no_request_makes_a_page_of_a_megabyte(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    service = make_service(map(rotten, range(210)))
    # How long they take is none of this test's business.
    service = SearchService(
        service.home, replace(service.settings, request_seconds=60.0), service.analyzer
    )
    client = await aiohttp_client(make_app(service))
    for fields in (
        [("limit", "200"), ("interval", "month")],
        [("q", "год " + "😀" * 480), ("limit", "200")],
        [("q", 'год OR "год ' + "😀" * 450 + '"'), ("limit", "200")],
        [("q", "год OR " + "x" * 3900), ("limit", "200")],
        LONG,
        [*LONG, ("from", "2001-01-01"), ("to", "2003-02-25"), ("interval", "day")],
    ):
        answer = await client.get("/search?" + urlencode(fields))
        text = await answer.text()
        assert answer.status == 200
        assert len(text.encode()) < MOST
        Page(text)


@pytest.mark.parametrize(
    "texts",
    [
        {"body": "год\n\n" * 200_000},
        {"body": '& " '.join(["год"] * 140_000)},
        {"body": "год", "captions": ("&" * 5000,) * 1000},
        {"body": "год", "notices": ("год <" * 4000,) * 100},
        {"body": "год", "mirrors": tuple(f"https://{n}.test/{'&' * 1900}" for n in range(100))},
    ],
    ids=["paragraphs", "signs", "captions", "notices", "addresses"],
)
async def test_no_article_makes_a_page_of_a_megabyte(
    make_service: MakeService, aiohttp_client: AiohttpClient, texts: dict[str, Any]
) -> None:
    article = Article(
        id="1", lang="ru", title="Год", published=datetime(2001, 1, 1, tzinfo=UTC), **texts
    )
    client = await aiohttp_client(make_app(make_service([article])))
    answer = await client.get("/articles/1?ui=en&q=" + quote("год"))
    text = await answer.text()
    assert answer.status == 200
    assert len(text.encode()) < MOST
    assert ("The text is cut here" in text) is ("mirrors" not in texts)
    whole = await (await client.get("/api/v1/articles/1")).json()
    assert whole["body"] == texts["body"]


async def test_links_carry_the_canonical_query_and_the_box_what_was_typed(
    client: TestClient,
) -> None:
    asked = {"q": TYPED, "expand": "-values", "ui": "en"}
    page = await read(await client.get("/search?" + urlencode(asked)))
    assert next(page.find("input", id="q"))["value"] == TYPED
    carried = {q for link in page.links() for q in parse_qs(urlsplit(link).query).get("q", [])}
    assert carried == {'школа OR мост OR "новый мост"'}
    (found,) = {value for found in page.find("link", hreflang="ru") for value in [found["href"]]}
    again = await read(await client.get(found))
    assert next(again.find("html"))["lang"] == "ru"


async def test_what_cannot_be_read_is_carried_nowhere(client: TestClient) -> None:
    page = await read(
        await client.get("/articles/ru-1000?q=" + quote("мост date:вчера") + "&ui=en")
    )
    assert not any("q=" in link for link in page.links())
    assert next(page.find("input", id="q"))["value"] == "мост date:вчера"


async def test_the_search_without_a_wrong_parameter_is_canonical(client: TestClient) -> None:
    fields = [("q", "мост " + "😀!" * 400), ("sort", "loudest"), ("ui", "en")]
    page = await read(await client.get("/search?" + urlencode(fields)), 400)
    carried = [
        parse_qs(urlsplit(link).query).get("q") for link in page.links() if "sort" not in link
    ]
    assert ["мост"] in carried
    assert all(len(link) < 1000 for link in page.links())


async def test_a_query_too_long_for_an_address_is_told_the_limit(client: TestClient) -> None:
    page = await read(await client.get("/search?q=" + quote("год " + "😀" * 560)), 400)
    assert "at most 6000 bytes" in page.text


@pytest.mark.parametrize("path", ["/search?{}=1", "/search?date={}", "/articles/{}", "/api/v1/{}"])
async def test_an_error_quotes_little(client: TestClient, path: str) -> None:
    answer = await client.get(path.format("x" * 7000))
    assert 400 <= answer.status < 500
    assert "x" * 201 not in Page(await answer.text()).text


async def test_a_file_with_a_name_too_long_is_not_there(client: TestClient) -> None:
    assert (await client.get("/static/" + "x" * 5000)).status == 404
    assert (await client.get("/static/../app.py")).status == 404
    assert (await client.get("/static/favicon.svg")).headers.items() >= HEADERS.items()


async def test_answers_are_compressed_only_where_that_is_wanted(client: TestClient) -> None:
    plain = await client.get("/search", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in plain.headers
    packed = await client.get("/search", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert await plain.text() == await packed.text()
