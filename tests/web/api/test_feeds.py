"""Feeds of searches: valid, and nothing old in them is ever new."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import feedparser
import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.analysis import Analyzer
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress
from searcher.archive import NewsArchive, open_archive
from searcher.service import SearchService
from web.app import make_app

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# What an element of Atom has of each other element: so many at least, and at most.
FEED = {
    "id": (1, 1), "title": (1, 1), "updated": (1, 1), "author": (0, 99), "link": (1, 99),
    "entry": (0, 999),
}  # fmt: skip
ENTRY = {
    "id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "author": (0, 99),
    "link": (1, 99), "category": (0, 99), "summary": (0, 1),
}  # fmt: skip


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


@pytest.fixture
def archive(home: ArchiveHome, analyzer: Analyzer) -> NewsArchive:
    """An archive of three articles, indexed."""
    archive = open_archive(home.path)
    archive.__dict__["analyzer"] = analyzer
    take_in(archive, *(record(number) for number in (1, 2, 3)))
    archive.build_job().run(Progress())
    return archive


@pytest.fixture
async def own_client(archive: NewsArchive, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(archive.service))


def record(number: int, text: str = "The bridge.", day: str = "2014-03-01") -> dict[str, str]:
    return {"id": f"a-{number}", "title": f"Bridge {number}", "date": day, "text": text}


def take_in(archive: NewsArchive, *records: dict[str, str]) -> None:
    path = archive.home.path.parent / "records.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    archive.import_job([path]).run(Progress())


def update(archive: NewsArchive) -> None:
    archive.update_job().run(Progress())
    archive.service.look_again()


async def read_feed(client: TestClient, path: str = "/feed.json") -> Any:
    answer = await client.get(path)
    assert answer.status == 200, await answer.text()
    return await answer.json(content_type="application/feed+json")


def check_atom(body: bytes) -> ET.Element:
    """RFC 4287, as far as a feed of ours has to do with it."""
    root = ET.fromstring(body)  # noqa: S314 - our own server wrote it
    assert root.tag == f"{ATOM}feed"
    check_parts(root, FEED)
    entries = root.findall(f"{ATOM}entry")
    for entry in entries:
        check_parts(entry, ENTRY)
        assert entry.get(LANG) in {"ru", "en"}
        assert entry.find(f"{ATOM}author") is not None or root.find(f"{ATOM}author") is not None
        # It has no content but a summary.
        assert [link.get("rel") for link in entry.findall(f"{ATOM}link")] == ["alternate"]
    assert root.get(LANG) in {"ru", "en"}
    # None of them twice, above all not what it is an alternate to.
    relations = [link.get("rel") for link in root.findall(f"{ATOM}link")]
    assert relations in (["self", "alternate"], ["self", "alternate", "next"])
    ids = [one.text for one in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)
    assert all(one and one.startswith("urn:uuid:") for one in ids)
    newest = [entry.findtext(f"{ATOM}updated", "") for entry in entries]
    if newest:
        latest = max(map(datetime.fromisoformat, newest))
        assert datetime.fromisoformat(root.findtext(f"{ATOM}updated", "")) == latest
    return root


def check_parts(element: ET.Element, parts: dict[str, tuple[int, int]]) -> None:
    names = [child.tag.removeprefix(ATOM) for child in element]
    assert set(names) <= set(parts)
    for name, (least, most) in parts.items():
        assert least <= names.count(name) <= most, name
    for child in element:
        match child.tag.removeprefix(ATOM):
            case "updated" | "published":
                assert RFC3339.fullmatch(child.text or ""), child.text
            case "link":
                assert urlsplit(child.get("href", "")).scheme in {"http", "https"}
            case "author":
                assert child.findtext(f"{ATOM}name")
            case "category":
                assert child.get("term")
            case "title" | "id" | "summary":
                # Plain text, which is the kind that none is named for.
                assert child.text
                assert not child.attrib
                assert not list(child)


def check_json_feed(feed: dict[str, Any]) -> None:
    """JSON Feed 1.1: what must be there, and of which kind."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert feed["language"] in {"ru", "en"}
    for name in ("home_page_url", "feed_url", "next_url"):
        assert urlsplit(feed.get(name, feed["feed_url"])).netloc
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["language"] in {"ru", "en"}
        assert isinstance(item["content_text"], str)
        assert urlsplit(item["url"]).netloc
        assert RFC3339.fullmatch(item["date_published"])
        assert RFC3339.fullmatch(item["date_modified"])
        assert all(author["name"] for author in item.get("authors", []))
        assert all(isinstance(tag, str) for tag in item.get("tags", []))


@pytest.mark.parametrize(
    "asked", ["", "?q=мост&ui=ru", "?tag=rivers&limit=3", "?q=никогданебыло", "?from=2014&page=2"]
)
async def test_both_formats_are_valid_and_tell_the_same(client: TestClient, asked: str) -> None:
    answer = await client.get(f"/feed.atom{asked}")
    assert answer.content_type == "application/atom+xml"
    body = await answer.read()
    root = check_atom(body)
    read = feedparser.parse(body, response_headers={"content-type": answer.headers["Content-Type"]})
    assert not read.bozo
    assert read.version == "atom10"
    feed = await read_feed(client, f"/feed.json{asked}")
    check_json_feed(feed)
    assert read.feed.title == feed["title"]
    assert [entry.id for entry in read.entries] == [item["id"] for item in feed["items"]]
    assert [entry.link for entry in read.entries] == [item["url"] for item in feed["items"]]
    for entry, item in zip(read.entries, feed["items"], strict=True):
        for atom, modern in (("published", "date_published"), ("updated", "date_modified")):
            moments = {datetime.fromisoformat(one) for one in (entry[atom], item[modern])}
            assert len(moments) == 1
    # Feed readers ask the address that the feed tells, and its neighbours.
    for link in root.findall(f"{ATOM}link"):
        target = urlsplit(link.get("href", ""))
        followed = await client.get(f"{target.path}?{target.query}")
        assert followed.content_type == link.get("type")
    again = await client.get(
        f"/feed.atom{asked}", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status == 304
    assert (await (await client.get(f"/api/v1/articles.atom{asked}")).read()) == body


async def test_pages_of_a_feed_are_the_whole_result(client: TestClient) -> None:
    asked = "q=школа OR school"
    listed = await (await client.get(f"/api/v1/articles?{asked}&limit=200&fields=id")).json()
    feed, paths = await read_feed(client, f"/feed.json?{asked}&limit=7"), []
    while True:
        paths += [urlsplit(item["url"]).path for item in feed["items"]]
        if "next_url" not in feed:
            break
        target = urlsplit(feed["next_url"])
        feed = await read_feed(client, f"{target.path}?{target.query}")
    assert len(paths) > 14
    assert sorted(paths) == sorted(f"/articles/{hit['id']}" for hit in listed["hits"])


async def test_a_feed_is_named_by_what_it_follows(client: TestClient) -> None:
    feed = await read_feed(client, "/feed.json?q=мост&tag=rivers&-country=GE&from=2014&ui=en")
    assert feed["title"] == "Letopis: мост, −Georgia, rivers, from 2014"


async def test_an_index_built_anew_changes_nothing(
    archive: NewsArchive, own_client: TestClient
) -> None:
    tags = {}
    for path in ("/feed.atom", "/feed.json", "/feed.atom?q=bridge&limit=2"):
        answer = await own_client.get(path)
        tags[path] = answer.headers["ETag"], await answer.read()
    archive.build_job("tantivy").run(Progress())
    archive.service.look_again()
    for path, (tag, body) in tags.items():
        assert await (await own_client.get(path)).read() == body
        assert (await own_client.get(path, headers={"If-None-Match": tag})).status == 304


async def test_what_is_imported_late_is_new_and_nothing_else_is(
    archive: NewsArchive, own_client: TestClient
) -> None:
    before = await read_feed(own_client)
    take_in(archive, *(record(number) for number in (1, 2, 3)), record(9, day="1999-05-02"))
    update(archive)
    first, *others = (await read_feed(own_client))["items"]
    assert others == before["items"]
    assert first["title"] == "Bridge 9"
    assert first["date_published"].startswith("1999-05-02")
    known = {item["date_modified"] for item in others}
    assert datetime.fromisoformat(first["date_modified"]) >= max(map(datetime.fromisoformat, known))


async def test_a_correction_is_an_update_in_its_place(
    archive: NewsArchive, own_client: TestClient
) -> None:
    with archive.open_store() as store:
        arrivals = [arrival.id for arrival in store.history.arrivals(99, 9)]
    assert arrivals == ["a-3", "a-2", "a-1"]
    before = await read_feed(own_client)
    atom = check_atom(await (await own_client.get("/feed.atom")).read())
    with archive.open_store() as store, store.transaction():
        known = store.get("a-2")
        assert known is not None
        assert known.article is not None
        moment = datetime.fromisoformat("2031-01-02T03:04:05+00:00")
        store.log.append(replace(known.article, body="Another text."), moment)
    update(archive)
    after = await read_feed(own_client)
    assert [item["id"] for item in after["items"]] == [item["id"] for item in before["items"]]
    (first, corrected, last), (_, former, _) = after["items"], before["items"]
    assert [first, last] == [before["items"][0], before["items"][2]]
    assert corrected == former | {
        "content_text": "Another text.",
        "date_modified": "2031-01-02T03:04:05Z",
    }
    corrected_atom = check_atom(await (await own_client.get("/feed.atom")).read())
    assert corrected_atom.findtext(f"{ATOM}id") == atom.findtext(f"{ATOM}id")
    assert corrected_atom.findtext(f"{ATOM}updated") == "2031-01-02T03:04:05+00:00"


async def test_a_take_down_holds_at_once_and_lifting_it_announces_nothing(
    archive: NewsArchive, own_client: TestClient
) -> None:
    before = await (await own_client.get("/feed.atom")).read()
    archive.delete("a-2", "asked for")
    # The index does not know yet.
    titles = [item["title"] for item in (await read_feed(own_client))["items"]]
    assert titles == ["Bridge 3", "Bridge 1"]
    update(archive)
    archive.restore("a-2")
    update(archive)
    assert await (await own_client.get("/feed.atom")).read() == before


async def test_addresses_begin_where_the_settings_say(
    home: ArchiveHome, archive: NewsArchive, aiohttp_client: AiohttpClient
) -> None:
    base = "https://news.example.org"
    archive.service.settings = replace(archive.service.settings, base_url=base)
    own_client = await aiohttp_client(make_app(archive.service))
    feed = await read_feed(own_client)
    addresses = [feed["home_page_url"], feed["feed_url"], *(item["url"] for item in feed["items"])]
    assert all(address.startswith(f"{base}/") for address in addresses)


@pytest.mark.parametrize("name", ["sort", "cursor", "facet", "fields", "explain", "interval"])
async def test_what_a_feed_has_no_use_for_is_refused(client: TestClient, name: str) -> None:
    for path in ("/feed.json", "/api/v1/articles.atom"):
        answer = await client.get(path, params={name: "id"})
        assert answer.status == 400
