"""The pages are valid HTML, whole, and speak one language unless they say so."""

from __future__ import annotations

import html5lib
import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from searcher.service import SearchService
from web.app import make_app
from web.parameters import UI_LANGS
from web.site.patterns.specimens import SPECIMENS

PAGES = (
    "/",
    "/search",
    "/search?q=школа&country=AM&country=AZ&-tag=chess&from=2004&to=2016",
    "/search?q=школа&from=вчера",
    "/search?q=виноград+трамвай+шахматы",
    "/search?q=школа+автр:Иванов",
    "/articles/ru-1000?q=мост&rank=2",
    "/articles/ru-1000?q=мост|bridge&beside=en-1001",
    "/trends?q=школа&q=мост",
    "/concordance",
    "/concordance?q=школа",
    "/archive/",
    "/archive/2004/",
    "/archive/2004/07/",
    "/archive/2004/07/21",
    "/tags/",
    "/tags/?q=шк",
    "/countries/",
    "/tags/chess",
    "/search/values?facet=tag&q=школа&tag=chess&-tag=wine",
    "/receipt?q=школа",
    "/about",
    "/help",
    "/patterns",
    *(f"/patterns/{name}" for name in SPECIMENS),
    "/api/v1/docs",
    "/api/v1/docs/types",
    "/nowhere",
)


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


@pytest.mark.parametrize("ui", UI_LANGS)
@pytest.mark.parametrize("path", PAGES)
async def test_pages_are_valid(client: TestClient, path: str, ui: str) -> None:
    text = await (await client.get(f"{path}{'&' if '?' in path else '?'}ui={ui}")).text()
    parser = html5lib.HTMLParser()
    tree = parser.parse(text)
    assert [code for _, code, _ in parser.errors] == []
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert sorted(set(ids)) == sorted(ids)
    # Nothing is styled or scripted from within, which the policy of the site forbids.
    assert not [one for one in tree.iter() if one.get("style")]
    assert not [one for one in tree.iter() if any(name.startswith("on") for name in one.attrib)]


@pytest.mark.parametrize("path", PAGES)
async def test_every_link_of_a_page_leads_somewhere(client: TestClient, path: str) -> None:
    text = await (await client.get(path)).text()
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    ids = {one.get("id") for one in tree.iter() if one.get("id")}
    links = {one.get("href") for one in tree.iter() if one.tag in {"a", "link"}} - {None}
    places = {link for link in links if link.startswith("#")}
    assert {place[1:] for place in places} <= ids
    for link in sorted(links - places)[:60]:
        # A page that is not there is not there in the other language either.
        if link.startswith("/") and not link.startswith("/nowhere"):
            assert (await client.get(link)).status == 200, link
