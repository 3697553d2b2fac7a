"""Exports of WordPress: posts become articles, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.readers.wxr import WxrReader
from tests.indexer.importing.files import measure_reading, read_file, tell_reader
from tests.indexer.importing.test_importing import run

EXPORT = """<?xml version="1.0" encoding="UTF-8" ?>
<!-- This is an export. It holds <item>s. -->
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>South Wire</title><language>en-US</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_id>2</wp:author_id><wp:author_login><![CDATA[anna]]></wp:author_login>
<wp:author_display_name><![CDATA[Анна Орлова]]></wp:author_display_name></wp:author>
<wp:author><wp:author_login>ivan</wp:author_login><wp:author_display_name/>
<wp:author_first_name>Иван</wp:author_first_name><wp:author_last_name>Петров</wp:author_last_name>
</wp:author>
%s
</channel></rss>"""

CLASSIC = """<![CDATA[[caption id="a" width="300"]<img src="1.jpg"
alt="x"/> Старый мост[/caption]
Мост <a
href="https://example.org">открыт</a> &amp; освящён.
Движение пущено.

Второй абзац <strong>важен</strong>.]]>"""
BLOCKS = """<![CDATA[<!-- wp:paragraph -->
<p>The bridge
opened.</p>
<!-- /wp:paragraph -->
<!-- wp:image {"id":7} --><figure><img src="1.jpg"/><figcaption>The bridge</figcaption></figure>
<!-- /wp:image -->]]>"""


def post(number: int, **fields: str) -> str:
    said = {
        "title": f"Post {number}",
        "link": f"https://example.org/{number}/",
        "guid": f"https://example.org/?p={number}",
        "dc:creator": "<![CDATA[anna]]>",
        "content:encoded": "<![CDATA[Words]]>",
        "wp:post_id": str(number),
        "wp:post_date": "2014-05-03 10:30:00",
        "wp:post_date_gmt": "2014-05-03 06:30:00",
        "wp:status": "publish",
        "wp:post_type": "post",
    } | {name.replace("__", ":"): text for name, text in fields.items()}
    terms = said.pop("terms", "")
    return f"<item>{''.join(f'<{n}>{text}</{n}>' for n, text in said.items())}{terms}</item>\n"


def records(tmp_path: Path, *items: str) -> list[RawRecord | Rejection]:
    path = tmp_path / "site.xml"
    path.write_text(EXPORT % "".join(items), "utf-8")
    return read_file(WxrReader(), path)


def test_posts_become_articles(home: ArchiveHome, analyzer: Analyzer, tmp_path: Path) -> None:
    path = tmp_path / "site.xml"
    terms = (
        '<category domain="category" nicename="dorogi"><![CDATA[Дороги]]></category>'
        '<category domain="post_tag" nicename="reki"><![CDATA[реки]]></category>'
        '<category domain="category" nicename="bez-rubriki"><![CDATA[Без рубрики]]></category>'
        '<category domain="language" nicename="{}"><![CDATA[x]]></category>'
        '<category domain="post_translations" nicename="pll_1"><![CDATA[pll_1]]></category>'
        '<category domain="region" nicename="ge"><![CDATA[Georgia]]></category>'
    )
    path.write_text(
        EXPORT
        % (
            post(1, content__encoded=CLASSIC, terms=terms.format("ru"), excerpt__encoded="Кратко")
            + post(
                2,
                content__encoded=BLOCKS,
                terms=terms.format("en"),
                dc__creator="ivan",
                wp__post_date_gmt="0000-00-00 00:00:00",
                wp__post_modified_gmt="2014-05-04 06:30:00",
            )
        ),
        "utf-8",
    )
    report = run(home, analyzer, path)
    assert (report.rejected, report.doubts) == ([], [])
    with Archive.open(home.database) as archive:
        first, second = sorted((a for _, a in archive.articles()), key=lambda a: a.lang != "ru")
    assert first.body == ("Мост открыт & освящён.\n\nДвижение пущено.\n\nВторой абзац важен.")
    assert (first.captions, first.lead) == (("Старый мост",), "Кратко")
    assert first.published.isoformat() == "2014-05-03T06:30:00+00:00"
    assert (first.lang, first.story) == ("ru", "pll_1")
    assert (first.authors, first.source) == (("anna-orlova",), "south-wire")
    assert (first.tags, first.countries) == (("dorogi", "reki"), ("GE",))
    assert first.url == "https://example.org/1/"
    assert first.mirrors == ("https://example.org/?p=1",)
    assert (second.body, second.captions) == ("The bridge opened.", ("The bridge",))
    assert second.published.isoformat() == "2014-05-03T10:30:00+04:00"
    assert second.modified is not None
    assert (second.lang, second.story, second.authors) == ("en", "pll_1", ("ivan-petrov",))


@pytest.mark.parametrize("status", ["draft", "private", "trash", "pending", "future"])
def test_what_is_not_published_is_rejected_as_such(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, status: str
) -> None:
    path = tmp_path / "site.xml"
    secret = post(2, wp__post_password="<![CDATA[x]]>")  # noqa: S106
    path.write_text(EXPORT % (post(1, wp__status=status) + secret), "utf-8")
    report = run(home, analyzer, path)
    assert [one.reason for one in report.rejected] == [
        f"not published (status: {status})",
        "not published (behind a password)",
    ]


def test_what_is_no_article_is_counted(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    kinds = ["attachment", "page", "page", "interview", "nav_menu_item", "post"]
    items = [post(number, wp__post_type=kind) for number, kind in enumerate(kinds)]
    path = tmp_path / "site.xml"
    empty = post(9, wp__post_type="banner", content__encoded="")
    path.write_text(EXPORT % "".join([*items, empty]), "utf-8")
    report = run(home, analyzer, path)
    assert report.outcomes["new"] == 2
    assert report.total.skipped == {"attachment": 1, "page": 2, "nav_menu_item": 1, "banner": 1}
    assert report.rejected == []


def test_an_export_without_posts_is_told(tmp_path: Path) -> None:
    for items in (post(1, wp__post_type="page"), ""):
        (rejection,) = records(tmp_path, items)
        assert isinstance(rejection, Rejection)
        assert rejection.reason.startswith("an export without posts")


def test_several_authors_are_terms(tmp_path: Path) -> None:
    terms = "".join(
        f'<category domain="author" nicename="cap-{login}">{login}</category>'
        for login in ("ivan", "anna")
    )
    (record,) = records(tmp_path, post(1, terms=terms))
    assert isinstance(record, RawRecord)
    assert record.values["authors"] == ["Иван Петров", "Анна Орлова"]


def test_the_plugin_wpml_tells_language_and_story(tmp_path: Path) -> None:
    meta = "".join(
        f"<wp:postmeta><wp:meta_key>_wpml_import_{key}</wp:meta_key>"
        f"<wp:meta_value>{value}</wp:meta_value></wp:postmeta>"
        for key, value in (("language_code", "ru"), ("translation_group", "17"))
    )
    (record,) = records(tmp_path, post(1, terms=meta))
    assert isinstance(record, RawRecord)
    assert (record.values["lang"], record.values["story"]) == ("ru", "17")


def test_a_broken_post_costs_only_itself(tmp_path: Path) -> None:
    found = records(tmp_path, post(1), post(2, title="&xxe;"), post(3, title="a<b"), post(4))
    assert sorted(one.reason[:18] for one in found if isinstance(one, Rejection)) == [
        "an entity that is ",
        "broken XML at line",
    ]
    assert [one.number for one in found if isinstance(one, RawRecord)] == [12, 15]


def test_posts_before_a_broken_end_are_read(tmp_path: Path) -> None:
    path = tmp_path / "site.xml"
    path.write_text((EXPORT % (post(1) + post(2)))[:-300], "utf-8")
    first, second = read_file(WxrReader(), path)
    assert isinstance(first, RawRecord)
    assert isinstance(second, Rejection)
    assert second.reason == "the file ends within <item>"


def test_exports_are_no_feeds(tmp_path: Path) -> None:
    for name in ("site.xml", "site.rss", "site", "site.wordpress.2014-05-03.xml"):
        (tmp_path / name).write_text(EXPORT % post(1), "utf-8")
        assert isinstance(tell_reader(tmp_path / name), WxrReader)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    used = []
    for posts in (100, 4_000):
        path = tmp_path / "site.xml"
        text = f"<![CDATA[{'Words of a post. ' * 500}]]>"
        with path.open("w", encoding="utf-8") as file:
            file.write((EXPORT % "").partition("</channel>")[0])
            file.writelines(post(number, content__encoded=text) for number in range(posts))
            file.write("</channel></rss>")
        count, peak = measure_reading(WxrReader, path)
        assert count == posts
        used.append(peak)
    assert used[1] < used[0] + 8 * 1024
