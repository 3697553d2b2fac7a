"""What a client of the API asks for: fields of articles, counts alone, names it mistypes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from searcher.request import SearchRequest
from searcher.service import SearchService
from web.api.rendering import PUBLIC_FIELDS
from web.app import make_app


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


async def ask(client: TestClient, status: int = 200, **params: str) -> Any:
    answer = await client.get("/api/v1/articles", params=params)
    assert answer.status == status
    return await answer.json()


async def test_hits_have_the_fields_that_are_asked_for(client: TestClient) -> None:
    body = await ask(client, q="мост", fields="title, body,title", limit="3")
    assert [tuple(hit) for hit in body["hits"]] == [("id", "title", "body")] * 3
    for hit in body["hits"]:
        article = await (await client.get(f"/api/v1/articles/{hit['id']}")).json()
        assert hit == {name: article[name] for name in ("id", "title", "body")}
    whole = await ask(client, q="мост", limit="3")
    assert [hit["id"] for hit in whole["hits"]] == [hit["id"] for hit in body["hits"]]
    assert "body" not in whole["hits"][0]


async def test_every_public_field_may_be_asked_for_and_no_other(client: TestClient) -> None:
    body = await ask(client, fields=",".join(PUBLIC_FIELDS), limit="1")
    assert set(body["hits"][0]) == set(PUBLIC_FIELDS)
    for private in ("provenance", "extra"):
        problem = await ask(client, 400, fields=private)
        assert problem["errors"][0]["parameter"] == "fields"
        assert private not in problem["errors"][0]["allowed"]


def test_a_search_without_snippets_finds_the_same_and_marks_nothing(
    service: SearchService,
) -> None:
    request = SearchRequest(q="мост река")
    marked = service.search(request, "ru")
    plain = service.search(replace(request, snippets=False), "ru")
    assert [(h.article, h.score) for h in plain.hits] == [(h.article, h.score) for h in marked.hits]
    assert any(hit.snippets for hit in marked.hits)
    assert not any(hit.snippets or hit.title.spans or hit.forms for hit in plain.hits)
    assert (plain.total, plain.facets, plain.hash) == (marked.total, marked.facets, marked.hash)


async def test_the_next_page_has_the_same_fields(client: TestClient) -> None:
    first = await ask(client, q="мост", fields="published", limit="2")
    second = await (await client.get(first["next"])).json()
    assert set(second["hits"][0]) == {"id", "published"}
    assert {hit["id"] for hit in first["hits"]}.isdisjoint(hit["id"] for hit in second["hits"])


async def test_counts_can_be_asked_for_alone(client: TestClient) -> None:
    counts = await ask(client, q="мост", limit="0")
    whole = await ask(client, q="мост")
    assert (counts["hits"], counts["next"]) == ([], None)
    assert counts["total"] == whole["total"] > 0
    assert counts["facets"] == whole["facets"]
    assert counts["timeline"] == whole["timeline"]
    # A page has something to show.
    assert (await client.get("/search", params={"q": "мост", "limit": "0"})).status == 400


@pytest.mark.parametrize(
    ("params", "nearest"),
    [
        ({"form": "2010"}, "from"),
        ({"-contry": "GE"}, "-country"),
        ({"sort": "newst"}, "newest"),
        ({"fields": "titel"}, "title"),
        ({"facet": "autor"}, "author"),
        ({"tag": "chees"}, "chess"),
        ({"xyzzy": "1"}, None),
    ],
)
async def test_what_was_perhaps_meant_is_named(
    client: TestClient, params: dict[str, str], nearest: str | None
) -> None:
    problem = await ask(client, 400, **params, ui="en")
    assert problem["errors"][0].get("nearest") == nearest
    assert (f"Did you mean “{nearest}”?" in problem["detail"]) == (nearest is not None)
