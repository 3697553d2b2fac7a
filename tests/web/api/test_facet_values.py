"""The values of a facet that the articles of a search have."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from searcher.request import FACETS
from searcher.service import SearchService
from web.app import make_app

PATH = "/api/v1/facets"


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


async def get(client: TestClient, path: str, params: Any = None) -> Any:
    answer = await client.get(path, params=params)
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def read_pages(client: TestClient, path: str, params: Any) -> list[dict[str, Any]]:
    body = await get(client, path, params)
    values = list(body["values"])
    while body["next"]:
        body = await get(client, body["next"])
        values += body["values"]
    return values


@pytest.mark.parametrize("facet", FACETS)
async def test_the_counts_are_those_of_the_list(client: TestClient, facet: str) -> None:
    search = {"q": "школа", "from": "2005", "country": "AM", "-tag": "rivers", "lang": "ru"}
    listed = await get(client, "/api/v1/articles", search | {"facet": facet, "facet_limit": "1000"})
    body = await get(client, PATH, search | {"facet": facet, "limit": "1000"})
    assert (body["facet"], body["articles"]) == (facet, listed["total"])
    assert body["query"]["hash"] == listed["query"]["hash"]
    counted = ("id", "count", "selected", "excluded")
    told = sorted(tuple(value[name] for name in counted) for value in body["values"])
    assert told == sorted(
        tuple(value[name] for name in counted) for value in listed["facets"][facet]
    )
    assert body["total"] == len(told)


@pytest.mark.parametrize("order", ["count", "id", "label"])
@pytest.mark.parametrize("facet", ["author", "day"])
async def test_pages_join_to_the_whole(client: TestClient, facet: str, order: str) -> None:
    params = {"q": "школа", "facet": facet, "order": order, "ui": "ru"}
    whole = await get(client, PATH, params | {"limit": "1000"})
    assert len(whole["values"]) > 6
    assert await read_pages(client, PATH, params | {"limit": "3"}) == whole["values"]


async def test_the_commonest_come_first(client: TestClient) -> None:
    counts = [value["count"] for value in (await get(client, PATH, {"facet": "tag"}))["values"]]
    assert counts == sorted(counts, reverse=True)


async def test_a_beginning_is_looked_for_in_labels_and_dates(client: TestClient) -> None:
    body = await get(client, PATH, {"facet": "country", "prefix": "гру"})
    assert [value["labels"]["ru"] for value in body["values"]] == ["Грузия"]
    months = (await get(client, PATH, {"facet": "month", "prefix": "2005"}))["values"]
    assert months
    assert all(value["id"].startswith("2005-") for value in months)


async def test_a_table_has_a_row_for_each_value(client: TestClient) -> None:
    params = {"facet": "country", "q": "школа"}
    answer = await client.get(PATH, params=params | {"format": "csv", "bom": "1"})
    text = await answer.text()
    assert text.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert head == ["id", "label_ru", "label_en", "count"]
    values = (await get(client, PATH, params))["values"]
    assert rows == [
        [
            value["id"],
            value["labels"].get("ru", ""),
            value["labels"].get("en", ""),
            str(value["count"]),
        ]
        for value in values
    ]


@pytest.mark.parametrize(
    ("query", "parameter", "reason"),
    [
        ("", "facet", "missing"),
        ("facet=story", "facet", "bad-value"),
        ("facet=tag&facet=lang", "facet", "repeated"),
        ("facet=tag&limit=1001", "limit", "bad-number"),
        ("facet=tag&after=nothing", "after", "unknown"),
        ("facet=tag&cursor=nothing", "cursor", "bad-cursor"),
        ("facet=tag&page=2", "page", "unknown"),
        ("facet=tag&order=size", "order", "bad-value"),
        ("facet=tag&tag=no-such-tag", "tag", "unknown-value"),
        ("facet=tag&q=a&q=b", "q", "repeated"),
    ],
)
async def test_wrong_parameters_are_refused(
    client: TestClient, query: str, parameter: str, reason: str
) -> None:
    answer = await client.get(f"{PATH}?{query}")
    assert answer.status == 400
    (error,) = (await answer.json(content_type=None))["errors"]
    assert (error["parameter"], error["reason"]) == (parameter, reason)
