"""From an article to its page: passages and anchors, versions, places in results, descriptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from multidict import MultiDict
from yarl import URL

from indexer.article import Article, CountryEvidence
from indexer.labels import Labels
from searcher.request import SearchRequest
from searcher.response import (
    ArticleView,
    IndexInfo,
    RankedArticle,
    ResultPlace,
    ShownArticle,
    Snippet,
)
from web.i18n import Language, load_language
from web.parameters import parse_request
from web.site.article.addresses import present_address
from web.site.article.head import MOST_OF_DESCRIPTION, describe
from web.site.article.page import ArticlePage
from web.site.article.presenter import MOST_ALIGNED, ArticlePresenter
from web.site.frame import SearchBox, Site
from web.urls import Urls

INDEX = IndexInfo("g1", "whoosh", "a1", 100, 120)
ARTICLE = Article(
    id="en-1",
    lang="en",
    title="A bridge",
    published=datetime(2014, 5, 3, 22, 30, tzinfo=UTC),
    countries=("chechnya", "GE"),
    inferred_countries=(CountryEvidence("GE", 1.0, ("body: Tbilisi",)),),
)
RUSSIAN = replace(ARTICLE, id="ru-1", lang="ru", title="Мост")


@pytest.fixture
def language() -> Language:
    return load_language("en", ZoneInfo("Europe/Moscow"))


@pytest.fixture
def site(language: Language) -> Site:
    return Site(
        name="Letopis",
        language=language,
        home="/",
        archive="/archive/",
        help="/help",
        docs="/api/v1/docs",
        about="/about",
        rules="/about#rules",
        directories=(),
        languages=(),
        box=SearchBox(),
    )


def show(article: Article = ARTICLE, **texts: object) -> ShownArticle:
    empty: dict[str, object] = {
        "title": Snippet(article.title, ()),
        "lead": Snippet("", ()),
        "paragraphs": (),
        "captions": (),
        "notices": (),
        "is_cut": False,
    }
    return ShownArticle(article=article, **{**empty, **texts})  # type: ignore[arg-type]


def view(shown: ShownArticle | None = None, **parts: object) -> ArticleView:
    labels = Labels()
    labels.add("country", "chechnya", "en", "Chechnya")
    labels.add("country", "GE", "en", "Georgia")
    others: dict[str, object] = {
        "versions": (),
        "related": (),
        "related_other_language": (),
        "canonical": "",
        "index": INDEX,
        "labels": labels,
    }
    return ArticleView(shown=shown or show(), **{**others, **parts})  # type: ignore[arg-type]


def present(shown: ArticleView, site: Site, request: SearchRequest | None = None) -> ArticlePage:
    return ArticlePresenter(
        view=shown,
        request=request or SearchRequest(),
        language=site.language,
        urls=Urls(),
        origin="https://news.example",
        today=date(2026, 11, 27),
    ).page(site)


def request_of(url: str | None) -> SearchRequest:
    assert url is not None
    return parse_request(MultiDict(URL(url).query))


def test_the_first_mark_of_the_text_has_the_anchor(site: Site) -> None:
    shown = show(
        lead=Snippet("No match.", ()),
        paragraphs=(Snippet("A bridge.", ((2, 8),)), Snippet("Bridge", ((0, 6),))),
    )
    page = present(view(shown), site, SearchRequest(q="bridge", page=2))
    assert page.marks == 2
    assert [passage.anchor for passage in page.shown.paragraphs] == ["first-mark", None]
    assert page.trail is not None
    assert request_of(page.trail.results) == SearchRequest(q="bridge", page=2)


def test_a_headline_alone_may_have_the_words(site: Site) -> None:
    page = present(view(show(title=Snippet("A bridge", ((2, 8),)))), site)
    assert page.marks == 1
    assert page.shown.title.anchor == "first-mark"


def test_of_two_versions_one_has_the_anchor(site: Site) -> None:
    marked = show(paragraphs=(Snippet("Bridge", ((0, 6),)),))
    other = show(RUSSIAN, paragraphs=(Snippet("Bridge", ((0, 6),)),))
    page = present(view(marked, beside=other, versions=(RUSSIAN,)), site)
    assert page.beside is not None
    assert page.marks == 2
    assert [text.paragraphs[0].anchor for text in (page.shown, page.beside)] == [
        "first-mark",
        None,
    ]


@pytest.mark.parametrize(
    ("one", "other", "aligned"),
    [
        ({"paragraphs": 3}, {"paragraphs": 3}, True),
        ({"paragraphs": 3}, {"paragraphs": 2}, False),
        ({"paragraphs": 3}, {"paragraphs": 3, "lead": "A lead."}, False),
        ({"paragraphs": MOST_ALIGNED + 1}, {"paragraphs": MOST_ALIGNED + 1}, False),
    ],
)
def test_paragraphs_are_aligned_where_each_stands_for_another(
    site: Site, one: dict[str, object], other: dict[str, object], aligned: bool
) -> None:
    def make(article: Article, paragraphs: int = 0, lead: str = "") -> ShownArticle:
        texts = (Snippet("Text.", ()),) * paragraphs
        return show(article, paragraphs=texts, lead=Snippet(lead, ()))

    both = view(
        make(ARTICLE, **one),  # type: ignore[arg-type]
        beside=make(RUSSIAN, **other),  # type: ignore[arg-type]
        versions=(RUSSIAN,),
    )
    assert present(both, site).is_aligned is aligned


def test_countries_say_whether_they_were_inferred(site: Site) -> None:
    page = present(view(), site)
    assert [(country.text, country.inferred) for country in page.countries] == [
        ("Chechnya", False),
        ("Georgia", True),
    ]
    assert page.shown.published.text == "4 May 2014, 02:30"
    assert page.trail is None


def test_versions_are_tabs_in_one_order_whichever_is_shown(site: Site) -> None:
    page = present(view(versions=(RUSSIAN,)), site)
    there = present(view(show(RUSSIAN), versions=(ARTICLE,)), site)
    for shown in (page, there):
        assert [(tab.lang, tab.language) for tab in shown.tabs] == [
            ("ru", "Русский"),
            ("en", "English"),
        ]
    assert [tab.is_current for tab in page.tabs] == [False, True]
    assert [tab.is_current for tab in there.tabs] == [True, False]
    (side,) = page.sides
    assert (side.url, side.is_current) == ("/articles/en-1?beside=ru-1", False)
    assert present(view(), site).tabs == ()


def test_the_time_of_the_original_is_told_of_a_translation(site: Site) -> None:
    original = datetime(2014, 5, 3, 6, tzinfo=UTC)
    page = present(view(show(replace(ARTICLE, original_published=original))), site)
    assert page.shown.original is not None
    assert page.shown.original.text == "3 May 2014, 10:00"
    assert present(view(), site).shown.original is None


def test_neighbours_lead_on_and_back_to_the_page_they_stand_on(site: Site) -> None:
    behind = replace(ARTICLE, id="en-2", title="Behind")
    place = ResultPlace(20, 41, RankedArticle(19, RUSSIAN), RankedArticle(21, behind))
    trail = present(view(place=place), site, SearchRequest(q="bridge", page=2)).trail
    assert trail is not None
    assert (trail.rank, trail.total) == (20, 41)
    # The twentieth of twenty a page.
    assert request_of(trail.results).page == 1
    assert trail.previous is not None
    assert trail.previous.url == "/articles/ru-1?q=bridge&rank=19"
    assert trail.next is not None
    assert trail.next.url == "/articles/en-2?q=bridge&page=2&rank=21"
    assert (trail.next.lang, trail.next.title) == ("en", "Behind")


def test_related_articles_of_the_other_language_have_a_row_that_names_it(site: Site) -> None:
    same = replace(ARTICLE, id="en-2", title="Another bridge")
    other = replace(ARTICLE, id="ru-2", lang="ru", title="Мост")
    rows = present(view(related=(same,), related_other_language=(other,)), site).related
    assert [row.language for row in rows] == [None, "In Russian"]
    (one,), (two,) = (row.articles for row in rows)
    assert (one.lang, one.title) == ("en", "Another bridge")
    assert (two.lang, two.title) == ("ru", "Мост")
    assert (one.date, one.moment) == ("4 May 2014", "2014-05-03T22:30:00+00:00")
    assert two.url == "/articles/ru-2"


def test_a_row_without_articles_is_left_out(site: Site) -> None:
    (row,) = present(view(related_other_language=(RUSSIAN,)), site).related
    assert row.language == "In Russian"


def test_the_search_an_article_was_found_by_goes_along_to_other_articles(site: Site) -> None:
    request = SearchRequest(q="bridge", page=2)
    page = present(view(versions=(RUSSIAN,), related_other_language=(RUSSIAN,)), site, request)
    (related,) = page.related[0].articles
    assert page.tabs[0].url == related.url == "/articles/ru-1?q=bridge&page=2"
    assert page.trail is not None
    assert request_of(page.trail.results) == request


def test_notices_have_the_language_of_their_letters(site: Site) -> None:
    shown = show(notices=(Snippet("Уведомление.", ()), Snippet("A notice.", ())))
    page = present(view(shown), site)
    assert [notice.lang for notice in page.shown.notices] == ["ru", "en"]


@pytest.mark.parametrize(
    ("lead", "body", "described"),
    [
        ("A lead. Of two.", "Body.", "A lead. Of two."),
        ("", "Он сказал: «Нет!» Потом ушёл.", "Он сказал: «Нет!»"),
        ("", "First one. Second one.", "First one."),
        ("", "No end", "No end"),
        ("", "", ""),
    ],
)
def test_an_article_is_described_by_its_lead_or_first_sentence(
    lead: str, body: str, described: str
) -> None:
    paragraphs = (Snippet(body, ()),) if body else ()
    assert describe(show(lead=Snippet(lead, ()), paragraphs=paragraphs)) == described


def test_a_description_is_bounded() -> None:
    described = describe(show(lead=Snippet("many words " * 500, ())))
    assert len(described) <= MOST_OF_DESCRIPTION
    assert described.endswith(("words…", "many…"))


@pytest.mark.parametrize(
    ("address", "followed"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("HTTPS://example.org/a", True),
        ("javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("//example.org", False),
        ("https:///x", False),
        ("http://[broken", False),
        ("a.html", False),
    ],
)
def test_only_addresses_of_websites_are_links(address: str, followed: bool) -> None:
    assert present_address(address).url == (address if followed else None)
