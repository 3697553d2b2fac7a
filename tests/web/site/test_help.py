"""The help page: what it explains, and that its words and links are those of the pages."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from searcher.service import SearchService
from tests.web.site.test_site import read
from web.app import make_app
from web.i18n import load_language

# What the help names by its words, with a page that has it.
NAMED = (
    ("Filters", "/search"),
    ("Exclude", "/search"),
    ("all of them", "/search?tag=chess&tag=school"),
    ("Compare over time", "/search?q=школа"),
    ("Concordance", "/search?q=школа"),
    ("Follow these results", "/search?q=школа"),
    ("Cite these results", "/search?q=школа"),
    ("Cite this article", "/articles/ru-1000"),
    ("How the query was understood", "/search?q=школа"),
)
TYPED = {"en": ("2021", "January 2021", "23.01.2021"), "ru": ("2021", "январь 2021", "23.01.2021")}


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


class Words(HTMLParser):
    """The text of a page as it is read: what stands next to one another is not set apart."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(source)

    def handle_data(self, data: str) -> None:
        self.text += data


async def read_words(client: TestClient, path: str, ui: str) -> str:
    answer = await client.get(path, headers={"Accept-Language": ui})
    return Words(await answer.text()).text


@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_it_calls_things_as_the_pages_call_them(client: TestClient, ui: str) -> None:
    told = await read_words(client, "/help", ui)
    for sentence, path in NAMED:
        name = load_language(ui).gettext(sentence)
        quoted = f"«{name}»" if ui == "ru" else f"“{name}”"
        assert quoted in told, name
        assert name in await read_words(client, path, ui), name


@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_dates_may_be_typed_as_it_says(client: TestClient, ui: str) -> None:
    told = await read_words(client, "/help", ui)
    assert ", ".join(TYPED[ui]) in told
    for typed in TYPED[ui]:
        answer = await client.get("/search", params={"from": typed, "to": typed, "ui": ui})
        page = await read(answer)
        assert "aria-invalid" not in page.find_field("from")


@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_all_its_links_lead_somewhere(client: TestClient, ui: str) -> None:
    page = await read(await client.get("/help", params={"ui": ui}))
    places = {link[1:] for link in page.links() if link.startswith("#")}
    assert places >= {"operators", "dates", "reading", "browsing", "counting", "citing"}
    assert places <= {attributes.get("id") for _, attributes in page.elements}
    inner = {link for link in page.links() if link.startswith("/")}
    paths = {link.partition("?")[0] for link in inner}
    assert paths >= {
        "/archive/", "/authors/", "/countries/", "/tags/", "/sources/", "/trends", "/concordance",
        "/feed.atom",
    }  # fmt: skip
    for link in sorted(inner):
        assert (await client.get(link)).status == 200, link


async def test_the_examples_of_counting_find_something(client: TestClient) -> None:
    page = await read(await client.get("/help?ui=en"))
    (trends,) = [link for link in page.links() if link.startswith("/trends")]
    (concordance,) = [link for link in page.links() if link.startswith("/concordance")]
    assert list((await read(await client.get(trends))).find("figure", class_="lines"))
    assert list((await read(await client.get(concordance))).find("table", class_="kwic"))
