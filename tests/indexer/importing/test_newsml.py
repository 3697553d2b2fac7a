"""NewsML-G2: the texts of agencies become articles, whatever markup they are in."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.readers.newsml import NewsmlReader
from tests.indexer.importing.files import read_file, tell_reader
from tests.indexer.importing.test_importing import run

MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header><sent>2014-05-03</sent></header>
<itemSet>
%s</itemSet></newsMessage>"""
ITEM = """<newsItem guid="urn:newsml:agency:17" version="2" standard="NewsML-G2" xml:lang="ru">
<rightsInfo><copyrightHolder/><copyrightNotice>© 2014 Агентство</copyrightNotice>
<usageTerms>Не для продажи</usageTerms></rightsInfo>
<itemMeta><itemClass qcode="ninat:{kind}"/><provider qcode="prov:south"><name>South Wire</name>
</provider><versionCreated>2014-05-03T12:00:00+04:00</versionCreated>
<firstCreated>2014-05-03T10:30:00+04:00</firstCreated><pubStatus qcode="stat:{status}"/></itemMeta>
<contentMeta><creator type="cpnat:person"><name>Анна Орлова</name></creator>
<creator type="cpnat:organisation"><name>South Wire</name></creator>
<subject qcode="medtop:1"><name xml:lang="en">roads</name><name xml:lang="ru">дороги</name>
</subject>
<subject type="cpnat:geoArea" qcode="iso3166-1a2:GE"><name>Грузия</name></subject>
<subject type="cpnat:geoArea" qcode="area:1"><name>Кахетия</name></subject>
<subject type="cpnat:person" literal="Ли Вэй"/>
<keyword>реки</keyword><language tag="ru"/><slugline>МОСТ</slugline>
<headline xml:lang="en">Bridge opens</headline><headline xml:lang="ru">Мост открыт</headline>
<dateline>ТБИЛИСИ</dateline><by>Анна Орлова, Иван Петров</by>
<description role="drol:summary">Открылся мост.</description></contentMeta>
<contentSet>{content}</contentSet></newsItem>
"""
XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml">
<head><title>Мост</title></head><body><header><h1>Мост открыт</h1><p>3 мая</p></header>
<h1>Мост открыт</h1><p>Мост <b>открыт</b>.</p><p>Он новый.</p>
<figure><img src="1.jpg"/><figcaption>Мост с юга</figcaption></figure></body></html></inlineXML>"""
NITF = """<inlineXML contenttype="application/nitf+xml">
<nitf xmlns="http://iptc.org/std/NITF/2006-10-18/"><head/><body><body.head><hedline>
<hl1>Мост открыт</hl1></hedline><byline>Анна Орлова</byline></body.head>
<body.content><block><p>Мост <em>открыт</em>.</p><p>Он новый.</p>
<media><media-reference/><media-caption>Мост с юга</media-caption></media></block></body.content>
</body></nitf></inlineXML>"""
PREFIXED = (
    XHTML.replace("<p", "<h:p")
    .replace("</p", "</h:p")
    .replace("<html ", '<html xmlns:h="http://www.w3.org/1999/xhtml" ')
)
PLAIN = """<inlineData contenttype="text/plain">Мост открыт.

Он новый.</inlineData>"""


def item(content: str = XHTML, kind: str = "text", status: str = "usable") -> str:
    return ITEM.format(content=content, kind=kind, status=status)


def records(tmp_path: Path, *items: str) -> list[RawRecord | Rejection]:
    (tmp_path / "news.xml").write_text(MESSAGE % "".join(items), "utf-8")
    return read_file(NewsmlReader(), tmp_path / "news.xml")


@pytest.mark.parametrize("content", [XHTML, NITF, PREFIXED, PLAIN, PLAIN + XHTML])
@pytest.mark.parametrize("form", [MESSAGE, '<?xml version="1.0"?>%s'])
def test_an_item_becomes_an_article(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, content: str, form: str
) -> None:
    text = item(content)
    if form != MESSAGE:
        text = text.replace("<newsItem ", '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" ')
    path = tmp_path / "news.xml"
    path.write_text(form % text, "utf-8")
    report = run(home, analyzer, path)
    assert (report.rejected, report.doubts) == ([], [])
    with Archive.open(home.database) as archive:
        ((_, article),) = archive.articles()
    assert (article.id, article.lang) == ("urn:newsml:agency:17", "ru")
    assert (article.title, article.lead) == ("Мост открыт", "Открылся мост.")
    assert article.body == "Мост открыт.\n\nОн новый."
    assert article.captions == (("Мост с юга",) if content != PLAIN else ())
    assert article.published.isoformat() == "2014-05-03T10:30:00+04:00"
    assert article.modified is not None
    assert article.authors == ("anna-orlova", "ivan-petrov")
    assert article.source == "south-wire"
    assert (article.tags, article.countries) == (("dorogi", "reki"), ("GE",))
    assert article.notices == ("© 2014 Агентство", "Не для продажи")
    assert article.extra == {
        "places": ["Кахетия"], "people": ["Ли Вэй"], "version": "2", "slugline": "МОСТ",
        "dateline": "ТБИЛИСИ",
    }  # fmt: skip


@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_what_is_withheld_is_not_published(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, status: str
) -> None:
    (tmp_path / "news.xml").write_text(MESSAGE % item(status=status), "utf-8")
    (told,) = run(home, analyzer, tmp_path / "news.xml").rejected
    assert told.reason == f"not published (pubstatus: {status})"


def test_what_is_no_article_is_counted(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    items = [
        "<packageItem guid='p'><itemRef residref='a'/></packageItem>",
        item(),
        item(kind="picture"),
        "<newsItem>&xxe;</newsItem>",
        item(kind="picture"),
    ]
    (tmp_path / "news.xml").write_text(MESSAGE % "".join(items), "utf-8")
    report = run(home, analyzer, tmp_path / "news.xml")
    assert report.outcomes["new"] == len(report.rejected) == 1
    assert report.total.skipped == {"packageItem": 1, "picture": 2}


def test_an_item_whose_text_is_elsewhere_is_told(tmp_path: Path) -> None:
    (record,) = records(tmp_path, item("<remoteContent href='https://example.org/a.html'/>"))
    assert isinstance(record, RawRecord)
    assert record.remarks == (("body", "the item has no text in it"),)


def test_a_message_without_texts_is_told(tmp_path: Path) -> None:
    for items in (item(kind="video"), ""):
        (rejection,) = records(tmp_path, items)
        assert isinstance(rejection, Rejection)
        assert rejection.reason.startswith("NewsML without texts")


def test_codes_may_be_addresses(tmp_path: Path) -> None:
    text = item().replace('qcode="stat:usable"', 'uri="http://cv.iptc.org/newscodes/status/usable"')
    text = text.replace('qcode="ninat:text"', 'uri="http://cv.iptc.org/newscodes/ninature/text"')
    (record,) = records(tmp_path, text)
    assert isinstance(record, RawRecord)
    assert "pubstatus" not in record.values


def test_messages_are_told_by_how_they_begin(tmp_path: Path) -> None:
    for name in ("news.xml", "news", "news.newsml"):
        (tmp_path / name).write_text(MESSAGE % item(), "utf-8")
        assert isinstance(tell_reader(tmp_path / name), NewsmlReader)


@pytest.mark.parametrize(
    "link",
    [
        '<link rel="irel:translatedFrom" residref="urn:newsml:agency:16"/>',
        '<link rel="irel:isTranslationOf" href="urn:newsml:agency:16"/>',
        '<link rel="http://example.org/irel/translationOf" residref="urn:newsml:agency:16"/>',
    ],
)
def test_translation_names_its_original(tmp_path: Path, link: str) -> None:
    other = '<link rel="irel:seeAlso" residref="urn:newsml:agency:1"/>'
    (record,) = records(tmp_path, item().replace("</itemMeta>", f"{other}{link}</itemMeta>"))
    assert isinstance(record, RawRecord)
    assert record.values["translation_of"] == ["urn:newsml:agency:16"]
