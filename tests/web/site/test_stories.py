"""Lists show the language versions of one story as one entry, and count articles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_aiohttp import AiohttpClient

from indexer.article import Article
from tests.conftest import MakeService
from tests.web.site.test_site import read
from web.app import make_app

NOON = datetime(2014, 5, 2, 9, 0, tzinfo=UTC)


def make_article(id_: str, day: int, **fields: object) -> Article:
    known = {"lang": "ru", "title": f"Мост {id_}", "tags": ("bridges",), "body": "Мост.", **fields}
    return Article(id=id_, published=NOON + timedelta(days=day), **known)  # type: ignore[arg-type]


async def test_the_key_of_a_story_is_not_taken_for_an_id(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [
        make_article("one", 0),
        make_article("a", 1, story="one"),
        make_article("b", 2, story="one", lang="en", title="Bridge"),
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    page = await read(await client.get("/search?tag=bridges&ui=en"))
    assert len(list(page.find("article", class_="hit"))) == 2
    assert len(list(page.find("p", class_="version"))) == 1
    assert "Found 3 articles" in page.text


async def test_a_hit_has_the_version_that_the_query_does_not_find(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [
        make_article("ru-1", 1, story="s", title="Мост"),
        make_article("en-1", 2, story="s", lang="en", title="Bridge", body="A bridge."),
        make_article("ru-2", 0, title="Другой мост"),
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    page = await read(await client.get("/search?q=мост&sort=newest&ui=en"))
    assert "Found 2 articles" in page.text
    assert "Language versions stand together" not in page.text
    assert "In English: Bridge" in page.text
    (version,) = [link for link in page.links() if link.startswith("/articles/en-1?")]
    # It leads on through the same result.
    article = await read(await client.get(version))
    assert article.find_field("q")["value"] == "мост"
    assert "1 of 2" in article.text
    following = [link for link in article.links() if link.startswith("/articles/ru-2?")]
    assert any("rank=2" in link for link in following)


@pytest.mark.parametrize(("ui", "first"), [("ru", "/articles/ru-1?"), ("en", "/articles/en-1?")])
async def test_of_found_versions_that_in_the_readers_language_leads(
    make_service: MakeService, aiohttp_client: AiohttpClient, ui: str, first: str
) -> None:
    articles = [
        make_article("ru-1", 1, story="s", body="Мост над рекой."),
        make_article("en-1", 2, story="s", lang="en", body="A bridge, «мост» in Russian."),
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    for query in ("", "&q=мост"):
        page = await read(await client.get(f"/search?ui={ui}{query}"))
        hits = [link for link in page.links() if link.startswith("/articles/")]
        assert hits[0].startswith(first)
        assert len(hits) == 2
        told = {"ru": "Языковые версии вместе", "en": "Language versions stand"}
        assert told[ui] in page.text


async def test_a_story_on_two_pages_has_an_entry_with_both_versions_on_each(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [
        make_article("ru-1", 1, story="s"),
        make_article("en-1", 2, story="s", lang="en", title="Bridge"),
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    for number, (own, other) in enumerate((("en-1", "ru-1"), ("ru-1", "en-1")), 1):
        page = await read(await client.get(f"/search?tag=bridges&limit=1&page={number}&ui=ru"))
        hits = [link for link in page.links() if link.startswith("/articles/")]
        assert [link.partition("?")[0] for link in hits] == [
            f"/articles/{own}",
            f"/articles/{other}",
        ]
        assert all(f"rank={number}" in link for link in hits)


async def test_articles_with_some_of_the_words_are_stories_too(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [
        make_article("ru-1", 1, story="s", body="Мост Tugov."),
        make_article("en-1", 2, story="s", lang="en", title="Bridge", body="Bridge Tugov."),
        make_article("ru-2", 3, story="t", title="Tugov", body="Река."),
        make_article("en-2", 4, story="t", lang="en", title="River", body="River."),
        make_article("ru-3", 5, body="Паром."),
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    page = await read(await client.get("/search?q=Tugov+паром&repair=0&ui=en"))
    assert "No article has all of the words" in page.text
    hits = [link.partition("?")[0] for link in page.links() if link.startswith("/articles/")]
    assert sorted(hits) == [f"/articles/{id_}" for id_ in ("en-1", "en-2", "ru-1", "ru-2", "ru-3")]
    assert len(list(page.find("article", class_="hit"))) == 3


async def test_a_version_without_the_value_is_named_and_not_counted(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [
        make_article(f"{lang}-{n}", n, lang=lang, story=f"s-{n}", tags=tags)
        for n in range(11)
        for lang, tags in (("ru", ("bridges",)), ("en", ()))
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    page = await read(await client.get("/tags/bridges?ui=en"))
    assert len(list(page.find("article", class_="hit"))) == 10
    assert len(list(page.find("p", class_="version"))) == 10
    assert "All 11 articles" in page.text


async def test_the_page_of_a_value_has_an_entry_for_each_story(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [
        make_article(
            f"{lang}-{n}", n, lang=lang, story=f"s-{n}", authors=("A. Tugov",), source="Herald"
        )
        for n in range(12)
        for lang in ("ru", "en")
    ]
    client = await aiohttp_client(make_app(make_service(articles)))
    for path in ("/tags/bridges", "/authors/A.%20Tugov", "/sources/Herald"):
        page = await read(await client.get(f"{path}?ui=en"))
        assert len(list(page.find("article", class_="hit"))) == 10
        versions = [link for link in page.find("a") if link.get("hreflang") in {"ru", "en"}]
        assert len([link for link in versions if link["href"].startswith("/articles/")]) == 10
        # What is counted are articles, and four of them are on pages of their own.
        assert "24 articles, 2 May 2014 – 13 May 2014" in page.text
        assert "All 24 articles" in page.text


async def test_a_value_whose_articles_are_all_shown_leads_to_no_more(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [make_article(lang, 1, lang=lang, story="s") for lang in ("ru", "en")]
    client = await aiohttp_client(make_app(make_service(articles)))
    page = await read(await client.get("/tags/bridges?ui=en"))
    assert "2 articles" in page.text
    assert "All 2 articles" not in page.text


async def test_an_entry_of_a_value_leads_through_all_its_articles(
    make_service: MakeService, aiohttp_client: AiohttpClient
) -> None:
    articles = [make_article(f"a-{n}", n) for n in range(3)]
    client = await aiohttp_client(make_app(make_service(articles)))
    page = await read(await client.get("/tags/bridges?ui=en"))
    (second,) = [link for link in page.links() if link.startswith("/articles/a-1?")]
    article = await read(await client.get(second))
    assert "2 of 3" in article.text
