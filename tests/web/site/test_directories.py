"""Directories, pages of values, and all values of a search: what they say, and where they lead."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient
from yarl import URL

from indexer.article import Article
from searcher.directory import DIRECTORY_PAGE
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.site.test_site import HOSTILE, Page, read
from web.app import make_app
from web.site.directory.tiles import LEAST_REGIONS, REGIONS
from web.urls import DIRECTORY_PATHS

MOST = 120_000
PATHS = [
    "/authors/",
    "/countries/",
    "/tags/",
    "/tags/?order=count",
    "/tags/?q=шк",
    "/tags/?q=nothing",
    "/sources/",
    "/tags/chess",
    "/countries/GE",
    "/authors/levan-chkoidze",
    "/sources/south-wire",
    "/search/values?facet=tag",
    "/search/values?facet=lang&q=школа",
    "/search/values?facet=country&q=школа&country=GE&-country=AM&from=2010&order=label",
]


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


def article(number: int, **values: object) -> Article:
    return Article(
        id=f"a-{number}",
        lang="ru",
        title="Мост",
        body="Мост.",
        published=datetime(2014, 3, number % 28 + 1, 12, tzinfo=UTC),
        **values,
    )


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_pages_are_in_the_language_asked_for_and_light(
    client: TestClient, path: str, ui: str
) -> None:
    answer = await client.get(path + ("&" if "?" in path else "?") + f"ui={ui}")
    page = await read(answer)
    assert next(page.find("html"))["lang"] == ui
    assert len(await answer.read()) < MOST
    assert len(list(page.find("h1"))) == 1


async def test_a_directory_has_the_counts_of_the_api(client: TestClient) -> None:
    for path in DIRECTORY_PATHS.values():
        page = await read(await client.get(f"{path}?ui=en"))
        listed = await (await client.get(f"/api/v1{path.rstrip('/')}?limit=1000")).json()
        for value in listed["values"]:
            assert f"{path}{value['id']}?ui=en" in page.links()
            first, last = value["first"][:4], value["last"][:4]
            years = first if first == last else f"{first}–{last}"
            label = value["labels"]["en"]
            assert re.search(rf"{re.escape(label)} {years} {value['count']} article", page.text)


async def test_letters_lead_to_their_place(client: TestClient) -> None:
    page = await read(await client.get("/tags/?ui=ru"))
    assert "#letter-Ш" in page.links()
    assert list(page.find("h2", id="letter-Ш"))
    english = await read(await client.get("/tags/?ui=en"))
    assert "#letter-C" in english.links()
    # A list that is seen at a glance is not pulled apart.
    assert not list((await read(await client.get("/authors/"))).find("nav", class_="letters"))


async def test_the_filter_looks_through_all_values_without_scripts(client: TestClient) -> None:
    page = await read(await client.get("/tags/?ui=en"))
    (form,) = page.find("form", class_="finder")
    assert form["action"].startswith("/tags/")
    found = await read(await client.get("/tags/?" + urlencode({"q": "ВЫБ", "ui": "en"})))
    assert "1 of 33" in found.text
    assert "/tags/local-elections?ui=en" in found.links()
    assert "/tags/chess?ui=en" not in found.links()
    assert next(found.find("input", id="finder"))["value"] == "ВЫБ"
    assert next(found.find("link", rel="canonical"))["href"] == "/tags/?ui=en"
    assert ("q", "ВЫБ") in parse_qsl(urlsplit(next(found.find("a", hreflang="ru"))["href"]).query)
    nothing = await read(await client.get("/tags/?q=qqq&ui=ru"))
    assert "В списке ничего так не начинается." in nothing.text


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/tags/?letter=%D1%88", "letter"),
        ("/tags/?page=2", "page"),
        ("/tags/?page=0", "page"),
        ("/tags/?order=length", "order"),
        ("/tags/?tag=chess", "tag"),
        ("/tags/?q=" + "x" * 101, "q"),
        ("/tags/chess?page=2", "page"),
        ("/search/values?facet=", "facet"),
        ("/search/values?facet=year", "facet"),
        ("/search/values?facet=tag&facet=author", "facet"),
        ("/search/values?facet=tag&tag=nothing", "tag"),
        ("/search/values?facet=tag&page=9", "page"),
        ("/search/values?facet=tag&prefix=" + "x" * 101, "prefix"),
    ],
)
async def test_what_is_wrong_is_told(client: TestClient, path: str, told: str) -> None:
    page = await read(await client.get(path + "&ui=en"), 400)
    assert f"“{told}”" in page.text


@pytest.mark.parametrize("path", DIRECTORY_PATHS.values())
async def test_the_slash_at_the_end_may_be_forgotten(client: TestClient, path: str) -> None:
    answer = await client.get(f"{path.rstrip('/')}?ui=ru", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (308, f"{path}?ui=ru")


async def test_a_value_is_named_in_both_languages(client: TestClient) -> None:
    page = await read(await client.get("/tags/chess?ui=ru"))
    assert "lang" not in next(page.find("h1"))
    assert next(page.find("p", class_="other-name"))["lang"] == "en"
    assert "шахматы chess 7 статей, 18 мая 2004 – 27 августа 2019" in page.text
    assert "/search?tag=chess&ui=ru" in page.links()
    assert "/search?tag=chess&from=2011&to=2011&ui=ru" in page.source.replace("&amp;", "&")
    # What comes with it leads to its page, and its number to the articles that have both.
    assert "/countries/AM?ui=ru" in page.links()
    assert "/search?country=AM&tag=chess&ui=ru" in page.links()
    assert "школы 6 статей с тем и другим" in page.text
    (trends,) = [link for link in page.links() if link.startswith("/trends")]
    assert parse_qsl(urlsplit(trends).query)[0] == ("q", 'tag:"chess"')
    (both,) = [link for link in page.links() if "tag=school" in link and "all=tag" in link]
    assert "Найдено 6 статей" in (await read(await client.get(both))).text


async def test_a_value_may_be_followed(client: TestClient) -> None:
    page = await read(await client.get("/tags/chess?ui=en"))
    (feed,) = page.find("link", type="application/atom+xml")
    assert feed["title"] == "Letopis: chess"
    assert feed["href"] in page.links()
    answer = await client.get(feed["href"])
    assert answer.content_type == "application/atom+xml"
    assert (await answer.text()).count("<entry") == 7


async def test_near_names_are_offered_for_one_that_nothing_has(client: TestClient) -> None:
    page = await read(await client.get(f"/authors/{quote('Аслан Тугоф')}?ui=ru"), 404)
    assert "Нет такого автора" in page.text
    assert "/authors/aslan-tugov?ui=ru" in page.links()
    nobody = await read(await client.get("/sources/qwertyuiop?ui=en"), 404)
    assert "No such source" in nobody.text
    assert "Did you mean" not in nobody.text


@pytest.mark.parametrize("value", ["a/b", "a%2Fb", "ё ж", "x?y#z", "C++", "/", "tag "])
async def test_any_id_has_a_page(
    make_service: MakeService, aiohttp_client: AiohttpClient, value: str
) -> None:
    client = await aiohttp_client(make_app(make_service([article(1, tags=(value,))])))
    directory = await read(await client.get("/tags/?ui=en"))
    (link,) = [link for link in directory.links() if re.match(r"/tags/[^?]", link)]
    page = await read(await client.get(URL(link, encoded=True)))
    assert next(page.find("link", rel="canonical"))["href"] == link
    assert "1 article from 2 March 2014" in page.text


async def test_names_are_escaped(make_service: MakeService, aiohttp_client: AiohttpClient) -> None:
    client = await aiohttp_client(
        make_app(make_service([article(1, tags=(HOSTILE, "roads"), authors=(HOSTILE,))]))
    )
    for path in ("/tags/", "/authors/", "/tags/roads", "/search/values?facet=tag"):
        page = await read(await client.get(path))
        assert "alert(1)" in page.text
        assert not list(page.find("img"))
    page = await read(await client.get("/tags/?q=" + quote(HOSTILE)))
    assert not list(page.find("img"))


@pytest.mark.parametrize("path", ["/tags/", "/countries/", "/search/values?facet=author"])
async def test_an_empty_archive_has_these_pages_too(
    make_service: MakeService, aiohttp_client: AiohttpClient, path: str
) -> None:
    client = await aiohttp_client(make_app(make_service([])))
    page = await read(await client.get(path))
    assert not list(page.find("input", id="finder")) or "search" in path


async def test_the_map_is_there_where_it_tells_something(
    client: TestClient, make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    page = await read(await client.get("/countries/?ui=ru"))
    (tile,) = page.find("a", title="Дагестан")
    assert tile["href"] == "/countries/dagestan?ui=ru"
    assert not list((await read(await client.get("/countries/?q=да"))).find("h2", id="tiles-title"))
    few = tuple(REGIONS)[: LEAST_REGIONS - 1]
    small = await aiohttp_client(make_app(make_service([article(1, countries=few)])))
    assert not list((await read(await small.get("/countries/"))).find("h2", id="tiles-title"))


async def test_a_country_is_told_from_its_regions(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    regions = ("dagestan", "chechnya", "rostov", "adygea")
    articles = [
        *(article(number, countries=(region,)) for number, region in enumerate(regions)),
        article(4, countries=("dagestan", "GE")),
        article(5, countries=("RU",)),
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    told = "A country has the articles of its regions too."
    for path in ("/countries/", "/search", "/search/values?facet=country"):
        assert told in await (await client.get(f"{path}{'&' if '?' in path else '?'}ui=en")).text()
    for path in ("/countries/?q=georgia", "/search?q=country:GE -country:RU", "/tags/"):
        assert told not in await (await client.get(path, params={"ui": "en"})).text()
    russia = await (await client.get("/countries/RU?ui=en")).text()
    assert "6 articles" in russia
    assert "(those of its regions too)" in russia
    assert russia.index("Its regions") < russia.index("/countries/dagestan")
    assert russia.index("/countries/dagestan") < russia.index("Often together with")
    dagestan = await read(await client.get("/countries/dagestan?ui=en"))
    # Its country stands once, on the way to it, and not among what often comes with it.
    assert len(list(dagestan.find("a", href="/countries/RU?ui=en"))) == 1
    # The tile of the country does not make all others pale.
    directory = await (await client.get("/countries/?ui=en")).text()
    assert re.search(r'step-5"><a href="/countries/dagestan', directory)


def test_no_two_regions_share_a_tile() -> None:
    places = {(region.column, region.row) for region in REGIONS.values()}
    assert len(places) == len(REGIONS)


class TestSearchValues:
    def fields(self, page: Page) -> list[tuple[str, str]]:
        """What the form sends as it stands, without its buttons."""
        sent: list[tuple[str, str]] = []
        inside = False
        for tag, attributes in page.elements:
            inside = inside or attributes.get("class") == "choices"
            kind = attributes.get("type")
            is_off = kind in {"checkbox", "radio"} and "checked" not in attributes
            if inside and tag == "input" and not is_off and "disabled" not in attributes:
                sent.append((attributes["name"], attributes["value"]))
        return sent

    async def test_ticked_values_lead_to_the_search(self, client: TestClient) -> None:
        asked = "facet=tag&q=школа&tag=chess&-tag=wine&country=AM&sort=oldest&ui=en"
        page = await read(await client.get(f"/search/values?{asked}"))
        sent = [*self.fields(page), ("tag", "crafts"), ("show", "1")]
        answer = await client.get("/search/values?" + urlencode(sent), allow_redirects=False)
        assert answer.status == 303
        led = urlsplit(answer.headers["Location"])
        assert led.path == "/search"
        assert sorted(parse_qsl(led.query)) == sorted(
            [
                ("q", "школа"),
                ("tag", "chess"),
                ("tag", "crafts"),
                ("-tag", "wine"),
                ("country", "AM"),
                ("sort", "oldest"),
                ("ui", "en"),
            ]
        )

    async def test_a_list_that_is_narrowed_keeps_what_is_ticked(self, client: TestClient) -> None:
        page = await read(await client.get("/search/values?facet=tag&tag=chess&ui=en"))
        sent = dict(self.fields(page)) | {"prefix": "шк"}
        narrowed = await read(await client.get("/search/values?" + urlencode(sent)))
        boxes = {found["value"] for found in narrowed.find("input", type="checkbox")}
        assert boxes == {"school"}
        assert ("tag", "chess") in self.fields(narrowed)
        assert "Chosen: 1" in narrowed.text
        assert next(narrowed.find("output"))["data-elsewhere"] == "1"

    async def test_each_value_is_switched_and_excluded_by_a_link(self, client: TestClient) -> None:
        page = await read(await client.get("/search/values?facet=tag&tag=chess&-tag=wine&ui=en"))
        expected = {
            "/search?-tag=wine&ui=en": "chess taken away",
            "/search?tag=chess&ui=en": "wine no longer excluded",
            "/search?-tag=wine&tag=chess&tag=music&ui=en": "music added",
        }
        links = {frozenset(parse_qsl(urlsplit(link).query)) for link in page.links()}
        for link, what in expected.items():
            assert frozenset(parse_qsl(urlsplit(link).query)) in links, what
        excluding = next(
            found for found in page.find("a", class_="exclude") if "-tag=music" in found["href"]
        )
        assert excluding["title"] == "Exclude music"

    async def test_another_language_is_the_same_page(self, client: TestClient) -> None:
        page = await read(await client.get("/search/values?facet=tag&q=школа&ui=en"))
        other = next(page.find("a", hreflang="ru"))["href"]
        russian = await read(await client.get(other))
        assert "Теги По запросу школа : 41 статья" in russian.text

    async def test_a_very_long_query_has_no_links_but_boxes(
        self, make_service: MakeService, aiohttp_client: AiohttpClient
    ) -> None:
        tags = tuple(f"tag-{n:04}" for n in range(200))
        client = await aiohttp_client(make_app(make_service([article(1, tags=tags)])))
        query = "мост OR " + " OR ".join(f"дорога{n}" for n in range(60))
        answer = await client.get("/search/values?" + urlencode({"facet": "tag", "q": query}))
        page = await read(answer)
        assert len(await answer.read()) < MOST
        assert len(list(page.find("input", type="checkbox"))) == DIRECTORY_PAGE
        assert not list(page.find("a", class_="exclude"))


async def test_thirty_thousand_authors(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    """Whatever of them a page shows, it stays light, and every one of them is reached."""
    first = ("Анна", "Борис", "Вахтанг", "Давид", "Елена", "Жанна", "Зураб", "Vakha", "Nina", "Ёла")
    names = [
        f"{first[number % 10]} Длиннофамильная-Кавказская {number:05}" for number in range(30_000)
    ]
    service = make_service(
        article(n, authors=tuple(names[n * 100 : n * 100 + 100])) for n in range(300)
    )
    service = SearchService(
        service.home, replace(service.settings, request_seconds=60.0), service.analyzer
    )
    client = await aiohttp_client(make_app(service))
    for path in (
        "/authors/?ui=ru",
        "/authors/?page=300&ui=en",
        "/authors/?order=count",
        "/authors/?letter=%D0%97&ui=ru",
        "/authors/?q=%D0%B7%D1%83",
        "/search/values?facet=author&q=мост",
        "/search/values?facet=author&order=label&prefix=кавк&page=7",
    ):
        answer = await client.get(path)
        page = await read(answer)
        assert len(await answer.read()) < MOST, path
    page = await read(await client.get("/authors/?letter=%D0%97&ui=ru"))
    assert "3 000 из 30 000" in page.text.replace("\xa0", " ")
    last = await read(await client.get("/authors/?letter=%D0%97&page=30&ui=ru"))
    assert names[29_996] in last.text
    found = await read(await client.get("/authors/?q=длиннофам+29996&ui=ru"))
    assert names[29_996] in found.text


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/tags/", "/tags/"),
        ("/tags/?order=count", "/tags/"),
        ("/tags/?q=шк&letter=%D0%A8", "/tags/"),
        ("/tags/?letter=%D0%A8&ui=ru", "/tags/?letter=%D0%A8&ui=ru"),
        ("/authors/levan-chkoidze?ui=en", "/authors/levan-chkoidze?ui=en"),
    ],
)
async def test_programs_are_told_where_a_page_is(
    client: TestClient, asked: str, canonical: str
) -> None:
    page = await read(await client.get(asked))
    assert next(page.find("link", rel="canonical"))["href"] == canonical
    for found in page.find("link", rel="alternate"):
        assert (await client.get(found["href"])).status == 200
