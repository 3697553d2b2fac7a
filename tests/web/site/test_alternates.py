"""What pages tell search engines of themselves in other languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from indexer.article import Article
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.site.test_site import Page
from web.app import make_app

BASE = "https://news.example.org"
PAGES = (
    "/",
    "/help",
    "/about",
    "/archive/",
    "/archive/2004/",
    "/archive/2004/07/",
    "/archive/2004/07/21",
    "/authors/",
    "/countries/",
    "/tags/",
    "/sources/",
    "/authors/levan-chkoidze",
    "/countries/GE",
    "/tags/chess",
    "/sources/south-wire",
)
NOON = datetime(2014, 5, 2, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """What a page says: its address, and that of each language."""

    canonical: str
    alternates: Mapping[str, str]


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await open_client(service, aiohttp_client)


async def open_client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    service.settings = replace(service.settings, base_url=BASE)
    return await aiohttp_client(make_app(service))


async def listen(client: TestClient, path: str) -> Told:
    answer = await client.get(path.removeprefix(BASE))
    assert answer.status == 200
    page = Page(await answer.text())
    (canonical,) = page.find("link", rel="canonical")
    told = [(one["hreflang"], one["href"]) for one in page.find("link") if "hreflang" in one]
    # An engine takes one page a language.
    assert len(dict(told)) == len(told)
    return Told(canonical["href"], dict(told))


def make_article(id_: str, lang: str, day: int, **fields: object) -> Article:
    published = NOON + timedelta(days=day)
    known = {"title": f"Мост {id_}", "published": published, "story": "bridge", **fields}
    return Article(id=id_, lang=lang, **known)  # type: ignore[arg-type]


async def check_group(client: TestClient, path: str) -> Told:
    """A page names itself, and all that it names say the same."""
    told = await listen(client, path)
    assert told.alternates.keys() == {"ru", "en", "x-default"}
    assert told.canonical in told.alternates.values()
    for address in set(told.alternates.values()):
        assert address.startswith(f"{BASE}/")
        assert await listen(client, address) == Told(address, told.alternates)
    return told


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_names_itself_in_both_languages_of_the_interface(
    client: TestClient, path: str
) -> None:
    bare = await check_group(client, path)
    assert bare == Told(
        BASE + path,
        {"ru": f"{BASE}{path}?ui=ru", "en": f"{BASE}{path}?ui=en", "x-default": BASE + path},
    )


async def test_every_article_names_its_versions_and_they_name_it(
    client: TestClient, sample_articles: list[Article]
) -> None:
    by_story: dict[str, dict[str, Article]] = {}
    for article in sample_articles:
        by_story.setdefault(article.story or article.id, {})[article.lang] = article
    told = {one.id: await listen(client, f"/articles/{one.id}") for one in sample_articles}
    pairs = [versions for versions in by_story.values() if len(versions) == 2]
    assert len(pairs) > 50
    for versions in pairs:
        for article in versions.values():
            own = told[article.id]
            assert own.canonical == own.alternates[article.lang]
            addresses = {lang: f"{BASE}/articles/{one.id}" for lang, one in versions.items()}
            default = own.alternates["x-default"]
            assert own.alternates == addresses | {"x-default": default}
            # Whoever reads neither language is led to the original, if that is known.
            originals = [one for one in versions.values() if one.original_published is None]
            assert default in [addresses[one.lang] for one in originals or versions.values()]


@pytest.mark.parametrize("asked", ["?ui=ru", "?ui=en", "?q=мост&rank=1", "?beside=en-1001"])
async def test_however_it_is_asked_for_an_article_with_versions_is_at_one_address(
    client: TestClient, asked: str
) -> None:
    bare = await check_group(client, "/articles/ru-1000")
    assert await listen(client, f"/articles/ru-1000{asked}") == bare


async def test_an_article_in_one_language_is_told_in_both_of_the_interface(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [make_article("a/1", "ru", 0), make_article("a-2", "ru", 1)]
    client = await open_client(make_service(articles), aiohttp_client)
    for article in articles:
        path = "/articles/" + article.id.replace("/", "%2F")
        told = await check_group(client, path)
        assert told.alternates["en"] == f"{BASE}{path}?ui=en"


async def test_of_several_versions_in_a_language_one_stands_for_the_story(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [
        make_article("ru-late", "ru", 3),
        make_article("ru-first", "ru", 1),
        make_article("en-1", "en", 0, original_published=NOON),
    ]
    client = await open_client(make_service(articles), aiohttp_client)
    told = await check_group(client, "/articles/en-1")
    assert told.alternates["ru"] == f"{BASE}/articles/ru-first"
    # Published before it, but a translation.
    assert told.alternates["x-default"] == f"{BASE}/articles/ru-first"
    # The other one names nothing that does not name it.
    late = await check_group(client, "/articles/ru-late")
    assert late.canonical == f"{BASE}/articles/ru-late"
    assert late.alternates["en"] == f"{BASE}/articles/ru-late?ui=en"
