"""The archive by date: its pages, where they lead, and what they say of empty days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient
from yarl import URL

from indexer.article import Article
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.site.test_site import HOSTILE, Page, read
from web.app import make_app
from web.site.archive.calendars import make_scale

HEAVIEST = 120_000
PAGES = ("/archive/", "/archive/2004/", "/archive/2004/07/", "/archive/2004/07/21", "/about")


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


def make_article(number: int, when: datetime, **fields: object) -> Article:
    known = {"lang": "ru", "title": f"Мост {number}", **fields}
    return Article(id=f"a-{number}", published=when, **known)


async def visit(client: TestClient, path: str) -> Page:
    return await read(await client.get(path))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_pages_are_whole_light_and_in_the_language_asked_for(
    client: TestClient, path: str, ui: str
) -> None:
    answer = await client.get(f"{path}?ui={ui}")
    page = await read(answer)
    assert next(page.find("html"))["lang"] == ui
    assert next(page.find("link", rel="canonical"))["href"] == f"{path}?ui={ui}"
    assert len(list(page.find("h1"))) == 1
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not any("style" in attributes for _, attributes in page.elements)
    assert len(page.source.encode()) < HEAVIEST
    inner = [link for link in page.links() if link.startswith("/")]
    assert all("ui=" in link for link in inner)


async def test_one_walks_from_the_years_to_a_day_and_back(client: TestClient) -> None:
    way = ["/archive/?ui=en"]
    for step in ("/archive/2004/?ui=en", "/archive/2004/07/?ui=en", "/archive/2004/07/21?ui=en"):
        page = await visit(client, way[-1])
        assert step in page.links()
        way.append(step)
    day = await visit(client, way[-1])
    assert day.links().index(way[0]) < day.links().index(way[1]) < day.links().index(way[2])
    assert "/search?from=2004-07-21&to=2004-07-21&ui=en" in day.links()
    assert "21 July 2004 Wednesday 2 articles" in day.text


async def test_neighbours_are_the_nearest_dates_with_articles(client: TestClient) -> None:
    for path, before, after in (
        ("/archive/2004/07/21", "/archive/2004/05/19", "/archive/2004/10/09"),
        ("/archive/2004/07/", "/archive/2004/05/", "/archive/2004/10/"),
        ("/archive/2005/", "/archive/2004/", "/archive/2006/"),
        # A day of the archive that has nothing.
        ("/archive/2004/08/01", "/archive/2004/07/21", "/archive/2004/10/09"),
    ):
        page = await visit(client, path)
        assert [found["href"] for found in page.find("a", rel="prev")] == [before], path
        assert [found["href"] for found in page.find("a", rel="next")] == [after], path
    first = await visit(client, "/archive/2004/")
    assert not list(first.find("a", rel="prev"))


async def test_every_day_with_articles_is_reached_and_holds_them(client: TestClient) -> None:
    found: list[str] = []
    years = await visit(client, "/archive/")
    for year in {link for link in years.links() if link.count("/") == 3 and "archive" in link}:
        for day in (await visit(client, year)).links():
            if day.startswith("/archive/") and not day.endswith("/"):
                links = (await visit(client, day)).links()
                found += {link for link in links if link.startswith("/articles/")}
    assert len(set(found)) == 172


async def test_a_year_is_twelve_tables_that_begin_on_monday(client: TestClient) -> None:
    page = await visit(client, "/archive/2004/?ui=ru")
    assert len(list(page.find("table", class_="month"))) == 12
    heads = page.text.split("Июль")[1]
    assert heads.index("понедельник") < heads.index("вторник") < heads.index("воскресенье")
    # The 21st of July 2004 was a Wednesday: two days stand before it in its week.
    week = page.source.split("/archive/2004/07/21")[0].rpartition("<tr>")[2]
    assert week.count("<td") == 3
    # How many there are is said, and not only coloured.
    assert "21 , 2 статьи" in page.text
    assert "/archive/2004/07/22?ui=ru" not in page.links()


async def test_a_month_shows_headlines_of_each_day(client: TestClient) -> None:
    page = await visit(client, "/archive/2004/07/?ui=ru")
    assert "Июль 2004" in page.text
    assert len(list(page.find("a", class_="headline"))) == 1
    assert "По-английски" in page.text
    assert next(page.find("a", class_="version-link"))["href"].startswith("/articles/en-")


@pytest.mark.parametrize(
    ("ui", "first", "label"), [("ru", "ru", "По-английски"), ("en", "en", "In Russian")]
)
async def test_both_versions_of_a_story_are_one_entry(
    client: TestClient, ui: str, first: str, label: str
) -> None:
    page = await visit(client, f"/archive/2004/07/21?ui={ui}")
    assert len(list(page.find("li", class_="entry"))) == 1
    assert [found["lang"] for found in page.find("h3")] == [first]
    assert f"{label} :" in page.text or f"{label}:" in page.text
    links = {link for link in page.links() if link.startswith("/articles/")}
    assert {link.split("/")[2][:2] for link in links} == {"ru", "en"}


async def test_an_entry_leads_to_the_pages_of_its_values(client: TestClient) -> None:
    page = await visit(client, "/archive/2004/07/21?ui=en")
    assert "/authors/levan-chkoidze?ui=en" in page.links()
    assert "/countries/GE?ui=en" in page.links()


async def test_a_version_of_another_day_is_named_with_its_day(client: TestClient) -> None:
    page = await visit(client, "/archive/2004/02/12?ui=en")
    assert "In English, 13 February 2004:" in page.text
    page = await visit(client, "/archive/2004/02/13?ui=en")
    assert "In Russian, 12 February 2004:" in page.text


async def test_the_same_day_in_other_years(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    days = [datetime(year, 2, 29, 12, tzinfo=UTC) for year in (2008, 2012, 2016)]
    days += [datetime(year, 3, 1, 12, tzinfo=UTC) for year in range(2009, 2012)]
    service = make_service(make_article(number, day) for number, day in enumerate(days))
    client = await aiohttp_client(make_app(service))
    page = await visit(client, "/archive/2012/02/29")
    # Behind the links to the neighbours.
    others = [link for link in page.links() if link.endswith("/02/29")][-2:]
    assert others == ["/archive/2016/02/29", "/archive/2008/02/29"]
    assert "29 February in other years" in page.text
    page = await visit(client, "/archive/2010/03/01")
    assert [link for link in page.links() if link.endswith("/03/01")][-2:] == [
        "/archive/2011/03/01",
        "/archive/2009/03/01",
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/archive/2014/02/29",  # no such day
        "/archive/2014/13/",
        "/archive/2014/00/",
        "/archive/1990/",  # before the archive
        "/archive/2004/02/11",
        "/archive/2030/01/01",  # behind it
        "/archive/0000/",
        "/archive/20140/",
        "/archive/２０１４/",  # digits of another script
        "/archive/2014/05/02/x",
        "/archive/x",
        "/archive/2004/07/21?page=2",
    ],
)
async def test_what_is_no_date_of_the_archive_has_no_page(client: TestClient, path: str) -> None:
    page = await read(await client.get(path), 404)
    assert list(page.find("input", id="q"))


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/archive", "/archive/"),
        ("/archive?ui=ru", "/archive/?ui=ru"),
        ("/archive/2004", "/archive/2004/"),
        ("/archive/2004/7", "/archive/2004/07/"),
        ("/archive/2004/7/21?ui=ru", "/archive/2004/07/21?ui=ru"),
        ("/archive/2004/07/21/", "/archive/2004/07/21"),
    ],
)
async def test_a_date_has_one_address(client: TestClient, path: str, target: str) -> None:
    answer = await client.get(path, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (301, target)
    assert (await client.get(path)).status == 200


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/archive/?q=x", "There is no parameter “q”."),
        ("/archive/2004/?page=2", "There is no parameter “page”."),
        ("/archive/2004/07/21?page=x", "“page” must be a whole number"),
        ("/random?q=x", "There is no parameter “q”."),
        ("/about?q=x", "There is no parameter “q”."),
    ],
)
async def test_wrong_parameters_are_told(client: TestClient, path: str, told: str) -> None:
    assert told in (await read(await client.get(path), 400)).text


async def test_a_day_without_articles_says_so(client: TestClient) -> None:
    page = await visit(client, "/archive/2004/08/01?ui=ru")
    assert "За этот день статей нет." in page.text
    assert not any(link.startswith("/search?from") for link in page.links())


async def test_days_are_those_of_the_archives_zone(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    # Half past midnight in Moscow.
    night = datetime(2014, 4, 30, 20, 30, tzinfo=UTC)
    client = await aiohttp_client(make_app(make_service([make_article(1, night)])))
    assert "00:30" in (await visit(client, "/archive/2014/05/01")).text
    assert (await client.get("/archive/2014/04/30")).status == 404


async def test_a_time_that_is_not_known_is_not_told(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    midnight = datetime(2014, 4, 30, 20, 0, tzinfo=UTC)
    client = await aiohttp_client(make_app(make_service([make_article(1, midnight)])))
    page = await visit(client, "/archive/2014/05/01")
    assert "Мост 1" in page.text
    assert not list(page.find("time", datetime=midnight.isoformat()))


async def test_a_full_day_has_pages_with_every_article_once(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    morning = datetime(2014, 5, 2, 6, 0, tzinfo=UTC)
    articles = [make_article(n, morning + timedelta(seconds=n)) for n in range(205)]
    client = await aiohttp_client(make_app(make_service(articles)))
    listed: list[str] = []
    for number in (1, 2, 3):
        page = await visit(client, f"/archive/2014/05/02?page={number}&ui=en")
        listed += [link for link in page.links() if link.startswith("/articles/")]
        assert next(page.find("span", aria_current="page"))
        assert len(page.source.encode()) < HEAVIEST
    assert listed == [f"/articles/a-{n}?ui=en" for n in range(205)]
    assert (await client.get("/archive/2014/05/02?page=4")).status == 404
    switched = next(page.find("link", hreflang="ru"))["href"]
    assert switched == "/archive/2014/05/02?page=3&ui=ru"


async def test_a_day_of_very_many_pages_names_few_of_them(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    morning = datetime(2014, 5, 2, 6, 0, tzinfo=UTC)
    articles = [make_article(n, morning + timedelta(seconds=n)) for n in range(1_250)]
    client = await aiohttp_client(make_app(make_service(articles)))
    day = "/archive/2014/05/02"
    page = await visit(client, f"{day}?page=7&ui=en")
    links = [link for link in page.links() if link.startswith(day) and link.endswith("ui=en")]
    numbers = [URL(link).query.get("page", "1") for link in links]
    # Back, the first, those around, the last, on.
    assert numbers == ["6", "1", "5", "6", "8", "9", "13", "8"]


async def test_an_empty_archive_and_one_of_a_single_article(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(make_service([])))
    assert "The archive has no articles yet." in (await visit(client, "/archive/")).text
    for path in ("/archive/2014/", "/random"):
        assert (await client.get(path)).status == 404
    assert "About this archive" in (await visit(client, "/about")).text


async def test_a_single_article_has_no_neighbours(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    service = make_service([make_article(1, datetime(2014, 5, 2, 9, 0, tzinfo=UTC))])
    client = await aiohttp_client(make_app(service))
    for path in ("/archive/2014/", "/archive/2014/05/", "/archive/2014/05/02"):
        page = await visit(client, path)
        assert not list(page.find("nav", class_="neighbours"))
        assert "1 article" in page.text
    assert "in other years" not in page.text


async def test_centuries_are_shown_by_decades(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    years = (1700, 1867, 1868, 2024)
    service = make_service(
        make_article(year, datetime(year, 6, 1, 12, tzinfo=UTC)) for year in years
    )
    client = await aiohttp_client(make_app(service))
    page = await visit(client, "/archive/")
    assert "1860–1869" in page.text
    assert {f"/archive/{year}/" for year in years} <= set(page.links())
    assert len(page.source.encode()) < HEAVIEST
    for year in years:
        assert f"/archive/{year}/06/" in (await visit(client, f"/archive/{year}/")).links()


async def test_what_articles_say_is_escaped(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    noon = datetime(2014, 5, 2, 9, 0, tzinfo=UTC)
    articles = [
        make_article(year, noon.replace(year=year), title=HOSTILE, lead=HOSTILE, authors=(HOSTILE,))
        for year in (2013, 2014)
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    for path in ("/", "/archive/2014/05/", "/archive/2014/05/02"):
        page = await visit(client, path)
        assert not list(page.find("img"))
        assert HOSTILE in page.text


def long_day(number: int) -> Article:
    published = datetime(2014, 5, 2, 6, 0, tzinfo=UTC) + timedelta(seconds=number)
    article = make_article(number, published, title="Мост " * 200, lead="река" * 4000)
    return replace(article, authors=tuple(f"a-{n}-" + "я" * 80 for n in range(9)))


async def test_long_texts_make_no_heavy_day(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(make_service(map(long_day, range(100)))))
    page = await visit(client, "/archive/2014/05/02")
    assert len(page.source.encode()) < 1_000_000


async def test_the_random_article_is_one_of_the_archive_and_never_kept(client: TestClient) -> None:
    drawn = set()
    for _ in range(10):
        answer = await client.get("/random?ui=ru", allow_redirects=False)
        assert (answer.status, answer.headers["Cache-Control"]) == (303, "no-store")
        drawn.add(answer.headers["Location"])
        assert (await client.get(answer.headers["Location"])).status == 200
    assert len(drawn) > 1
    assert all(address.endswith("?ui=ru") for address in drawn)
    assert "Disallow: /random" in await (await client.get("/robots.txt")).text()


@pytest.mark.parametrize(
    ("counts", "tops"),
    [
        ([], ()),
        ([0, 0], ()),
        ([3, 3, 3], (3,)),
        ([1, 2], (1, 2)),
        (range(1, 11), (2, 4, 6, 8, 10)),
        # A flood does not make all others alike.
        ([1, 2, 3, 4, 1000], (1, 2, 3, 4, 1000)),
    ],
)
def test_the_steps_of_the_colours_hold_about_as_many_each(
    counts: Iterable[int], tops: tuple[int, ...]
) -> None:
    listed = list(counts)
    scale = make_scale(listed)
    assert scale.tops == tops
    levels = [scale.level(count) for count in sorted(listed)]
    assert levels == sorted(levels)
    assert all(
        (level == 0) == (count == 0) for level, count in zip(levels, sorted(listed), strict=True)
    )
    assert max(levels, default=0) <= 5
