"""What any XML file may try, and none of them can do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.importing.readers import RECORD_LIMIT, RawRecord, Reader, Rejection
from indexer.importing.readers.feed import FeedReader
from indexer.importing.readers.newsml import NewsmlReader
from indexer.importing.readers.sitemap import SitemapReader
from indexer.importing.readers.wxr import WxrReader
from tests.indexer.importing.files import measure_reading, read_file

# A file of each format, with a place for words in its first record, and a good record behind it.
FORMS: dict[Callable[[], Reader], str] = {
    FeedReader: "<rss><channel><item><title>{}</title></item><item><title>Good</title></item>"
    "</channel></rss>",
    WxrReader: "<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><item><title>{}</title>"
    "</item><item><title>Good</title></item></channel></rss>",
    NewsmlReader: "<newsMessage><newsItem><itemMeta><title>{}</title></itemMeta></newsItem>"
    "<newsItem><itemMeta><title>Good</title></itemMeta></newsItem></newsMessage>",
    SitemapReader: "<urlset><url><loc>{}</loc><news><title>x</title></news></url>"
    "<url><news><title>Good</title></news></url></urlset>",
}
BOMB = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))


@pytest.fixture(params=FORMS, ids=lambda make_reader: make_reader.name)
def make_reader(request: pytest.FixtureRequest) -> Callable[[], Reader]:
    found: Callable[[], Reader] = request.param
    return found


def read(
    make_reader: Callable[[], Reader], tmp_path: Path, words: str, doctype: str = ""
) -> list[RawRecord | Rejection]:
    path = tmp_path / "file.xml"
    path.write_text(doctype + FORMS[make_reader].format(words), "utf-8")
    return read_file(make_reader(), path)


def titles(found: list[RawRecord | Rejection]) -> list[str]:
    return [str(one.values.get("title")) for one in found if isinstance(one, RawRecord)]


@pytest.mark.parametrize("entity", ["e11", "file", "parameter", "unknown"])
def test_no_entity_grows_or_fetches(
    make_reader: Callable[[], Reader], tmp_path: Path, entity: str
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET", "utf-8")
    doctype = (
        f"<!DOCTYPE x [<!ENTITY e0 'lol'>{BOMB}<!ENTITY file SYSTEM '{secret.as_uri()}'>"
        f"<!ENTITY % p SYSTEM '{secret.as_uri()}'>%p;<!ENTITY parameter '&file;'>]>\n"
    )
    found = read(make_reader, tmp_path, f"T &{entity};", doctype)
    assert titles(found) == ["Good"]
    (told,) = [one for one in found if isinstance(one, Rejection)]
    assert (told.line, told.reason) == (2, f"an entity that is not known: &{entity};")
    assert "SECRET" not in repr(found)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("<a>" * 100_000, "broken XML at line 1: Excessive depth"),
        ("x" * (RECORD_LIMIT + 1), "<"),
        ("<a b='" + "x" * 5_000_000, "broken XML at line 1"),
    ],
    ids=["deep", "long", "attribute"],
)
def test_what_is_too_much_costs_its_record_alone(
    make_reader: Callable[[], Reader], tmp_path: Path, words: str, reason: str
) -> None:
    found = read(make_reader, tmp_path, words)
    assert titles(found) == ["Good"]
    (told,) = [one for one in found if isinstance(one, Rejection)]
    assert told.reason.startswith(reason)


def test_a_file_that_ends_too_early_is_told(
    make_reader: Callable[[], Reader], tmp_path: Path
) -> None:
    path = tmp_path / "file.xml"
    whole = FORMS[make_reader].format("First")
    for end in range(len(whole)):
        path.write_text(whole[:end], "utf-8")
        (told,) = [one for one in read_file(make_reader(), path) if isinstance(one, Rejection)]
        assert told.reason
    path.write_text(whole, "utf-8")
    assert all(isinstance(one, RawRecord) for one in read_file(make_reader(), path))


def test_a_huge_element_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "file.xml"
    before, after = FORMS[WxrReader].split("{}")
    with path.open("w", encoding="utf-8") as file:
        file.write(before)
        for _ in range(200):
            file.write("<a>words</a>" * 87_000)
        file.write(after)
    assert path.stat().st_size > 200_000_000
    _, peak = measure_reading(WxrReader, path)
    path.unlink()
    assert peak < 150 * 1024
