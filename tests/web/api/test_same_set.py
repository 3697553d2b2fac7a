"""One request, one set: the list read to its end, its counts, and every other reading of a result
speak of the same articles."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.article import Article
from indexer.home.paths import ArchiveHome
from tests.conftest import MakeService
from tests.engines import LOCAL_ENGINES
from web.app import make_app

Params = list[tuple[str, str]]

WORDS = (
    "мост",
    "река",
    "Хаджиев",
    "школа",
    "bridge",
    "river",
    "Khadzhiev",
    "school",
    "новый",
    "2014",
)
MANY = 10_400
FIRST = datetime(2013, 12, 28, 20, tzinfo=UTC)

REQUESTS: tuple[Params, ...] = (
    [],
    [("q", "мост")],
    [("q", "мост OR school")],
    [("q", "новый мост"), ("tag", "rivers")],
    [("q", "-река"), ("lang", "ru")],
    [("q", '"новый мост"~4')],
    [("q", "Хаджиев")],
    [("q", "Хаджиев"), ("expand", "-names")],
    [("q", "ш*"), ("from", "2014-01"), ("to", "2014-02-10")],
    [("from", "2014"), ("-tag", "bridges"), ("author", "anna")],
    [("q", "title:мост"), ("date", "original"), ("from", "2013")],
    [("date", "first_seen"), ("from", "2020")],
    [("q", "никогданебыло")],
)


def make_articles(count: int, seed: int) -> Iterator[Article]:
    draw = random.Random(seed)
    for number in range(count):
        is_russian = draw.random() < 0.6
        yield Article(
            id=f"{'ru' if is_russian else 'en'}-{number:05}",
            lang="ru" if is_russian else "en",
            title=" ".join(draw.sample(WORDS, 3)),
            body=" ".join(draw.choices(WORDS, k=12)),
            published=FIRST + timedelta(hours=draw.randrange(0, 24 * 60) // 5 * 5),
            original_published=FIRST - timedelta(days=9) if draw.random() < 0.5 else None,
            authors=tuple(draw.sample(("anna", "boris"), draw.randrange(3))),
            tags=tuple(draw.sample(("rivers", "bridges", "schools"), draw.randrange(3))),
        )


async def ask(client: TestClient, path: str, params: Params) -> dict[str, Any]:
    answer = await client.get(f"/api/v1/{path}", params=params)
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def walk(client: TestClient, params: Params) -> tuple[int, list[str]]:
    """The total of a list, and the ids of all its pages."""
    body = await ask(client, "articles", params)
    total, ids = body["total"], []
    while True:
        assert body["total"] == total
        ids += [hit["id"] for hit in body["hits"]]
        if body["next"] is None:
            return total, ids
        answer = await client.get(body["next"])
        assert answer.status == 200
        body = await answer.json()


async def export(client: TestClient, params: Params) -> list[dict[str, Any]]:
    answer = await client.get("/api/v1/export", params=params)
    assert answer.status == 200
    return [json.loads(line) for line in (await answer.text()).splitlines()]


async def check(client: TestClient, asked: Params, limit: int, most_sampled: int) -> None:
    walks = {}
    for sort in ("relevance", "newest", "oldest", "id"):
        total, ids = await walk(client, [*asked, ("sort", sort), ("limit", str(limit))])
        assert len(ids) == total
        walks[sort] = ids
    found = sorted(walks["id"])
    assert walks["id"] == found
    assert all(sorted(ids) == found for ids in walks.values())
    assert walks["newest"] == walks["oldest"][::-1]

    assert len(set(found)) == len(found)
    assert [one["id"] for one in await export(client, [*asked, ("fields", "id")])] == found
    names = {name for name, _ in asked}
    if "lang" not in names:
        # Every article has one language.
        facet = await ask(client, "facets", [*asked, ("facet", "lang")])
        assert sum(value["count"] for value in facet["values"]) == facet["articles"] == len(found)
    for interval in ("day", "week", "year"):
        (series,) = (await ask(client, "timeline", [*asked, ("interval", interval)]))["series"]
        assert sum(series["counts"]) + series["undated"] == series["total"] == len(found)
    sample = await ask(client, "sample", [*asked, ("n", "1000"), ("fields", "id")])
    sampled = {one["id"] for one in sample["articles"]}
    assert sample["total"] == len(found)
    assert sampled <= set(found)
    assert len(sampled) == min(most_sampled, len(found))
    if "first_seen" not in dict(asked).values():
        terms = await ask(client, "terms", [*asked, ("limit", "1000"), ("read", "2000")])
        assert terms["articles"]["total"] == len(found)
    receipt = await ask(client, "receipt", asked)
    assert receipt["total"] == len(found)


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
async def test_every_reading_of_a_result_speaks_of_the_same_articles(
    engine: str, make_service: MakeService, home: ArchiveHome, aiohttp_client: AiohttpClient
) -> None:
    home.settings_file.write_text(f'engine = "{engine}"\nrate_seconds = 0', "utf-8")
    client = await aiohttp_client(make_app(make_service(make_articles(240, seed=5))))
    sizes = []
    for asked in REQUESTS:
        await check(client, asked, limit=37, most_sampled=1_000)
        total = (await ask(client, "articles", [*asked, ("limit", "0")]))["total"]
        sizes.append(total)
        # Which articles a term is in, the texts tell as well.
        if total and "first_seen" not in dict(asked).values():
            terms = await ask(client, "terms", [*asked, ("unit", "form"), ("limit", "1000")])
            texts = await export(client, [*asked, ("fields", "title,body")])
            counts = {row["term"]: row["documents"] for row in terms["terms"]}
            for word in WORDS:
                held = sum(word in f"{one['title']} {one['body']}".split() for one in texts)
                assert counts.get(word.casefold(), 0) == held, (asked, word)
        receipt = await ask(client, "receipt", asked)
        page = await ask(client, "articles", [*asked, ("fingerprint", "1"), ("limit", "1")])
        assert page["fingerprint"] == receipt["fingerprint"]
    assert sizes[0] == 240
    assert sizes[-1] == 0
    assert sum(0 < size < 240 for size in sizes) > 8


async def test_more_than_ten_thousand_articles_are_all_of_them(
    make_service: MakeService, home: ArchiveHome, aiohttp_client: AiohttpClient
) -> None:
    home.settings_file.write_text('engine = "tantivy"\nrate_seconds = 0', "utf-8")
    client = await aiohttp_client(make_app(make_service(make_articles(MANY, seed=7))))
    await check(client, [("q", "мост OR river OR школа OR bridge")], limit=200, most_sampled=1_000)
    assert (await ask(client, "articles", [("limit", "0")]))["total"] == MANY
