"""Pages of a list as tables and as lines of JSON."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from searcher.service import SearchService
from web.app import make_app


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


async def walk(client: TestClient, ending: str, **params: str) -> list[str]:
    """The bodies of all pages."""
    answer = await client.get(f"/api/v1/articles.{ending}", params=params)
    bodies = []
    while True:
        assert answer.status == 200, await answer.text()
        bodies.append(await answer.text())
        following = answer.links.get("next")
        if following is None:
            return bodies
        answer = await client.get(following["url"].relative())


async def list_ids(client: TestClient, **params: str) -> list[str]:
    path, ids = "/api/v1/articles", []
    body: dict[str, Any] = await (await client.get(path, params=params)).json()
    while True:
        ids += [hit["id"] for hit in body["hits"]]
        if body["next"] is None:
            return ids
        body = await (await client.get(body["next"])).json()


async def test_every_format_has_the_articles_of_the_list_in_its_order(client: TestClient) -> None:
    asked = {"q": "школа OR school", "limit": "7"}
    ids = await list_ids(client, **asked)
    assert len(ids) > 14
    lines = [line for body in await walk(client, "ndjson", **asked) for line in body.splitlines()]
    assert [json.loads(line)["id"] for line in lines] == ids
    for ending, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = [
            row
            for body in await walk(client, ending, fields="title,id", **asked)
            for row in csv.DictReader(io.StringIO(body), delimiter=delimiter)
        ]
        assert [row["id"] for row in rows] == ids


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("articles.csv?facet=tag", 400),
        ("articles.csv?interval=day", 400),
        ("articles.ndjson?bom=1", 400),
        ("articles.csv?cursor=x", 400),
        ("articles.xls", 404),
    ],
)
async def test_what_a_format_has_no_room_for_is_refused(
    client: TestClient, path: str, status: int
) -> None:
    answer = await client.get(f"/api/v1/{path}")
    assert answer.status == status
    assert answer.content_type == "application/problem+json"
