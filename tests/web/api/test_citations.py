"""How an article is cited, asked through the API."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.analysis import Analyzer
from indexer.archive.deleting import delete_article
from indexer.article import Article
from indexer.home.paths import ArchiveHome
from searcher.service import SearchService
from tests.conftest import MakeService, update_home
from web.app import make_app

PATH = "/api/v1/articles/ru-1000/citation"
DAY = datetime(2014, 3, 1, tzinfo=UTC)


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


@pytest.mark.parametrize(
    ("format_", "media_type", "disposition", "begin"),
    [
        ("csl-json", "application/vnd.citationstyles.csl+json", None, '[{"id":"ru-1000",'),
        ("bibtex", "application/x-bibtex", 'inline; filename="ru-1000.bib"', "@article{ru-1000,"),
        (
            "ris",
            "application/x-research-info-systems",
            'inline; filename="ru-1000.ris"',
            "TY  - NEWS\r\n",
        ),
        ("gost", "text/plain", None, "Гаджиалиев, Р. Мост через Аварское Койсу откроют"),
        ("apa", "text/plain", None, "Гаджиалиев, Р. (2004, February 12). Мост через"),
    ],
)
async def test_a_format_has_its_type_and_file(
    client: TestClient, format_: str, media_type: str, disposition: str | None, begin: str
) -> None:
    answer = await client.get(PATH, params={"format": format_, "accessed": "2026-11-27"})
    assert answer.status == 200
    assert answer.headers["Content-Type"] == f"{media_type}; charset=utf-8"
    assert answer.headers.get("Content-Disposition") == disposition
    # As bytes: lines keep their ends.
    assert (await answer.read()).decode().startswith(begin)


async def test_the_default_is_csl_json_read_today(
    client: TestClient, service: SearchService
) -> None:
    zone = ZoneInfo(service.settings.zone)
    before = datetime.now(zone).date()
    answer = await client.get(PATH)
    days = [[day.year, day.month, day.day] for day in (before, datetime.now(zone).date())]
    assert answer.content_type == "application/vnd.citationstyles.csl+json"
    (item,) = json.loads(await answer.text())
    (accessed,) = item["accessed"]["date-parts"]
    assert accessed in days


async def test_a_citation_names_the_day_it_was_asked_for(client: TestClient) -> None:
    asked = {"format": "gost", "accessed": "2026-01-05"}
    text = await (await client.get(PATH, params=asked)).text()
    assert text.endswith("(дата обращения: 05.01.2026).\n")
    # Whatever the language of the interface, an article is cited in its own.
    for ui in ("ru", "en"):
        assert await (await client.get(PATH, params={**asked, "ui": ui})).text() == text


@pytest.mark.parametrize(
    ("query", "parameter", "reason"),
    [
        ("format=mla", "format", "bad-value"),
        ("format=ris&format=apa", "format", "repeated"),
        ("accessed=2026", "accessed", "bad-day"),
        ("accessed=2026-02-30", "accessed", "bad-day"),
        ("accessed=yesterday", "accessed", "bad-day"),
        ("limit=1", "limit", "unknown"),
        ("ui=de", "ui", "bad-value"),
    ],
)
async def test_wrong_parameters_are_refused(
    client: TestClient, query: str, parameter: str, reason: str
) -> None:
    answer = await client.get(f"{PATH}?{query}")
    assert answer.status == 400
    assert answer.content_type == "application/problem+json"
    (error,) = (await answer.json(content_type=None))["errors"]
    assert (error["parameter"], error["reason"]) == (parameter, reason)


async def test_only_articles_that_are_there_are_cited(
    make_service: MakeService,
    aiohttp_client: AiohttpClient,
    home: ArchiveHome,
    analyzer: Analyzer,
) -> None:
    service = make_service(
        Article(id=f"a-{n}", lang="en", title="Bridge", published=DAY) for n in range(2)
    )
    delete_article(home, "a-1", "court order")
    update_home(home, analyzer)
    service.look_again()
    client = await aiohttp_client(make_app(service))
    for id_, status in (("a-0", 200), ("a-1", 410), ("a-2", 404)):
        for format_ in ("csl-json", "bibtex", "ris", "gost", "apa"):
            answer = await client.get(f"/api/v1/articles/{id_}/citation?format={format_}")
            assert answer.status == status
            assert status == 200 or answer.content_type == "application/problem+json"


async def test_ids_with_slashes_are_cited(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [
        Article(id=id_, lang="en", title="Bridge", published=DAY) for id_ in ("a/1", "a/1/citation")
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    for path, id_ in (
        ("/api/v1/articles/a/1/citation", "a/1"),
        ("/api/v1/articles/a%2F1/citation", "a/1"),
        ("/api/v1/articles/a%2F1%2Fcitation/citation", "a/1/citation"),
    ):
        assert json.loads(await (await client.get(path)).text())[0]["id"] == id_
    answer = await client.get("/api/v1/articles/a/1/citation?format=ris")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('inline; filename="a-1-')
    assert disposition.endswith('.ris"')
