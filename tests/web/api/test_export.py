"""The export of a complete result."""

from __future__ import annotations

import asyncio
import csv
import gzip
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient
from yarl import URL

from indexer.archive.deleting import delete_article
from indexer.archive.store import Archive
from indexer.article import Article
from searcher.service import SearchService
from tests.conftest import MakeService, update_home
from web.api.export import MOST_EXPORTS
from web.api.rendering import PUBLIC_FIELDS
from web.app import make_app
from web.keys import EXPORTS


def make_article(number: int, **fields: Any) -> Article:
    known = {"lang": "ru", "title": f"Мост {number}", "body": "Река. " * 50}
    published = datetime(2014, 1 + number % 12, 1, tzinfo=UTC)
    return Article(id=f"a-{number:04}", published=published, **(known | fields))


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


@pytest.fixture
def large(make_service: MakeService) -> SearchService:
    return make_service(make_article(number) for number in range(350))


async def export(client: TestClient, **params: str) -> str:
    answer = await client.get("/api/v1/export", params=params)
    assert answer.status == 200
    return await answer.text()


async def test_an_export_has_every_article_once_and_as_it_is(
    large: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(large))
    records = [json.loads(line) for line in (await export(client, q="мост")).splitlines()]
    assert [record["id"] for record in records] == [f"a-{n:04}" for n in range(350)]
    one = await (await client.get("/api/v1/articles/a-0123")).json()
    assert records[123] == {name: one[name] for name in PUBLIC_FIELDS}


async def test_it_has_what_a_search_finds(client: TestClient) -> None:
    params = {"q": "школа", "country": "AM", "from": "2005"}
    answer = await client.get("/api/v1/export", params=params | {"fields": "id"})
    ids = [json.loads(line)["id"] for line in (await answer.text()).splitlines()]
    search = await client.get("/api/v1/articles", params=params | {"sort": "id", "limit": "200"})
    found = await search.json()
    assert ids == [hit["id"] for hit in found["hits"]]
    assert answer.headers["Letopis-Total"] == str(found["total"])
    assert answer.headers["Letopis-Hash"] == found["query"]["hash"]
    assert answer.headers["Letopis-Generation"] == found["index"]["generation"]


@pytest.mark.parametrize(("format_", "delimiter"), [("csv", ","), ("tsv", "\t")])
async def test_a_table_has_a_line_for_each(
    client: TestClient, format_: str, delimiter: str
) -> None:
    params = {"q": "мост", "fields": "id,title,tags"}
    text = await export(client, **params, format=format_)
    header, *rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    lines = [json.loads(line) for line in (await export(client, **params)).splitlines()]
    assert header == ["id", "title", "tags"]
    assert rows == [[one["id"], one["title"], "; ".join(one["tags"])] for one in lines]
    marked = await client.get("/api/v1/export", params={**params, "format": format_, "bom": "1"})
    assert (await marked.read()).decode("utf-8") == "\ufeff" + text


async def test_no_cell_is_a_formula(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    titles = ["=1+1", "+7", "-5", "@sum", "\tx", "Мост"]
    service = make_service(make_article(n, title=title) for n, title in enumerate(titles))
    client = await aiohttp_client(make_app(service))
    rows = list(csv.reader(io.StringIO(await export(client, format="csv", fields="title"))))
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for (cell,) in rows[1:])
    assert rows[-1] == ["Мост"]


async def test_an_export_is_compressed_where_that_is_asked_for(
    large: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(large), auto_decompress=False)
    plain = await client.get("/api/v1/export", headers={"Accept-Encoding": "identity"})
    packed = await client.get("/api/v1/export", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    body = await packed.read()
    assert gzip.decompress(body) == await plain.read()
    assert len(body) * 5 < len(gzip.decompress(body))


async def test_nothing_found_is_an_empty_file(client: TestClient) -> None:
    assert await export(client, q="абракадабра") == ""
    assert await export(client, q="абракадабра", format="csv", fields="id") == '"id"\r\n'
    head = await client.head("/api/v1/export", params={"q": "мост"})
    assert head.status == 200
    assert int(head.headers["Letopis-Total"]) > 0
    assert await head.read() == b""


@pytest.mark.parametrize(
    "params",
    [
        {"limit": "5"},
        {"page": "2"},
        {"format": "xls"},
        {"fields": "provenance"},
        {"q": "athor:x"},
        {"pack": "tar"},
        {"header": "1"},
        {"format": "ris", "fields": "id"},
        {"format": "ndjson", "bom": "1"},
        {"cursor": "x"},
    ],
)
async def test_what_makes_no_export_is_refused(client: TestClient, params: dict[str, str]) -> None:
    answer = await client.get("/api/v1/export", params=params)
    assert answer.status == 400
    assert answer.content_type == "application/problem+json"


async def test_a_result_stays_that_of_its_generation_but_for_what_is_taken_down(
    large: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(large))
    begun = await client.get("/api/v1/export", params={"q": "мост", "fields": "id"})
    cursor = begun.headers["Letopis-Cursor"]
    delete_article(large.home, "a-0300", "court order")
    with Archive.open(large.home.database) as archive, archive.transaction():
        archive.put(make_article(999))
    update_home(large.home, large.analyzer)
    large.look_again()
    lines = (await export(client, q="мост", fields="id", cursor=cursor)).splitlines()
    assert [json.loads(line)["id"] for line in lines] == [
        f"a-{n:04}" for n in range(350) if n != 300
    ]
    assert '"a-0999"' in await export(client, q="мост", fields="id")


async def test_an_export_that_broke_off_goes_on_behind_the_last_line_that_came(
    large: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(large))
    for format_ in ("ndjson", "csv"):
        asked = {"q": "мост", "format": format_, "fields": "id"}
        begun = await client.get("/api/v1/export", params=asked)
        whole = (await begun.text()).splitlines()
        rest = asked | {"cursor": begun.headers["Letopis-Cursor"], "after": "a-0099"}
        header = whole[:1] if format_ == "csv" else []
        assert (await export(client, **rest)).splitlines() == [*header, *whole[-250:]]
    other = await client.get("/api/v1/export", params=rest | {"q": "река"})
    assert other.status == 400
    assert (await client.get("/api/v1/export", params={"after": "a-0099"})).status == 400


async def test_an_export_of_what_was_surely_meant_goes_on_as_well(client: TestClient) -> None:
    asked = {"q": "vjcn", "repair": "1", "fields": "id"}
    begun = await client.get("/api/v1/export", params=asked)
    lines = (await begun.text()).splitlines()
    assert len(lines) > 3
    second = json.loads(lines[1])["id"]
    rest = asked | {"cursor": begun.headers["Letopis-Cursor"], "after": second}
    assert (await export(client, **rest)).splitlines() == lines[2:]


async def test_bibliographies_have_a_record_for_every_article(
    large: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(large))
    csl = json.loads(await export(client, q="мост", format="csl-json"))
    assert [item["id"] for item in csl] == [f"a-{n:04}" for n in range(350)]
    assert csl[0]["title"] == "Мост 0"
    ris = await export(client, q="мост", format="ris")
    assert ris.count("TY  - NEWS\r\n") == ris.count("ER  - \r\n") == 350
    bibtex = await export(client, q="мост", format="bibtex", header="1")
    assert bibtex.count("\n@") == 350
    assert bibtex.startswith("% archive: Letopis\r\n")
    assert await export(client, q="абракадабра", format="csl-json") == "[\n\n]\n"


async def test_a_table_may_say_what_it_is(client: TestClient) -> None:
    text = await export(client, q="мост", format="csv", header="1", fields="id")
    search = await (await client.get("/api/v1/articles", params={"q": "мост"})).json()
    lines = text.splitlines()
    facts = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    # The how-to counts them.
    assert len(facts) == 9
    assert facts["query"] == search["query"]["canonical"]
    assert facts["hash"] == search["query"]["hash"]
    assert facts["generation"] == search["index"]["generation"]
    assert facts["total"] == str(search["total"]) == str(len(lines) - len(facts) - 1)
    assert datetime.fromisoformat(facts["made"]).tzinfo is not None


async def test_the_lines_that_say_what_a_table_is_hold_no_formula(client: TestClient) -> None:
    asked = {"q": '"мост,=1+1;@a" OR мост', "format": "csv", "header": "1", "bom": "1"}
    # As a link may have it: not all that could be is percent-encoded.
    query = "&".join(f"{name}={quote(value, safe=',;=@')}" for name, value in asked.items())
    address = URL(f"/api/v1/export?{query}", encoded=True)
    text = await (await client.get(address)).text()
    header, _, rows = text.partition('"id"')
    # The mark of UTF-8 is one at the very beginning alone.
    assert header.startswith("\ufeff# archive: ")
    assert "\ufeff" not in header[1:] + rows
    cells = [cell for line in header.splitlines() for cell in re.split("[,;\t]", line)]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    (request,) = re.findall("# request: (.*)", header)
    again = await (await client.get(URL(request.strip(), encoded=True))).text()
    assert again.partition('"id"')[2] == rows


async def test_an_export_may_be_packed_with_its_description(client: TestClient) -> None:
    asked = {"q": "мост", "format": "csv"}
    answer = await client.get("/api/v1/export", params=asked | {"pack": "zip"})
    assert answer.content_type == "application/zip"
    packed = zipfile.ZipFile(io.BytesIO(await answer.read()))
    assert packed.testzip() is None
    metadata, name = packed.namelist()
    assert packed.read(name).decode() == await export(client, **asked)
    crate = {entry["@id"]: entry for entry in json.loads(packed.read(metadata))["@graph"]}
    assert crate["./"]["hasPart"] == [{"@id": name}]
    assert crate[name]["encodingFormat"] == "text/csv"
    assert crate["#hash"]["value"] == answer.headers["Letopis-Hash"]


async def test_more_exports_than_there_is_room_for_are_told_to_come_again(
    client: TestClient,
) -> None:
    exports = client.app[EXPORTS]
    for _ in range(MOST_EXPORTS):
        await exports.acquire()
    answer = await client.get("/api/v1/export", params={"q": "мост"})
    assert answer.status == 503
    assert answer.headers["Retry-After"]
    exports.release()
    async with asyncio.timeout(10):
        assert await export(client, q="мост")
