"""Walks through whole results by `next`: each article once, whatever happens meanwhile."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.archive.deleting import delete_article
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.generations.folders import current_generation, list_generations
from indexer.generations.leases import LEASE_SECONDS
from indexer.generations.sweeping import sweep_generations
from indexer.home.paths import ArchiveHome
from searcher.archive import NewsArchive
from searcher.service import SearchService
from tests.conftest import MakeService, index_home, update_home
from tests.engines import LOCAL_ENGINES
from web.app import make_app

COUNT = 230
FIRST = datetime(2014, 12, 30, tzinfo=UTC)
SORTS = ("relevance", "newest", "oldest", "id")


def make_article(number: int) -> Article:
    # Some are better than others, and seven share each instant.
    title = "Мост и мост" if number % 5 == 0 else "Мост"
    published = FIRST + timedelta(days=number // 7)
    return Article(id=f"a-{number:04}", lang="ru", title=title, published=published)


@pytest.fixture(params=LOCAL_ENGINES)
def service(
    request: pytest.FixtureRequest, make_service: MakeService, home: ArchiveHome
) -> SearchService:
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    return make_service(make_article(number) for number in range(COUNT))


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


async def walk(client: TestClient, path: str) -> AsyncIterator[dict[str, Any]]:
    while path:
        answer = await client.get(path)
        assert answer.status == 200, await answer.text()
        body = await answer.json()
        yield body
        path = body["next"]


def put(service: SearchService, articles: Iterator[Article]) -> None:
    with Archive.open(service.home.database) as archive, archive.transaction():
        for article in articles:
            archive.put(article)


@pytest.mark.parametrize("sort", SORTS)
async def test_a_walk_gives_every_article_once_in_the_order_of_the_list(
    client: TestClient, sort: str
) -> None:
    whole = await (await client.get(f"/api/v1/articles?q=мост&sort={sort}&limit=200")).json()
    ids = []
    async for body in walk(client, f"/api/v1/articles?q=мост&sort={sort}&limit=7"):
        assert body["total"] == COUNT
        assert body["query"]["hash"] == whole["query"]["hash"]
        assert body["index"] == whole["index"]
        ids += [hit["id"] for hit in body["hits"]]
    assert sorted(ids) == [f"a-{number:04}" for number in range(COUNT)]
    assert ids[:200] == [hit["id"] for hit in whole["hits"]]


@pytest.mark.parametrize("sort", SORTS)
async def test_a_walk_may_begin_at_any_page(client: TestClient, sort: str) -> None:
    whole = [
        hit["id"]
        async for body in walk(client, f"/api/v1/articles?q=мост&sort={sort}")
        for hit in body["hits"]
    ]
    path = f"/api/v1/articles?q=мост&sort={sort}&limit=9&page=3"
    ids = [hit["id"] async for body in walk(client, path) for hit in body["hits"]]
    assert ids == whole[18:]


@pytest.mark.parametrize("sort", SORTS)
async def test_updates_rebuilds_and_rollbacks_change_nothing_under_a_walk(
    service: SearchService, client: TestClient, sort: str
) -> None:
    before = current_generation(service.home)
    ids: list[str] = []
    step = 0
    async for body in walk(client, f"/api/v1/articles?q=мост&sort={sort}&limit=50"):
        ids += [hit["id"] for hit in body["hits"]]
        assert body["index"]["generation"] == before
        step += 1
        if step == 1:
            put(service, (make_article(number) for number in range(COUNT, COUNT + 20)))
            update_home(service.home, service.analyzer)
        elif step == 2:
            index_home(service.home, service.analyzer)
        elif step == 3:
            NewsArchive(service.home, service.settings).roll_back()
        service.look_again()
    assert sorted(ids) == [f"a-{number:04}" for number in range(COUNT)]
    service.look_again()
    total = (await (await client.get("/api/v1/articles?limit=0")).json())["total"]
    assert total == COUNT + 20


async def test_times_between_two_seconds_are_walked_like_others(
    make_service: MakeService, home: ArchiveHome, aiohttp_client: AiohttpClient
) -> None:
    for engine in LOCAL_ENGINES:
        home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
        service = make_service(
            Article(
                id=f"a-{number:04}",
                lang="ru",
                title="Мост",
                published=FIRST + timedelta(microseconds=1_234_567 * number),
            )
            for number in range(COUNT)
        )
        client = await aiohttp_client(make_app(service))
        for sort in ("newest", "oldest"):
            path = f"/api/v1/articles?sort={sort}&limit=3&fields=id"
            ids = [hit["id"] async for body in walk(client, path) for hit in body["hits"]]
            assert sorted(ids) == [f"a-{number:04}" for number in range(COUNT)]
            assert ids == sorted(ids, reverse=sort == "newest")


async def test_what_is_taken_down_leaves_a_walk_at_once(
    service: SearchService, client: TestClient
) -> None:
    first = await (await client.get("/api/v1/articles?q=мост&sort=id&limit=100")).json()
    delete_article(service.home, "a-0150", "court order")
    update_home(service.home, service.analyzer)
    service.look_again()
    rest = [h["id"] async for body in walk(client, first["next"]) for h in body["hits"]]
    assert rest == [f"a-{number:04}" for number in range(100, COUNT) if number != 150]


async def test_a_generation_is_kept_for_an_hour_after_its_last_page_and_no_longer(
    service: SearchService, client: TestClient, aiohttp_client: AiohttpClient
) -> None:
    first = await (await client.get("/api/v1/articles?q=мост&sort=id&limit=100")).json()
    name = first["index"]["generation"]
    for number in range(5):
        put(service, iter([make_article(COUNT + number)]))
        index_home(service.home, service.analyzer)
    assert name in list_generations(service.home)
    # Another process goes on, too: the archive signs, not the server.
    again = SearchService(service.home, service.settings, service.analyzer)
    other = await aiohttp_client(make_app(again))
    assert (await other.get(first["next"])).status == 200
    ago = time.time() - LEASE_SECONDS - 1
    os.utime(service.home.leases / name, (ago, ago))
    sweep_generations(service.home)
    assert name not in list_generations(service.home)
    third = SearchService(service.home, service.settings, service.analyzer)
    fresh = await aiohttp_client(make_app(third))
    gone = await fresh.get(first["next"])
    assert gone.status == 410
    problem = await gone.json(content_type=None)
    assert problem["type"].endswith("#problem-cursor-expired")
    begun = await (await fresh.get(problem["begin"])).json()
    assert [hit["id"] for hit in begun["hits"]] == [hit["id"] for hit in first["hits"]]


async def test_a_cursor_goes_with_its_search_alone(client: TestClient) -> None:
    first = await (await client.get("/api/v1/articles?q=мост&sort=id&limit=5")).json()
    cursor = first["next"].rpartition("cursor=")[2]

    async def refuse(**params: str) -> str:
        answer = await client.get("/api/v1/articles", params=params)
        assert answer.status == 400
        assert answer.content_type == "application/problem+json"
        (error,) = (await answer.json(content_type=None))["errors"]
        return error["reason"]

    right = {"q": "мост", "sort": "id", "cursor": cursor}
    assert (await client.get("/api/v1/articles", params=right)).status == 200
    # Another number of hits a page is the same walk.
    assert (await client.get("/api/v1/articles", params=right | {"limit": "90"})).status == 200
    assert await refuse(**right | {"q": "река"}) == "foreign-cursor"
    assert await refuse(**right | {"sort": "oldest"}) == "foreign-cursor"
    assert await refuse(**right | {"from": "2014"}) == "foreign-cursor"
    for name, value in (("page", "2"), ("facet", "tag"), ("interval", "day"), ("facet_limit", "3")):
        assert await refuse(**right | {name: value}) == "not-with-cursor"
    flipped = cursor[:-3] + ("A" if cursor[-3] != "A" else "B") + cursor[-2:]
    for forged in (flipped, cursor[:-1], cursor + "=", cursor + "A", "x", "я" * 10, "A" * 5000):
        assert await refuse(**right | {"cursor": forged}) == "bad-cursor", forged
