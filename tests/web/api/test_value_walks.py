"""Walks through the values of facets by `next`: each value once, whatever happens meanwhile."""

from __future__ import annotations

import csv
import io
import os
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.archive.deleting import delete_article
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.generations.folders import current_generation
from indexer.generations.leases import LEASE_SECONDS
from indexer.generations.sweeping import sweep_generations
from indexer.home.paths import ArchiveHome
from searcher.archive import NewsArchive
from searcher.service import SearchService
from tests.conftest import MakeService, index_home, update_home
from tests.engines import LOCAL_ENGINES
from web.app import make_app

FACET, TAGS = "/api/v1/facets?q=мост&facet=tag", "/api/v1/tags?"
PATHS = (FACET, TAGS, "/api/v1/facets?facet=tag&prefix=о", "/api/v1/tags?prefix=о")
ORDERS = ("count", "id", "label")
DAY = datetime(2014, 12, 30, tzinfo=UTC)


def make_article(number: int) -> Article:
    # Some tags are on many articles, and many on one.
    tags = ("озеро", f"о-{number % 7}", f"о-{number:02}", f"река-{number % 5}")
    return Article(id=f"a-{number:02}", lang="ru", title="Мост", published=DAY, tags=tags)


@pytest.fixture(params=LOCAL_ENGINES)
def service(
    request: pytest.FixtureRequest, make_service: MakeService, home: ArchiveHome
) -> SearchService:
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    return make_service(make_article(number) for number in range(20))


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


async def get(client: TestClient, path: str, status: int = 200) -> Any:
    answer = await client.get(path)
    assert answer.status == status, await answer.text()
    body = await answer.json(content_type=None)
    if status == 200:
        following = answer.links.get("next")
        # The head leads where the body does.
        assert (str(following["url"].relative()) if following else None) == (
            str(client.make_url(body["next"]).relative()) if body["next"] else None
        )
    return body


def change(service: SearchService, step: int) -> None:
    """New values that come first in every order, and one that goes; then all built anew; then
    back."""
    if step == 1:
        with Archive.open(service.home.database) as archive, archive.transaction():
            for number in range(30, 60):
                tags = ("аист", "о-а", f"а-{number}")
                archive.put(
                    Article(id=f"b-{number}", lang="ru", title="Мост", published=DAY, tags=tags)
                )
            archive.put(replace(make_article(3), tags=("озеро",)))
        update_home(service.home, service.analyzer)
    elif step == 2:
        index_home(service.home, service.analyzer)
    elif step == 3:
        NewsArchive(service.home, service.settings).roll_back()
    service.look_again()


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("path", PATHS)
async def test_a_walk_gives_every_value_once_whatever_is_imported(
    service: SearchService, client: TestClient, path: str, order: str
) -> None:
    whole = await get(client, f"{path}&order={order}&limit=1000&ui=ru")
    before, values, step = current_generation(service.home), [], 0
    following: str | None = f"{path}&order={order}&limit=4&ui=ru"
    while following:
        body = await get(client, following)
        assert body["index"]["generation"] == before
        assert body["total"] == whole["total"]
        values += body["values"]
        following, step = body["next"], step + 1
        change(service, step)
    assert step > 3
    assert values == whole["values"]
    assert max(Counter(value["id"] for value in values).values()) == 1
    assert (await get(client, f"{path}&limit=1000"))["index"]["generation"] != before


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("path", [FACET, TAGS])
async def test_what_is_taken_down_leaves_a_walk_and_nothing_else_is_missed(
    service: SearchService, client: TestClient, path: str, order: str
) -> None:
    """It leaves the index that the walk is of: the counts, and in their order places, change."""
    asked = f"{path}&order={order}&ui=ru"
    whole = [value["id"] for value in (await get(client, f"{asked}&limit=1000"))["values"]]
    first = await get(client, f"{asked}&limit=9")
    ids, following, gone = [one["id"] for one in first["values"]], first["next"], set[str]()
    # Where it is on one article, the value behind which the next page begins goes too.
    last = {int(ids[-1].removeprefix("о-"))} if ids[-1].startswith("о-") else set()
    for number in sorted({16, 17, 19} | last):
        delete_article(service.home, f"a-{number:02}", "")
        gone.add(f"о-{number:02}")
    update_home(service.home, service.analyzer)
    service.look_again()
    while following:
        body = await get(client, following)
        ids += [value["id"] for value in body["values"]]
        following = body["next"]
    kept = [id_ for id_ in whole if id_ not in gone or id_ in ids[:9]]
    assert set(ids) == set(kept)
    if order != "count":
        assert ids == kept


async def test_pages_may_be_of_another_size_on_the_way(client: TestClient) -> None:
    whole = (await get(client, f"{FACET}&limit=1000"))["values"]
    first = await get(client, f"{FACET}&limit=3")
    rest = await get(client, first["next"].replace("limit=3", "limit=1000"))
    assert first["values"] + rest["values"] == whole
    assert rest["next"] is None


async def test_tables_are_walked_by_their_head(client: TestClient) -> None:
    whole = [value["id"] for value in (await get(client, f"{FACET}&limit=1000"))["values"]]
    answer, ids = await client.get(f"{FACET}&limit=7&format=tsv&bom=1"), []
    while True:
        text = (await answer.text()).removeprefix("\ufeff")
        assert answer.content_type == "text/tab-separated-values"
        ids += [row["id"] for row in csv.DictReader(io.StringIO(text), delimiter="\t")]
        following = answer.links.get("next")
        if following is None:
            break
        answer = await client.get(following["url"].relative())
    assert ids == whole


@pytest.mark.parametrize("path", [FACET, TAGS])
async def test_a_walk_is_kept_for_an_hour_after_its_last_page_and_no_longer(
    service: SearchService, client: TestClient, aiohttp_client: AiohttpClient, path: str
) -> None:
    first = await get(client, f"{path}&limit=3")
    for _ in range(5):
        index_home(service.home, service.analyzer)
    # Another process goes on, too: the archive signs, not the server.
    again = SearchService(service.home, service.settings, service.analyzer)
    other = await aiohttp_client(make_app(again))
    await get(other, first["next"])
    ago = time.time() - LEASE_SECONDS - 1
    os.utime(service.home.leases / first["index"]["generation"], (ago, ago))
    sweep_generations(service.home)
    third = SearchService(service.home, service.settings, service.analyzer)
    fresh = await aiohttp_client(make_app(third))
    problem = await get(fresh, first["next"], status=410)
    assert problem["type"].endswith("#problem-cursor-expired")
    assert (await get(fresh, problem["begin"]))["values"] == first["values"]


@pytest.mark.parametrize("path", [FACET, TAGS])
async def test_a_kept_first_page_leaves_an_hour_too(
    service: SearchService, client: TestClient, path: str
) -> None:
    first = await get(client, f"{path}&limit=3")
    lease = service.home.leases / first["index"]["generation"]
    lease.unlink()
    service._follower._leased.clear()
    assert await get(client, f"{path}&limit=3") == first
    assert lease.exists()


async def test_a_cursor_goes_with_its_list_alone(client: TestClient) -> None:
    async def refuse(path: str) -> str:
        (error,) = (await get(client, path, status=400))["errors"]
        assert error["parameter"] == "cursor"
        return str(error["reason"])

    facet = (await get(client, f"{FACET}&limit=3"))["next"].rpartition("cursor=")[2]
    tags = (await get(client, f"{TAGS}&limit=3"))["next"].rpartition("cursor=")[2]
    label = (await get(client, f"{TAGS}&limit=3&order=label&ui=ru"))["next"]
    await get(client, f"{FACET}&cursor={facet}")
    await get(client, f"{TAGS}&cursor={tags}")
    for foreign in (
        f"/api/v1/facets?q=река&facet=tag&cursor={facet}",
        f"/api/v1/facets?q=мост&facet=day&cursor={facet}",
        f"{FACET}&order=id&cursor={facet}",
        f"{FACET}&prefix=о&cursor={facet}",
        f"{FACET}&tag=озеро&cursor={facet}",
        f"{FACET}&cursor={tags}",
        f"/api/v1/authors?cursor={tags}",
        f"{TAGS}&order=count&cursor={tags}",
        label.replace("ui=ru", "ui=en"),
    ):
        assert await refuse(foreign) == "foreign-cursor", foreign
    search = (await get(client, "/api/v1/articles?limit=3"))["next"].rpartition("cursor=")[2]
    flipped = tags[:-3] + ("A" if tags[-3] != "A" else "B") + tags[-2:]
    for forged in (flipped, tags[:-1], tags + "A", "x", "я" * 10, "A" * 5000, search):
        assert await refuse(f"{TAGS}&cursor={forged}") == "bad-cursor", forged
    assert await refuse(f"/api/v1/articles?cursor={tags}") == "bad-cursor"
