"""What answers say of articles beside their own fields: names, days, addresses, marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.article import Article
from indexer.errors import SettingsError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.service import SearchService
from tests.conftest import MakeService
from web.app import make_app

ADDED = ("day", "labels", "self", "html")


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


async def ask(client: TestClient, path: str, status: int = 200, **params: str) -> Any:
    answer = await client.get(path, params=params)
    assert answer.status == status
    return await answer.json(content_type=None)


async def list_articles(client: TestClient) -> list[dict[str, Any]]:
    """The same article as each endpoint that lists articles gives it."""
    hits = (await ask(client, "/api/v1/articles", q="мост", ui="en"))["hits"]
    hit = next(hit for hit in hits if hit["countries"] and hit["url"])
    partial = await ask(client, "/api/v1/articles", q="мост абракадабра", ui="en", limit="200")
    located = await ask(client, "/api/v1/articles/by-url", url=hit["url"], ui="en")
    alone = await ask(client, hit["self"], ui="en")
    return [
        hit,
        *(one for one in partial["partial"] if one["id"] == hit["id"]),
        *located["articles"],
        alone,
    ]


async def test_an_article_has_its_names_day_and_addresses_wherever_it_is_listed(
    client: TestClient,
) -> None:
    listed = await list_articles(client)
    assert len(listed) == 4
    assert all(one[name] == listed[0][name] for one in listed for name in ADDED)
    values = await ask(client, "/api/v1/countries", limit="1000")
    names = {value["id"]: value["labels"]["en"] for value in values["values"]}
    first = listed[0]
    assert first["labels"]["countries"] == [names[id_] for id_ in first["countries"]]
    assert [len(first["labels"][name]) for name in ("authors", "tags")] == [
        len(first[name]) for name in ("authors", "tags")
    ]
    assert first["html"] == f"/articles/{first['id']}"
    assert (await client.get(first["html"])).status == 200


async def test_names_are_in_the_language_of_the_answer(client: TestClient) -> None:
    for ui, name in (("ru", "Азербайджан"), ("en", "Azerbaijan")):
        body = await ask(client, "/api/v1/articles", country="AZ", ui=ui)
        assert all(name in hit["labels"]["countries"] for hit in body["hits"])


async def test_a_day_is_one_of_the_zone_of_the_archive(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    late = datetime(2014, 3, 1, 22, 30, tzinfo=UTC)
    service = make_service([Article(id="a-1", lang="en", title="Bridge", published=late)])
    service.settings = replace(service.settings, zone="Asia/Tokyo")
    client = await aiohttp_client(make_app(service))
    body = await ask(client, "/api/v1/articles/a-1")
    assert date.fromisoformat(body["day"]) == date(2014, 3, 2)


async def test_addresses_are_whole_where_the_archive_says_where_it_is(
    service: SearchService, aiohttp_client: AiohttpClient
) -> None:
    service.settings = replace(service.settings, base_url="https://news.example.org/archive")
    client = await aiohttp_client(make_app(service))
    hit = (await ask(client, "/api/v1/articles", q="мост"))["hits"][0]
    base = "https://news.example.org/archive"
    assert hit["self"] == f"{base}/api/v1/articles/{hit['id']}"
    assert hit["html"] == f"{base}/articles/{hit['id']}"


async def test_what_a_client_calls_the_host_is_never_handed_on(client: TestClient) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    answer = await client.get("/api/v1/articles", params={"q": "мост"}, headers=headers)
    assert "evil.example" not in await answer.text()


@pytest.mark.parametrize(
    "url", ["news.example.org", "ftp://a.example", "https://a.example/", "https://a.example?b"]
)
def test_an_address_that_is_none_is_refused(home: ArchiveHome, url: str) -> None:
    home.settings_file.write_text(f'base_url = "{url}"\n', "utf-8")
    with pytest.raises(SettingsError, match="base_url"):
        read_settings(home)


def words_at(text: str, spans: list[list[int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


async def test_every_word_of_a_query_is_marked_in_the_whole_article(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    # Behind what a page shows of an article, and with letters beyond the first plane of Unicode.
    body = "😀 Мосты открыты. " + "Слово за словом. " * 8_000 + "Под мостом вода."
    article = Article(
        id="a-1", lang="ru", title="Мост", published=datetime(2014, 3, 1, tzinfo=UTC),
        lead="О мосте.", body=body, captions=("Вид", "Мосту сто лет"), notices=("Мост",),
    )  # fmt: skip
    client = await aiohttp_client(make_app(make_service([article])))
    path = "/api/v1/articles/a-1"
    plain = await ask(client, path)
    assert "spans" not in plain
    marked = await ask(client, path, q="мост")
    spans = marked.pop("spans")
    assert marked == plain
    assert words_at(article.title, spans["title"]) == ["Мост"]
    assert words_at(article.lead, spans["lead"]) == ["мосте"]
    assert words_at(body, spans["body"]) == ["Мосты", "мостом"]
    found = [
        words_at(text, one) for text, one in zip(article.captions, spans["captions"], strict=True)
    ]
    assert found == [[], ["Мосту"]]
    assert spans["notices"] == [[]]
    noticed = await ask(client, path, q="notice:мост")
    assert noticed["spans"]["notices"] == [[[0, 4]]]


async def test_a_query_that_cannot_be_read_is_refused(client: TestClient) -> None:
    problem = await ask(client, "/api/v1/articles/ru-3008", 400, q="autor:мост")
    assert problem["errors"][0]["parameter"] == "q"
    problem = await ask(client, "/api/v1/articles/ru-3008", 400, sort="newest")
    assert problem["errors"][0]["parameter"] == "sort"
