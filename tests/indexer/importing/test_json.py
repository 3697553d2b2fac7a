"""JSON that is not JSON Lines: records in arrays, in pretty objects, in envelopes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome
from indexer.importing.readers import RECORD_LIMIT, RawRecord, Rejection
from indexer.importing.readers.json_document import JsonReader
from tests.indexer.importing.files import read_file
from tests.indexer.importing.test_importing import record, run

RECORDS = [record(str(number), f"Title {number}", body="Слова") for number in range(3)]


@pytest.mark.parametrize(
    "document",
    [
        RECORDS,
        {"status": "ok", "totalResults": 3, "articles": RECORDS},
        {"version": "https://jsonfeed.org/version/1.1", "title": "A feed", "items": RECORDS},
        {"took": 1, "hits": {"total": 3, "hits": [{"_id": "x", "_source": r} for r in RECORDS]}},
        {"db": [{"meta": {"exported_on": 1}, "data": {"tags": [{"name": "a"}], "posts": RECORDS}}]},
        {"data": {"posts": {"edges": [{"node": r, "cursor": "x"} for r in RECORDS]}}},
    ],
    ids=["array", "newsapi", "jsonfeed", "hits", "nested", "edges"],
)
@pytest.mark.parametrize(
    ("indent", "name"), [(None, "news.json"), (2, "news.json"), (2, "news"), (2, "news.jsonl")]
)
def test_the_records_of_a_document_are_found_wherever_they_stand(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, document: object, indent: int | None,
    name: str,
) -> None:  # fmt: skip
    path = tmp_path / name
    path.write_text(json.dumps(document, indent=indent, ensure_ascii=False), "utf-8")
    report = run(home, analyzer, path)
    assert (report.outcomes["new"], report.rejected) == (3, [])


def test_the_names_of_json_feed_are_known(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    item = {
        "id": "17",
        "external_url": "https://example.org/news/17",
        "title": "Bridge opens",
        "content_html": "<p>The bridge opened.</p><p>It is new.</p>",
        "summary": "It opened.",
        "date_published": "2014-05-03T10:30:00+04:00",
        "date_modified": "2014-05-03T12:00:00+04:00",
        "authors": [{"name": "Anna Orlova", "url": "https://example.org/anna"}],
        "tags": ["roads"],
        "language": "en-US",
    }
    path = tmp_path / "feed.json"
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "South Wire", "items": [item]}
    path.write_text(json.dumps(feed), "utf-8")
    report = run(home, analyzer, path)
    assert (report.rejected, report.doubts) == ([], [])
    with Archive.open(home.database) as archive:
        ((_, article),) = archive.articles()
    assert (article.id, article.lang, article.lead) == ("17", "en", "It opened.")
    assert article.body == "The bridge opened.\n\nIt is new."
    assert (article.authors, article.tags) == (("anna-orlova",), ("roads",))
    assert article.modified is not None
    assert article.url == "https://example.org/news/17"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(RECORDS[0]),
        json.dumps(RECORDS[0], indent=1),
        "\n".join(json.dumps(one, indent=1) for one in RECORDS),
        "[\n" + ",\n".join(json.dumps(one) for one in RECORDS) + "\n]",
    ],
)
def test_one_record_and_several_one_after_another(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, text: str
) -> None:
    for name in ("news.json", "other.jsonl"):
        (tmp_path / name).write_text(text, "utf-8")
        report = run(home, analyzer, tmp_path / name)
        assert report.rejected == []
        assert sum(report.outcomes.values()) == (3 if "Title 2" in text else 1)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b'[{"title": "T"}, {"title": ', "broken JSON, the rest is left"),
        (b'[{"title": "T"}, nonsense]', "broken JSON, the rest is left"),
        (b'[{"title": "T"}, 5]', "expected a JSON object"),
        (b"[]", "no record in the JSON"),
        (b'[{"title": "T"}, {"a": "' + b"x" * 2 * RECORD_LIMIT + b'"}]', "the record is over"),
        (b'[{"title": "T"}, ' + b"[" * 1_000_000, "the JSON is nested too deeply"),
        (b'[{"title": "T"}, {"a": nan}]', "broken JSON"),
        (b'[{"title": "T"}, {"a": "\xff"}]', "invalid UTF-8"),
    ],
)
def test_what_is_broken_ends_the_file_and_is_told(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "news.json"
    path.write_bytes(content)
    *records, last = read_file(JsonReader(), path)
    assert all(isinstance(one, RawRecord) for one in records)
    assert isinstance(last, Rejection)
    assert last.reason.startswith(reason)
    assert len(records) == content.count(b'"T"')
