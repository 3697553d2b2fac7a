"""The archive as a crawler sees it that obeys: everything is reached, and nothing twice."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote
from urllib.robotparser import RobotFileParser

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from indexer.article import Article
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.site.test_site import Page
from web.app import make_app
from web.site.archive.presenter import ARTICLES_A_PAGE

BASE = "https://news.example.org"
FULL_DAY = "/archive/2014/05/02"


@pytest.fixture
def full(make_service: MakeService, sample_articles: list[Article]) -> SearchService:
    """The sample archive, with a day of seven pages."""
    morning = datetime(2014, 5, 2, 6, 0, tzinfo=UTC)
    many = (
        Article(
            id=f"day/{n}",
            lang="ru",
            title=f"Мост {n}",
            published=morning + timedelta(seconds=n),
            tags=("bridges",),
        )
        for n in range(6 * ARTICLES_A_PAGE + 5)
    )
    return make_service([*sample_articles, *many])


class Crawler:
    """Follows links as robots.txt and the links themselves allow, one language of the interface;
    `links` are those of each page that was read."""

    def __init__(self, client: TestClient, robots: RobotFileParser) -> None:
        self._client, self._robots = client, robots
        self.links: dict[str, list[str]] = {}

    async def crawl(self, start: str, is_wanted: Callable[[str], bool]) -> None:
        """Read a page, and all that is reached from it by addresses that are wanted."""
        waiting = deque([start])
        while waiting:
            address = waiting.popleft()
            if address in self.links:
                continue
            self.links[address] = await self._read(address)
            waiting += filter(is_wanted, self.links[address])

    async def _read(self, address: str) -> list[str]:
        answer = await self._client.get(address, allow_redirects=False)
        # No link of a page leads round a corner.
        assert answer.status == 200, address
        if answer.content_type != "text/html":
            return []
        page = Page(await answer.text())
        assert not list(page.find("meta", name="robots")), address
        places = (
            found["href"].partition("#")[0]
            for found in page.find("a")
            if "nofollow" not in found.get("rel", "").split() and "ui=" not in found["href"]
        )
        return [one for one in places if one.startswith("/") and self._is_open(one)]

    def _is_open(self, address: str) -> bool:
        return self._robots.can_fetch("AnyBot", BASE + address)


async def send_crawler(service: SearchService, aiohttp_client: AiohttpClient) -> Crawler:
    service.settings = replace(service.settings, base_url=BASE)
    client = await aiohttp_client(make_app(service))
    robots = RobotFileParser()
    robots.parse((await (await client.get("/robots.txt")).text()).splitlines())
    return Crawler(client, robots)


async def test_every_article_is_reached_through_the_archive_by_date(
    full: SearchService, aiohttp_client: AiohttpClient
) -> None:
    crawler = await send_crawler(full, aiohttp_client)
    await crawler.crawl("/", lambda address: address.startswith("/archive/"))
    # From the first page of the full day to the last.
    assert {f"{FULL_DAY}?page={n}" for n in range(2, 8)} < crawler.links.keys()
    reached = {
        unquote(link.removeprefix("/articles/"))
        for address, links in crawler.links.items()
        if address.startswith("/archive/")
        for link in links
        if link.startswith("/articles/")
    }
    assert len(reached) == full.generation().info.articles
    assert reached > {"ru-1000", "en-1001", *(f"day/{n}" for n in range(605))}


async def test_a_crawler_that_follows_all_links_meets_each_article_once(
    service: SearchService, sample_articles: list[Article], aiohttp_client: AiohttpClient
) -> None:
    crawler = await send_crawler(service, aiohttp_client)
    await crawler.crawl("/", lambda _: True)
    met = [address for address in crawler.links if address.startswith("/articles/")]
    # Found by a search, each would have another address.
    assert sorted(met) == sorted(f"/articles/{article.id}" for article in sample_articles)


async def test_what_a_search_leads_to_leads_crawlers_to_no_more_of_its_kind(
    service: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(service))
    page = Page(await (await client.get("/articles/ru-1000?q=мост&rank=2&ui=en")).text())
    carried = [
        link for link in page.find("a") if "/articles/" in link["href"] and "q=" in link["href"]
    ]
    assert len(carried) > 5
    switches = [link for link in carried if link["href"].endswith("ui=ru")]
    assert {link["rel"] for link in carried if link not in switches} == {"nofollow"}
