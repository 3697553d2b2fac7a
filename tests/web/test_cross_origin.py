"""Other sites may read the API, and every address says what can be done with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from searcher.service import SearchService
from web.app import make_app

PREFLIGHT = {
    "Origin": "https://example.org",
    "Access-Control-Request-Method": "GET",
    "Access-Control-Request-Headers": "if-none-match",
}


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/articles?limit=1",
        "/api/v1/articles?limit=x",
        "/api/v1/articles/none",
        "/api/v1/export",
        "/api/v1/nothing",
        "/api/v1/suggest?q=мо",
        "/feed.json?q=мост",
        "/feed.atom",
    ],
)
async def test_scripts_of_other_sites_read_every_answer_of_the_api(
    client: TestClient, path: str
) -> None:
    answer = await client.get(path, headers={"Origin": "https://example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    seen = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"ETag", "Link", "RateLimit", "Retry-After", "Letopis-Total"} <= set(seen)
    assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_they_may_ask_before(client: TestClient) -> None:
    answer = await client.options("/api/v1/articles", headers=PREFLIGHT)
    assert (answer.status, await answer.read()) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Access-Control-Allow-Headers"] == "*"
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


async def test_pages_are_for_readers_of_this_site(client: TestClient) -> None:
    for answer in (
        await client.get("/search", headers={"Origin": "https://example.org"}),
        await client.options("/search", headers=PREFLIGHT),
    ):
        assert not [name for name in answer.headers if name.startswith("Access-Control-")]


async def test_settings_keep_the_api_to_this_site(
    service: SearchService, aiohttp_client: AiohttpClient
) -> None:
    service.settings = replace(service.settings, cors=False)
    client = await aiohttp_client(make_app(service))
    for answer in (
        await client.get("/api/v1/articles", headers={"Origin": "https://example.org"}),
        await client.options("/api/v1/articles", headers=PREFLIGHT),
    ):
        assert answer.status in {200, 204}
        assert not [name for name in answer.headers if name.startswith("Access-Control-")]


@pytest.mark.parametrize("path", ["/", "/search", "/help", "/api/v1/articles", "/api/v1/export"])
async def test_an_address_tells_what_can_be_done_with_it(client: TestClient, path: str) -> None:
    asked = await client.options(path)
    assert (asked.status, asked.headers["Allow"]) == (204, "GET, HEAD, OPTIONS")
    for method in ("POST", "PUT", "PATCH", "DELETE", "PROPFIND", "TRACE"):
        refused = await client.request(method, path, data=b"x" * 10_000)
        assert (refused.status, refused.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert (await client.options("/nowhere")).status == 404


async def test_what_is_asked_beside_an_answer_is_refused_as_a_problem(client: TestClient) -> None:
    answer = await client.get("/api/v1/articles", headers={"Expect": "miracles"})
    assert (answer.status, answer.content_type) == (417, "application/problem+json")
    answer = await client.get("/api/v1/articles?limit=1", expect100=True)
    assert answer.status == 200
