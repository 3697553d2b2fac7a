"""Counts over time: series that share their buckets, as JSON and as tables."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.service import SearchService
from tests.conftest import MakeService, index_home, update_home
from tests.engines import LOCAL_ENGINES
from web.api.timeline import MAX_COMPARED
from web.app import make_app

PATH = "/api/v1/timeline"


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


async def get(client: TestClient, path: str, params: Any = ()) -> Any:
    answer = await client.get(path, params=params)
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def read_table(client: TestClient, params: list[tuple[str, str]]) -> list[list[str]]:
    answer = await client.get(PATH, params=[*params, ("format", "csv")])
    assert (answer.status, answer.content_type) == (200, "text/csv")
    return list(csv.reader(io.StringIO(await answer.text())))


@pytest.mark.parametrize("interval", ["year", "month", "day"])
async def test_the_buckets_are_those_of_the_list(client: TestClient, interval: str) -> None:
    params = {"q": "школа", "from": "2019-02", "to": "2020", "interval": interval}
    listed = (await get(client, "/api/v1/articles", params))["timeline"]["buckets"]
    body = await get(client, PATH, params)
    (series,) = body["series"]
    assert body["interval"] == interval
    assert len(body["buckets"]) == len(series["counts"]) == len(series["shares"])
    together = [
        {name: bucket[name] for name in ("from", "to", "archive")} | {"count": count}
        for bucket, count in zip(body["buckets"], series["counts"], strict=True)
    ]
    assert together == listed


async def test_queries_are_compared_in_their_order(client: TestClient) -> None:
    params = [("q", "школа"), ("q", ""), ("q", "мост"), ("lang", "ru"), ("interval", "quarter")]
    body = await get(client, PATH, params)
    assert [one["q"] for one in body["series"]] == ["школа", "", "мост"]
    for one in body["series"]:
        alone = await get(client, "/api/v1/articles", {"q": one["q"], "lang": "ru"})
        assert (one["total"], one["hash"]) == (alone["total"], alone["query"]["hash"])
        assert one["canonical"] == alone["query"]["canonical"]
        assert sum(one["counts"]) + one["undated"] == one["total"]
    assert {one["kind"] for one in body["series"]} == {"all"}


async def test_days_without_any_article_are_unknown(client: TestClient) -> None:
    body = await get(client, PATH, {"q": "школа", "interval": "week"})
    (series,) = body["series"]
    unknown = [bucket["unknown"] for bucket in body["buckets"]]
    assert set(unknown) == {True, False}
    assert unknown == [share is None for share in series["shares"]]
    for bucket, count, share in zip(
        body["buckets"], series["counts"], series["shares"], strict=True
    ):
        assert share is None or share == count / bucket["archive"]


async def test_the_days_that_are_covered_are_told(client: TestClient) -> None:
    whole = (await get(client, PATH, {}))["range"]
    asked = await get(client, PATH, {"from": "2005-03", "to": "2199"})
    assert asked["range"] == {"date": "published", "from": "2005-03-01", "to": whole["to"]}
    before = await get(client, PATH, {"to": "1650"})
    assert before["range"] == {"date": "published", "from": None, "to": None}
    assert (before["buckets"], before["series"][0]["total"]) == ([], 0)


async def test_a_split_names_its_values(client: TestClient) -> None:
    params = {"q": "школа", "split": "country", "split_limit": "2", "interval": "year", "ui": "ru"}
    body = await get(client, PATH, params)
    whole, first, second, other = body["series"]
    facet = await get(client, "/api/v1/facets", {"q": "школа", "facet": "country", "limit": "2"})
    assert [
        {"id": one["value"], "label": one["label"], "count": one["total"]}
        for one in (first, second)
    ] == [
        {"id": one["id"], "label": one["labels"]["ru"], "count": one["count"]}
        for one in facet["values"]
    ]
    assert (whole["kind"], other["kind"], body["split"]) == ("all", "other", "country")
    assert whole["value"] is None is other["value"]


async def test_a_long_table_has_a_row_for_each_count(client: TestClient) -> None:
    params = [("q", "школа"), ("q", "мост"), ("interval", "year"), ("split", "lang")]
    head, *rows = await read_table(client, params)
    assert ",".join(head) == "interval,from,to,query,value,count,archive,share"
    body = await get(client, PATH, params)
    expected = [
        [
            bucket["name"],
            bucket["from"],
            bucket["to"],
            series["q"],
            "(other)" if series["kind"] == "other" else series["value"] or "",
            str(count),
            str(bucket["archive"]),
            "" if share is None else str(share),
        ]
        for series in body["series"]
        for bucket, count, share in zip(
            body["buckets"], series["counts"], series["shares"], strict=True
        )
    ]
    assert rows == expected


async def test_a_wide_table_has_a_column_for_each_series(client: TestClient) -> None:
    params = [("q", "школа"), ("q", ""), ("q", "-мост"), ("interval", "year"), ("shape", "wide")]
    head, *rows = await read_table(client, params)
    # A spreadsheet would run the last as a formula.
    assert head == ["interval", "from", "to", "archive", "школа", "(all)", "'-мост"]
    body = await get(client, PATH, params[:-1])
    columns = [list(map(int, column)) for column in list(zip(*rows, strict=True))[3:]]
    assert columns == [
        [bucket["archive"] for bucket in body["buckets"]],
        *(series["counts"] for series in body["series"]),
    ]
    head, *_ = await read_table(client, [*params, ("split", "lang")])
    assert head[4:8] == ["школа", "школа / ru", "школа / en", "школа / (other)"]


async def test_a_repaired_query_is_named_as_it_was_asked(client: TestClient) -> None:
    body = await get(client, PATH, [("q", "vjcn"), ("q", "мост"), ("repair", "1")])
    typed, meant = body["series"]
    assert (typed["q"], typed["canonical"]) == ("vjcn", meant["canonical"])
    assert typed["counts"] == meant["counts"]


@pytest.mark.parametrize(
    ("query", "parameter", "reason"),
    [
        ("interval=decade", "interval", "bad-value"),
        ("split=year", "split", "bad-value"),
        ("split=tag&split=lang", "split", "repeated"),
        ("split=tag&split_limit=51", "split_limit", "bad-number"),
        ("shape=tall", "shape", "bad-value"),
        ("shape=wide", "shape", "not-in-format"),
        ("bom=1", "bom", "not-in-format"),
        ("format=xml", "format", "bad-value"),
        ("limit=5", "limit", "unknown"),
        ("facet=tag", "facet", "unknown"),
        ("from=2014&from=2015", "from", "repeated"),
        ("date=seen", "date", "bad-value"),
        ("&".join(f"q=w{n}" for n in range(MAX_COMPARED + 1)), "q", "too-many-queries"),
        ("q=мост&q=%22", "q", "no-words"),
    ],
)
async def test_wrong_parameters_are_refused(
    client: TestClient, query: str, parameter: str, reason: str
) -> None:
    answer = await client.get(f"{PATH}?{query}")
    assert answer.status == 400
    (error,) = (await answer.json(content_type=None))["errors"]
    assert (error["parameter"], error["reason"]) == (parameter, reason)


async def test_too_many_days_are_refused(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [
        Article(id=f"a-{year}", lang="en", title="A", published=datetime(year, 3, 1, tzinfo=UTC))
        for year in (1950, 2020)
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    answer = await client.get(PATH, params={"interval": "day"})
    (error,) = (await answer.json(content_type=None))["errors"]
    assert (error["parameter"], error["allowed"]) == ("interval", "20000")
    half = await get(client, PATH, {"interval": "day", "from": "1970"})
    assert len(half["buckets"]) == 18_323


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
class TestFirstSeen:
    def make(self, home: ArchiveHome, engine: str) -> list[Article]:
        home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
        return [
            Article(
                id=f"a-{n}",
                lang="en",
                title="A bridge",
                published=datetime(2004, 5, n, 12, tzinfo=UTC),
            )
            for n in (1, 2, 3)
        ]

    async def test_an_article_is_of_the_day_that_stored_it_first(
        self, home: ArchiveHome, analyzer: Analyzer, aiohttp_client: AiohttpClient, engine: str
    ) -> None:
        articles = self.make(home, engine)
        # The second is stored in Moscow when it is still the day before in Greenwich.
        first = datetime(2021, 3, 1, 20, 30, tzinfo=UTC)
        with Archive.open(home.database) as archive, archive.transaction():
            for number, article in enumerate(articles):
                archive.log.append(article, first + timedelta(hours=number))
            archive.log.append(replace(articles[0], body="Mended"), first + timedelta(days=400))
        index_home(home, analyzer)
        service = SearchService(home, read_settings(home), analyzer)
        client = await aiohttp_client(make_app(service))
        params = {"date": "first_seen", "interval": "day"}
        body = await get(client, PATH, params)
        assert body["range"] == {"date": "first_seen", "from": "2021-03-01", "to": "2021-03-02"}
        assert body["series"][0]["counts"] == [1, 2]
        listed = await get(
            client, "/api/v1/articles", {"date": "first_seen", "to": "2021-03-01", "facet": "day"}
        )
        assert [hit["id"] for hit in listed["hits"]] == ["a-1"]
        assert [value["id"] for value in listed["facets"]["day"]] == ["2021-03-01", "2021-03-02"]
        # A new version, and one that is taken down and brought back, keep their day.
        with Archive.open(home.database) as archive, archive.transaction():
            archive.put(replace(articles[1], body="Mended"))
            archive.delete("a-3", "")
            archive.restore("a-3")
        update_home(home, analyzer)
        service.look_again()
        assert await get(client, PATH, params) == body | {
            "index": (await get(client, PATH, params))["index"]
        }
        page = await client.get(
            "/search", params={"date": "first_seen", "from": "2021", "ui": "ru"}
        )
        assert "Дата добавления в архив" in await page.text()
