"""What readers are shown of alerts: their page, and a feed of each."""

from __future__ import annotations

from typing import Any

import feedparser
import msgspec
import pytest
from aiohttp.test_utils import TestClient
from jsonschema import Draft202012Validator
from pytest_aiohttp.plugin import AiohttpClient

from searcher.archive import NewsArchive
from tests.searcher.alerts.news import story, update, write_alerts
from tests.web.api.test_feeds import check_atom
from tests.web.site.test_site import read
from web.alerts.delivering import Courier
from web.app import make_app

ALERTS = """
[floods]
ru = "Наводнения"
en = "Floods <now>"
query = 'flood OR "мост & река"'
hook = "https://news.example.org/secret-path"

[inner]
query = "flood"
public = false

[harvest]
ru = "Урожай"
query = "harvest"
"""


@pytest.fixture
async def client(archive: NewsArchive, aiohttp_client: AiohttpClient) -> TestClient:
    write_alerts(archive, ALERTS)
    update(archive, story("none", "Nothing of the kind"))
    return await aiohttp_client(make_app(archive.service))


def bring(archive: NewsArchive, *numbers: int) -> None:
    update(archive, *(story(f"a-{n}", f"Flood {n}", body="It rained.") for n in numbers))
    archive.service.look_again()


async def read_json(client: TestClient, path: str = "/alerts/floods.json") -> Any:
    answer = await client.get(path)
    assert answer.status == 200, await answer.text()
    return await answer.json(content_type="application/feed+json")


async def list_titles(client: TestClient, path: str = "/alerts/floods.json") -> list[str]:
    return [item["title"] for item in (await read_json(client, path))["items"]]


async def test_a_feed_tells_what_was_matched_last_first(
    client: TestClient, archive: NewsArchive
) -> None:
    assert await list_titles(client) == []
    bring(archive, 2)
    bring(archive, 1, 3)
    assert await list_titles(client) == ["Flood 3", "Flood 1", "Flood 2"]
    feed = await read_json(client, "/alerts/floods.json?ui=ru")
    assert feed["title"] == "Летопись: Наводнения"
    assert feed["feed_url"] == "https://news.example.org/archive/alerts/floods.json?ui=ru"
    # An entry is the article wherever it is followed: no reader is told twice.
    search = await read_json(client, "/feed.json?q=flood")
    own = {item["id"] for item in feed["items"]}
    assert own < {item["id"] for item in search["items"]}


async def test_a_feed_is_valid_atom(client: TestClient, archive: NewsArchive) -> None:
    bring(archive, 1, 2)
    body = await (await client.get("/alerts/floods.atom")).read()
    check_atom(body)
    parsed = feedparser.parse(body)
    assert not parsed.bozo
    assert parsed.feed.title.endswith("Floods <now>")
    assert [entry.title for entry in parsed.entries] == ["Flood 2", "Flood 1"]


async def test_pages_of_a_feed_lead_on(client: TestClient, archive: NewsArchive) -> None:
    bring(archive, 1, 2, 3)
    first = await read_json(client, "/alerts/floods.json?limit=2")
    second = first["next_url"].removeprefix("https://news.example.org/archive")
    assert [item["title"] for item in first["items"]] == ["Flood 3", "Flood 2"]
    last = await read_json(client, second)
    assert [item["title"] for item in last["items"]] == ["Flood 1"]
    assert "next_url" not in last
    for wrong in ("limit=0", "page=0", "limit=x", "q=flood", "limit=1&limit=2"):
        assert (await client.get(f"/alerts/floods.json?{wrong}")).status == 400


async def test_what_was_taken_down_leaves_the_feed_at_once(
    client: TestClient, archive: NewsArchive
) -> None:
    bring(archive, 1, 2)
    archive.delete("a-2", "order")
    assert await list_titles(client) == ["Flood 1"]
    update(archive)
    archive.service.look_again()
    assert await list_titles(client) == ["Flood 1"]
    archive.restore("a-2")
    update(archive)
    archive.service.look_again()
    assert await list_titles(client) == ["Flood 2", "Flood 1"]


async def test_a_feed_is_the_same_until_something_is_matched(
    client: TestClient, archive: NewsArchive
) -> None:
    bring(archive, 1)
    answer = await client.get("/alerts/floods.atom")
    tag = {"If-None-Match": answer.headers["ETag"]}
    update(archive, story("other", "Something else"))
    archive.service.look_again()
    assert (await client.get("/alerts/floods.atom", headers=tag)).status == 304
    bring(archive, 2)
    assert (await client.get("/alerts/floods.atom", headers=tag)).status == 200


async def test_what_is_not_public_is_nowhere(client: TestClient, archive: NewsArchive) -> None:
    bring(archive, 1)
    for path in ("/alerts/inner.atom", "/alerts/inner.json", "/alerts/nobody.atom"):
        assert (await client.get(path)).status == 404
    for ui in ("en", "ru"):
        text = await (await client.get(f"/alerts/?ui={ui}")).text()
        assert "inner" not in text
        assert "secret-path" not in text
    # From one moment to the next.
    write_alerts(archive, ALERTS.replace("[floods]", "[floods]\npublic = false"))
    assert (await client.get("/alerts/floods.atom")).status == 404


async def test_the_page_lists_alerts_in_the_language_of_its_reader(
    client: TestClient, archive: NewsArchive
) -> None:
    bring(archive, 1)
    english = await read(await client.get("/alerts/?ui=en"))
    assert "Floods <now>" in english.text
    assert "Latest article added on" in english.text
    assert "No new articles so far" in english.text
    # A name in another language says which.
    assert list(english.find("h2", lang="ru"))
    links = english.links()
    assert "/archive/alerts/floods.atom?ui=en" in links
    assert (
        "/archive/search?q=flood+OR+%22%D0%BC%D0%BE%D1%81%D1%82+%26+%D1%80%D0%B5%D0%BA%D0%B0%22&sort=newest&ui=en"
        in links
    )
    russian = await read(await client.get("/alerts/?ui=ru"))
    assert "Наводнения" in russian.text
    assert not list(russian.find("h2", lang="ru"))
    assert "Последняя статья добавлена" in russian.text


async def test_every_page_leads_to_alerts_where_there_are_any(
    client: TestClient, archive: NewsArchive, aiohttp_client: AiohttpClient
) -> None:
    assert "/archive/alerts/?ui=en" in (await read(await client.get("/help?ui=en"))).links()
    write_alerts(archive, "[inner]\nquery = 'flood'\npublic = false\n")
    other = await aiohttp_client(make_app(archive.service))
    assert "/archive/alerts/?ui=en" not in (await read(await other.get("/help?ui=en"))).links()
    assert "This archive has no alerts" in (await read(await other.get("/alerts/?ui=en"))).text


async def test_a_mistake_is_told_to_nobody_but_admins(
    client: TestClient, archive: NewsArchive
) -> None:
    write_alerts(archive, "[floods]\nquery = 3\n")
    for path in ("/alerts/", "/alerts/floods.atom"):
        answer = await client.get(path)
        assert answer.status == 503
        assert "query" not in await answer.text()
    # All else goes on.
    assert (await client.get("/search?q=flood")).status == 200


async def test_a_link_that_would_be_too_long_is_text(
    client: TestClient, archive: NewsArchive
) -> None:
    query = " OR ".join(f"наводнение{n}" for n in range(60))
    write_alerts(archive, f"[long]\nquery = '{query}'\n")
    answer = await client.get("/alerts/")
    assert len(await answer.read()) < 20_000
    assert not [link for link in (await read(answer)).links() if "/search?q=" in link]


async def test_the_document_of_the_api_tells_what_hooks_are_told(
    client: TestClient, archive: NewsArchive
) -> None:
    document = await (await client.get("/api/v1/openapi.json")).json()
    call = document["webhooks"]["alert"]["post"]
    schema = {**call["requestBody"]["content"]["application/json"]["schema"], **document}
    bring(archive, 1)
    trial = Courier(archive).try_hook(archive.alerts()[0], "write")
    told = msgspec.json.decode(msgspec.json.encode(trial.message))
    assert told["data"]["articles"]
    Draft202012Validator(schema).validate(told)
