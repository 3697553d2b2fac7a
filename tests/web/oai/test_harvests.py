"""Harvests by OAI-PMH: nothing is missed, nothing of what was taken down is told."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestClient
from lxml import etree
from pytest_aiohttp.plugin import AiohttpClient

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome
from searcher import harvesting
from searcher.service import SearchService
from tests.conftest import MakeService, index_home, update_home
from tests.web.oai.articles import DAY, make_article
from tests.web.oai.harvester import HEADERS, RECORDS, Mirror, ask, list_ids, read_headers, walk
from web.app import make_app
from web.oai import provider

HIDDEN = "Hidden"


@contextmanager
def changing(home: ArchiveHome) -> Iterator[Archive]:
    with Archive.open(home.database) as store, store.transaction():
        yield store


def refresh(service: SearchService, analyzer: Analyzer) -> None:
    update_home(service.home, analyzer)
    service.look_again()


def read_titles(home: ArchiveHome) -> dict[str, str]:
    with Archive.open(home.database) as store:
        return {article.id: article.title for _, article in store.articles()}


async def test_a_walk_gives_every_record_once(client: TestClient, own: SearchService) -> None:
    pages = [reply async for reply in walk(client, **RECORDS)]
    ids = [header.id for page in pages for header in read_headers(page)]
    assert sorted(ids) == sorted(read_titles(own.home))
    assert [len(read_headers(page)) for page in pages] == [2, 2, 2, 2, 1]
    cursors = [next(page.root.iter("{*}resumptionToken")).get("cursor") for page in pages]
    assert cursors == ["0", "2", "4", "6", "8"]
    assert pages[-1].text("resumptionToken") == ""


async def test_a_mirror_is_the_archive_however_it_changes_meanwhile(
    client: TestClient, own: SearchService, analyzer: Analyzer
) -> None:
    mirror = Mirror()
    number = 0
    asked = {"verb": "ListRecords", "metadataPrefix": "letopis"}
    async for reply in walk(client, **asked):
        mirror.since = mirror.since or reply.date
        mirror.take(reply)
        number += 1
        if number > 5:
            continue
        with changing(own.home) as store:
            store.put(make_article(100 + number))
            store.put(make_article(number, title=f"Changed {number}"))
            store.delete(f"a-{number + 3}", HIDDEN)
        if number % 2:
            refresh(own, analyzer)
    refresh(own, analyzer)
    await mirror.harvest(client)
    assert mirror.titles == read_titles(own.home)


async def test_what_was_stored_before_a_harvest_and_indexed_after_it_comes_with_the_next(
    client: TestClient, own: SearchService, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3_600)
    with changing(own.home) as store:
        store.put(make_article(100))
    monkeypatch.setattr(time, "time", lambda: now + 7_200)
    mirror = Mirror()
    assert await mirror.harvest(client) == 9
    refresh(own, analyzer)
    await mirror.harvest(client)
    assert mirror.titles == read_titles(own.home)


async def test_an_archive_that_takes_up_an_older_one_tells_it_as_new(
    client: TestClient, own: SearchService, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = Mirror()
    await mirror.harvest(client)
    now = time.time()
    # The clock goes back, too.
    for moment, number in ((now + 3_600, 200), (now - 3_600, 201)):
        monkeypatch.setattr(time, "time", lambda told=moment: told)
        with changing(own.home) as store:
            store.log.append(make_article(number), DAY)
        refresh(own, analyzer)
        await mirror.harvest(client)
        assert mirror.titles == read_titles(own.home)
    stamps = [
        header.stamp async for reply in walk(client, **HEADERS) for header in read_headers(reply)
    ]
    assert stamps == sorted(stamps)


async def test_from_and_until_are_of_the_instant_of_storing(
    client: TestClient, own: SearchService, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = int(time.time()) + 3 * 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    with changing(own.home) as store:
        store.put(make_article(100))
        store.put(make_article(0, title="Changed"))
    refresh(own, analyzer)
    moment = datetime.fromtimestamp(later, UTC)
    second, before = (
        f"{when:%Y-%m-%dT%H:%M:%SZ}" for when in (moment, moment - timedelta(seconds=1))
    )
    new, old = ["a-100", "a-0"], [f"a-{number}" for number in range(1, 9)]
    assert await list_ids(client, from_=second) == new
    assert await list_ids(client, from_=second, until=second) == new
    assert await list_ids(client, until=before) == old
    assert await list_ids(client, from_=f"{moment:%Y-%m-%d}") == new
    assert await list_ids(client, until=f"{moment:%Y-%m-%d}") == old + new
    assert await list_ids(client, until=f"{moment - timedelta(days=1):%Y-%m-%d}") == old
    assert await list_ids(client, from_="9999-12-31") == []
    assert await list_ids(client, until="0001-01-01") == []
    first = (await ask(client, verb="Identify")).text("earliestDatestamp")
    assert await list_ids(client, from_=first) == old + new


@pytest.mark.parametrize("found_for_read", [0, 400])
@pytest.mark.parametrize("most_read", [1, 5_000])
async def test_sets_are_harvested_by_themselves(
    client: TestClient, own: SearchService, monkeypatch: pytest.MonkeyPatch,
    found_for_read: int, most_read: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(harvesting, "FOUND_FOR_READ", found_for_read)
    monkeypatch.setattr(harvesting, "MOST_READ", most_read)
    assert await list_ids(client, set="lang:ru") == ["a-0", "a-3", "a-6"]
    assert await list_ids(client, set="tag:rivers") == ["a-2", "a-7"]
    assert await list_ids(client, set="country:dagestan") == ["a-4"]
    # A region is within its country.
    assert await list_ids(client, set="country:RU") == ["a-4"]
    assert await list_ids(client, set="tag:nothing") == []
    with changing(own.home) as store:
        store.delete("a-7", HIDDEN)
        store.put(make_article(5, lang="en", title="Changed"))
    update_home(own.home, own.analyzer)
    own.look_again()
    # Whoever has it must learn of it, whatever it was harvested by.
    assert await list_ids(client, set="tag:rivers") == ["a-2", "a-7"]
    assert await list_ids(client, set="lang:ru") == ["a-0", "a-3", "a-6", "a-7"]
    assert await list_ids(client, set="lang:en") == ["a-1", "a-2", "a-4", "a-8", "a-7", "a-5"]


async def test_a_large_archive_is_read_on_until_there_is_a_record(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harvesting, "FOUND_FOR_READ", 0)
    monkeypatch.setattr(harvesting, "MOST_READ", 1)
    monkeypatch.setattr("web.oai.view._MOST_TRIES", 2)
    answer = await client.get("/oai", params=HEADERS | {"set": "tag:rivers"}, allow_redirects=False)
    assert answer.status == 302
    assert await list_ids(client, set="tag:rivers") == ["a-2", "a-7"]


async def test_sets_have_names_in_both_languages(client: TestClient) -> None:
    reply = await ask(client, verb="ListSets")
    names = dict(zip(reply.texts("setSpec"), reply.texts("setName"), strict=True))
    assert names["lang:ru"] == "На русском / In Russian"
    assert names["country:dagestan"] == "Дагестан / Dagestan"
    assert names["tag:rivers"]
    assert reply.token is None


async def test_sets_come_in_pages_too(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = (await ask(client, verb="ListSets")).texts("setSpec")
    monkeypatch.setattr(provider, "MOST_SETS", 2)
    pages = [reply async for reply in walk(client, verb="ListSets")]
    assert [spec for page in pages for spec in page.texts("setSpec")] == whole
    assert len(pages) > 1


async def test_sets_of_a_record_are_those_it_is_harvested_by(client: TestClient) -> None:
    async for reply in walk(client, **HEADERS):
        for header in read_headers(reply):
            for spec in header.sets:
                assert header.id in await list_ids(client, set=spec)


@pytest.mark.parametrize("is_purged", [False, True])
async def test_of_what_was_taken_down_nothing_is_told(
    client: TestClient, own: SearchService, analyzer: Analyzer, is_purged: bool
) -> None:
    hidden = make_article(100, title=HIDDEN, lead=HIDDEN, tags=("rivers",), authors=("someone",))
    with changing(own.home) as store:
        store.put(hidden)
    refresh(own, analyzer)
    identifier = "oai:127.0.0.1:a-100"
    with changing(own.home) as store:
        store.delete("a-100", f"{HIDDEN} reason")
        if is_purged:
            store.purge("a-100")
    # The index has it still.
    assert "a-100" not in await list_ids(client)
    for _ in range(2):
        for prefix in ("oai_dc", "letopis"):
            asked = {"metadataPrefix": prefix}
            record = await ask(client, verb="GetRecord", identifier=identifier, **asked)
            (header,) = read_headers(record)
            assert (header.is_deleted, header.sets) == (True, ())
            bodies = [etree.tostring(record.root)]
            bodies += [
                etree.tostring(reply.root)
                async for reply in walk(client, verb="ListRecords", **asked)
            ]
            assert HIDDEN.encode() not in b"".join(bodies)
        formats = await ask(client, verb="ListMetadataFormats", identifier=identifier)
        assert formats.errors == ["noMetadataFormats"]
        refresh(own, analyzer)
    assert (await list_ids(client))[-1] == "a-100"
    if not is_purged:
        with changing(own.home) as store:
            store.restore("a-100")
        refresh(own, analyzer)
        mirror = Mirror()
        await mirror.harvest(client)
        assert mirror.titles == read_titles(own.home)


async def test_whole_articles_are_as_public_as_in_the_api(
    home: ArchiveHome, make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    home.settings_file.write_text(
        'public_fields = ["desk"]\nbase_url = "https://news.example/archive"\n'
        'admin_email = "desk@news.example"\n',
        "utf-8",
    )
    text = "One\r\nTwo\n\nThree \x00\x0b\ufffe<b>&amp; 𝄞"
    article = make_article(
        1, lead=text, body=text, captions=(text,), notices=(text,), url="https://x.example/a b",
        mirrors=("https://y.example/1",), story="bridge", authors=("aslan-tugov",), source="herald",
        modified=DAY, original_published=DAY, extra={"desk": {"a": [1, "я\x01"]}, "salary": 7_654},
    )  # fmt: skip
    client = await aiohttp_client(make_app(make_service([article])))
    schema_answer = await client.get("/oai/letopis.xsd")
    assert schema_answer.status == 200
    schema = etree.XMLSchema(etree.fromstring(await schema_answer.read()))
    reply = await ask(client, verb="ListRecords", metadataPrefix="letopis")
    (header,) = read_headers(reply)
    assert header.metadata is not None
    schema.assertValid(etree.fromstring(etree.tostring(header.metadata)))
    shown = "One\r\nTwo\n\nThree <b>&amp; 𝄞"
    values = {child.tag.rpartition("}")[2]: child.text for child in header.metadata}
    assert [values[name] for name in ("lead", "body", "caption", "notice")] == [shown] * 4
    assert values["extra"] == '{"a":[1,"я\\u0001"]}'
    assert values["page"] == "https://news.example/archive/articles/a-1"
    assert b"7654" not in etree.tostring(reply.root)
    identified = await ask(client, verb="Identify")
    assert identified.text("baseURL") == "https://news.example/archive/oai"
    assert identified.text("adminEmail") == "desk@news.example"
    found = await ask(
        client, verb="GetRecord", identifier="oai:news.example:a-1", metadataPrefix="oai_dc"
    )
    core = read_headers(found)[0].metadata
    assert core is not None
    told = [(child.tag.rpartition("}")[2], child.text) for child in core]
    assert ("identifier", "https://x.example/a b") in told
    assert ("description", shown) in told
    assert ("date", "2014-03-01") in told


async def test_the_sample_archive_is_valid_by_the_schema(
    service: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(service))
    answer = await client.get("/oai/letopis.xsd")
    schema = etree.XMLSchema(etree.fromstring(await answer.read()))
    count = 0
    async for reply in walk(client, verb="ListRecords", metadataPrefix="letopis"):
        for header in read_headers(reply):
            assert header.metadata is not None
            schema.assertValid(etree.fromstring(etree.tostring(header.metadata)))
            count += 1
    assert count == service.generation().info.articles


async def test_ids_of_any_signs_have_identifiers_and_sets_names(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    ids = ["новость/1", "a b:c%2F", "ok-1"]
    client = await aiohttp_client(
        make_app(make_service(make_article(1, id=id_, tags=("c++ !ü",)) for id_ in ids))
    )
    reply = await ask(client, **HEADERS)
    for identifier in reply.texts("identifier"):
        record = await ask(client, verb="GetRecord", identifier=identifier, metadataPrefix="oai_dc")
        assert record.text("identifier") == identifier
    (spec,) = {spec for spec in reply.texts("setSpec") if spec.startswith("tag:")}
    assert len(await list_ids(client, set=spec)) == 3


async def test_a_page_of_very_long_articles_has_fewer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harvesting, "MOST_TEXT", 5)
    pages = [reply async for reply in walk(client, **RECORDS)]
    assert [len(read_headers(page)) for page in pages] == [1] * 9


async def test_a_token_outlives_an_index_that_is_built_anew(
    client: TestClient, own: SearchService, analyzer: Analyzer
) -> None:
    first = await ask(client, **RECORDS)
    index_home(own.home, analyzer)
    own.look_again()
    assert first.token is not None
    second = await ask(client, verb="ListRecords", resumptionToken=first.token)
    assert [header.id for header in read_headers(second)] == ["a-2", "a-3"]


async def test_an_empty_archive_is_harvested_too(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(make_service([])))
    assert not (await ask(client, verb="Identify")).errors
    assert (await ask(client, **RECORDS)).errors == ["noRecordsMatch"]
    assert (await ask(client, verb="ListSets")).texts("setSpec") == ["lang:en", "lang:ru"]


async def test_harvests_are_paid_for_compressed_and_asked_for_again(
    own: SearchService, aiohttp_client: AiohttpClient
) -> None:
    own.settings = replace(own.settings, rate_seconds=0.01, rate_burst=0.001)
    client = await aiohttp_client(make_app(own))
    answer = await client.get("/oai", params=RECORDS, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "RateLimit" in answer.headers
    again = await client.get("/oai", params=RECORDS)
    assert (again.status, again.content_type) == (429, "application/problem+json")
    assert int(again.headers["Retry-After"]) > 0


async def test_a_damaged_text_is_no_empty_list(client: TestClient, own: SearchService) -> None:
    with sqlite3.connect(own.home.database) as db:
        db.execute("UPDATE version SET article = replace(article, 'Bridge 1', 'Bridge X')")
    db.close()
    answer = await client.get("/oai", params=RECORDS)
    assert answer.status == 503
