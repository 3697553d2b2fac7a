"""The page about the archive: what its publisher writes, what is escaped, what else it tells."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from indexer.analysis import Analyzer
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.site.test_site import HOSTILE, Page, read
from web.app import make_app
from web.site.about.markdown import render_about

ABOUT = """\
# Архив вестей

Издаёт [редакция](https://example.org).

## Правила использования

Писать <removal@example.org>.
"""


@pytest.fixture
async def client(make_service: MakeService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(make_service([])))


def render(source: str) -> str:
    about = render_about(source)
    assert about is not None
    return about.text


async def visit(client: TestClient, path: str) -> Page:
    return await read(await client.get(path))


async def test_what_the_publisher_writes_is_shown_at_once(
    client: TestClient, home: ArchiveHome
) -> None:
    first = await client.get("/about?ui=en")
    assert "About this archive" in (await read(first)).text
    home.about_file().write_text(ABOUT, "utf-8")
    tag = {"If-None-Match": first.headers["ETag"]}
    second = await client.get("/about?ui=en", headers=tag)
    page = await read(second)
    assert "Архив вестей" in page.text
    assert list(page.find("h1", lang="ru"))
    assert list(page.find("div", lang="ru"))
    assert {"https://example.org", "mailto:removal@example.org"} <= set(page.links())
    tag = {"If-None-Match": second.headers["ETag"]}
    assert (await client.get("/about?ui=en", headers=tag)).status == 304


async def test_each_language_may_have_its_own(client: TestClient, home: ArchiveHome) -> None:
    home.about_file("en").write_text("\ufeff# Our archive", "utf-8")
    assert "Our archive" in (await visit(client, "/about?ui=en")).text
    # Better in another language than not at all.
    page = await visit(client, "/about?ui=ru")
    assert [found["lang"] for found in page.find("h1")] == ["en"]
    home.about_file().write_text(ABOUT, "utf-8")
    assert "Our archive" in (await visit(client, "/about?ui=en")).text
    assert "Архив вестей" in (await visit(client, "/about?ui=ru")).text


async def test_a_new_home_has_a_template_that_shows_nothing_until_it_is_written(
    client: TestClient, home: ArchiveHome
) -> None:
    written = home.about_file().read_text("utf-8")
    for part in ("Who publishes it", "Licence", "Contact", "Take-down", "Rules"):
        assert part in written
    assert "example.org" not in (await visit(client, "/about?ui=en")).source
    home.about_file().write_text(written.replace("<!--", "").replace("-->", ""), "utf-8")
    assert "mailto:removal@example.org" in (await visit(client, "/about?ui=en")).links()


async def test_it_tells_whom_to_write_to_where_nothing_can_be_searched(
    home: ArchiveHome, analyzer: Analyzer, aiohttp_client: AiohttpClient
) -> None:
    home.about_file().write_text(ABOUT, "utf-8")
    service = SearchService(home, read_settings(home), analyzer)
    client = await aiohttp_client(make_app(service))
    assert "mailto:removal@example.org" in (await visit(client, "/about")).links()


async def test_it_tells_the_numbers_of_the_archive(
    service: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(service))
    page = await visit(client, "/about?ui=en")
    assert "Articles 172" in page.text
    assert "In Russian 86" in page.text
    assert "First article 12 February 2004" in page.text


@pytest.mark.parametrize("path", ["/", "/search", "/help", "/nowhere", "/about", "/archive/"])
async def test_the_foot_of_every_page_leads_there_and_to_the_rules(
    client: TestClient, path: str
) -> None:
    page = Page(await (await client.get(f"{path}?ui=ru")).text())
    foot = ["/about?ui=ru", "/api/v1/docs?ui=ru", "/about?ui=ru#rules", "/help?ui=ru"]
    assert page.links()[-4:] == foot


@pytest.mark.parametrize("about", ["", ABOUT, "## Rules\n\n## Rules again", "# Rules"])
async def test_there_is_one_place_of_rules(
    client: TestClient, home: ArchiveHome, about: str
) -> None:
    home.about_file().write_text(about, "utf-8")
    page = await visit(client, "/about?ui=en")
    assert len([a for _, a in page.elements if a.get("id") == "rules"]) == 1
    assert "30 seconds of processor time a minute" in page.text


async def test_a_page_says_when_its_index_was_made_and_not_its_name(
    service: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(service))
    manifest = service.generation().manifest
    day = manifest.finished.astimezone(service.settings.zone_info)
    page = await visit(client, "/?ui=en")
    assert f"Updated {day.day} {day:%B %Y} · About · API · Rules" in page.text
    assert manifest.generation not in page.source


def test_html_is_escaped_and_scripts_are_no_links() -> None:
    text = render(
        f"{HOSTILE}\n\n[x](javascript:alert(1)) ![p](https://a.test/p.png)\n\n<b>bold</b>"
    )
    for unsafe in ("<script", "<img", "<b>", 'href="javascript'):
        assert unsafe not in text
    assert "&lt;b&gt;bold&lt;/b&gt;" in text


@pytest.mark.parametrize(
    ("source", "levels"),
    [
        ("# One\n\n## Two\n\n### Three", ["h2", "h3"]),
        ("Text.\n\n# One\n\n# Two", ["h2", "h2"]),
        ("### Three\n\n###### Six", ["h2", "h5"]),
        ("# One\n\n# Two\n\n###### Six", ["h2", "h6"]),
        ("Title\n=====\n\nText.", []),
    ],
)
def test_headings_stand_below_that_of_the_page(source: str, levels: list[str]) -> None:
    page = Page(render(source))
    assert [tag for tag, _ in page.elements if tag.startswith("h")] == levels


@pytest.mark.parametrize("source", ["", " \n", "<!-- a\n# b -->", "<!-- never closed"])
def test_a_file_that_says_nothing_is_none(source: str) -> None:
    assert render_about(source) is None
