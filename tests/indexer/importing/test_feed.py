"""Feeds of all kinds: what an entry says, told apart from what its feed says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.errors import ExtraMissingError
from indexer.home.paths import ArchiveHome
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.readers.feed import FeedReader
from tests.indexer.importing.files import read_file, tell_reader
from tests.indexer.importing.test_importing import run

NAMESPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom"'
)
RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand -->
<rss version="2.0" {NAMESPACES}>
<channel>
<title>South Wire</title><link>https://south.example.org/</link><language>en-us</language>
<atom:link rel="self" href="https://south.example.org/feed.xml"/>
<image><title>A logo</title><link>https://other.example.org/</link></image>
%s
</channel></rss>"""
ITEM = """<item><title>Bridge opens &amp; closes</title><link>/news/17</link>
<guid isPermaLink="false">n-17</guid><pubDate>Sat, 03 May 2014 10:30:00 +0400</pubDate>
<dc:creator>Anna Orlova</dc:creator><dc:creator>Ivan Petrov</dc:creator>
<category>roads</category><category domain="https://south.example.org/t">rivers</category>
<description>The bridge over the river opened on Saturday […]</description>
<content:encoded><![CDATA[<p>The bridge over the river opened on Saturday and closed on Sunday.</p>
<p>It was &laquo;too low&raquo;.</p><script>alert(1)</script>]]></content:encoded>
<media:content url="https://south.example.org/1.jpg"><media:title>1.jpg</media:title>
<media:description>The bridge from the south</media:description></media:content></item>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ru" xml:base="https://yug.example.org/">
<title type="text">Южный вестник</title><link href="/"/><link rel="self" href="/feed"/>
<author><name>Редакция Юга</name></author><updated>2014-05-04T00:00:00Z</updated>
%s
</feed>"""
ENTRY = """<entry><title type="html">Мост &lt;b&gt;открыт&lt;/b&gt;</title>
<link rel="alternate" href="news/17"/><link rel="enclosure" href="1.jpg"/>
<id>tag:yug.example.org,2014:17</id><published>2014-05-03T10:30:00+04:00</published>
<updated>2014-05-03T12:00:00+04:00</updated><author><name>Анна Орлова</name></author>
<category term="t1" label="дороги"/><category term="реки"/><summary>Открылся мост.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>В субботу.</p><p>Потом.</p></div>
</content></entry>"""


def records(tmp_path: Path, content: str | bytes) -> list[RawRecord | Rejection]:
    path = tmp_path / "feed.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(FeedReader(), path)


def values(tmp_path: Path, content: str | bytes) -> dict[str, Any]:
    (record,) = records(tmp_path, content)
    assert isinstance(record, RawRecord)
    return dict(record.values)


def test_an_item_of_rss_becomes_an_article(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    (tmp_path / "news").write_text(RSS % ITEM, "utf-8")
    report = run(home, analyzer, tmp_path / "news")
    assert (report.rejected, report.doubts) == ([], [])
    with Archive.open(home.database) as archive:
        ((_, article),) = archive.articles()
    assert (article.id, article.lang) == ("n-17", "en")
    assert article.title == "Bridge opens & closes"
    assert article.lead == ""
    assert article.body == (
        "The bridge over the river opened on Saturday and closed on Sunday.\n\nIt was «too low»."
    )
    assert article.captions == ("The bridge from the south",)
    assert article.published.isoformat() == "2014-05-03T10:30:00+04:00"
    assert article.authors == ("anna-orlova", "ivan-petrov")
    assert article.tags == ("roads", "rivers")
    assert article.source == "south-wire"
    assert article.url == "https://south.example.org/news/17"


def test_an_entry_of_atom_becomes_an_article(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    (tmp_path / "news.atom").write_text(ATOM % ENTRY, "utf-8")
    report = run(home, analyzer, tmp_path / "news.atom")
    assert (report.rejected, report.doubts) == ([], [])
    with Archive.open(home.database) as archive:
        ((_, article),) = archive.articles()
    assert (article.id, article.lang) == ("tag:yug.example.org,2014:17", "ru")
    assert (article.title, article.lead) == ("Мост открыт", "Открылся мост.")
    assert article.body == "В субботу.\n\nПотом."
    assert article.modified is not None
    assert article.authors == ("anna-orlova",)
    assert article.url == "https://yug.example.org/news/17"


def test_what_an_entry_does_not_say_its_feed_does(tmp_path: Path) -> None:
    said = values(tmp_path, ATOM % "<entry><title>Слова</title></entry>")
    assert said["authors"] == ["Редакция Юга"]
    assert (said["source"], said["lang"]) == ("Южный вестник", "ru")
    said = values(tmp_path, RSS % "<item><title>T</title><source>North Wire</source></item>")
    assert said["source"] == "North Wire"
    assert "authors" not in said


RDF = """<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel rdf:about="x"><title>W</title>
</channel><item rdf:about="https://example.org/1"><title>T</title>
<dc:date>2014-05-03</dc:date></item></rdf:RDF>"""
ATOM_03 = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>W</title>
<entry><title>T</title><issued>2014-05-03</issued><modified>2014-05-04</modified></entry></feed>"""
RSS_091 = """<rss version="0.91"><channel><title>W</title><item><title>T</title></item></channel>
</rss>"""


@pytest.mark.parametrize(
    ("feed", "dates"),
    [
        (RDF, ("2014-05-03", None)),
        (ATOM_03, ("2014-05-03", "2014-05-04")),
        (RSS_091, (None, None)),
        (ATOM % "<entry><title>T</title><updated>2014-05-04</updated></entry>",
         (None, "2014-05-04")),
        (RSS % "<item><title>T</title><atom:updated>2014-05-04</atom:updated></item>",
         (None, "2014-05-04")),
    ],
    ids=["rdf", "atom 0.3", "rss 0.91", "updated alone", "updated within rss"],
)  # fmt: skip
def test_dates_are_what_the_versions_call_them(
    tmp_path: Path, feed: str, dates: tuple[str | None, ...]
) -> None:
    said = values(tmp_path, feed)
    assert (said.get("published"), said.get("updated")) == dates
    assert (said["title"], said["source"]) != ("", "")


def test_a_long_description_is_the_text_and_a_short_one_tells_of_it(tmp_path: Path) -> None:
    item = "<item><title>T</title><description>{}</description></item>"
    assert values(tmp_path, RSS % item.format("Short"))["lead"] == "Short"
    for text in ("Long text. " * 100, "&lt;p>One&lt;/p>&lt;p>Two&lt;/p>"):
        assert "lead" not in values(tmp_path, RSS % item.format(text))


def test_a_feed_that_calls_russian_english_is_not_believed(tmp_path: Path) -> None:
    text = "<item><title>Мост открыт</title><description>%s</description></item>"
    (record,) = records(tmp_path, RSS % (text % ("Слова на русском языке. " * 5)))
    assert isinstance(record, RawRecord)
    assert "lang" not in record.values
    assert record.remarks == (("lang", "the feed says en; told by the words"),)


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16"])
def test_old_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    feed = f'<?xml version="1.0" encoding="{encoding}"?>' + ATOM % ENTRY
    assert "Мост" in values(tmp_path, feed.encode(encoding))["title"]


def test_a_broken_entry_costs_only_itself_and_is_told(tmp_path: Path) -> None:
    broken = [
        "<item><title>Half&xxe;</title></item>",
        "<item><title>Nested" + "<a>" * 50_000 + "</title></item>",
        "<item><title>Паводок размыл дорогу\udcff</title></item>",
        "<item><author>" + "a" * 100_000 + "</author></item>",
        "<item>" + "<category>a</category>" * 1_001 + "</item>",
        "<item><title>Never closed",
    ]
    feed = RSS % "".join((*broken, ITEM))
    *rejected, last = records(tmp_path, feed.encode("utf-8", "surrogateescape"))
    assert [one.reason.split(":")[0] for one in rejected if isinstance(one, Rejection)] == [
        "an entity that is not known",
        "broken XML at line 8",
        "invalid UTF-8 at byte 53 of the element",
        "over 5000 characters in <author>",
        "over 1000 elements in the entry",
        "<item> is not closed",
    ]
    assert isinstance(last, RawRecord)
    assert (last.number, last.values["id"]) == (8, "n-17")


def test_what_is_hardly_xml_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    item = "<item><title>Fish & chips</title><description>a<br>b</description></item>"
    (record,) = records(tmp_path, RSS % item)
    assert isinstance(record, RawRecord)
    assert record.values["title"] == "Fish & chips"
    ((_, told),) = record.remarks
    assert told.endswith("read as far as it goes")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "the file is empty"),
        ("no words of XML", "the file is no XML"),
        (RSS % "", "a feed without entries: the outermost element is <rss>"),
        ("<html><p>T</p></html>", "a feed without entries: the outermost element is <html>"),
        ("\0\1\2" * 1000, "the file is no XML"),
    ],
)
def test_what_is_no_feed_is_told(tmp_path: Path, content: str, reason: str) -> None:
    (told,) = records(tmp_path, content)
    assert isinstance(told, Rejection)
    assert told.reason == reason


def test_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("SECRET", "utf-8")
    bomb = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 12))
    feed = RSS.replace(
        "<!-- made by hand -->",
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY l0 "lol">{bomb}]>',
    )
    for entity in ("x", "l11"):
        (told,) = records(tmp_path, feed % f"<item><title>T &{entity};</title></item>")
        assert isinstance(told, Rejection)
        assert told.reason == f"an entity that is not known: &{entity};"


@pytest.mark.parametrize("prolog", ["", "\n\n", "\ufeff", "<!--a--><?pi b?><!DOCTYPE rss>\n"])
@pytest.mark.parametrize("name", ["news", "news.xml", "news.txt", "news.rss"])
def test_feeds_are_told_by_how_they_begin(tmp_path: Path, prolog: str, name: str) -> None:
    path = tmp_path / name
    for content in (RSS, ATOM):
        path.write_text(prolog + content.removeprefix('<?xml version="1.0" encoding="utf-8"?>'),
                        "utf-8")  # fmt: skip
        assert isinstance(tell_reader(path), FeedReader)


def test_a_missing_library_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "feedparser", None)
    with pytest.raises(ExtraMissingError) as told:
        records(tmp_path, RSS % ITEM)
    assert told.value.command == "pip install letopis[import]"


def test_an_exported_blog_holds_more_than_articles(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    entry = """<entry><title>{0}</title><published>2014-05-03</published><category term="roads"/>
<category term="http://schemas.google.com/blogger/2008/kind#{0}"/>{1}</entry>"""
    draft = """<a:control xmlns:a="http://purl.org/atom/app#"><a:draft>yes</a:draft></a:control>"""
    path = tmp_path / "blog.xml"
    entries = ("post", ""), ("comment", ""), ("post", draft)
    path.write_text(ATOM % "".join(entry.format(*one) for one in entries), "utf-8")
    report = run(home, analyzer, path)
    assert [one.reason for one in report.rejected] == [
        "no article, but a comment of a blog",
        "not published (draft: yes)",
    ]
    with Archive.open(home.database) as archive:
        ((_, article),) = archive.articles()
    assert article.tags == ("roads",)
