"""The readings of a result as a corpus: concordance, collocates, terms and n-grams."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.article import Article
from indexer.home.paths import ArchiveHome
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.engines import LOCAL_ENGINES
from web.app import make_app

TEXTS = ("Старый мост стоит. Новый мост строят.", "Река и мост.", "Мост, мост и мосты у реки.")


@pytest.fixture(params=LOCAL_ENGINES)
def service(
    request: pytest.FixtureRequest, make_service: MakeService, home: ArchiveHome
) -> SearchService:
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    return make_service(
        Article(
            id=f"a-{number:02}",
            lang="ru",
            title=f"Новость {number}",
            body=TEXTS[number % 3],
            published=datetime(2010 + number // 6, 1, 1 + number, tzinfo=UTC),
        )
        for number in range(12)
    )


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


async def ask(client: TestClient, path: str, **params: str) -> Any:
    answer = await client.get(path, params=params)
    assert answer.status == 200, await answer.text()
    return await answer.json()


@pytest.mark.parametrize("sort", ["newest", "oldest", "left", "right"])
async def test_pages_of_a_concordance_have_each_occurrence_once(
    client: TestClient, sort: str
) -> None:
    lines: list[dict[str, Any]] = []
    body = await ask(client, "/api/v1/kwic", q="мост", sort=sort, limit="5", width="2")
    while True:
        lines += body["lines"]
        if body["next"] is None:
            break
        body = await (await client.get(body["next"])).json()
    expected = [
        (f"a-{number:02}", start)
        for number in range(12)
        for start in range(len(TEXTS[number % 3]))
        if TEXTS[number % 3].lower().startswith("мост", start)
    ]
    assert body["occurrences"] == len(expected)
    assert sorted((line["id"], line["start"]) for line in lines) == expected
    for line in lines:
        text = TEXTS[int(line["id"][2:]) % 3]
        assert line["left"] + line["match"] + line["right"] in text
        assert text[line["start"] : line["end"]] == line["match"]
    if sort == "right":
        contexts = [[token.lower() for token in line["tokens"]["right"]] for line in lines]
        assert contexts == sorted(contexts)


async def test_a_concordance_is_a_table_too(client: TestClient) -> None:
    answer = await client.get("/api/v1/kwic", params={"q": "мост", "format": "csv", "limit": "3"})
    header, *rows = csv.reader(io.StringIO(await answer.text()))
    assert len(rows) == 3
    assert {row[header.index("match")].lower() for row in rows} <= {"мост", "мосты"}
    assert 'rel="next"' in answer.headers["Link"]


async def test_terms_are_counted_over_the_articles_found(client: TestClient) -> None:
    body = await ask(client, "/api/v1/terms", q="река", unit="form")
    found = await ask(client, "/api/v1/articles", q="река", limit="0")
    assert body["articles"] == {"total": found["total"], "read": found["total"], "exact": True}
    terms = {one["term"]: (one["documents"], one["tokens"]) for one in body["terms"]}
    assert terms["мост"] == (8, 12)
    assert terms["новость"][0] == found["total"]
    compared = await ask(client, "/api/v1/terms", q="река", unit="form", against="*")
    assert compared["against"]["articles"]["total"] == 12


async def test_collocates_stand_near(client: TestClient) -> None:
    body = await ask(client, "/api/v1/collocates", q="мост", left="1", right="0", min="1")
    counts = {one["term"]: one["count"] for one in body["collocates"]}
    assert counts["старый"] == counts["новый"] == 4
    assert body["occurrences"] == 24
    refused = await client.get("/api/v1/collocates", params={"q": ""})
    assert refused.status == 400


async def test_ngrams_are_counted_by_year(client: TestClient) -> None:
    body = await ask(client, "/api/v1/ngrams", q="мост", n="2")
    reference = Counter[str]()
    for number in range(12):
        words = TEXTS[number % 3].lower().replace(".", "").replace(",", "").split()
        reference.update(map(" ".join, pairwise(words)))
    counts = {one["text"]: one["count"] for one in body["ngrams"]}
    assert {text: counts.get(text) for text in reference} == dict(reference)
    assert [bucket["from"] for bucket in body["buckets"]] == ["2010-01-01", "2011-01-01"]
    followed = await ask(client, "/api/v1/ngrams", q="мост", of="новый мост")
    assert followed["ngrams"][0]["counts"] == [2, 2]


async def test_a_phrase_is_one_occurrence_and_each_near_pair_one(client: TestClient) -> None:
    body = await ask(client, "/api/v1/kwic", q='"новый мост"', limit="100")
    assert {line["match"] for line in body["lines"]} == {"Новый мост"}
    assert body["occurrences"] == len(body["lines"]) == 4
    assert all(line["tokens"]["match"] == ["Новый", "мост"] for line in body["lines"])


@pytest.mark.parametrize("path", ["collocates", "terms", "ngrams"])
async def test_what_is_read_of_a_part_says_so_and_is_the_same_again(
    client: TestClient, path: str
) -> None:
    whole = await ask(client, f"/api/v1/{path}", q="мост")
    assert whole["articles"] == {"total": 12, "read": 12, "exact": True}
    part = await ask(client, f"/api/v1/{path}", q="мост", read="5", min="1")
    assert part["articles"] == {"total": 12, "read": 5, "exact": False}
    again = await ask(client, f"/api/v1/{path}", q="мост", read="5", min="1", ui="ru")
    assert again == part


@pytest.mark.parametrize(
    ("path", "params", "parameter", "reason"),
    [
        ("terms", {"q": "мост", "against": "athor:x"}, "against", "bad-query"),
        ("terms", {"q": "мост", "order": "keyness"}, "against", "missing"),
        ("kwic", {"q": "мост", "cursor": "x"}, "cursor", "bad-cursor"),
        ("kwic", {"q": "мост", "width": "51"}, "width", "bad-number"),
        ("collocates", {"q": "мост", "left": "21"}, "left", "bad-number"),
        ("ngrams", {"date": "first_seen"}, "date", "bad-value"),
        ("ngrams", {"n": "6"}, "n", "bad-number"),
    ],
)
async def test_a_mistake_is_told_where_it_is(
    client: TestClient, path: str, params: dict[str, str], parameter: str, reason: str
) -> None:
    answer = await client.get(f"/api/v1/{path}", params=params)
    assert answer.status == 400
    (error,) = (await answer.json(content_type=None))["errors"]
    assert (error["parameter"], error["reason"]) == (parameter, reason)


async def test_a_place_in_one_concordance_is_none_in_another(client: TestClient) -> None:
    page = await ask(client, "/api/v1/kwic", q="мост", limit="2")
    cursor = page["next"].rpartition("cursor=")[2]
    for other in ({"q": "река"}, {"q": "мост", "sort": "oldest"}):
        answer = await client.get("/api/v1/kwic", params=other | {"cursor": cursor})
        assert answer.status == 400
        (error,) = (await answer.json(content_type=None))["errors"]
        assert error["reason"] == "foreign-cursor"
    # One of a list is none either.
    listed = await ask(client, "/api/v1/articles", q="мост", limit="2", sort="newest")
    taken = listed["next"].rpartition("cursor=")[2]
    answer = await client.get("/api/v1/kwic", params={"q": "мост", "cursor": taken})
    assert answer.status == 400
