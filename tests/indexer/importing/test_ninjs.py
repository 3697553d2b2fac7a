"""ninjs, as agencies deliver it: its objects become articles whatever its version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.home.paths import ArchiveHome
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.readers.ninjs import make_record
from tests.indexer.importing.test_importing import run

PICTURE = {
    "uri": "urn:agency:p1",
    "type": "picture",
    "headline": "A bridge",
    "description_text": "The bridge from the south",
    "renditions": {"main": {"href": "https://example.org/1.jpg", "title": "Large"}},
}
FIRST: dict[str, Any] = {
    "associations": {"mainpic": PICTURE},
    "uri": "urn:agency:17",
    "type": "text",
    "versioncreated": "2014-05-03T12:00:00+04:00",
    "firstcreated": "2014-05-03T10:30:00+04:00",
    "pubstatus": "usable",
    "language": "en-GB",
    "headline": "Bridge opens",
    "byline": "By Anna Orlova and Ivan Petrov",
    "description_text": "It opened.",
    "body_text": "The bridge opened. It is new.",
    "body_xhtml": "<h1>Bridge opens</h1><p>The bridge opened.</p><p>It is new.</p>",
    "infosource": [{"name": "South Wire", "rel": "origin"}],
    "subject": [{"code": "20000001", "name": "roads"}],
    "place": [
        {"name": "Italy", "scheme": "http://cvx.iptc.org/iso3166-1a2/", "code": "it"},
        {"name": "Tuscany"},
    ],
    "person": [{"name": "Li Wei"}],
    "copyrightnotice": "Copyright 2014",
    "usageterms": "Not for sale",
}
SECOND: dict[str, Any] = {
    "renditions": [{"name": "r", "title": "Large", "href": "https://example.org/1.jpg"}],
    "associations": [
        {"name": "a1", "type": "picture", "descriptions": [{"value": "The bridge from the south"}]}
    ],
    "uri": "urn:agency:17",
    "type": "text",
    "version": "1",
    "contentcreated": "2014-05-03T10:30:00+04:00",
    "versioncreated": "2014-05-03T12:00:00+04:00",
    "language": "en",
    "headlines": [{"role": "short", "value": "Bridge"}, {"role": "main", "value": "Bridge opens"}],
    "by": "Anna Orlova, Ivan Petrov",
    "descriptions": [{"role": "text", "value": "It opened."}],
    "bodies": [
        {"role": "text", "contenttype": "text/plain", "value": "The bridge opened. It is new."},
        {"role": "x", "contenttype": "application/xml", "value": "<X>No</X>"},
        {
            "role": "html",
            "contenttype": "text/html",
            "value": "<html><head><title>Bridge opens</title></head><body><h1>Bridge opens</h1>"
            "<p>The bridge opened.</p><p>It is new.</p></body></html>",
        },
    ],
    "infosources": [{"name": "South Wire"}],
    "subjects": [{"name": "roads", "literal": "20000001"}],
    "places": [
        {"name": "Italy", "uri": "http://cvx.iptc.org/iso3166-1a3/ITA"},
        {"name": "Tuscany", "rel": "mentions"},
    ],
    "people": [{"name": "Li Wei"}],
    "copyrightnotice": "Copyright 2014",
    "usageterms": "Not for sale",
}
CAMEL = {"versioncreated": "versionCreated", "contentcreated": "contentCreated",
         "infosources": "infoSources", "usageterms": "usageTerms"}  # fmt: skip
THIRD = {CAMEL.get(name, name): value for name, value in SECOND.items()}


@pytest.mark.parametrize("item", [FIRST, SECOND, THIRD], ids=["1", "2", "3"])
@pytest.mark.parametrize("form", ["lines", "pretty", "array", "envelope"])
def test_an_object_becomes_an_article(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, item: dict[str, Any], form: str
) -> None:
    path = tmp_path / "news.json"
    document = {"array": [item], "envelope": {"_meta": {}, "_items": [item]}}.get(form, item)
    path.write_text(json.dumps(document, indent=None if form == "lines" else 1), "utf-8")
    report = run(home, analyzer, path)
    assert (report.rejected, report.doubts) == ([], [])
    article = only(home)
    assert (article.id, article.lang, article.title) == ("urn:agency:17", "en", "Bridge opens")
    assert (article.lead, article.body) == ("It opened.", "The bridge opened.\n\nIt is new.")
    assert article.captions == ("The bridge from the south",)
    assert article.published.isoformat() == "2014-05-03T10:30:00+04:00"
    assert article.modified is not None
    assert article.modified.isoformat() == "2014-05-03T12:00:00+04:00"
    assert article.authors == ("anna-orlova", "ivan-petrov")
    assert (article.source, article.tags) == ("south-wire", ("roads",))
    assert article.countries == ("IT",)
    assert article.notices == ("Copyright 2014", "Not for sale")
    assert article.extra["places"] == [item.get("place", item.get("places"))[1]]


def only(home: ArchiveHome) -> Article:
    with Archive.open(home.database) as archive:
        ((_, article),) = archive.articles()
    return article


@pytest.mark.parametrize("status", ["withheld", "canceled"])
def test_what_is_withheld_is_not_published(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path, status: str
) -> None:
    path = tmp_path / "news.json"
    path.write_text(json.dumps(FIRST | {"pubstatus": status}), "utf-8")
    (told,) = run(home, analyzer, path).rejected
    assert told.reason == f"not published (pubstatus: {status})"


def test_a_picture_is_no_article(home: ArchiveHome, analyzer: Analyzer, tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text(json.dumps(PICTURE), "utf-8")
    (told,) = run(home, analyzer, path).rejected
    assert (told.field, told.reason) == ("type", "no article, but a picture")


def test_of_a_later_version_alone_the_date_is_told(
    home: ArchiveHome, analyzer: Analyzer, tmp_path: Path
) -> None:
    path = tmp_path / "news.jsonl"
    item = {name: value for name, value in FIRST.items() if name != "firstcreated"}
    path.write_text(json.dumps(item | {"version": 3}), "utf-8")
    (told,) = run(home, analyzer, path).doubts
    assert told.field == "published"


@pytest.mark.parametrize(
    "values",
    [
        {"uri": "https://example.org/1", "headline": "T", "date": "2014-05-03"},
        {"uri": {"a": 1}, "versioncreated": "2014-05-03"},
        {"id": 1, "headlines": [1], "bodies": 5},
    ],
)
def test_other_json_stays_what_it_is(values: dict[str, Any]) -> None:
    assert make_record(1, values, "") == RawRecord(1, values, "")


@pytest.mark.parametrize("nonsense", [None, 1, "x", [], [1, None, "x", {}], {"a": 1}, [[{}]]])
def test_fields_of_any_shape_are_survived(nonsense: object) -> None:
    for item in (FIRST, SECOND):
        for name in item:
            found = make_record(1, item | {name: nonsense}, "")
            assert isinstance(found, RawRecord | Rejection)
