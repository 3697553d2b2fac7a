"""The front page: what it says of this day, of the latest articles, and where it leads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from indexer.article import Article
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.site.test_site import Page, read
from web.app import make_app


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def make_article(number: int, when: datetime, **fields: object) -> Article:
    known = {"lang": "ru", "title": f"Мост {number}", **fields}
    return Article(id=f"a-{number}", published=when, **known)


async def visit(client: TestClient, path: str) -> Page:
    return await read(await client.get(path))


@pytest.fixture
def years(make_service: MakeService) -> SearchService:
    """The 27th of November of six years, three articles each, and the 28th of one."""
    days = [datetime(2010 + n // 3, 11, 27, 9, n, tzinfo=UTC) for n in range(18)]
    days.append(datetime(2012, 11, 28, 9, 0, tzinfo=UTC))
    return make_service(make_article(number, day) for number, day in enumerate(days))


async def test_this_day_in_other_years(years: SearchService, aiohttp_client: AiohttpClient) -> None:
    clock = Clock(datetime(2026, 11, 27, 12, 0, tzinfo=UTC))
    client = await aiohttp_client(make_app(years, clock))
    page = await visit(client, "/?ui=ru")
    assert "27 ноября в другие годы" in page.text
    days = [link for link in page.links() if link.endswith("/11/27?ui=ru")]
    # The latest years, each with what is left of it, and the page that has all others.
    assert [link.split("/")[2] for link in dict.fromkeys(days)] == ["2015", "2014", "2013", "2012"]
    assert days[-1] == "/archive/2015/11/27?ui=ru"
    assert "Ещё 1 статья" in page.text


async def test_it_is_another_page_on_another_day_of_the_archives_zone(
    years: SearchService, aiohttp_client: AiohttpClient
) -> None:
    # A minute before midnight in Moscow.
    clock = Clock(datetime(2026, 11, 27, 20, 59, tzinfo=UTC))
    client = await aiohttp_client(make_app(years, clock))
    answer = await client.get("/?ui=en")
    assert "27 November in other years" in (await read(answer)).text
    has_it = {"If-None-Match": answer.headers["ETag"]}
    assert (await client.get("/?ui=en", headers=has_it)).status == 304
    clock.now += timedelta(minutes=1)
    tomorrow = await client.get("/?ui=en", headers=has_it)
    assert "28 November in other years" in (await read(tomorrow)).text
    clock.now += timedelta(days=1)
    assert "in other years" not in (await visit(client, "/?ui=en")).text


async def test_a_year_of_this_day_is_no_other_year(
    years: SearchService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(years, Clock(datetime(2012, 11, 28, 9, tzinfo=UTC))))
    assert "in other years" not in (await visit(client, "/?ui=en")).text


async def test_leap_days_have_leap_years(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    days = [datetime(2012, 2, 29, 9, tzinfo=UTC), datetime(2013, 2, 28, 9, tzinfo=UTC)]
    service = make_service(make_article(number, day) for number, day in enumerate(days))
    clock = Clock(datetime(2028, 2, 29, 12, tzinfo=UTC))
    client = await aiohttp_client(make_app(service, clock))
    page = await visit(client, "/?ui=en")
    assert "29 February in other years" in page.text
    assert "/archive/2012/02/29?ui=en" in page.links()
    assert "/archive/2013/02/28?ui=en" not in page.links()


async def test_the_latest_articles_come_first_and_a_story_once(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    noon = datetime(2014, 5, 2, 9, 0, tzinfo=UTC)
    articles = [make_article(n, noon + timedelta(days=n)) for n in range(8)]
    articles += [
        make_article(8, noon + timedelta(days=8), story="one"),
        make_article(9, noon + timedelta(days=9), story="one", lang="en", title="The bridge"),
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    page = await visit(client, "/?ui=ru")
    shown = [found["href"] for found in page.find("a", class_="headline")]
    assert shown == [f"/articles/a-{n}?ui=ru" for n in (8, 7, 6, 5, 4)]
    (other,) = page.find("a", class_="version-link")
    assert (other["href"], other["hreflang"]) == ("/articles/a-9?ui=ru", "en")


async def test_it_leads_everywhere(service: SearchService, aiohttp_client: AiohttpClient) -> None:
    client = await aiohttp_client(make_app(service))
    page = await visit(client, "/?ui=en")
    for path in ("/archive/", "/authors/", "/countries/", "/tags/", "/sources/", "/random"):
        assert f"{path}?ui=en" in page.links()
    # Ten values of a facet: all others have pages of their own.
    assert len(list(page.find("a", class_="toggle"))) <= 33
    assert len(page.source.encode()) < 40_000


async def test_an_empty_archive_has_no_days(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(make_service([])))
    page = await visit(client, "/?ui=en")
    assert "/random?ui=en" not in page.links()
    assert "in other years" not in page.text
    assert "Latest articles" not in page.text
