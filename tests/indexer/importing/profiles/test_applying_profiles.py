"""Pages of a site with a profile: what each rule does, and one article on all hosts of the site."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from indexer.errors import SettingsError
from indexer.importing.profiles.loading import load_profile, load_profiles, parse_profile
from indexer.importing.readers import RawRecord
from indexer.importing.readers.html import HtmlReader
from indexer.importing.readers.pages import PageRecords
from indexer.importing.sources import Source
from tests.indexer.importing.pages.markup import PARAGRAPHS, TITLE, make_page, meta

SITE = Path(__file__).parent.parent / "fixtures" / "site"
BODY = "\n\n".join(PARAGRAPHS)
ADDRESS = '<link rel="canonical" href="https://wire.example/articles/17">'

PROFILE = r"""
name = "Wire"
hosts = ["wire.example", "*.wire.example"]
id = "{lang}-{number}"
source = "South Wire"
date_formats = ["%d/%m/%Y %H:%M"]

[[addresses]]
path = '^/articles/(?P<number>\d+)$'
lang = "en"
url = "https://wire.example/articles/{number}"

[select]
title = [".no-such", ".headline"]
date = ".when"
authors = ".who"
body = ".words"
captions = ".under"
tags = ".tags a"
drop = ".promotion"

[patterns]
date = 'on (?P<date>\d\d/\d\d/\d{4} \d\d:\d\d)'
byline = '^Written for us by (?P<authors>.+)$'
origin = '^First seen in Russian on (?P<date>.+)\.$'
notice = '^By order of the harbour:'
drop = '^Row with us'
"""

MARKUP = (
    '<p class="headline">The ferry, as the wire has it</p><p class="when">Sent on 03/04/2014 10:30'
    '</p><p class="who">Anna Orlova and Levan Kvirtia</p><div class="words">'
    + "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
    + '<p class="promotion">Buy an oar.</p><p class="under">The pier.</p><p>Row with us today!</p>'
    "<p>By order of the harbour: no swimming.</p><p>First seen in Russian on 1 May 2014, 09:00.</p>"
    '</div><p class="tags"><a>lakes</a> <a>ferries</a></p>'
)


def read(
    content: str, folder: Path | None = None, name: str = "page.html"
) -> Mapping[str, Any] | str:
    """The fields of a page, or why it is refused."""
    stream = io.BufferedReader(io.BytesIO(content.encode()))
    (record,) = HtmlReader(PageRecords(folder)).read(Source(name, stream))
    return record.values if isinstance(record, RawRecord) else record.reason


def read_fixture(name: str) -> Mapping[str, Any]:
    values = read((SITE / name).read_text("utf-8"))
    assert not isinstance(values, str), values
    return values


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "wire.toml").write_text(PROFILE, "utf-8")
    return tmp_path


def test_every_rule_takes_what_it_is_for(folder: Path) -> None:
    assert read(make_page(head=ADDRESS, body=MARKUP), folder) == {
        "id": "en-17",
        "lang": "en",
        "url": "https://wire.example/articles/17",
        "title": "The ferry, as the wire has it",
        "published": "2014-04-03T10:30:00",
        "original_published": "1 May 2014, 09:00",
        "authors": ["Anna Orlova", "Levan Kvirtia"],
        "source": "South Wire",
        "tags": ["lakes", "ferries"],
        "captions": ["The pier."],
        "notices": ["By order of the harbour: no swimming."],
        "body": BODY,
    }


def test_a_byline_in_the_text_is_taken_where_no_selector_finds_one(folder: Path) -> None:
    markup = MARKUP.replace('class="who"', "").replace(
        "</div>", "<p>Written for us by Vera</p></div>"
    )
    values = read(make_page(head=ADDRESS, body=markup), folder)
    assert not isinstance(values, str)
    assert (values["authors"], values["body"]) == (["Vera"], BODY)


def test_what_a_profile_does_not_find_is_read_as_on_any_page(folder: Path) -> None:
    head = ADDRESS + meta(article_published_time="2014-05-03T10:30:00+03:00")
    values = read(make_page(head=head), folder)
    assert not isinstance(values, str)
    assert (values["id"], values["title"], values["body"]) == ("en-17", TITLE, BODY)
    assert values["published"] == "2014-05-03T10:30:00+03:00"


@pytest.mark.parametrize(
    "address",
    ["https://other.example/articles/17", "https://wire.example/blogs/17", ""],
)
def test_other_pages_are_read_without_it(folder: Path, address: str) -> None:
    head = f'<link rel="canonical" href="{address}">' if address else ""
    values = read(make_page(head=head, body=MARKUP), folder)
    assert not isinstance(values, str)
    assert "id" not in values
    assert values["title"] == TITLE


def test_the_name_of_a_file_may_tell_the_address(folder: Path) -> None:
    for name in ("crawl/wire.example/articles/17/index.html", "WIRE.EXAMPLE/articles/17.html"):
        values = read(make_page(body=MARKUP), folder, name)
        assert not isinstance(values, str)
        assert values["id"] == "en-17"


RUSSIAN = sorted(path.name for path in SITE.glob("ru-*.html"))
ENGLISH = sorted(path.name for path in SITE.glob("en-*.html"))


def test_an_agency_on_many_hosts_has_one_article_a_number_and_language() -> None:
    for lang, names in (("ru", RUSSIAN), ("en", ENGLISH)):
        assert len(names) == 6
        for name in names:
            values = read_fixture(name)
            number = name.split("-")[1].split(".")[0]
            assert values["id"] == f"{lang}-{number}"
            assert values["lang"] == lang
            assert values["url"].endswith(f"kavkaz-uzel.eu/articles/{number}")


@pytest.mark.parametrize(
    ("name", "mirror"),
    [("ru-1001", "https://uzel-zerkalo9.example/articles/1001"),
     ("en-501", "https://uzel-zerkalo9.example/eng/articles/501")],
)  # fmt: skip
def test_a_mirror_is_the_same_article_with_an_address_more(name: str, mirror: str) -> None:
    first, second = read_fixture(f"{name}.html"), read_fixture(f"{name}.mirror.html")
    assert second == {**first, "mirrors": [mirror]}


def test_a_page_of_the_agency_in_english_tells_of_its_original() -> None:
    values = read_fixture("en-501.html")
    assert values["original_published"] == "3 May 2014, 10:30"
    assert values["authors"] == ["Maria Svetlova"]
    assert values["source"] == "CK correspondent"
    assert values["tags"] == ["Jeirakh", "schools"]
    assert values["captions"] == ["The pupils at the new school. Photo by Magomed Eldiev"]
    paragraphs = values["body"].split("\n\n")
    assert [paragraph[:9] for paragraph in paragraphs] == ["A school ", "Lessons b", "The distr"]


@pytest.mark.parametrize("name", RUSSIAN)
def test_pages_of_the_agency_in_russian_have_text_and_notice_apart(name: str) -> None:
    values = read_fixture(name)
    assert len(values["body"].split("\n\n")) == 3
    for stray in ("Читайте также", "Все новости", "ИНОСТРАНН", "Автор", "Лента"):
        assert stray not in values["body"]
    (notice,) = values["notices"]
    assert notice.startswith("МАТЕРИАЛ СОЗДАН")


def test_profiles_of_the_archive_stand_before_those_that_come_with_letopis(folder: Path) -> None:
    assert [profile.name for profile in load_profiles(folder)] == ["Wire", "Caucasian Knot"]
    assert [profile.name for profile in load_profiles(folder / "none")] == ["Caucasian Knot"]


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('name = "Wire"', "name =", "line 2"),
        ('name = "Wire"', "", "`name`"),
        ("source =", "sauce =", "'sauce'"),
        ("tags =", "tagz =", "'select.tagz'"),
        ("lang =", "long =", "'addresses[0].long'"),
        ('".headline"', '".headline("', "select.title"),
        ('title = [".no-such", ".headline"]', "title = 1", "$.select.title"),
        ("'^Row with us'", "'^Row (with'", "patterns.drop"),
        ("(?P<number>", "(?P<number", "addresses[0].path"),
        ("{lang}-{number}", "{lang}-{no}", "id"),
        ("articles/{number}", "articles/{no}", "addresses[0].url"),
        ("articles/{number}", "articles/{", "addresses[0].url"),
        ("%d/%m/%Y", "%d/%Q/%Y", "date_formats"),
        ('hosts = ["wire.example", "*.wire.example"]', "", "hosts"),
    ],
)
def test_a_mistake_is_told_with_the_file_and_the_key(
    tmp_path: Path, old: str, new: str, where: str
) -> None:
    assert old in PROFILE
    path = tmp_path / "wire.toml"
    path.write_text(PROFILE.replace(old, new, 1), "utf-8")
    with pytest.raises(SettingsError) as raised:
        load_profile(path)
    assert raised.value.path == path
    assert where in raised.value.reason
    with pytest.raises(SettingsError):
        read(make_page(), tmp_path)


def test_a_profile_may_be_as_short_as_this() -> None:
    profile = parse_profile('name = "Wire"\nhosts = "wire.example"\n')
    assert profile.has_host("wire.example")
    assert not profile.has_host("other.example")
