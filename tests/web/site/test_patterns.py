"""The patterns: what the style sheets know is shown there, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from searcher.service import SearchService
from tests.web.site.test_site import Page, read
from web.app import make_app
from web.site.patterns.specimens import SPECIMENS
from web.static_files import load_static_files

STATIC = Path(__file__).parents[3] / "web/static"
# Readers see nothing of the web admin: what its style sheet knows is looked for beside its pages.
SHEETS = sorted(path.name for path in STATIC.glob("*.css") if path.name != "admin.css")
# Pages that are the same whatever an archive holds are their own patterns.
PAGES = (
    "/patterns",
    *(f"/patterns/{name}" for name in SPECIMENS),
    "/help",
    "/about",
    "/api/v1/docs",
    "/api/v1/docs/types",
)
# What scripts add: to every page, to bars that are drawn over, to the match that was gone to.
BY_SCRIPTS = {"scripted", "chosen", "current"}


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


def list_classes(sheet: str) -> set[str]:
    """The classes that the selectors of a style sheet name."""
    text = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text("utf-8"), flags=re.DOTALL)
    selectors = " ".join(re.findall(r"[^{};]+(?=\{)", text))
    return set(re.findall(r"\.([A-Za-z][\w-]*)", selectors))


def find_classes(page: Page) -> Iterator[str]:
    for _, attributes in page.elements:
        yield from attributes.get("class", "").split()


async def test_whatever_has_a_style_is_shown(client: TestClient) -> None:
    shown = {sheet: set(BY_SCRIPTS) for sheet in SHEETS}
    addresses = {load_static_files().address(sheet): sheet for sheet in SHEETS}
    for path in PAGES:
        page = await read(await client.get(path))
        classes = set(find_classes(page))
        for link in page.find("link", rel="stylesheet"):
            shown[addresses[link["href"]]] |= classes
    missing = {sheet: sorted(list_classes(sheet) - shown[sheet]) for sheet in SHEETS}
    assert missing == {sheet: [] for sheet in SHEETS}


@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_every_whole_page_is_named_as_what_it_is(client: TestClient, ui: str) -> None:
    listed = (await read(await client.get("/patterns", params={"ui": ui}))).links()
    for name in SPECIMENS:
        address = f"/patterns/{name}?ui={ui}"
        assert address in listed
        page = await read(await client.get(address))
        assert next(page.find("html"))["lang"] == ui
        # Nobody takes it for a page of the archive, and no crawler lists it.
        assert {"ru": "Образцы", "en": "Patterns"}[ui] in page.text
        assert list(page.find("meta", name="robots", content="noindex"))
        assert not [link for link in page.links() if link.startswith(("/articles/", "/search?"))]


async def test_forms_of_what_is_invented_lead_back_to_it(client: TestClient) -> None:
    answer = await client.get("/patterns/choices?tag=roads&show=1")
    assert answer.status == 200


async def test_what_is_no_pattern_is_not_there(client: TestClient) -> None:
    assert (await client.get("/patterns/nothing-of-the-kind")).status == 404
