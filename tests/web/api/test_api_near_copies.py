"""Near copies over HTTP: in the API, on the pages, and everywhere else where a result is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.article import Article
from searcher.archive import open_archive
from tests.engines import LOCAL_ENGINES
from tests.searcher.test_near_copies import make_archive
from tests.web.api.test_same_set import ask, check, make_articles
from web.app import make_app


def list_pairs(articles: list[Article]) -> Iterator[tuple[str, str]]:
    """Every fifth article is a near copy of the one before it, every tenth of another copy."""
    for number in range(4, len(articles), 5):
        yield articles[number].id, articles[number - 1].id
        if number % 10 == 9:
            yield articles[number - 1].id, articles[number - 2].id


@pytest.fixture(params=LOCAL_ENGINES)
async def client(
    request: pytest.FixtureRequest, tmp_path: Path, aiohttp_client: AiohttpClient
) -> TestClient:
    articles = list(make_articles(160, seed=3))
    folder = tmp_path / "archive"
    make_archive(folder, request.param, articles, list_pairs(articles))
    settings = folder / "letopis.toml"
    settings.write_text(settings.read_text("utf-8") + "\nrate_seconds = 0\n", "utf-8")
    return await aiohttp_client(make_app(open_archive(folder).service))


async def test_every_reading_of_a_result_leaves_out_the_same_copies(client: TestClient) -> None:
    for asked in (
        [],
        [("q", "мост")],
        [("q", "мост OR school"), ("tag", "rivers")],
        [("from", "2014"), ("author", "anna"), ("-tag", "bridges")],
        [("date", "original"), ("from", "2013")],
    ):
        await check(client, [*asked, ("copies", "one")], limit=17, most_sampled=1_000)
        every = await ask(client, "articles", [*asked, ("limit", "200")])
        one = await ask(client, "articles", [*asked, ("copies", "one"), ("limit", "200")])
        told = [id_ for hit in one["hits"] for id_ in (hit["id"], *hit["copies"])]
        assert sorted(told) == sorted(hit["id"] for hit in every["hits"])
        assert one["near_copies"] == every["total"] - one["total"] > 0
        assert "near_copies" not in every
        assert not any("copies" in hit for hit in every["hits"])
        assert one["query"]["hash"] != every["query"]["hash"]
        seq = str(one["index"]["seq"])
        past = await ask(client, "articles", [*asked, ("copies", "one"), ("as_of", seq)])
        assert past["total"] == one["total"]
        receipt = await ask(client, "receipt", [*asked, ("copies", "one")])
        assert {"name": "copies", "value": "one"} in receipt["parameters"]
        assert all("copies=one" in url for url in receipt["addresses"].values())


async def test_a_cursor_is_of_one_set(client: TestClient) -> None:
    page = await ask(client, "articles", [("copies", "one"), ("limit", "2")])
    assert "copies=one" in page["next"]
    answer = await client.get(page["next"].replace("copies=one", "copies=all"))
    assert answer.status == 400


async def test_other_values_are_refused(client: TestClient) -> None:
    for path in ("/api/v1/articles", "/api/v1/export", "/api/v1/kwic", "/feed.atom", "/search"):
        answer = await client.get(path, params={"copies": "on", "ui": "en"})
        assert answer.status == 400, path
        body = await answer.text()
        assert "copies" in body
        assert "all, one" in body, path


async def test_an_article_lists_its_near_copies(client: TestClient) -> None:
    page = await ask(client, "articles", [("copies", "one"), ("limit", "200")])
    hit = next(hit for hit in page["hits"] if len(hit["copies"]) == 2)
    article = await ask(client, f"articles/{hit['id']}", [])
    assert article["copies"] == hit["copies"]
    text = await (await client.get(f"/articles/{hit['id']}", params={"ui": "en"})).text()
    assert "Near copies" in text
    assert all(f'href="/articles/{id_}' in text for id_ in hit["copies"])
    alone = next(hit for hit in page["hits"] if not hit["copies"])
    assert (await ask(client, f"articles/{alone['id']}", []))["copies"] == []
    text = await (await client.get(f"/articles/{alone['id']}", params={"ui": "en"})).text()
    assert "Near copies" not in text


async def test_a_page_offers_a_switch_where_there_are_near_copies(client: TestClient) -> None:
    async def read(**params: Any) -> str:
        answer = await client.get("/search", params={"ui": "en", **params})
        assert answer.status == 200
        return await answer.text()

    total = (await ask(client, "articles", [("copies", "one"), ("limit", "0")]))["near_copies"]
    text = await read(limit=200)
    assert f"{total} near copies of other articles are among them." in text
    assert (
        'href="/search?copies=one&amp;limit=200&amp;ui=en" rel="nofollow">Hide near copies' in text
    )
    text = await read(limit=200, copies="one")
    assert f"{total} near copies are hidden." in text
    assert 'href="/search?limit=200&amp;ui=en" rel="nofollow">Show near copies' in text
    assert text.count('#copies" rel="nofollow">and ') > 10
    # What the form of the filters keeps.
    assert '<input type="hidden" name="copies" value="one">' in text
    russian = await (await client.get("/search", params={"copies": "one", "ui": "ru"})).text()
    assert "Показать копии" in russian
    assert "почти дословн" in russian
    nothing = await read(q="никогданебыло")
    assert "near cop" not in nothing
