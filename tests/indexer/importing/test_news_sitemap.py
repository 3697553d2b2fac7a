"""News sitemaps: articles without their texts, which is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.readers.sitemap import SitemapReader
from tests.indexer.importing.files import read_file
from tests.indexer.importing.test_importing import run

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
%s</urlset>"""
NEWS = """<url><loc>https://example.org/news/17</loc>
<news:news><news:publication><news:name>Южный вестник</news:name><news:language>ru</news:language>
</news:publication><news:publication_date>2014-05-03T10:30:00+04:00</news:publication_date>
<news:title>Мост открыт</news:title><news:keywords>дороги, реки</news:keywords></news:news>
<image:image><image:loc>https://example.org/1.jpg</image:loc>
<image:caption>Мост с юга</image:caption></image:image></url>
"""
BARE = "<url><loc>https://example.org/about</loc></url>\n"


def records(tmp_path: Path, content: str) -> list[RawRecord | Rejection]:
    (tmp_path / "news.xml").write_text(content, "utf-8")
    return read_file(SitemapReader(), tmp_path / "news.xml")


def test_an_article_without_its_text_is_imported_and_told(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    (tmp_path / "sitemap-news.xml").write_text(SITEMAP % NEWS, "utf-8")
    report = run(home, analyzer, tmp_path / "sitemap-news.xml")
    assert report.rejected == []
    assert [(one.field, one.reason) for one in report.doubts] == [
        ("body", "the sitemap has no text")
    ]
    with Archive.open(home.database) as archive:
        ((_, article),) = archive.articles()
    assert (article.title, article.lang, article.body) == ("Мост открыт", "ru", "")
    assert article.published.isoformat() == "2014-05-03T10:30:00+04:00"
    assert (article.url, article.tags) == ("https://example.org/news/17", ("dorogi", "reki"))
    assert (article.captions, article.source) == (("Мост с юга",), "yuzhnyy-vestnik")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (SITEMAP % (BARE * 3), "a sitemap without news"),
        (SITEMAP % "", "a sitemap without news"),
        ("<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>", "a sitemap without news"),
    ],
)
def test_a_sitemap_without_news_is_rejected_once(tmp_path: Path, content: str, reason: str) -> None:
    (told,) = records(tmp_path, content)
    assert isinstance(told, Rejection)
    assert told.reason.startswith(reason)


def test_addresses_beside_news_are_counted_and_broken_ones_told(tmp_path: Path) -> None:
    path = tmp_path / "news.xml"
    path.write_text(SITEMAP % (NEWS + BARE + "<url>&x;</url>" + NEWS + BARE), "utf-8")
    reader = SitemapReader()
    found = read_file(reader, path)
    assert [isinstance(one, RawRecord) for one in found] == [True, False, True]
    assert reader.skipped == {"address without news": 2}
