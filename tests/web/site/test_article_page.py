"""The page of an article over real archives: its way through a result, its versions beside one
another, how it is cited, and what it tells machines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
from aiohttp.test_utils import TestClient
from pytest_aiohttp import AiohttpClient

from indexer.article import Article
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.web.site.test_site import DATA, Page, read
from web.app import make_app

BASE = "https://news.example"
# The properties that schema.org defines for each type, or for one that it inherits from
# (NewsArticle from Article, CreativeWork, Thing), as far as a page uses them, with what they may
# hold: texts, languages, moments, addresses, or things of some types. A thing without a type has a
# name alone.
SCHEMA: Mapping[str, Mapping[str, set[str]]] = {
    "NewsArticle": {
        # Thing
        "url": {"URL"},
        "identifier": {"Text"},
        "description": {"Text"},
        "sameAs": {"URL"},
        # CreativeWork
        "headline": {"Text"},
        "inLanguage": {"Language"},
        "datePublished": {"DateTime"},
        "dateModified": {"DateTime"},
        "author": {"Person", "Organization", ""},
        "publisher": {"Organization"},
        "isPartOf": {"WebSite"},
        "keywords": {"Text"},
        "workTranslation": {"NewsArticle"},
        "translationOfWork": {"NewsArticle"},
    },
    "WebSite": {"name": {"Text"}, "url": {"URL"}},
    "Organization": {"name": {"Text"}},
    "Person": {"name": {"Text"}},
    "": {"name": {"Text"}},
}
# ISO 8601, with the offset.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


@pytest.fixture
async def client(service: SearchService, aiohttp_client: AiohttpClient) -> TestClient:
    service.settings = replace(service.settings, base_url=BASE)
    return await aiohttp_client(make_app(service))


def read_data(page: Page) -> dict[str, Any]:
    """The object of schema.org on a page."""
    source = page.source.split(f'<script type="{DATA}">')[1].split("</script>")[0]
    found: dict[str, Any] = json.loads(source)
    return found


def check_thing(thing: object, allowed: set[str]) -> None:
    if isinstance(thing, str):
        assert any(is_of_kind(thing, kind) for kind in allowed & KINDS.keys()), (thing, allowed)
        return
    assert isinstance(thing, dict)
    kind = thing.get("@type", "")
    assert kind in allowed
    assert is_of_kind(thing.get("@id", BASE), "URL")
    assert set(thing) <= {"@type", "@id", *SCHEMA[kind]}
    for name in thing.keys() & SCHEMA[kind].keys():
        value = thing[name]
        assert value
        for one in value if isinstance(value, list) else [value]:
            check_thing(one, SCHEMA[kind][name])


KINDS: Mapping[str, Callable[[str], bool]] = {
    "Text": bool,
    "Language": {"ru", "en"}.__contains__,
    "DateTime": lambda text: bool(_MOMENT.fullmatch(text) and datetime.fromisoformat(text)),
    "URL": lambda text: urlsplit(text).scheme in {"http", "https"} and bool(urlsplit(text).netloc),
}


def is_of_kind(text: str, kind: str) -> bool:
    """Whether a text is one of a kind."""
    return KINDS[kind](text)


def list_metas(page: Page) -> dict[str, list[str]]:
    """What the meta elements say, by their names and properties."""
    found: dict[str, list[str]] = {}
    for meta in page.find("meta"):
        if name := meta.get("name") or meta.get("property"):
            found.setdefault(name, []).append(meta["content"])
    return found


class TestWayThroughAResult:
    async def test_hits_lead_from_one_to_the_next_to_the_end(self, client: TestClient) -> None:
        results = await read(await client.get("/search?q=школа&limit=5&ui=en"))
        # Other versions of a story name their language.
        links = [link["href"] for link in results.find("a") if "hreflang" not in link]
        hits = [link for link in links if link.startswith("/articles/")]
        page = await read(await client.get(hits[0]))
        walked = []
        for number in range(1, 13):
            assert f"{number} of 41" in page.text
            address = next(page.find("link", rel="canonical"))["href"]
            walked.append(urlsplit(address).path)
            if number > 1:
                (before,) = page.find("a", class_="previous")
                assert urlsplit(before["href"]).path == walked[-2]
            (following,) = page.find("a", class_="next")
            page = await read(await client.get(following["href"]))
        assert walked[:5] == [urlsplit(link).path for link in hits]
        # The way back is to the page of results on which the hit stands: the third of five each.
        back = next(link for link in page.links() if link.startswith("/search?q="))
        assert parse_qs(urlsplit(back).query)["page"] == ["3"]
        third = await read(await client.get(back))
        assert any(walked[-1] in link for link in third.links())

    async def test_a_rank_far_from_the_article_gives_no_neighbours(
        self, client: TestClient
    ) -> None:
        page = await read(await client.get("/articles/ru-1000?q=мост&rank=900&ui=en"))
        assert "Next result" not in page.text
        assert "Back to the results" in page.text

    @pytest.mark.parametrize("rank", ["0", "-1", "x", "10001"])
    async def test_a_wrong_rank_is_told(self, client: TestClient, rank: str) -> None:
        page = await read(await client.get(f"/articles/ru-1000?rank={rank}&ui=en"), 400)
        assert "rank" in page.text

    async def test_what_most_words_found_has_no_rank(self, client: TestClient) -> None:
        page = await read(await client.get("/search?q=мост+землетрясение+чемпионат&ui=en"))
        links = [link for link in page.links() if link.startswith("/articles/")]
        assert links
        assert not any("rank=" in link for link in links)

    async def test_the_other_language_of_the_page_keeps_the_place(self, client: TestClient) -> None:
        page = await read(await client.get("/articles/ru-1000?q=мост&rank=2&beside=en-1001&ui=en"))
        switches = page.find("a", lang="ru", hreflang="ru")
        (switch,) = [one["href"] for one in switches if "ui=ru" in one["href"]]
        other = await read(await client.get(switch))
        assert "2 из 10" in other.text
        assert len(list(other.find("article", class_="story"))) == 2


class TestTwoVersions:
    async def test_both_texts_stand_side_by_side(self, client: TestClient) -> None:
        page = await read(await client.get("/articles/ru-1000?ui=en"))
        (side,) = [link for link in page.links() if "beside=" in link]
        both = await read(await client.get(side))
        assert [story["lang"] for story in both.find("article", class_="story")] == ["ru", "en"]
        assert len(list(both.find("h1"))) == 1
        assert "Avar Koisu bridge" in both.text
        assert "Мост через Аварское Койсу" in both.text
        assert list(both.find("div", class_="sides aligned"))
        # One article all the same: its own address, and nothing to search engines of the other.
        canonical = next(both.find("link", rel="canonical"))["href"]
        assert urlsplit(canonical).path == "/articles/ru-1000"

    async def test_words_are_marked_in_both(self, client: TestClient) -> None:
        page = await read(await client.get("/articles/ru-1000?q=мост|bridge&beside=en-1001&ui=en"))
        source = page.source.lower()
        assert "<mark>bridge</mark>" in source
        assert "<mark>моста</mark>" in source
        assert len(list(page.find("mark", id="first-mark"))) == 1

    async def test_from_result_to_result_they_stay_side_by_side(self, client: TestClient) -> None:
        results = await read(await client.get("/search?q=школа&ui=ru"))
        hit = next(link for link in results.links() if link.startswith("/articles/"))
        page = await read(await client.get(f"{hit}&beside=any"))
        shown = []
        for _ in range(20):
            stories = [story["lang"] for story in page.find("article", class_="story")]
            has_versions = bool(list(page.find("nav", class_="tabs")))
            assert sorted(stories) == ["en", "ru"] if has_versions else len(stories) == 1
            shown.append(len(stories))
            (following,) = page.find("a", class_="next")
            page = await read(await client.get(following["href"]))
        # Also behind an article that has no other version.
        assert 2 in shown[shown.index(1) :]

    @pytest.mark.parametrize("beside", ["nowhere", "ru-1000", "en-1003"])
    async def test_what_is_no_version_of_it_is_not_found(
        self, client: TestClient, beside: str
    ) -> None:
        page = await read(await client.get(f"/articles/ru-1000?beside={beside}&ui=en"), 404)
        assert beside in page.text


class TestWhatMachinesAreTold:
    async def test_the_data_of_every_article_are_one_of_schema_org(
        self, client: TestClient, sample_articles: list[Article]
    ) -> None:
        used: set[str] = set()
        for article in sample_articles:
            data = read_data(await read(await client.get(f"/articles/{article.id}")))
            assert data.pop("@context") == "https://schema.org"
            assert data["@type"] == "NewsArticle"
            check_thing(data, {"NewsArticle"})
            assert data["@id"] == data["url"] == f"{BASE}/articles/{article.id}"
            assert {"headline", "inLanguage", "datePublished"} <= data.keys()
            assert ("author" in data, "publisher" in data) == (
                bool(article.authors),
                bool(article.source),
            )
            used |= data.keys()
        # The list has nothing that no page says; none of these was changed.
        assert used - {"@type", "@id"} == SCHEMA["NewsArticle"].keys() - {"dateModified"}

    async def test_moments_are_told_with_their_offset(
        self, make_service: MakeService, aiohttp_client: AiohttpClient
    ) -> None:
        published = datetime.fromisoformat("2014-03-01T12:30:00+03:00")
        modified = published + timedelta(hours=1, microseconds=5)
        article = Article(id="a", lang="ru", title="Мост", published=published, modified=modified)
        client = await aiohttp_client(make_app(make_service([article])))
        data = read_data(await read(await client.get("/articles/a")))
        assert data.pop("@context")
        check_thing(data, {"NewsArticle"})
        assert datetime.fromisoformat(data["datePublished"]) == published
        assert datetime.fromisoformat(data["dateModified"]) == modified

    async def test_translation_and_original_name_each_other(self, client: TestClient) -> None:
        original = read_data(await read(await client.get("/articles/ru-1000")))
        translation = read_data(await read(await client.get("/articles/en-1001")))
        (work,) = original["workTranslation"]
        assert (work["@id"], work["inLanguage"]) == (translation["@id"], "en")
        assert translation["translationOfWork"]["@id"] == original["@id"]
        assert "translationOfWork" not in original
        assert "workTranslation" not in translation

    async def test_reference_managers_find_their_fields(self, client: TestClient) -> None:
        metas = list_metas(await read(await client.get("/articles/en-1001?q=bridge&ui=ru")))
        assert metas["citation_title"] == ["Avar Koisu bridge to open before the spring floods"]
        assert metas["citation_author"] == ["Gadzhialiev, Rustam"]
        assert metas["citation_publication_date"] == ["2004/02/13"]
        assert metas["citation_language"] == ["en"]
        assert metas["citation_public_url"] == [f"{BASE}/articles/en-1001"]
        # An article of a newspaper, which is not one of a journal.
        assert metas["DC.type"] == ["NewsItem"]
        assert metas["DC.source"] == ["Mountain Herald"]
        assert "citation_journal_title" not in metas

    async def test_messengers_find_what_they_show(self, client: TestClient) -> None:
        metas = list_metas(await read(await client.get("/articles/en-1001?ui=en")))
        assert metas["og:type"] == ["article"]
        assert metas["og:title"] == metas["citation_title"]
        assert metas["og:url"] == metas["citation_public_url"]
        assert metas["og:description"] == metas["description"]
        assert metas["description"][0].startswith("The span of the new bridge")
        assert (metas["og:locale"], metas["og:locale:alternate"]) == (["en_GB"], ["ru_RU"])
        assert metas["og:site_name"] == ["Letopis"]
        assert datetime.fromisoformat(metas["article:published_time"][0])
        assert "roads" in metas["article:tag"]

    async def test_an_article_without_anything_tells_what_it_has(
        self, make_service: MakeService, aiohttp_client: AiohttpClient
    ) -> None:
        bare = Article(id="a", lang="ru", title="Мост", published=datetime(2014, 3, 1, tzinfo=UTC))
        client = await aiohttp_client(make_app(make_service([bare])))
        page = await read(await client.get("/articles/a?ui=en"))
        data = read_data(page)
        assert data.pop("@context")
        check_thing(data, {"NewsArticle"})
        metas = list_metas(page)
        assert all(content for contents in metas.values() for content in contents)
        assert "description" not in metas
        assert "author" not in metas
        # Without a setting, what the reader's browser asked is the address.
        assert metas["og:url"] == [str(client.make_url("/articles/a"))]

    async def test_an_agency_is_not_taken_apart(
        self, make_service: MakeService, aiohttp_client: AiohttpClient
    ) -> None:
        published = datetime(2014, 3, 1, tzinfo=UTC)
        article = Article(
            id="a",
            lang="en",
            title="A bridge",
            published=published,
            authors=("South Wire", "Anna Orlova"),
            source="South Wire",
        )
        client = await aiohttp_client(make_app(make_service([article])))
        page = await read(await client.get("/articles/a?ui=en"))
        # Reference managers take what stands before a comma as it is.
        assert list_metas(page)["citation_author"] == ["South Wire,", "Orlova, Anna"]
        assert read_data(page)["author"] == [
            {"@type": "Organization", "name": "South Wire"},
            {"@type": "Person", "name": "Anna Orlova"},
        ]


class TestCitingAndSharing:
    async def test_references_stand_on_the_page_and_files_behind_links(
        self, client: TestClient
    ) -> None:
        page = await read(await client.get("/articles/ru-1000?q=мост&ui=en"))
        for format_ in ("gost", "apa"):
            answer = await client.get(f"/api/v1/articles/ru-1000/citation?format={format_}")
            # What holds the article is in italics in one of them.
            for part in (await answer.text()).strip().split("*"):
                assert part.strip() in page.text
        files = [link for link in page.find("a") if "download" in link]
        assert [file["download"] for file in files] == [
            "ru-1000.bib",
            "ru-1000.ris",
            "ru-1000.json",
        ]
        for file in files:
            assert (await client.get(file["href"])).status == 200

    async def test_the_address_to_pass_on_has_no_search_in_it(self, client: TestClient) -> None:
        page = await read(await client.get("/articles/ru-1000?q=мост&rank=2&ui=en"))
        (permalink,) = page.find("a", id="permalink")
        assert permalink["href"] == f"{BASE}/articles/ru-1000"
        (letter,) = [link for link in page.links() if link.startswith("mailto:")]
        assert unquote(letter.split("body=")[1]) == permalink["href"]
        assert f"{BASE}/articles/ru-1000 . Accessed on" in page.text

    async def test_a_legal_notice_is_in_its_own_language(
        self, make_service: MakeService, aiohttp_client: AiohttpClient
    ) -> None:
        article = Article(
            id="a",
            lang="en",
            title="A bridge",
            published=datetime(2014, 3, 1, tzinfo=UTC),
            notices=("Уведомление о чём-то вымышленном.",),
        )
        client = await aiohttp_client(make_app(make_service([article])))
        page = await read(await client.get("/articles/a?ui=en"))
        assert list(page.find("aside", class_="notices"))
        (notice,) = page.find("p", lang="ru")
        assert notice

    async def test_both_times_of_a_translation_are_named(self, client: TestClient) -> None:
        page = await read(await client.get("/articles/en-1001?ui=en"))
        assert "Published: 13 February 2004, 09:15" in page.text
        assert "Original: 12 February 2004, 11:40" in page.text
        assert "Original:" not in (await read(await client.get("/articles/ru-1000?ui=en"))).text

    async def test_values_lead_to_their_own_pages(self, client: TestClient) -> None:
        page = await read(await client.get("/articles/ru-1000?q=мост&ui=en"))
        for folder in ("authors", "countries", "tags", "sources"):
            values = [link for link in page.links() if link.startswith(f"/{folder}/")]
            for link in values:
                await read(await client.get(link))
            # Beside the directory itself.
            assert len(set(values)) > 1, folder


async def test_a_headline_that_ends_a_script_stays_data(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    title = "</script><script>alert(1)</script> & <!-- \u2028"
    article = Article(id="a", lang="en", title=title, published=datetime(2014, 3, 1, tzinfo=UTC))
    client = await aiohttp_client(make_app(make_service([article])))
    page = await read(await client.get("/articles/a?q=" + quote("script")))
    assert len(list(page.find("script", type=DATA))) == 1
    assert read_data(page)["headline"].startswith("</script><script>")


async def test_two_long_versions_make_no_page_of_a_megabyte(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    published = datetime(2001, 1, 1, tzinfo=UTC)
    long = Article(
        id="1", lang="ru", title="Год", published=published, story="s", body="год\n\n" * 50_000
    )
    client = await aiohttp_client(
        make_app(make_service([long, replace(long, id="2", lang="en", body='& "год ' * 50_000)]))
    )
    page = await read(await client.get("/articles/1?beside=2&ui=en&q=" + quote("год")))
    assert len(page.source.encode()) < 1_000_000
    assert page.text.count("The text is cut here") == 2
