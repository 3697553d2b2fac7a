"""How many values of each facet the API lists, and what it tells of the others."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.article import Article
from indexer.home.paths import ArchiveHome
from searcher.request import DEFAULT_FACET_LIMIT, MAX_FACET_LIMIT
from tests.conftest import MakeService
from tests.engines import LOCAL_ENGINES
from web.app import make_app

FIRST = datetime(2014, 1, 1, tzinfo=UTC)
ARTICLES = [
    Article(
        id=f"a-{number}",
        lang="en" if number % 3 else "ru",
        title="A bridge",
        published=FIRST + timedelta(days=number),
        authors=tuple({f"author-{number}", f"author-{number // 2}", f"author-{number % 7}"}),
        tags=("rivers",),
    )
    for number in range(240)
]


@pytest.fixture(params=LOCAL_ENGINES)
async def client(
    request: pytest.FixtureRequest,
    home: ArchiveHome,
    make_service: MakeService,
    aiohttp_client: AiohttpClient,
) -> TestClient:
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    return await aiohttp_client(make_app(make_service(ARTICLES)))


async def test_the_others_are_counted(client: TestClient) -> None:
    authors = Counter(author for article in ARTICLES for author in article.authors)
    days = Counter(article.published.date().isoformat() for article in ARTICLES)
    counted = {"author": authors, "day": days, "tag": Counter(rivers=len(ARTICLES))}
    for limit in (0, 1, 50, DEFAULT_FACET_LIMIT, MAX_FACET_LIMIT):
        asked = [("facet", facet) for facet in counted] + [("facet_limit", str(limit))]
        body = await (await client.get("/api/v1/articles", params=asked)).json()
        for facet, counts in counted.items():
            listed = {value["id"]: value["count"] for value in body["facets"][facet]}
            commonest = [count for _, count in counts.most_common(limit)]
            assert sorted(listed.values(), reverse=True) == commonest
            assert listed.items() <= counts.items()
            other = sum(counts.values()) - sum(listed.values())
            assert body["facet_totals"][facet] == {"values": len(counts), "other": other}


async def test_what_is_filtered_by_is_always_listed(client: TestClient) -> None:
    asked = [("author", "author-3"), ("author", "author-239"), ("-author", "author-238")]
    for limit in (0, 2):
        parameters = [*asked, ("facet_limit", str(limit)), ("limit", "1")]
        body = await (await client.get("/api/v1/articles", params=parameters)).json()
        flags = {v["id"]: (v["selected"], v["excluded"]) for v in body["facets"]["author"]}
        assert len(flags) <= limit + len(asked)
        assert (
            flags.items()
            >= {
                "author-3": (True, False),
                "author-239": (True, False),
                "author-238": (False, True),
            }.items()
        )


async def test_an_answer_lists_no_more_than_the_limit_unasked(client: TestClient) -> None:
    body = await (await client.get("/api/v1/articles?limit=1&facet=author&facet=day")).json()
    assert {len(values) for values in body["facets"].values()} == {DEFAULT_FACET_LIMIT}


async def test_pages_list_no_more_than_asked(client: TestClient) -> None:
    page = await (await client.get("/search?q=bridge&facet_limit=2&ui=en")).text()
    assert page.count('class="choice"') == 2 + 1 + 2
    page = await (await client.get("/search?q=bridge&facet_limit=0&tag=rivers&ui=en")).text()
    assert 'data-facet="tag"' in page
    assert 'data-facet="author"' not in page
