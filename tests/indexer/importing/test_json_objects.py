"""Objects of JSON that are no records as they stand: graphs, records under keys, and those of
programs."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from indexer.article import Article
from indexer.importing.fields import RecordRules
from indexer.importing.readers import RawRecord
from indexer.importing.readers.json_document import JsonReader
from indexer.importing.readers.json_places import find_records
from indexer.importing.readers.jsonl import JsonlReader
from indexer.importing.records import ArticleBuilder
from indexer.labels import Labels
from tests.indexer.importing.files import read_file
from tests.indexer.importing.test_exporters import MOSCOW, NEEDED, TEXT, NoCountries

BRIDGE = {"title": "Bridge opens", "date": "2019-03-05", "text": "The bridge is open."}


def read_document(tmp_path: Path, value: object) -> list[dict[str, Any]]:
    return _read(tmp_path / "news.json", json.dumps(value, indent=1))


def read_line(tmp_path: Path, value: object) -> list[dict[str, Any]]:
    return _read(tmp_path / "news.jsonl", json.dumps(value))


def _read(path: Path, text: str) -> list[dict[str, Any]]:
    path.write_text(text)
    records = read_file(JsonReader() if path.suffix == ".json" else JsonlReader(), path)
    assert all(isinstance(record, RawRecord) for record in records)
    return [dict(record.values) for record in records if isinstance(record, RawRecord)]


def build_with_names(values: dict[str, Any]) -> tuple[Article, dict[str, list[str]]]:
    """The article of a record, and the printed names in it by kind."""
    builder = ArticleBuilder(MOSCOW, Labels(), NoCountries(), RecordRules())
    article = builder.build(RawRecord(1, values, ""), "news.jsonl", "jsonl")
    names: dict[str, list[str]] = {}
    for kind, _, _, name in builder.learned:
        names.setdefault(kind, []).append(name)
    return article, names


def test_records_under_keys_have_them_as_ids(tmp_path: Path) -> None:
    keyed = {"17": NEEDED, "n-18": {"guid": "g18", **BRIDGE}}
    records = [{"id": "17", **NEEDED}, keyed["n-18"]]
    assert read_line(tmp_path, keyed) == records
    assert read_document(tmp_path, keyed) == records
    assert read_document(tmp_path, {"count": 2, "articles": keyed}) == records


def test_records_under_keys_are_read_one_by_one(tmp_path: Path) -> None:
    body = "The bridge is open. " * 50_000
    keyed = {str(number): {**BRIDGE, "text": body} for number in range(12)}
    assert [one["id"] for one in read_document(tmp_path, keyed)] == list(keyed)


def test_key_that_is_a_language_is_no_id(tmp_path: Path) -> None:
    ru = {"title": "Мост открыт", "date": "2019-03-05", "text": "Мост открыт."}
    assert read_line(tmp_path, {"ru": ru, "en": BRIDGE}) == [
        {"lang": "ru", **ru},
        {"lang": "en", **BRIDGE},
    ]


@pytest.mark.parametrize(
    "value",
    [
        {"article": NEEDED, "others": [BRIDGE, BRIDGE]},
        {"article": NEEDED, "next": BRIDGE},
        {"data": NEEDED},
        {"_source": NEEDED},
        {**NEEDED, "more": {"a": BRIDGE, "b": BRIDGE}},
    ],
)
def test_objects_within_a_record_are_no_records(tmp_path: Path, value: object) -> None:
    assert read_document(tmp_path, value) == [value]
    assert read_line(tmp_path, value) == [value]


@pytest.mark.parametrize("read", [read_document, read_line])
def test_article_of_a_graph_is_the_record_and_names_others(tmp_path: Path, read: Any) -> None:
    graph = [
        {"@type": "WebSite", "@id": "#site", "name": "South Wire", "url": "https://example.org"},
        {"@type": ["Thing", "NewsArticle"], "headline": "Market opens", "articleBody": TEXT,
         "datePublished": "2019-03-04", "author": [{"@id": "#anna"}],
         "publisher": {"@id": "#site"}},
        {"@type": "Person", "@id": "#anna", "name": "Anna Orlova"},
    ]  # fmt: skip
    (values,) = read(tmp_path, {"@context": "https://schema.org", "@graph": graph})
    article, names = build_with_names(values)
    assert (article.title, article.body) == ("Market opens", TEXT)
    assert names == {"author": ["Anna Orlova"], "source": ["South Wire"]}


def test_embedded_names_of_wordpress_stand_for_its_numbers(tmp_path: Path) -> None:
    post = {
        "id": 17, "date": "2019-03-04T10:00:00", "title": {"rendered": "Market opens"},
        "content": {"rendered": f"<p>{TEXT}</p>"}, "author": 3, "categories": [2], "tags": [4, 7],
        "_embedded": {
            "author": [{"id": 3, "name": "Anna Orlova"}],
            "wp:featuredmedia": [{"id": 9, "caption": {"rendered": "<p>The gate</p>"}}],
            "wp:term": [[{"id": 2, "name": "City", "taxonomy": "category"}],
                        [{"id": 4, "name": "markets", "taxonomy": "post_tag"},
                         {"id": 7, "name": "trade &amp; crafts", "taxonomy": "post_tag"}],
                        [{"id": 8, "name": "Spring fair", "taxonomy": "event"}]],
        },
    }  # fmt: skip
    (values,) = read_line(tmp_path, post)
    article, names = build_with_names(values)
    assert names == {"author": ["Anna Orlova"], "tag": ["City", "trade & crafts"]}
    assert article.tags == ("city", "markets", "trade-crafts")
    assert article.captions == ("The gate",)
    assert article.extra == {"event": ["Spring fair"]}


def test_numbers_of_wordpress_alone_are_no_names(tmp_path: Path) -> None:
    (values,) = read_line(tmp_path, {**NEEDED, "author": 3, "tags": [4, 7]})
    article, names = build_with_names(values)
    assert (article.authors, article.tags, names) == ((), (), {})
    assert article.extra == {"authors": 3, "tags": [4, 7]}


def test_properties_of_notion_are_fields(tmp_path: Path) -> None:
    def runs(*texts: str) -> list[dict[str, str]]:
        return [{"type": "text", "plain_text": text} for text in texts]

    page = {
        "object": "page", "id": "aa-1", "created_time": "2024-01-01T00:00:00.000Z",
        "url": "https://notion.example.org/aa-1",
        "properties": {
            "Name": {"id": "title", "type": "title", "title": runs("Market ", "opens")},
            "Text": {"type": "rich_text", "rich_text": runs(TEXT)},
            "Дата": {"type": "date", "date": {"start": "2019-03-04", "end": None}},
            "Section": {"type": "select", "select": {"name": "City", "color": "red"}},
            "Tags": {"type": "multi_select", "multi_select": [{"name": "markets"}]},
            "Author": {"type": "people", "people": [{"object": "user", "name": "Anna Orlova"}]},
            "Source": {"type": "select", "select": None},
            "URL": {"type": "url", "url": "https://example.org/market"},
        },
    }  # fmt: skip
    (values,) = read_document(tmp_path, {"object": "list", "results": [page]})
    article, names = build_with_names(values)
    assert (article.id, article.title, article.body) == ("aa-1", "Market opens", TEXT)
    assert article.published.date().isoformat() == "2019-03-04"
    assert article.url == "https://example.org/market"
    assert names == {"author": ["Anna Orlova"], "tag": ["City"]}
    assert article.tags == ("markets", "city")


@pytest.mark.parametrize(
    "values",
    [
        {"title_s": "Market opens", "body_txt": TEXT, "published_dt": "2019-03-04T09:00:00Z",
         "tags_ss": ["markets", "trade"], "author_s": "Anna Orlova"},
        {"title_txt_en": "Market opens", "text_txt_en": TEXT, "date_tdt": "2019-03-04",
         "tag_ss": ["markets", "trade"], "author_ss": ["Anna Orlova"]},
        {"ss_title": "Market opens", "tm_x3b_en_body": [TEXT], "ds_published_at": "2019-03-04",
         "sm_tags": ["markets", "trade"], "ss_author": "Anna Orlova"},
        {"textname": "Market opens", "text": TEXT, "textdate": "2019-03-04",
         "texttags": "markets; trade", "textauthor": "Anna Orlova"},
        {"NewsTitle": "Market opens", "news_text": TEXT, "news_published": "2019-03-04",
         "news_tags": "markets; trade", "news_author": "Anna Orlova"},
    ],
)  # fmt: skip
def test_names_are_known_with_what_programs_put_around_them(values: dict[str, Any]) -> None:
    article, names = build_with_names(values)
    assert (article.title, article.body) == ("Market opens", TEXT)
    assert article.published.date().isoformat() == "2019-03-04"
    assert names == {"author": ["Anna Orlova"]}
    assert article.tags == ("markets", "trade")
    assert article.extra == {}


def test_plain_name_goes_before_one_with_something_around_it() -> None:
    numbers = {"news_author": 7, "post_author": "7", "post_category": "4, 7"}
    values = {**NEEDED, "title_s": "Another", "doc_name": "17.txt", **numbers}
    article, names = build_with_names(values)
    assert article.title == "Market opens"
    assert article.extra == {"title_s": "Another", "doc_name": "17.txt", **numbers}
    assert (names, article.authors, article.tags) == ({}, (), ())


@pytest.mark.parametrize(
    "text",
    [
        "{" + ",".join(f'"a{number}":1' for number in range(80_000)) + "}",
        "{" + ",".join(f'"a{number}":{{"b":1}}' for number in range(60_000)) + "}",
        '{"a":' * 50_000,
        "[" + ",".join(f'{{"date":"{number}","text":"x"}}' for number in range(30_000)) + "]",
    ],
)
def test_large_documents_are_looked_at_in_time(text: str) -> None:
    started = time.monotonic()
    find_records(text)
    assert time.monotonic() - started < 10
