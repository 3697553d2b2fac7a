"""Content negotiation: what a client takes, and that it gets what it likes best of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

import pytest
from aiohttp.test_utils import TestClient
from hypothesis import given
from hypothesis import strategies as st
from pytest_aiohttp.plugin import AiohttpClient

from indexer.errors import NotAcceptableError
from searcher.service import SearchService
from web.api.openapi.operations import OPERATIONS
from web.app import make_app
from web.negotiation import choose_format

JSON, NDJSON, CSV = "application/json", "application/x-ndjson", "text/csv"
TSV, ATOM = "text/tab-separated-values", "application/atom+xml"
TYPES = {"json": JSON, "ndjson": NDJSON, "csv": CSV, "tsv": TSV, "atom": ATOM}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
# An address of each kind, with the parameters that it needs, and what it makes, the first by
# default.
SHEET = (JSON, CSV, TSV)
BIBLIOGRAPHIES = ("application/x-research-info-systems", "application/x-bibtex")
ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "articles?q=мост": (JSON, NDJSON, CSV, TSV, ATOM, "application/feed+json"),
    "suggest?q=мо": (JSON, "application/x-suggestions+json"),
    "facets?facet=tag": SHEET,
    "timeline?q=мост": SHEET,
    "kwic?q=мост": SHEET,
    "collocates?q=мост": SHEET,
    "terms?q=мост": SHEET,
    "ngrams?q=мост": SHEET,
    "export?q=мост": (NDJSON, CSV, TSV, *BIBLIOGRAPHIES),
    "changes": (JSON, NDJSON),
    "articles/ru-3008/citation": (
        "application/vnd.citationstyles.csl+json",
        "text/plain",
        *BIBLIOGRAPHIES,
    ),
}


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


weights = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)
ranges = st.sampled_from((*TYPES.values(), "application/*", "text/*", "*/*", "image/png"))


@given(
    likes=st.dictionaries(ranges, weights, min_size=1),
    offered=st.sets(st.sampled_from(sorted(TYPES)), min_size=1),
)
def test_nothing_else_is_liked_better_than_what_is_chosen(
    likes: dict[str, float], offered: set[str]
) -> None:
    made = {name: TYPES[name] for name in TYPES if name in offered}
    header = ", ".join(f"{name};q={weight}" for name, weight in likes.items())

    def weigh(media_type: str) -> float:
        """By the narrowest range that has it (RFC 9110, 12.5.1)."""
        for one in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
            if one in likes:
                return likes[one]
        return 0.0

    best = max(map(weigh, made.values()))
    if best == 0:
        with pytest.raises(NotAcceptableError) as refused:
            choose_format(header, made)
        assert refused.value.offered == tuple(made.values())
    else:
        assert weigh(made[choose_format(header, made)]) == best


@given(header=st.text())
def test_any_header_is_answered_or_refused(header: str) -> None:
    try:
        assert choose_format(header, TYPES) in TYPES
    except NotAcceptableError:
        assert header.strip()


@pytest.mark.parametrize(
    ("header", "format_"),
    [
        ("", "json"), ("*/*", "json"), (BROWSER, "json"), (" , ", "json"),
        ("text/csv", "csv"), ("TEXT/CSV; charset=utf-8", "csv"), ("text/*", "csv"),
        ("text/csv;q=0.5, application/json;q=0.4", "csv"),
        ("text/csv;header=present;q=0.4, application/json;q=0.5", "json"),
        ('text/csv;note="a,b;q=0.1";q=0.9, application/json;q=0.5', "csv"),
        # A type that is named was meant, a wildcard only allows.
        ("text/csv, */*", "csv"), ("application/json;q=0, */*", "ndjson"),
        ("application/json, application/x-ndjson, text/csv", "json"),
        ("application/atom+xml, application/rss+xml;q=0.9, text/xml;q=0.7", "atom"),
    ],
)  # fmt: skip
def test_a_client_gets_the_format_it_means(header: str, format_: str) -> None:
    assert choose_format(header, TYPES) == format_


@pytest.mark.parametrize("address", ADDRESSES)
async def test_an_address_makes_what_is_asked_for(client: TestClient, address: str) -> None:
    made = ADDRESSES[address]
    for media_type in (*made, "*/*", BROWSER, f"image/png, {made[-1]};q=0.1", "text/nothing, */*"):
        answer = await client.get(f"/api/v1/{address}", headers={"Accept": media_type})
        assert answer.status == 200, await answer.text()
        named = media_type.split(";")[0].split(", ")[-1]
        assert answer.content_type == (named if named in made else made[0])
        assert answer.headers["Vary"].split(", ")[0] == "Accept"
        # Few exports run at a time.
        await answer.read()


@pytest.mark.parametrize("address", ADDRESSES)
async def test_what_cannot_be_made_is_refused_with_what_can(
    client: TestClient, address: str
) -> None:
    headers = {"Accept": "image/png, text/html"}
    answer = await client.get(f"/api/v1/{address}", headers=headers)
    problem = await answer.json(content_type=None)
    assert (answer.status, answer.content_type) == (406, "application/problem+json")
    assert problem["type"].endswith("#problem-not-acceptable")
    assert set(ADDRESSES[address]) <= set(problem["offered"])
    assert all(media_type in problem["detail"] for media_type in problem["offered"])
    assert answer.headers["Vary"].split(", ")[0] == "Accept"


def test_every_address_of_several_formats_is_negotiated() -> None:
    negotiated = {path for path, operation in OPERATIONS.items() if operation.is_negotiated}
    named = {
        f"/api/v1/{address.partition('?')[0]}".replace("ru-3008", "{id}") for address in ADDRESSES
    }
    assert negotiated == named


@pytest.mark.parametrize(
    "address", ["articles.csv?q=мост", "facets?facet=tag&format=csv", "export?format=csv"]
)
async def test_what_an_address_says_is_above_the_header(client: TestClient, address: str) -> None:
    answer = await client.get(f"/api/v1/{address}", headers={"Accept": "application/json"})
    assert (answer.status, answer.content_type) == (200, CSV)
    assert "Accept," not in answer.headers["Vary"]


async def test_a_zip_file_is_what_its_parameter_asks_for(client: TestClient) -> None:
    headers = {"Accept": "application/zip"}
    answer = await client.get("/api/v1/export?q=мост&pack=zip", headers=headers)
    assert (answer.status, answer.content_type) == (200, "application/zip")


@pytest.mark.parametrize("address", [one for one in ADDRESSES if not one.startswith("export")])
async def test_formats_are_told_apart_by_what_caches_them(client: TestClient, address: str) -> None:
    """Each is asked for twice, so that the second comes from what is kept."""
    tags: dict[str, str] = {}
    for media_type in ADDRESSES[address] * 2:
        headers = {"Accept": media_type}
        answer = await client.get(f"/api/v1/{address}", headers=headers)
        assert answer.content_type == media_type
        assert tags.setdefault(media_type, answer.headers["ETag"]) == answer.headers["ETag"]
        again = await client.get(
            f"/api/v1/{address}", headers={**headers, "If-None-Match": answer.headers["ETag"]}
        )
        assert (again.status, again.headers["Vary"]) == (304, answer.headers["Vary"])
    assert len(set(tags.values())) == len(ADDRESSES[address])


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("articles?limit=2", CSV),
        ("articles?limit=2", ATOM),
        ("kwic?q=школа&limit=2", TSV),
        ("changes?limit=2", NDJSON),
    ],
)
async def test_a_walk_goes_on_in_the_format_it_began_in(
    client: TestClient, address: str, media_type: str
) -> None:
    first = await client.get(f"/api/v1/{address}", headers={"Accept": media_type})
    following = await client.get(first.links["next"]["url"].relative())
    assert (following.status, following.content_type) == (200, media_type)
    assert await following.read() != await first.read()


async def test_tables_of_the_same_bytes_have_tags_of_their_own(client: TestClient) -> None:
    """Nothing tells one column with commas from one with tabs."""
    first = await (await client.get("/api/v1/articles?fields=id&limit=2")).json()
    answers = [
        await client.get(first["next"], headers={"Accept": media_type}) for media_type in (CSV, TSV)
    ]
    assert await answers[0].read() == await answers[1].read()
    assert answers[0].headers["ETag"] != answers[1].headers["ETag"]


async def test_what_only_json_has_room_for_is_refused_in_a_table(client: TestClient) -> None:
    for name in ("facet=tag", "fingerprint=1", "as_of=1", "interval=year"):
        answer = await client.get(f"/api/v1/articles?{name}", headers={"Accept": CSV})
        (error,) = (await answer.json(content_type=None))["errors"]
        assert (answer.status, error["reason"]) == (400, "not-in-format")


async def test_a_mark_is_put_before_a_table_that_a_header_asked_for(client: TestClient) -> None:
    address = "/api/v1/facets?facet=tag&bom=1"
    table = await client.get(address, headers={"Accept": CSV})
    text = await table.text()
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    plain = await client.get("/api/v1/facets?facet=tag", headers={"Accept": JSON})
    assert [row["id"] for row in rows] == [
        one["id"] for one in json.loads(await plain.read())["values"]
    ]
    assert (await client.get(address, headers={"Accept": JSON})).status == 400
