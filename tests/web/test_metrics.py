"""What a monitoring system reads of the server, and who may."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from aiohttp.test_utils import TestClient
from prometheus_client.parser import text_string_to_metric_families
from pytest_aiohttp.plugin import AiohttpClient

from indexer.archive.store import Archive
from indexer.article import Article
from searcher.service import SearchService
from tests.conftest import MakeService
from web.app import make_app
from web.metering.meters import Meters
from web.metering.signs import BEAT, SignsOfLife

MONITORING = Path(__file__).parents[2] / "deploy" / "monitoring"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


async def read_samples(client: TestClient) -> Samples:
    answer = await client.get("/metrics")
    assert answer.status == 200
    families = text_string_to_metric_families(await answer.text())
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def value(samples: Samples, name: str, **labels: str) -> float:
    return samples.get((name, frozenset(labels.items())), 0)


async def test_requests_are_counted_by_route_and_status(client: TestClient) -> None:
    for path in ("/articles/nobody", "/articles/none/of/these", "/nowhere/at/all", "/"):
        await client.get(path)
    samples = await read_samples(client)
    route = "/articles/{id}"
    assert value(samples, "letopis_requests_total", route=route, status="404") == 2
    assert value(samples, "letopis_requests_total", route="none", status="404") == 1
    assert value(samples, "letopis_requests_total", route="/", status="200") == 1
    assert value(samples, "letopis_request_seconds_count", route=route) == 2
    assert value(samples, "letopis_request_seconds_bucket", route=route, le="+Inf") == 2
    assert value(samples, "letopis_processor_seconds_total", route="/") > 0


async def test_no_label_says_what_readers_asked(client: TestClient) -> None:
    for number in range(20):
        await client.get(f"/secret{number}?q=secret{number}")
        await client.get(f"/search?q=secret{number}")
        await client.get(f"/articles/secret{number}")
    samples = await read_samples(client)
    assert "secret" not in repr(samples)
    # It is a route as well.
    before = set(await read_samples(client))
    await client.get("/search?q=another")
    assert set(await read_samples(client)) == before


async def test_searches_that_find_nothing_are_told(client: TestClient) -> None:
    for query in ("q=мост", "q=abracadabrical", "q=мост&page=2", "q=zz&limit=0", ""):
        assert (await client.get(f"/api/v1/articles?{query}")).status == 200
    await asyncio.sleep(1.5 * BEAT)
    samples = await read_samples(client)
    assert value(samples, "letopis_searches_total") == 2
    assert value(samples, "letopis_searches_empty_total") == 1


async def test_the_lag_of_the_index_is_told(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    published = datetime(2020, 1, 1, tzinfo=UTC)
    articles = [
        Article(id=id_, lang="en", title="Bridge", published=published) for id_ in ("a", "b")
    ]
    service = make_service(articles[:1])
    client = await aiohttp_client(make_app(service))
    assert value(await read_samples(client), "letopis_seq_lag") == 0
    with Archive.open(service.home.database) as archive, archive.transaction():
        archive.put(articles[1])
    samples = await read_samples(client)
    assert value(samples, "letopis_seq_lag") == 1
    assert value(samples, "letopis_archive_seq") == 2
    assert value(samples, "letopis_generation_articles") == 1
    assert value(samples, "letopis_disk_free_bytes") > 0


async def test_a_server_without_an_index_or_an_archive_tells_so(
    service: SearchService, tmp_path: Path, aiohttp_client: AiohttpClient
) -> None:
    from indexer.archive.creating import create_home

    home = create_home(tmp_path / "archive")
    bare = SearchService(home, service.settings, service.analyzer)
    client = await aiohttp_client(make_app(bare))
    samples = await read_samples(client)
    assert ("letopis_ready", frozenset()) in samples
    assert value(samples, "letopis_ready") == 0
    home.database.write_bytes(b"no database at all" * 100)
    assert value(await read_samples(client), "letopis_archive_readable") == 0


@pytest.mark.parametrize(
    ("forwarded", "status"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "127.0.0.1"}, 200),
        ({"X-Forwarded-For": "::1"}, 200),
        ({"X-Forwarded-For": "203.0.113.9"}, 404),
        # What the client wrote itself stands to the left.
        ({"X-Forwarded-For": "127.0.0.1, 203.0.113.9"}, 404),
        ({"X-Forwarded-For": "2001:db8::1"}, 404),
    ],
)
async def test_only_this_machine_reads_them(
    client: TestClient, forwarded: dict[str, str], status: int
) -> None:
    assert (await client.get("/metrics", headers=forwarded)).status == status


def test_counters_outlive_their_worker_and_add_up() -> None:
    signs = SignsOfLife(2)
    meters = Meters(signs, ["/"])
    for worker in (0, 1):
        signs.number = worker
        meters.start()
        signs.give()
        meters.begin()
        meters.begin()
        meters.end("/", 200, 0.02, 0.01)
    assert meters.read_route("/").statuses == {"200": 2}
    assert meters.read_server().under_way == 2
    # Another one takes the place of one that died.
    meters.start()
    assert meters.read_route("/").statuses == {"200": 2}
    assert meters.read_server().under_way == 1
    signs.end()
    assert meters.read_server().under_way == 1
    assert list(meters.read_route("/").within)[-1] == 2


async def test_rules_and_dashboard_name_metrics_that_there_are(client: TestClient) -> None:
    await client.get("/")
    known = {name for name, _ in await read_samples(client)}
    rules = yaml.safe_load((MONITORING / "alerts.yml").read_text("utf-8"))
    panels = json.loads((MONITORING / "dashboard.json").read_text("utf-8"))["panels"]
    asked = [rule["expr"] for group in rules["groups"] for rule in group["rules"]]
    asked += [target["expr"] for panel in panels for target in panel["targets"]]
    named = {name for expr in asked for name in re.findall(r"\bletopis_\w+", expr)}
    assert len(named) > 10
    assert named <= known
