"""The logs of requests: what they tell, and that they do not tell who looked for what."""

from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.home.settings import Settings
from searcher.service import SearchService
from web.app import make_app
from web.recording import describe_shape

Logged = pytest.LogCaptureFixture


@pytest.fixture
def connect(service: SearchService, aiohttp_client: AiohttpClient, caplog: Logged):
    caplog.set_level(logging.INFO, "letopis")

    async def start(**settings: object) -> TestClient:
        changed = replace(service.settings, **settings)
        served = SearchService(service.home, changed, service.analyzer)
        return await aiohttp_client(make_app(served))

    return start


def lines(caplog: Logged, name: str) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == f"letopis.{name}"]


async def test_nothing_is_logged_unless_asked(connect, caplog: Logged) -> None:
    client = await connect()
    await client.get("/search?q=мост")
    assert lines(caplog, "access") + lines(caplog, "slow") == []


@pytest.mark.parametrize("format_", ["text", "json"])
async def test_the_access_log_tells_neither_who_nor_what(
    connect, caplog: Logged, format_: str
) -> None:
    client = await connect(access_log=format_, slow_seconds=1e-9)
    headers = {"X-Forwarded-For": "203.0.113.9", "Referer": "http://secret.example/"}
    answer = await client.get("/search?q=мост+koysu&author=secret", headers=headers)
    assert answer.status == 400 or answer.status == 200
    (line,) = lines(caplog, "access")
    (slow,) = lines(caplog, "slow")
    assert "/search" in line
    for told in (line, slow):
        for secret in ("203.0.113.9", "мост", "%D0", "koysu", "secret"):
            assert secret not in told
    assert "w w" in slow
    assert "author" in slow


async def test_both_are_told_where_they_are_asked_for(connect, caplog: Logged) -> None:
    client = await connect(access_log="json", log_addresses=True, log_queries=True)
    answer = await client.get("/api/v1/articles?q=мост", headers={"X-Forwarded-For": "203.0.113.9"})
    body = await answer.read()
    (line,) = lines(caplog, "access")
    logged = json.loads(line)
    assert logged["address"] == "203.0.113.9"
    assert logged["query"] == "q=%D0%BC%D0%BE%D1%81%D1%82"
    assert (logged["status"], logged["route"]) == (200, "/api/v1/articles")
    assert logged["bytes"] == int(answer.headers["Content-Length"]) <= len(body)
    assert logged["processor"] > 0


async def test_the_same_query_is_known_again_and_only_while_the_server_runs(
    connect, caplog: Logged
) -> None:
    digests = []
    for _ in range(2):
        client = await connect(access_log="json", slow_seconds=1e-9)
        for query in ("q=мост", "q=мост&page=2", "q=река"):
            await client.get(f"/api/v1/articles?{query}")
        digests.append([json.loads(line)["digest"] for line in lines(caplog, "slow")])
        caplog.clear()
    (first, again, other), later = digests
    assert first == again != other
    assert not {first, other} & set(later)


@pytest.mark.parametrize(
    "path", ["/search%0AGET%20/forged", "/%1b%5b31m", "/" + "x" * 5000, "/%D1%8F%20я"]
)
async def test_a_request_is_one_short_line_of_ascii(connect, caplog: Logged, path: str) -> None:
    client = await connect(access_log="text")
    await client.get(path, allow_redirects=False)
    (line,) = lines(caplog, "access")
    assert line.isprintable()
    assert line.isascii()
    assert len(line) < 1000
    assert len(line.split(" ")) == 7


@pytest.mark.parametrize(
    ("query", "shape"),
    [
        ('"старый мост"~5 tag:война -кот*', '"w w"~9 tag:w -w*'),
        ("автор:иванов OR дата:2014-03", "автор:w OR дата:9-9"),
        ("http://secret.example", "w://w.w"),
        ("(суд ИЛИ court) И title:x", "(w ИЛИ w) И title:w"),
        ("", ""),
    ],
)
def test_a_shape_has_no_word_of_the_reader(query: str, shape: str) -> None:
    assert describe_shape(query) == shape


def test_by_default_nobody_is_logged() -> None:
    settings = Settings()
    assert (settings.access_log, settings.log_addresses, settings.log_queries) == (
        "off", False, False,
    )  # fmt: skip
