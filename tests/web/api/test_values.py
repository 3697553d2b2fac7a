"""The lists of all values of a facet, and the list of what the API offers."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.analysis import Analyzer
from indexer.archive.deleting import delete_article
from indexer.article import Article
from indexer.enriching.places import list_ancestors
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.labels import facet_ids
from searcher.answers.values import MAX_PREFIX
from searcher.service import SearchService
from tests.conftest import MakeService, update_home
from tests.engines import LOCAL_ENGINES
from web.api.routes import ENDPOINTS
from web.app import make_app
from web.urls import VALUES_PATHS

ZONE = Settings().zone_info


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


async def get(client: TestClient, path: str, **parameters: str) -> Any:
    answer = await client.get(path, params=parameters)
    assert answer.status == 200
    return await answer.json()


async def read_pages(client: TestClient, path: str) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = []
    while path:
        body = await get(client, path)
        values += body["values"]
        path = body["next"]
    return values


@pytest.mark.parametrize("facet", list(VALUES_PATHS))
async def test_every_value_is_listed_with_its_articles_and_days(
    client: TestClient, sample_articles: list[Article], facet: Any
) -> None:
    held = [
        (value, article.published.astimezone(ZONE).date().isoformat())
        for article in sample_articles
        for value in facet_ids(article, list_ancestors())[facet]
    ]
    counts = Counter(value for value, _ in held)
    body = await get(client, VALUES_PATHS[facet], limit="1000")
    assert list(body) == ["total", "values", "index", "next"]
    assert (body["total"], body["next"]) == (len(counts), None)
    assert [value["id"] for value in body["values"]] == sorted(counts)
    for value in body["values"]:
        days = [day for id_, day in held if id_ == value["id"]]
        assert list(value) == ["id", "labels", "count", "first", "last", "within"]
        assert (value["count"], value["first"], value["last"]) == (
            counts[value["id"]],
            min(days),
            max(days),
        )
        assert value["labels"].keys() <= {"ru", "en"}


async def test_the_counts_are_those_of_a_search(client: TestClient) -> None:
    listed = await get(client, "/api/v1/tags", order="count", limit="5")
    for value in listed["values"]:
        assert (await get(client, "/api/v1/articles", tag=value["id"]))["total"] == value["count"]


@pytest.mark.parametrize("order", ["id", "count", "label"])
@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_pages_join_to_the_whole(client: TestClient, order: str, ui: str) -> None:
    whole = await get(client, "/api/v1/authors", order=order, ui=ui, limit="1000")
    first = f"/api/v1/authors?order={order}&ui={ui}&limit=7"
    assert await read_pages(client, first) == whole["values"]
    assert len(whole["values"]) > 7


async def test_the_order_of_labels_is_that_of_the_first_page(client: TestClient) -> None:
    """Whoever follows `next` need not send the header that chose the language."""
    path, header = "/api/v1/countries?order=label&limit=3", {"Accept-Language": "ru"}
    first = await (await client.get(path, headers=header)).json()
    values = first["values"] + await read_pages(client, first["next"])
    whole = await get(client, "/api/v1/countries", order="label", ui="ru")
    assert values == whole["values"]
    labels = [value["labels"]["ru"].casefold() for value in values]
    assert labels == sorted(labels)
    english = await get(client, "/api/v1/countries", order="label", ui="en")
    assert english["values"] != values


async def test_labels_stand_in_both_languages(client: TestClient) -> None:
    (georgia,) = (await get(client, "/api/v1/countries", prefix="GE", order="count"))["values"][:1]
    assert (georgia["id"], georgia["labels"]) == ("GE", {"ru": "Грузия", "en": "Georgia"})


async def test_a_region_tells_what_it_is_within(client: TestClient) -> None:
    values = (await get(client, "/api/v1/countries", limit="1000"))["values"]
    within = {value["id"]: value["within"] for value in values}
    assert (within["dagestan"], within["RU"], within["abkhazia"]) == (["RU"], [], [])
    assert not any(value["within"] for value in (await get(client, "/api/v1/tags"))["values"])


async def test_a_beginning_is_looked_for_in_all_words(client: TestClient) -> None:
    for prefix in ("гру", "ГРУЗИЯ", "georg", "ge"):
        body = await get(client, "/api/v1/countries", prefix=prefix)
        assert "GE" in [value["id"] for value in body["values"]], prefix
        assert body["total"] == len(body["values"])
    for prefix in ("рузия", "eorgia", "georgia x"):
        body = await get(client, "/api/v1/countries", prefix=prefix)
        assert (body["total"], body["values"], body["next"]) == (0, [], None)
    whole = await get(client, "/api/v1/countries")
    assert (await get(client, "/api/v1/countries", prefix=" "))["values"] == whole["values"]


async def test_a_prefix_goes_along_to_the_next_page(client: TestClient) -> None:
    whole = await get(client, "/api/v1/authors", prefix="м", order="count")
    assert 1 < whole["total"] < (await get(client, "/api/v1/authors"))["total"]
    paged = await read_pages(client, "/api/v1/authors?prefix=м&order=count&limit=1")
    assert paged == whole["values"]


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
async def test_a_new_index_has_lists_of_its_own(
    home: ArchiveHome,
    analyzer: Analyzer,
    make_service: MakeService,
    aiohttp_client: AiohttpClient,
    engine: str,
) -> None:
    home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
    articles = [
        Article(
            id=f"a-{day}",
            lang="en",
            title="A bridge",
            # The third day begins in Moscow when the second still has three hours in Greenwich.
            published=datetime(2014, 3, day, 22, tzinfo=UTC),
            tags=("rivers", f"of-{day}"),
        )
        for day in (1, 2)
    ]
    service = make_service(articles)
    client = await aiohttp_client(make_app(service))
    rivers = (await get(client, "/api/v1/tags", prefix="rivers"))["values"][0]
    assert (rivers["count"], rivers["first"], rivers["last"]) == (2, "2014-03-02", "2014-03-03")
    delete_article(home, "a-2", "")
    update_home(home, analyzer)
    service.look_again()
    body = await get(client, "/api/v1/tags")
    assert [(value["id"], value["count"]) for value in body["values"]] == [
        ("of-1", 1),
        ("rivers", 1),
    ]
    assert {value["last"] for value in body["values"]} == {"2014-03-02"}


@pytest.mark.parametrize(
    ("path", "parameter", "reason"),
    [
        ("authors?q=x", "q", "unknown"),
        ("countries?order=date", "order", "bad-value"),
        ("tags?limit=0", "limit", "bad-number"),
        ("tags?limit=1001", "limit", "bad-number"),
        ("sources?after=nobody", "after", "unknown"),
        ("sources?cursor=nobody", "cursor", "bad-cursor"),
        ("sources?cursor=a&cursor=b", "cursor", "repeated"),
        (f"tags?prefix={'a' * (MAX_PREFIX + 1)}", "prefix", "too-long"),
        ("tags?ui=de", "ui", "bad-value"),
        ("?q=x", "q", "unknown"),
    ],
)
async def test_wrong_parameters_are_refused(
    client: TestClient, path: str, parameter: str, reason: str
) -> None:
    answer = await client.get(f"/api/v1/{path}")
    assert answer.status == 400
    assert answer.content_type == "application/problem+json"
    (error,) = (await answer.json(content_type=None))["errors"]
    assert (error["parameter"], error["reason"]) == (parameter, reason)


@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_the_api_lists_what_it_offers(client: TestClient, ui: str) -> None:
    listed = (await get(client, "/api/v1/", ui=ui))["endpoints"]
    assert [endpoint["path"] for endpoint in listed] == [one.path for one in ENDPOINTS]
    assert all(endpoint["about"].endswith(".") for endpoint in listed)
    known = {
        resource.canonical
        for resource in client.app.router.resources()
        if resource.canonical.startswith("/api/")
    }
    # That of the API is a page.
    assert known <= {endpoint["path"] for endpoint in listed} | {
        "/api/v1/docs",
        "/api/v1/docs/types",
    }
    for endpoint in listed:
        # What needs a parameter says so; nothing is missing.
        path = endpoint["path"]
        for place, value in (("{id}", "ru-1000"), ("{number}", "1"), ("{format}", "csv")):
            path = path.replace(place, value)
        assert (await client.get(path)).status in (200, 400)
