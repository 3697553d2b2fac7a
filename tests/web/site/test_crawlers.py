"""What crawlers and browsers are told: where to go, where every article is, what a page is."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from indexer.archive.store import Archive
from indexer.article import Article
from searcher.service import SearchService
from searcher.sitemap import ListedYear
from tests.conftest import MakeService
from tests.web.site.test_site import Page
from web.app import make_app
from web.site.crawlers import write_index

BASE = "https://news.example.org"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
# What the schema calls tLastmod: a day, or an instant with its zone.
W3C_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?")
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    service.settings = replace(service.settings, base_url=BASE)
    return await aiohttp_client(make_app(service))


async def read(client: TestClient, path: str) -> bytes:
    answer = await client.get(path)
    assert answer.status == 200, (path, await answer.text())
    return await answer.read()


async def get_page(client: TestClient, path: str) -> Page:
    return Page((await read(client, path)).decode())


def read_sitemap(body: bytes, name: str) -> list[tuple[str, str]]:
    """The addresses and dates of a sitemap, or of an index of some: checked by the rules of the
    protocol."""
    root = ET.fromstring(body)  # noqa: S314 - our own server wrote it
    assert root.tag == SITEMAP + name
    assert not any(part.attrib for part in root.iter())
    assert len(root) <= 50_000
    assert len(body) <= 50 * 2**20
    listed = []
    for entry in root:
        assert entry.tag == SITEMAP + {"urlset": "url", "sitemapindex": "sitemap"}[name]
        # In this order, says the schema.
        assert [part.tag for part in entry] == [f"{SITEMAP}loc", f"{SITEMAP}lastmod"]
        address, changed = (part.text or "" for part in entry)
        assert 12 <= len(address) <= 2048
        assert address.isascii()
        assert urlsplit(address).scheme in {"http", "https"}
        assert W3C_MOMENT.fullmatch(changed)
        assert datetime.fromisoformat(changed)
        listed.append((address, changed))
    assert listed
    assert len(dict(listed)) == len(listed)
    return listed


async def test_crawlers_reach_articles_and_stay_out_of_searches(client: TestClient) -> None:
    robots = RobotFileParser()
    robots.parse((await read(client, "/robots.txt")).decode().splitlines())
    assert robots.site_maps() == [f"{BASE}/sitemap.xml"]
    for path in (
        "/", "/articles/ru-3008", "/articles/ru-3008?ui=en", "/archive/2021/01/23", "/authors/",
        "/countries/GE", "/tags/?ui=ru", "/sources/", "/help", "/sitemap-2021.xml", "/feed.atom",
    ):  # fmt: skip
        assert robots.can_fetch("AnyBot", BASE + path), path
    for path in (
        "/search", "/search?q=мост", "/trends?q=a", "/concordance?q=a", "/receipt",
        "/patterns",
        "/api/v1/articles",
    ):  # fmt: skip
        assert not robots.can_fetch("AnyBot", BASE + quote(path, safe="/?=")), path


async def test_sitemaps_list_every_article_once_with_when_it_came(
    client: TestClient, service: SearchService, sample_articles: list[Article]
) -> None:
    addresses: dict[str, str] = {}
    for address, changed in read_sitemap(await read(client, "/sitemap.xml"), "sitemapindex"):
        assert address.startswith(f"{BASE}/sitemap-")
        listed = read_sitemap(await read(client, address.removeprefix(BASE)), "urlset")
        assert not addresses.keys() & dict(listed).keys()
        addresses |= listed
        # A crawler that was here on that day has all of the year.
        zone = service.settings.zone_info
        days = [datetime.fromisoformat(moment).astimezone(zone).date() for _, moment in listed]
        assert changed == max(days).isoformat()
    came = {unquote(one.removeprefix(f"{BASE}/articles/")): at for one, at in addresses.items()}
    assert sorted(came) == sorted(article.id for article in sample_articles)
    last = service.generation().info.seq
    with Archive.open(service.home.database) as store:
        for id_, moment in came.items():
            known = store.history.updated(id_, last)
            assert known is not None
            assert datetime.fromisoformat(moment) == known.replace(microsecond=0)
    address = next(iter(addresses))
    page = await get_page(client, address.removeprefix(BASE))
    (canonical,) = page.find("link", rel="canonical")
    assert canonical["href"] == address


async def test_ids_of_any_kind_have_addresses(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    moment = datetime.fromisoformat("1961-04-12T12:00:00+03:00")
    ids = ["а/б", "50% & <more>", 'q"?#', "plain"]
    articles = [Article(id=id_, lang="ru", title="мост", published=moment) for id_ in ids]
    client = await aiohttp_client(make_app(make_service(articles)))
    listed = read_sitemap(await read(client, "/sitemap-1961.xml"), "urlset")
    for address, _ in listed:
        target = urlsplit(address)
        page = await get_page(client, target.path)
        (canonical,) = page.find("link", rel="canonical")
        assert canonical["href"] == target.path
    assert sorted(unquote(urlsplit(one).path[10:]) for one, _ in listed) == sorted(ids)


def test_a_year_in_parts_has_a_sitemap_for_each() -> None:
    years = (
        ListedYear(("2020",), date(2026, 1, 2)),
        ListedYear(("2021-01", "2021-02-03", "2021-02-04"), date.max),
    )
    listed = read_sitemap(write_index(years, BASE), "sitemapindex")
    names = ("2020", "2021-01", "2021-02-03", "2021-02-04")
    assert [address for address, _ in listed] == [f"{BASE}/sitemap-{name}.xml" for name in names]
    assert listed[0][1] == "2026-01-02"


@pytest.mark.parametrize("name", ["1700", "0000", "2021-2", "2021-13", "2021-02-30", "----"])
async def test_a_sitemap_without_articles_is_not_there(client: TestClient, name: str) -> None:
    assert (await client.get(f"/sitemap-{name}.xml")).status == 404


@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_a_browser_takes_the_archive_up(client: TestClient, ui: str) -> None:
    home = await get_page(client, f"/?ui={ui}")
    (link,) = home.find("link", rel="search")
    answer = await client.get(link["href"])
    assert answer.content_type == link["type"] == "application/opensearchdescription+xml"
    root = ET.fromstring(await answer.read())  # noqa: S314 - our own server wrote it
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    texts = {part.tag.removeprefix(OPENSEARCH): part.text or "" for part in root}
    assert 0 < len(texts["ShortName"]) <= 16
    assert 0 < len(texts["LongName"]) <= 48
    assert 0 < len(texts["Description"]) <= 1024
    bodies: dict[str, Any] = {}
    for url in root.findall(f"{OPENSEARCH}Url"):
        template = url.get("template", "")
        assert template.startswith(f"{BASE}/")
        assert f"ui={ui}" in template
        path = template.removeprefix(BASE).replace("{searchTerms}", quote("мост"))
        found = await client.get(path)
        assert found.status == 200
        assert found.content_type == url.get("type")
        bodies[found.content_type] = found
    typed, queries, counts, addresses = await bodies["application/x-suggestions+json"].json(
        content_type=None
    )
    assert typed == "мост"
    assert "мост" in queries
    assert len(queries) == len(counts) == len(addresses)
    assert counts[0] == {"ru": "5 статей", "en": "5 articles"}[ui]
    for address in addresses:
        assert (await client.get(address.removeprefix(BASE))).status == 200


async def test_a_long_name_is_cut_for_browsers(service: SearchService, aiohttp_client: Any) -> None:
    service.settings = replace(
        service.settings, name={"en": "The Very Long Name of an Archive " * 3}
    )
    client = await aiohttp_client(make_app(service))
    root = ET.fromstring(await read(client, "/opensearch.xml"))  # noqa: S314
    assert root.findtext(f"{OPENSEARCH}ShortName") == "The Very Long Na"


@pytest.mark.parametrize("host", ["a<b>", "архив", "", "a b", 'a"', "a/b", "[::1"])
async def test_what_is_no_host_stands_in_no_address(
    service: SearchService, aiohttp_client: AiohttpClient, host: str
) -> None:
    client = await aiohttp_client(make_app(service))
    for path in ("/robots.txt", "/sitemap.xml", "/feed.json", "/feed.atom", "/opensearch.xml"):
        answer = await client.get(path, headers={"Host": host})
        assert answer.status == 400, path
    for good in ("news.example.org", "127.0.0.1:8080", "[::1]:8080", "xn--80aswg.xn--p1ai"):
        robots = await client.get("/robots.txt", headers={"Host": good})
        assert f"Sitemap: http://{good}/sitemap.xml" in await robots.text()


OPEN = ("/", "/help", "/articles/ru-1006")


@pytest.mark.parametrize("path", OPEN)
async def test_a_page_has_one_address_in_each_language(client: TestClient, path: str) -> None:
    found_by = "" if path in {"/", "/help"} else "?q=мост&tag=rivers"
    page = await get_page(client, path + found_by)
    (canonical,) = page.find("link", rel="canonical")
    assert canonical["href"] == BASE + path
    alternates = {
        one["hreflang"]: one["href"]
        for one in page.find("link", rel="alternate")
        if "hreflang" in one
    }
    assert alternates == {
        "ru": f"{BASE}{path}?ui=ru",
        "en": f"{BASE}{path}?ui=en",
        "x-default": BASE + path,
    }
    assert not list(page.find("meta", name="robots"))
    for lang in ("ru", "en"):
        other = await get_page(client, alternates[lang].removeprefix(BASE))
        assert next(other.find("html"))["lang"] == lang
        # Each version names itself, and the same versions.
        (own,) = other.find("link", rel="canonical")
        assert own["href"] == alternates[lang]
        for code, address in alternates.items():
            assert list(other.find("link", hreflang=code, href=address))


@pytest.mark.parametrize(
    "path",
    [
        "/search?q=мост",
        "/search",
        "/trends?q=мост",
        "/concordance?q=мост",
        "/receipt",
        "/api/v1/docs",
    ],
)
async def test_what_has_an_address_for_each_combination_is_not_listed(
    client: TestClient, path: str
) -> None:
    page = await get_page(client, path)
    assert list(page.find("meta", name="robots", content="noindex"))


@pytest.mark.parametrize("path", ["/nothing", "/articles/none", "/search?sort=loudest"])
async def test_an_error_has_no_address(client: TestClient, path: str) -> None:
    page = Page(await (await client.get(path)).text())
    assert list(page.find("meta", name="robots", content="noindex"))
    assert not [one for one in page.find("link") if one["rel"] in {"canonical", "alternate"}]


async def test_a_search_leads_to_its_feeds(client: TestClient) -> None:
    page = await get_page(client, "/search?q=мост&tag=rivers&sort=oldest&limit=5&page=1&ui=ru")
    for type_ in ("application/atom+xml", "application/feed+json"):
        (link,) = page.find("link", rel="alternate", type=type_)
        answer = await client.get(link["href"])
        assert answer.content_type == type_
        assert link["title"] == "Летопись: мост"
        assert urlsplit(link["href"]).query == "q=%D0%BC%D0%BE%D1%81%D1%82&tag=rivers&ui=ru"
    home = await get_page(client, "/")
    (link,) = home.find("link", rel="alternate", type="application/atom+xml")
    assert link["href"] == "/feed.atom"
