"""Lists show the language versions of one story as one entry, and count articles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
