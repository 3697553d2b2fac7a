"""What pages say of their articles, in all the ways of saying it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.indexer.importing.pages.markup import (
    PARAGRAPHS,
    TITLE,
    json_ld,
    make_page,
    make_russian_page,
    meta,
    read_values,
    refuse,
)

DAY = "2014-05-03T10:30:00+03:00"
LATER = "2014-05-04T09:00:00+03:00"

# One page for each way to say when an article was published, and changed, and by whom.
STATEMENTS: dict[str, tuple[str, str]] = {
    "json-ld": (
        json_ld(
            headline=TITLE, datePublished=DAY, dateModified=LATER, author={"name": "Anna Orlova"}
        ),
        "",
    ),
    "json-ld in a graph, the author by reference": (
        (
            '<script type="application/ld+json">{"@graph": ['
            '{"@type": "Organization", "name": "Wire"}, '
            f'{{"@type": ["ReportageNewsArticle"], "headline": "{TITLE}", '
            f'"datePublished": "{DAY}", "dateModified": "{LATER}", '
            f'"author": [{{"@id": "#anna"}}],}}, '
            '{"@type": "Person", "@id": "#anna", "name": "Anna Orlova"}]}</script>'
        ),
        "",
    ),
    "open graph": (
        meta(article_published_time=DAY, article_modified_time=LATER, article_author="Anna Orlova"),
        "",
    ),
    "dublin core": (
        (
            f'<meta name="DC.date.issued" content="{DAY}">'
            f'<meta name="dcterms.modified" content="{LATER}">'
            '<meta name="DC.Creator" content="Anna Orlova">'
        ),
        "",
    ),
    "parsely": (
        (
            f'<meta name="parsely-pub-date" content="{DAY}"><meta name="lastmod" content="{LATER}">'
            '<meta name="parsely-author" content="Anna Orlova">'
        ),
        "",
    ),
    "plain names": (
        (
            f'<meta name="date" content="{DAY}"><meta name="last-modified" content="{LATER}">'
            '<meta name="author" content="By Anna Orlova, staff writer">'
        ),
        "",
    ),
    "microdata": (
        "",
        (
            f'<time itemprop="datePublished" datetime="{DAY}">yesterday</time>'
            f'<meta itemprop="dateModified" content="{LATER}">'
            '<span itemprop="author" itemscope itemtype="https://schema.org/Person">By '
            '<b itemprop="name">Anna Orlova</b></span>'
        ),
    ),
    "elements near the headline": (
        "",
        (
            f'<p>Updated <time datetime="{LATER}">4 May</time></p>'
            f'<time datetime="{DAY}">3 May</time>'
            '<a rel="author" href="/anna">Anna Orlova</a>'
        ),
    ),
}


@pytest.mark.parametrize("way", STATEMENTS)
def test_every_way_to_say_when_and_by_whom(way: str) -> None:
    head, top = STATEMENTS[way]
    values = read_values(make_page(head=head, top=top))
    said = {name: values.get(name) for name in ("published", "modified", "authors")}
    assert said == {"published": DAY, "modified": LATER, "authors": ["Anna Orlova"]}


@pytest.mark.parametrize(
    ("top", "published", "authors"),
    [
        ("<p>3 May 2014, 10:30</p><p>By Anna Orlova</p>", "3 May 2014, 10:30", ["Anna Orlova"]),
        ("<p>Posted May 3, 2014 | Updated May 4, 2014</p>", "May 3, 2014", None),
        ("<div>03.05.2014 10:30</div><div class='byline'>Anna Orlova and Levan Kvirtia</div>",
         "03.05.2014 10:30", ["Anna Orlova", "Levan Kvirtia"]),
        ("<div>10:30, 3 мая 2014</div><div>Автор: Анна Орлова</div>", "10:30, 3 мая 2014",
         ["Анна Орлова"]),
    ],
)  # fmt: skip
def test_what_only_readers_see(top: str, published: str, authors: list[str] | None) -> None:
    values = read_values(make_page(top=top))
    assert (values.get("published"), values.get("authors")) == (published, authors)


def test_what_is_said_better_comes_first() -> None:
    ways = [way for way in STATEMENTS if "graph" not in way]
    for better, worse in pairwise(ways):
        other = STATEMENTS[worse]
        head = other[0].replace("2014", "2011").replace("Anna", "Vera")
        top = other[1].replace("2014", "2011").replace("Anna", "Vera")
        values = read_values(
            make_page(head=head + STATEMENTS[better][0], top=top + STATEMENTS[better][1])
        )
        assert (values["published"], values["authors"]) == (DAY, ["Anna Orlova"]), better


def test_a_date_that_is_none_is_passed_over() -> None:
    head = json_ld(headline=TITLE, datePublished="today") + meta(article_published_time=DAY)
    assert read_values(make_page(head=head))["published"] == DAY


def test_a_date_of_another_meaning_is_not_when_the_page_was_published() -> None:
    top = "<p itemprop=datePublished>Published on 3 May 2014, 10:30</p>"
    assert read_values(make_page(top=top))["published"] == "Published on 3 May 2014, 10:30"
    top = "<p itemprop=datePublished>Updated on 3 May 2014</p><time datetime=2014-05-01>May</time>"
    assert read_values(make_page(top=top))["published"] == "2014-05-01"


def test_a_date_that_is_the_only_one_is_kept_to_be_refused_by_name() -> None:
    assert read_values(make_page(head=meta(article_published_time="some day")))["published"] == (
        "some day"
    )


def test_the_day_in_the_address_is_better_than_none() -> None:
    head = '<link rel="canonical" href="https://wire.example/2014/05/03/ferry">'
    assert read_values(make_page(head=head))["published"] == "2014-05-03"


@pytest.mark.parametrize(
    ("page_title", "heading", "head", "title"),
    [
        (f"{TITLE} | South Wire", "", meta(og_site_name="South Wire"), TITLE),
        (f"South Wire — {TITLE}", "", meta(og_site_name="South Wire"), TITLE),
        (f"{TITLE} - wire.example", "", meta(og_url="https://www.wire.example/1"), TITLE),
        ("Ferry: what we know - and what not", "", meta(og_site_name="South Wire"),
         "Ferry: what we know - and what not"),
        (f"{TITLE} - South Wire", TITLE, meta(og_title="The ferry is back"), TITLE),
        (f"{TITLE} - South Wire", "South Wire", meta(og_site_name="South Wire"), TITLE),
        ("Home", TITLE, "", TITLE),
    ],
)  # fmt: skip
def test_the_title_is_the_headline_without_the_name_of_the_site(
    page_title: str, heading: str, head: str, title: str
) -> None:
    page = make_page(head=head).replace(f"<title>{TITLE} - South Wire", f"<title>{page_title}")
    page = page.replace(f"<h1>{TITLE}</h1>", f"<h1>{heading}</h1>" if heading else "")
    if page_title == "Home":
        page = page.replace("</head>", meta(og_title=TITLE) + "</head>")
    assert read_values(page)["title"] == title


def test_addresses_are_whole_and_versions_in_other_languages_are_told() -> None:
    head = (
        '<base href="https://wire.example/news/"><link rel="canonical" href="../ferry?id=1">'
        '<link rel="alternate" hreflang="ru" href="/ru/parom">'
        '<link rel="alternate" hreflang="en" href="/ferry?id=1">'
        '<link rel="alternate" hreflang="x-default" href="/">'
        '<link rel="alternate" type="application/rss+xml" href="/feed">'
    )
    values = read_values(make_page(head=head))
    assert values["url"] == "https://wire.example/ferry?id=1"
    assert values["translations"] == ["https://wire.example/ru/parom"]


@pytest.mark.parametrize(
    "comment",
    [
        "<!-- saved from url=(0031)https://wire.example/ferry.html -->",
        "<!--\n Page saved with SingleFile \n url: https://wire.example/ferry.html \n-->",
        "<!-- Mirrored from wire.example/ferry.html by HTTrack Website Copier/3.x -->",
    ],
)
def test_the_address_that_a_page_was_saved_from(comment: str) -> None:
    page = make_page().replace("<head>", f"<head>{comment}")
    assert read_values(page)["url"].endswith("://wire.example/ferry.html")


@pytest.mark.parametrize(
    ("head", "tags"),
    [
        (meta(article_tag="lakes") + meta(article_tag="Smith, John"), ["lakes", "Smith, John"]),
        ('<meta name="keywords" content="lakes, ferries;boats">', ["lakes", "ferries", "boats"]),
        (json_ld(headline=TITLE, keywords=["lakes", "section:news"]), ["lakes"]),
    ],
)
def test_tags(head: str, tags: list[str]) -> None:
    assert read_values(make_page(head=head))["tags"] == tags


def test_source_is_the_site() -> None:
    assert read_values(make_page())["source"] == "South Wire"
    head = json_ld(headline=TITLE, publisher={"name": "Big Platform"})
    assert read_values(make_page(head=head + meta(og_site_name="Wire")))["source"] == "Wire"


@pytest.mark.parametrize(
    ("description", "lead"),
    [
        ("How the oak came over the pass.", "How the oak came over the pass."),
        (PARAGRAPHS[0][:90] + "...", None),
        (TITLE, None),
    ],
)
def test_a_description_is_the_lead_unless_the_article_begins_with_it(
    description: str, lead: str | None
) -> None:
    assert read_values(make_page(head=meta(og_description=description))).get("lead") == lead


def test_the_language_is_that_of_the_text() -> None:
    assert read_values(make_page(lang="ru"))["lang"] == "en"
    assert read_values(make_russian_page().replace('lang="ru"', 'lang="en-US"'))["lang"] == "ru"
    german = (
        "<p>" + "Die Fähre fährt wieder über den See und alle freuen sich darüber. " * 8 + "</p>"
    )
    assert read_values(make_page(body=german, title="Die Fähre fährt", lang="de"))["lang"] == "de"
    assert "lang" not in read_values(make_page(body=german, title="Die Fähre fährt", lang="en"))


@pytest.mark.parametrize(
    "statement",
    ["{", "[]", "null", "[" * 5000, '{"@type": 1}', '{"@type": "NewsArticle", "author": [[[]]]}',
     '{"@type": "NewsArticle", "headline": {"a": 1}, "keywords": {"x": []}, "publisher": 5}'],
)  # fmt: skip
def test_data_that_makes_no_sense_is_passed_over(statement: str) -> None:
    head = f'<script type="application/ld+json">{statement}</script>'
    assert read_values(make_page(head=head))["title"] == TITLE


def test_many_articles_in_the_data_are_those_of_other_pages() -> None:
    other: list[dict[str, Any]] = [
        {"@type": "NewsArticle", "headline": f"Other {n}", "datePublished": "2001-01-01"}
        for n in range(5)
    ]
    head = json_ld(**{"@type": "ItemList", "itemListElement": other})
    values = read_values(make_page(head=head))
    assert values["title"] == TITLE
    assert "published" not in values


def test_scripts_are_text_and_nothing_is_run() -> None:
    page = make_page(top="<script>document.write('<p>' + 'x'.repeat(1e9))</script>")
    assert "document" not in read_values(page)["body"]
    assert refuse("<html><body><script>document.write('text')</script></body></html>")
