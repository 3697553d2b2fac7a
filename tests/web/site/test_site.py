"""The site over real archives: what its pages say, where their links lead, what they escape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from indexer.analysis import Analyzer
from indexer.article import Article
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.query.operators import OPERATORS
from searcher.service import SearchService
from searcher.suggesting import VALUE_KINDS
from tests.conftest import MakeService
from web.app import make_app

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'

# What a script element may hold on a page that runs none of its own.
DATA = "application/ld+json"

# Elements without an end tag, and those whose end tag may be left out are not used.
VOID = {"col", "br", "img", "input", "link", "meta", "rect", "hr"}


class Page(HTMLParser):
    """A parsed page: its elements in order, its text, its links; refuses tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.source = text
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text = f"{self.text} {' '.join(data.split())}".strip()

    def find(self, tag: str, **attributes: str) -> Iterator[dict[str, str]]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        for name, found in self.elements:
            if name == tag and wanted.items() <= found.items():
                yield found

    def find_field(self, name: str) -> dict[str, str]:
        """The field of that name that is seen."""
        return next(one for one in self.find("input", name=name) if one.get("type") != "hidden")

    def links(self) -> list[str]:
        return [found["href"] for found in self.find("a")]

    def scripts(self) -> Iterator[dict[str, str]]:
        """Those that are run: data in a script element is none."""
        return (found for found in self.find("script") if found.get("type") != DATA)


async def read(answer: ClientResponse, status: int = 200) -> Page:
    assert answer.status == status
    assert answer.content_type == "text/html"
    return Page(await answer.text())


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(service))


@pytest.mark.parametrize("path", ["/", "/search", "/search?q=мост", "/help", "/articles/ru-1000"])
@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_pages_are_whole_and_in_the_language_asked_for(
    client: TestClient, path: str, ui: str
) -> None:
    answer = await client.get(path + ("&" if "?" in path else "?") + f"ui={ui}")
    page = await read(answer)
    assert next(page.find("html"))["lang"] == ui
    assert answer.headers["Content-Language"] == ui
    assert answer.headers["Vary"] == "Accept-Encoding, Accept-Language, Cookie"
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert len(list(page.find("h1"))) == 1
    assert not any("style" in attributes for _, attributes in page.elements)
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    labelled = {attributes.get("for") for attributes in page.find("label")}
    assert "q" in labelled
    addresses = [attributes["src"] for attributes in page.scripts()]
    addresses += [attributes["href"] for attributes in page.find("link")]
    assert all(address.startswith("/") for address in addresses)


async def test_the_browsers_language_is_the_default(client: TestClient) -> None:
    page = await read(await client.get("/", headers={"Accept-Language": "ru"}))
    assert next(page.find("html"))["lang"] == "ru"
    assert "/help" in page.links()
    assert "/?ui=en" in page.links()


async def test_a_chosen_language_stays(client: TestClient) -> None:
    page = await read(await client.get("/search?q=школа&ui=en", headers={"Accept-Language": "ru"}))
    inner = [link for link in page.links() if link.startswith("/")]
    assert inner
    assert all("ui=" in link for link in inner)
    assert next(page.find("input", name="ui"))["value"] == "en"


async def test_home_tells_what_the_archive_holds(client: TestClient) -> None:
    page = await read(await client.get("/?ui=ru"))
    assert "172 статьи с 2004 по 2025 год" in page.text
    assert "/search?from=2014&to=2014&ui=ru" in page.links()
    assert "/countries/dagestan?ui=ru" in page.links()


@pytest.mark.parametrize("ui", ["ru", "en"])
async def test_the_home_page_has_example_searches_that_find_something(
    client: TestClient, ui: str
) -> None:
    home = await read(await client.get(f"/?ui={ui}"))
    examples = [link for link in home.links() if link.startswith("/search?q=")]
    assert len(examples) == 3
    for example in examples:
        found = await read(await client.get(example))
        assert list(found.find("article", class_="hit"))


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("/?ui=ru", "По годам"),
        ("/search?from=2014&to=2014&ui=ru", "По месяцам"),
        ("/search?from=2014-05&to=2014-05&ui=en", "By day"),
    ],
)
async def test_the_heading_of_the_timeline_says_what_its_bars_are(
    client: TestClient, path: str, heading: str
) -> None:
    assert heading in (await read(await client.get(path))).text


async def test_an_empty_archive_has_a_home(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    client = await aiohttp_client(make_app(make_service([])))
    assert "The archive has no articles yet." in (await read(await client.get("/"))).text
    assert "Nothing found" in (await read(await client.get("/search?q=x"))).text


async def test_results_are_counted_and_marked(client: TestClient) -> None:
    page = await read(await client.get("/search?q=школа&ui=ru"))
    assert "Найдена 41 статья , страница 1 из 3" in page.text
    assert list(page.find("p", role="status"))
    assert "<mark>школы</mark>" in page.source
    assert next(page.find("time"))["datetime"]
    assert any("/articles/" in link and "q=%D1" in link for link in page.links())


async def test_what_words_name_is_shown_and_offered(client: TestClient) -> None:
    page = await read(await client.get("/search?q=Грузия&ui=ru"))
    assert (
        "Показать только: Страна или регион: Грузия 14 статей · Искать только как слова"
        in page.text
    )
    assert "Учтены также" not in page.text
    beside = await read(await client.get("/search?q=Грузия вино&ui=ru"))
    assert "Учтены также: Страна или регион: Грузия" in beside.text
    assert "Показать только" not in beside.text
    assert "Найдено по стране или региону: Грузия" in page.text
    assert "/search?country=GE&ui=ru" in page.links()
    words = f"/search?q={quote(chr(34) + 'Грузия' + chr(34))}&ui=ru"
    assert words in page.links()
    as_words = await read(await client.get(words))
    assert "Найдено 8 статей" in as_words.text
    assert "Учтены также" not in as_words.text
    filtered = await read(await client.get("/search?country=GE&ui=ru"))
    assert "Найдено 14 статей" in filtered.text


@pytest.mark.parametrize(
    ("path", "fragment"),
    [
        ("/search?q=крокодилозавр&ui=en", 'Search: <span lang="ru">крокодилозавр</span></h1>'),
        ("/search?q=крокодилозавр&ui=en", '<b class="absent" lang="ru">крокодилозавр</b>'),
        ("/search?q=автр:Иванов&ui=en", 'lang="ru">автр Иванов</a>'),
        ("/search?q=автр:Иванов&ui=en", '<code lang="ru"><mark>автр'),
        ("/search?q=мост&sort=x&ui=en", 'lang="ru">мост</a>'),
        ("/search?sort=x&ui=en", 'href="/search?ui=en">All articles</a>'),
        ("/search?q=мост+автор:Тугов&ui=en", 'Author: <span lang="ru">Тугов</span>'),
    ],
)
async def test_what_was_typed_is_in_the_language_of_its_letters(
    client: TestClient, path: str, fragment: str
) -> None:
    assert fragment in await (await client.get(path)).text()


async def test_hits_are_in_the_language_of_their_articles(client: TestClient) -> None:
    page = await read(await client.get("/search?lang=ru&ui=en"))
    assert len(list(page.find("h3", lang="ru"))) == 20


async def test_values_of_facets_are_chosen_in_a_form(client: TestClient) -> None:
    page = await read(await client.get("/search?q=школа&country=AM&-tag=chess&ui=ru"))
    boxes = [
        (box["name"], box["value"], "checked" in box)
        for box in page.find("input", type="checkbox")
        if "name" in box
    ]
    assert ("country", "AM", True) in boxes
    assert ("country", "AZ", False) in boxes
    assert ("-tag", "chess", True) in boxes
    assert ("tag", "chess", False) in boxes
    assert f"/search?q={quote('школа')}&-tag=chess&ui=ru" in page.links()
    assert f"/search?q={quote('школа')}&country=AM&ui=ru" in page.links()
    assert "убрать фильтр" in page.text


async def test_several_values_of_a_facet_are_told_as_alternatives(client: TestClient) -> None:
    page = await read(await client.get("/search?country=AM&country=AZ&ui=ru"))
    assert "Страна или регион: Армения × , убрать фильтр или Азербайджан ×" in page.text


async def test_both_forms_carry_what_they_do_not_show(client: TestClient) -> None:
    page = await read(await client.get("/search?q=x&country=AM&sort=oldest&from=2010&page=1"))
    hidden = [(found["name"], found["value"]) for found in page.find("input", type="hidden")]
    box = [("country", "AM"), ("from", "2010"), ("sort", "oldest")]
    assert hidden == [*box, ("q", "x"), ("sort", "oldest")]
    assert page.find_field("from")["value"] == "2010"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("23.01.2021", "23.01.2021"),
        ("2021-01-23", "23.01.2021"),
        ("01.2021", "январь 2021"),
        ("January 2021", "январь 2021"),
        ("23 January 2021", "23.01.2021"),
        ("2021", "2021"),
    ],
)
@pytest.mark.parametrize("path", ["/search", "/trends", "/concordance"])
async def test_dates_are_typed_and_shown_as_people_write_them(
    client: TestClient, path: str, typed: str, shown: str
) -> None:
    for written in (typed, shown):
        page = await read(await client.get(f"{path}?ui=ru&q=школа&from={quote(written)}"))
        assert page.find_field("from")["value"] == shown


@pytest.mark.parametrize("path", ["/search", "/trends", "/concordance"])
async def test_a_wrong_date_is_told_at_its_field(client: TestClient, path: str) -> None:
    page = await read(await client.get(f"{path}?q=школа&from=вчера&to=2015&ui=ru"))
    wrong, right = page.find_field("from"), page.find_field("to")
    assert (wrong["value"], wrong["aria-invalid"]) == ("вчера", "true")
    assert (right["value"], "aria-invalid" in right) == ("2015", False)
    assert page.text.count("Это не дата.") == 1
    assert page.text.count("Неверно указанные даты не учтены.") == 1
    assert any("to=2015" in link for link in page.links())
    page = await read(await client.get(f"{path}?q=школа&from=2016&to=2015&ui=ru"))
    assert page.find_field("to")["value"] == "2015"
    assert page.text.count("Это раньше первой даты.") == 1
    assert page.text.count("Неверно указанные даты не учтены.") == 1


@pytest.mark.parametrize("path", ["/", "/search?q=x&country=AM", "/help", "/nowhere"])
async def test_the_box_tells_where_suggestions_are_and_how_their_kinds_are_called(
    client: TestClient, path: str
) -> None:
    sent = {"headers": {"Accept-Language": "ru"}}
    (box,) = Page(await (await client.get(path, **sent)).text()).find("div", role="listbox")
    assert "hidden" in box
    assert box["data-url"] == "/api/v1/suggest"
    names = [box[f"data-{kind}"] for kind in ("word", *VALUE_KINDS, "title")]
    assert names == ["Слово", "Автор", "Страна или регион", "Тег", "Источник", "Статья"]
    chosen = f"{path}{'&' if '?' in path else '?'}ui=ru"
    (box,) = Page(await (await client.get(chosen)).text()).find("div", role="listbox")
    assert box["data-url"] == "/api/v1/suggest?ui=ru"


async def test_empty_fields_of_the_form_are_no_values(client: TestClient) -> None:
    page = await read(await client.get("/search?q=&from=&to="))
    assert "Found 172 articles" in page.text


async def test_the_timeline_is_a_drawing_and_a_table_of_links(client: TestClient) -> None:
    page = await read(await client.get("/search?q=школа&from=2016&to=2018&ui=en"))
    may = f"/search?q={quote('школа')}&from=2016-05&to=2016-05&ui=en"
    assert page.links().count(may) in {0, 2}
    assert len(list(page.find("th", scope="row"))) == 36
    assert list(page.find("path", **{"class": "bar-unknown"}))
    assert f"/search?q={quote('школа')}&ui=en" in page.links()
    # The drawing is for the pointer alone, the table for everybody.
    assert {link["tabindex"] for link in page.find("a") if "data-name" in link} == {"-1"}


async def test_a_period_leads_to_those_beside_it(client: TestClient) -> None:
    page = await read(await client.get("/search?from=2014-05&to=2014-05&ui=en"))
    for beside in ("2014-04", "2014-06"):
        assert f"/search?from={beside}&to={beside}&ui=en" in page.links()
    first = await read(await client.get("/search?from=2004&to=2004&ui=en"))
    assert "/search?from=2003&to=2003&ui=en" not in first.links()
    assert "/search?from=2005&to=2005&ui=en" in first.links()


async def test_nothing_found_offers_other_searches(client: TestClient) -> None:
    page = await read(await client.get("/search?q=виноград+трамвай+шахматы&from=2010&ui=ru"))
    assert "Нет статьи со всеми этими словами" in page.text
    assert "Любое из слов:" in page.text
    assert "Тот же запрос без фильтров и дат" in page.text


async def test_what_has_some_of_the_words_is_shown_at_once(client: TestClient) -> None:
    page = await read(await client.get("/search?q=мост+река+абракадабра&ui=ru"))
    assert "Нет статьи со всеми этими словами" in page.text
    assert "Статьи, в которых есть часть слов" in page.text
    assert "Нет в статье: абракадабра" in page.text
    assert list(page.find("article", class_="hit"))
    assert "Любое из слов:" in page.text
    english = await read(await client.get("/search?q=bridge+krokodil&ui=en"))
    assert "Articles with some of the words" in english.text
    assert "Missing: krokodil" in english.text


async def test_what_was_surely_meant_is_shown_with_the_way_back(client: TestClient) -> None:
    page = await read(await client.get("/search?q=vjcn&tag=roads&ui=en"))
    assert "Showing results for мост · search for vjcn as typed" in page.text
    # Where another word is typed, it is a search like any other.
    hidden = {found["name"] for found in page.find("input", type="hidden")}
    assert hidden == {"q", "tag", "ui"}
    back = "/search?q=vjcn&tag=roads&repair=0&ui=en"
    assert back in page.links()
    assert next(page.find("input", name="q"))["value"] == "vjcn"
    # All other links of the page are of what it shows.
    bridge = quote("мост")
    assert f"/search?q={bridge}&ui=en" in page.links()
    assert f"/api/v1/articles?q={bridge}&tag=roads&ui=en" in page.links()
    assert "/search?q=vjcn&tag=roads&ui=ru" in page.links()
    typed = await read(await client.get(back))
    assert "Nothing found" in typed.text
    assert f"/search?q={bridge}&tag=roads&ui=en" in typed.links()
    assert {found["name"] for found in typed.find("input", type="hidden")} == {"q", "tag", "ui"}


async def test_how_the_query_was_read(client: TestClient) -> None:
    page = await read(await client.get("/search?q=школа+и+мосты+-author:Тугов&ui=ru"))
    assert "не учтено: слишком частое" in page.text
    assert "Автор: Тугов Аслан Тугов" in page.text


async def test_a_page_past_the_end(client: TestClient) -> None:
    page = await read(await client.get("/search?page=100&ui=en"))
    assert "There are not that many pages of results." in page.text
    assert "/search?ui=en" in page.links()


async def test_an_article_and_its_other_version(client: TestClient) -> None:
    page = await read(await client.get("/articles/ru-1000?q=мост&ui=en"))
    assert next(page.find("article", class_="story"))["lang"] == "ru"
    assert "#first-mark" in page.links()
    assert list(page.find("mark", id="first-mark"))
    assert f"/search?q={quote('мост')}&ui=en" in page.links()
    (version,) = page.find("a", href=f"/articles/en-1001?q={quote('мост')}&ui=en")
    assert version["hreflang"] == "en"
    (outer,) = page.find("a", class_="address")
    assert outer["rel"] == "noopener noreferrer nofollow"


async def test_an_article_leads_to_others_like_it(client: TestClient) -> None:
    page = await read(await client.get("/articles/ru-3008?q=толчок&ui=en"))
    (section,) = page.find("section", class_="related")
    assert section["aria-labelledby"] == "related-title"
    assert "Related articles В Лерике ночью ощутили слабое землетрясение" in page.text
    address = f"/articles/ru-2022?q={quote('толчок')}&ui=en"
    assert list(page.find("a", lang="ru", hreflang="ru", href=address))
    assert (await client.get(address)).status == 200
    assert "Похожие статьи" in (await read(await client.get("/articles/ru-3008?ui=ru"))).text


async def test_articles_in_the_other_language_have_a_row_of_their_own(client: TestClient) -> None:
    page = await read(await client.get("/articles/ru-3008?ui=en"))
    assert "In English Shamakhi earthquake breaks little but crockery" in page.text
    assert list(page.find("a", lang="en", hreflang="en", href="/articles/en-1018?ui=en"))
    page = await read(await client.get("/articles/en-3008?ui=ru"))
    assert "По-русски В Лерике ночью" in page.text


async def test_an_article_like_no_other_has_no_such_section(client: TestClient) -> None:
    page = await read(await client.get("/articles/ru-1033?ui=en"))
    assert "Related articles" not in page.text
    assert not list(page.find("section", class_="related"))


async def test_every_rule_that_fires_is_told(client: TestClient) -> None:
    words = "Ёлки Бaку Baku's U.S. 1,500 Меджидова Цхинвал судов и"
    for q in (words, f"!Ёлки мос* мсот~ {words}"):
        page = await client.get("/search", params={"q": q, "ui": "en"})
        assert page.status == 200
    for rule in (
        "abbreviation without its dots",
        "number without separators",
        "also in other spellings",
    ):
        assert rule in await page.text()


async def test_help_shows_every_operator(client: TestClient) -> None:
    page = await read(await client.get("/help?ui=en"))
    for operator in OPERATORS:
        assert operator.meaning_en in page.text
        assert (await client.get("/search", params={"q": operator.example})).status == 200


async def test_help_leads_to_an_example_of_each_answer_for_programs(client: TestClient) -> None:
    page = await read(await client.get("/help?ui=en"))
    addresses = [link for link in page.links() if link.startswith("/api/")]
    names = [address.removeprefix("/api/v1/").partition("?")[0] for address in addresses]
    assert names == ["articles", "docs", "suggest", "explain", "docs"]
    for address in addresses:
        assert (await client.get(address)).status == 200


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/search?colour=red", 400, "There is no parameter “colour”."),
        ("/receipt?from=2021-13", 400, "“2021-13” in “from” is not a date."),
        ("/search?country=atlantis", 400, "This archive has no value “atlantis” for “country”"),
        ("/search?ui=xx", 400, "“ui” cannot be “xx”"),
        ("/?q=x", 400, "There is no parameter “q”."),
        ("/articles/nothing", 404, "There is no article “nothing” in the archive."),
        ("/nowhere", 404, "There is nothing at this address."),
        ("/search?page=10000", 400, "Page 10000 is beyond the limit"),
    ],
)
async def test_errors_name_what_is_wrong(
    client: TestClient, path: str, status: int, told: str
) -> None:
    page = await read(await client.get(path), status)
    assert told in page.text
    assert list(page.find("input", id="q"))


async def test_a_query_that_cannot_be_read_shows_where(client: TestClient) -> None:
    page = await read(await client.get("/search?q=школа++автр:Иванов&tag=school&ui=ru"), 400)
    assert "школа  <mark>автр</mark>:Иванов" in page.source
    assert "Поля «автр» нет." in page.text
    assert next(page.find("input", id="q"))["value"] == "школа  автр:Иванов"
    assert f"/search?q={quote('школа')}+{quote('автр')}+{quote('Иванов')}&tag=school&ui=ru" in (
        page.links()
    )


async def test_only_reading_is_allowed(client: TestClient) -> None:
    answer = await client.post("/search")
    assert "The pages of the archive are read-only." in (await read(answer, 405)).text
    assert "GET" in answer.headers["Allow"]


async def test_without_an_index_a_page_tells_the_command(
    home: ArchiveHome, analyzer: Analyzer, aiohttp_client: AiohttpClient
) -> None:
    service = SearchService(home, read_settings(home), analyzer)
    client = await aiohttp_client(make_app(service))
    for path in ("/", "/search?q=x", "/articles/ru-1"):
        page = await read(await client.get(path), 503)
        assert "letopis index" in page.text
        assert str(home.path) not in page.text
    assert (await client.get("/help")).status == 200


async def test_an_unexpected_failure_tells_nothing(
    service: SearchService, aiohttp_client: AiohttpClient, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_: web.Request) -> web.Response:
        raise RuntimeError("the secret")

    app = make_app(service)
    app.router.add_get("/broken", fail)
    page = await read(await (await aiohttp_client(app)).get("/broken"), 500)
    assert "Something went wrong" in page.text
    assert "secret" not in page.source
    assert "the secret" in caplog.text


HOSTILE_ARTICLE = Article(
    id='x/"><b>',
    lang="en",
    title=f"Bridge {HOSTILE}",
    lead=f"A lead {HOSTILE}",
    body=f"A body with a bridge {HOSTILE}\n\nbridge {HOSTILE}",
    captions=(f"caption bridge {HOSTILE}",),
    notices=(f"notice {HOSTILE}",),
    published=datetime(2021, 1, 23, 12, tzinfo=UTC),
    authors=(HOSTILE,),
    tags=(HOSTILE,),
    source=HOSTILE,
    url="javascript:alert(3)",
    mirrors=("https://example.org/?a=1&b=<script>", HOSTILE),
)
# The same text under another id: each stands on the page of the other as one like it.
HOSTILE_TWIN = replace(HOSTILE_ARTICLE, id='y/"><b>')


@pytest.fixture
async def hostile_client(make_service: MakeService, aiohttp_client: AiohttpClient) -> TestClient:
    return await aiohttp_client(make_app(make_service([HOSTILE_ARTICLE, HOSTILE_TWIN])))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search",
        "/search?q=bridge",
        "/search?q=" + quote(HOSTILE),
        "/search?tag=" + quote(HOSTILE) + "&-author=" + quote(HOSTILE),
        "/search?tag=" + quote("<script>alert(1)</script>"),
        "/search?" + quote(HOSTILE) + "=1",
        "/search?from=" + quote(HOSTILE),
        "/articles/" + quote(HOSTILE_ARTICLE.id, safe="") + "?q=bridge",
        "/articles/" + quote(HOSTILE, safe=""),
        "/" + quote(HOSTILE, safe=""),
        "/search?q=" + quote(f'"{HOSTILE}') + "&ui=" + quote(HOSTILE),
    ],
)
async def test_hostile_texts_stay_texts(hostile_client: TestClient, path: str) -> None:
    # Page checks that all tags match; one that broke out of its place would add an element.
    page = Page(await (await hostile_client.get(path)).text())
    assert not list(page.find("img"))
    assert not list(page.find("b"))
    scripts = [found["src"] for found in page.scripts()]
    assert {script.split(".")[0] for script in scripts} <= {
        f"/static/{name}" for name in ("theme", "site", "suggest", "timeline", "filters", "article")
    }
    origin = str(hostile_client.make_url("/"))
    for link in page.links():
        assert link.startswith(("/", "#", "https://example.org/", origin, "mailto:?")), link


async def test_a_hostile_article_is_read_and_found(hostile_client: TestClient) -> None:
    found = await read(await hostile_client.get("/search?q=bridge"))
    address, twin = sorted({link for link in found.links() if link.startswith("/articles/")})
    page = await read(await hostile_client.get(address))
    assert HOSTILE in page.source.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")
    (outer,) = page.find("a", class_="address")
    assert outer["href"] == "https://example.org/?a=1&b=<script>"
    assert "javascript:alert(3)" in page.text
    assert twin in page.links()
    (switch,) = page.find("a", lang="ru")
    assert (await hostile_client.get(switch["href"])).status == 200


async def test_a_page_says_that_an_earlier_index_answers(
    home: ArchiveHome, analyzer: Analyzer, make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    article = Article(id="a", lang="ru", title="Мост", published=datetime(2014, 3, 1, tzinfo=UTC))
    service = make_service([article])
    (home.index / "CURRENT").write_text("20200101T000000Z-000000")
    client = await aiohttp_client(make_app(SearchService(home, service.settings, analyzer)))
    for path in ("/?ui=ru", "/search?q=мост&ui=ru"):
        answer = await client.get(path)
        assert answer.status == 200
        assert "Сейчас работает более ранний индекс" in await answer.text()
    health = await (await client.get("/readyz")).json()
    assert (health["status"], health["reasons"]) == ("degraded", ["index-damaged"])


async def test_what_narrows_a_later_page_leads_to_a_first_one(client: TestClient) -> None:
    page = await read(await client.get("/search?q=в&page=3&ui=en"))
    paged = {link for link in page.links() if "page=" in link and link.startswith("/search?")}
    narrowing = {link for link in page.links() if "tag=" in link and link.startswith("/search?")}
    assert paged
    assert narrowing
    assert not paged & narrowing
    for link in sorted(narrowing)[:3]:
        narrowed = await read(await client.get(link))
        assert any(link.startswith("/articles/") for link in narrowed.links())


class TestPastedTexts:
    """What people paste into the box is never an error page."""

    @pytest.mark.parametrize(
        ("q", "sign"),
        [("мост «через", "«"), ("мост (через", "("), ("мост OR", "OR"), ("ОТКРЫТ МОСТ И НЕ", "НЕ")],
    )
    async def test_signs_that_are_no_operators_are_told(
        self, client: TestClient, q: str, sign: str
    ) -> None:
        page = await read(await client.get("/search?ui=ru&q=" + quote(q)))
        assert "прочитано как обычный текст" in page.text
        assert f"<code>{sign}</code>" in page.source

    async def test_an_address_opens_its_article(self, client: TestClient) -> None:
        q = quote("chronicle.example/ru/3021/?utm_source=x")
        answer = await client.get(f"/search?ui=en&q={q}", allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/articles/ru-3021?ui=en")

    async def test_an_id_opens_its_article_where_it_is_no_word(self, client: TestClient) -> None:
        answer = await client.get("/search?q=ru-3021", allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/articles/ru-3021")

    async def test_an_id_that_is_a_word_is_offered_before_what_has_the_word(
        self, make_service: MakeService, aiohttp_client: AiohttpClient
    ) -> None:
        published = datetime(2014, 3, 1, 12, tzinfo=UTC)
        article = Article(id="2014", lang="ru", title="Мост", published=published, body="")
        articles = [article, replace(article, id="b", title="Итоги 2014 года")]
        client = await aiohttp_client(make_app(make_service(articles)))
        page = await read(await client.get("/search?ui=en&q=2014"))
        assert "The article with this ID" in page.text
        assert any(link.startswith("/articles/2014?") for link in page.links())
        assert any(link.startswith("/articles/b?") for link in page.links())

    async def test_an_address_within_a_text_is_offered(self, client: TestClient) -> None:
        text = "Читайте: https://chronicle.example/ru/3021"
        page = await read(await client.get("/search?ui=ru&q=" + quote(text)))
        assert "Статья по этому адресу" in page.text
        assert any(link.startswith("/articles/ru-3021?") for link in page.links())


async def test_all_values_of_a_facet_instead_of_any(client: TestClient) -> None:
    any_of = await read(await client.get("/search?tag=rivers&tag=roads&ui=en"))
    assert "or roads" in any_of.text
    all_of = "/search?tag=rivers&tag=roads&all=tag&ui=en"
    assert all_of in any_of.links()
    page = await read(await client.get(all_of))
    assert "and roads" in page.text
    assert "/search?tag=rivers&tag=roads&ui=en" in page.links()
    assert {"name": "all", "value": "tag", "type": "hidden"} in list(page.find("input"))
    # A facet's other values are counted under those that all must have.
    totals = [int(re.findall(r"Found (\d+)", one.text)[0]) for one in (any_of, page)]
    assert totals[1] < totals[0]


async def test_the_language_that_was_chosen_holds_where_an_address_names_none(
    client: TestClient,
) -> None:
    sent = {"Cookie": "ui=ru", "Accept-Language": "en"}
    chosen = await client.get("/search", headers=sent)
    assert chosen.headers["Content-Language"] == "ru"
    assert "Set-Cookie" not in chosen.headers
    named = await client.get("/search?ui=en", headers=sent)
    assert named.headers["Content-Language"] == "en"
    wrong = await client.get("/search", headers=sent | {"Cookie": "ui=xx"})
    assert wrong.headers["Content-Language"] == "en"
    # Answers of the API are those of their addresses and headers.
    answer = await client.get("/api/v1/articles", headers=sent)
    assert answer.headers["Content-Language"] == "en"
    assert "Cookie" not in answer.headers["Vary"]
