"""Samples of what a search finds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.article import Article
from indexer.home.paths import ArchiveHome
from tests.conftest import MakeService
from tests.engines import LOCAL_ENGINES
from web.app import make_app

COUNT = 300


@pytest.fixture(params=LOCAL_ENGINES)
async def client(
    request: pytest.FixtureRequest,
    make_service: MakeService,
    home: ArchiveHome,
    aiohttp_client: AiohttpClient,
) -> TestClient:
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    service = make_service(
        Article(
            id=f"a-{number:04}",
            lang="ru",
            title="Мост" if number % 2 else "Река",
            published=datetime(2014, 1 + number % 12, 1, tzinfo=UTC),
        )
        for number in range(COUNT)
    )
    return await aiohttp_client(make_app(service))


async def draw(client: TestClient, **params: str) -> dict[str, Any]:
    answer = await client.get("/api/v1/sample", params=params)
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def test_a_sample_is_of_what_the_search_finds_and_the_same_for_a_seed(
    client: TestClient,
) -> None:
    listed = await (
        await client.get("/api/v1/articles", params={"q": "мост", "limit": "200"})
    ).json()
    found = {hit["id"] for hit in listed["hits"]}
    body = await draw(client, q="мост", n="40", seed="7", fields="title")
    ids = [article["id"] for article in body["articles"]]
    assert body["total"] == listed["total"] == 150
    assert body["hash"] == listed["query"]["hash"]
    assert len(set(ids)) == 40
    assert set(ids) <= found
    assert list(body["articles"][0]) == ["id", "title"]
    # The same on every engine, and to whoever computes it.
    assert ids[:3] == ["a-0269", "a-0057", "a-0141"]
    smaller = await draw(client, q="мост", n="10", seed="7")
    assert [article["id"] for article in smaller["articles"]] == ids[:10]
    other = await draw(client, q="мост", n="40", seed="8")
    assert {article["id"] for article in other["articles"]} != set(ids)
    whole = await draw(client, q="мост", n="1000")
    assert {article["id"] for article in whole["articles"]} == found


@pytest.mark.parametrize(
    "params", [{"n": "0"}, {"n": "1001"}, {"seed": "-1"}, {"seed": "x"}, {"limit": "5"}]
)
async def test_what_makes_no_sample_is_refused(client: TestClient, params: dict[str, str]) -> None:
    answer = await client.get("/api/v1/sample", params=params)
    assert answer.status == 400
