"""What machines are told of the server: that it lives, and whether readers may be sent to it."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.article import Article
from searcher.service import SearchService
from tests.conftest import MakeService
from web.app import make_app
from web.keys import POOL
from web.metering.signs import SignsOfLife

PATHS = ("/healthz", "/readyz")


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


@pytest.mark.parametrize("path", PATHS)
async def test_nobody_keeps_the_answer_and_nobody_pays(client: TestClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert "RateLimit" not in answer.headers
    assert (await client.head(path)).status == 200


async def test_a_server_that_ends_lives_and_is_not_ready(client: TestClient) -> None:
    client.app[POOL].stop()
    assert (await client.get("/healthz")).status == 200
    answer = await client.get("/readyz")
    assert answer.status == 503
    assert answer.content_type == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0


async def test_a_server_whose_index_goes_away_lives_and_is_not_ready(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    published = datetime(2020, 1, 1, tzinfo=UTC)
    service = make_service([Article(id="a", lang="en", title="Bridge", published=published)])
    client = await aiohttp_client(
        make_app(SearchService(service.home, service.settings, service.analyzer))
    )
    shutil.rmtree(service.home.index)
    answer = await client.get("/readyz")
    assert answer.status == 503
    assert (await answer.json(content_type=None))["command"] == "letopis index"
    assert (await client.get("/healthz")).status == 200


async def test_readiness_tells_that_a_worker_stands_still(
    service: SearchService, aiohttp_client: AiohttpClient
) -> None:
    now = 100.0
    signs = SignsOfLife(2, clock=lambda: now)
    signs.number = 1
    signs.give()
    signs.number = 0
    client = await aiohttp_client(make_app(service, signs=signs))
    body = await (await client.get("/readyz")).json()
    assert (body["status"], body["workers"]) == ("ok", {"wanted": 2, "alive": 2})
    now += 11
    signs.give()
    body = await (await client.get("/readyz")).json()
    assert (body["status"], body["reasons"]) == ("degraded", ["workers-missing"])
    assert body["workers"] == {"wanted": 2, "alive": 1}
