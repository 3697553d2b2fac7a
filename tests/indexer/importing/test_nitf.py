"""NITF and NewsML 1: what agencies delivered before NewsML-G2."""

from pathlib import Path
from typing import Any

import pytest

from indexer.importing.fields import RecordRules
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.readers.newsml_one import NewsmlOneReader
from indexer.importing.readers.nitf import NitfReader
from indexer.importing.records import ArticleBuilder
from indexer.labels import Labels
from tests.indexer.importing.files import read_file, tell_reader
from tests.indexer.importing.test_exporters import MOSCOW, NoCountries

NITF = """<nitf{attributes}><head><title>bridge-slug</title>
<docdata management-status="{status}"><doc-id id-string="agency-17"/>
<date.issue norm="20140503T103000+0400"/><date.release norm="20140503T120000+0400"/>
<doc.copyright holder="South Wire" year="2014"/>
<key-list><keyword key="дороги"/><keyword key="реки"/></key-list>
<identified-content><location><country iso-cc="GE">Грузия</country></location>
</identified-content></docdata></head>
<body><body.head><hedline><hl1>Мост открыт</hl1><hl2>Он новый</hl2></hedline>
<byline>Автор: <person>Анна Орлова</person></byline><distributor>South Wire</distributor>
<dateline><location>ВЕНА <country iso-cc="AT"/></location></dateline>
<abstract><p>Коротко.</p></abstract></body.head>
<body.content><p>Мост <em>открыт</em>.</p><p>Он новый.</p><media media-type="image">
<media-reference source="1.jpg"/><media-caption>Мост с юга</media-caption></media></body.content>
</body></nitf>"""
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE {root} SYSTEM "http://example.org/{root}.dtd">
"""
ITEM = """<NewsItem><Identification><NewsIdentifier><ProviderId>example.org</ProviderId>
<NewsItemId>17</NewsItemId><PublicIdentifier>urn:newsml:example.org:17</PublicIdentifier>
</NewsIdentifier></Identification><NewsManagement><NewsItemType FormalName="News"/>
<FirstCreated>20140503T103000+0400</FirstCreated>
<ThisRevisionCreated>20140503T120000+0400</ThisRevisionCreated>
<Status FormalName="{status}"/></NewsManagement>
<NewsComponent><AdministrativeMetadata><Provider><Party FormalName="South Wire"/></Provider>
</AdministrativeMetadata><DescriptiveMetadata><Language FormalName="ru"/>
<Location><Property FormalName="Country" Value="GE"/></Location></DescriptiveMetadata>
<NewsLines><HeadLine>Мост открыт</HeadLine><ByLine>Анна Орлова</ByLine>
<KeywordLine>дороги</KeywordLine><CopyrightLine>© 2014 South Wire</CopyrightLine></NewsLines>
<NewsComponent><ContentItem><MediaType FormalName="{media}"/>{content}</ContentItem></NewsComponent>
</NewsComponent></NewsItem>"""
CONTENTS = [
    NITF.format(attributes="", status="usable"),
    "<html><body><p>Мост <b>открыт</b>.</p><p>Он новый.</p></body></html>",
    "<p>Мост <b>открыт</b>.</p><p>Он новый.</p>",
    "Мост открыт.\n\nОн новый.",
]


def read(path: Path, text: str) -> list[RawRecord | Rejection]:
    path.write_text(text, "utf-8")
    reader = tell_reader(path)
    assert isinstance(reader, NitfReader | NewsmlOneReader)
    return read_file(reader, path)


def build(record: RawRecord | Rejection) -> dict[str, Any]:
    assert isinstance(record, RawRecord)
    builder = ArticleBuilder(MOSCOW, Labels(), NoCountries(), RecordRules())
    article = builder.build(record, "news.xml", "nitf")
    return {
        "title": article.title, "body": article.body, "lang": article.lang,
        "published": article.published.isoformat(), "authors": article.authors,
        "source": article.source,
    }  # fmt: skip


ARTICLE = {
    "title": "Мост открыт", "body": "Мост открыт.\n\nОн новый.", "lang": "ru",
    "published": "2014-05-03T10:30:00+04:00", "authors": ("anna-orlova",), "source": "south-wire",
}  # fmt: skip


@pytest.mark.parametrize(
    "attributes", ["", ' xml:lang="ru"', ' xmlns="http://iptc.org/std/NITF/2006-10-18/"']
)
def test_document_of_nitf_is_an_article(tmp_path: Path, attributes: str) -> None:
    text = NITF.format(attributes=attributes, status="usable")
    (record,) = read(tmp_path / "news.xml", HEAD.format(root="nitf") + text)
    assert build(record) == ARTICLE
    assert isinstance(record, RawRecord)
    assert record.values["lead"] == "Коротко."
    assert record.values["captions"] == ["Мост с юга"]
    assert record.values["tags"] == ["дороги", "реки"]
    assert record.values["countries"] == ["GE"]
    assert record.values["notices"] == ["© 2014 South Wire"]
    assert record.values["updated"] == "20140503T120000+0400"


def test_document_of_nitf_that_is_withheld_says_so(tmp_path: Path) -> None:
    (record,) = read(tmp_path / "news.nitf", NITF.format(attributes="", status="withheld"))
    assert isinstance(record, RawRecord)
    assert record.values["pubstatus"] == "withheld"


@pytest.mark.parametrize("content", CONTENTS)
def test_item_of_newsml_1_is_an_article(tmp_path: Path, content: str) -> None:
    item = ITEM.format(
        status="Usable", media="Text", content=f"<DataContent>{content}</DataContent>"
    )
    text = f'{HEAD.format(root="NewsML")}<NewsML Version="1.2">{item}</NewsML>'
    (record,) = read(tmp_path / "news.xml", text)
    assert build(record) == ARTICLE
    assert isinstance(record, RawRecord)
    assert record.values["id"] == "urn:newsml:example.org:17"
    assert record.values["countries"] == ["GE"]
    assert record.values["notices"] == ["© 2014 South Wire"]


def test_pictures_of_newsml_1_are_counted_and_what_is_canceled_says_so(tmp_path: Path) -> None:
    picture = ITEM.format(status="Usable", media="Photo", content="")
    canceled = ITEM.format(
        status="Canceled", media="Text", content=f"<DataContent>{CONTENTS[-1]}</DataContent>"
    )
    (tmp_path / "news.xml").write_text(f"<NewsML>{picture}{canceled}</NewsML>", "utf-8")
    reader = NewsmlOneReader()
    (record,) = read_file(reader, tmp_path / "news.xml")
    assert isinstance(record, RawRecord)
    assert record.values["pubstatus"] == "Canceled"
    assert reader.skipped == {"photo": 1}


def test_file_without_texts_is_rejected(tmp_path: Path) -> None:
    picture = ITEM.format(status="Usable", media="Photo", content="")
    (rejection,) = read(tmp_path / "news.xml", f"<NewsML>{picture}</NewsML>")
    assert isinstance(rejection, Rejection)
    assert rejection.reason == "NewsML 1 without texts: the outermost element is <NewsML>"
