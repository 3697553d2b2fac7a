"""Crawls: which records are pages, whatever they are packed in, and what becomes of broken ones."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zlib
from collections.abc import Iterable

import brotli
import pytest

from indexer.importing.readers import RECORD_LIMIT, Found, RawRecord, Rejection, RevisitedPage
from indexer.importing.readers.pages import PageRecords
from indexer.importing.readers.warc import WarcReader
from indexer.importing.sources import Source
from tests.indexer.importing.pages.markup import (
    PARAGRAPHS,
    RUSSIAN_TITLE,
    TITLE,
    make_page,
    make_russian_page,
)

URL = "https://wire.example/articles/17"
MIRROR = "https://mirror.example/articles/17"
BODY = "\n\n".join(PARAGRAPHS)


def block(kind: str, payload: bytes, url: str = URL, **headers: str) -> bytes:
    """A WARC record; in names of headers `_` stands for a hyphen."""
    lines = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": "2020-01-01T00:00:00Z",
        "Content-Type": "application/http; msgtype=response",
        "Content-Length": str(len(payload)),
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return b"WARC/1.0\r\n" + head.encode() + b"\r\n" + payload + b"\r\n\r\n"


def http(content: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """An HTTP response."""
    lines = [f"HTTP/1.1 {status}", *(headers or ("Content-Type: text/html",))]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + content


def response(content: str | bytes, *headers: str, url: str = URL, **more: str) -> bytes:
    """A record of a page."""
    encoded = content.encode() if isinstance(content, str) else content
    return block("response", http(encoded, *headers), url, **more)


def chunk(content: bytes, size: int = 100) -> bytes:
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def read(*blocks: bytes) -> tuple[list[Found], dict[str, int]]:
    """What the reader makes of a file of these records, and what it skips."""
    stream = io.BufferedReader(io.BytesIO(b"".join(blocks)))  # type: ignore[arg-type]
    reader = WarcReader(PageRecords())
    records = list(reader.read(Source("crawl.warc", stream)))
    return records, dict(reader.skipped)


def read_one(*blocks: bytes) -> RawRecord:
    (record,), _ = read(*blocks)
    assert isinstance(record, RawRecord), record
    return record


def titles(records: Iterable[Found]) -> list[str]:
    return [
        record.values["title"] if isinstance(record, RawRecord) else record.reason
        for record in records
    ]


def test_a_page_of_a_crawl_with_its_address() -> None:
    record = read_one(block("warcinfo", b"software: x", url=""), response(make_page()))
    assert record.number == 2
    assert record.values["body"] == BODY
    assert record.values["url"] == URL
    assert "published" not in record.values, "the date of the crawl is none of the article"


def test_an_address_that_the_page_names_itself_is_better() -> None:
    head = '<link rel="canonical" href="/ferry">'
    assert read_one(response(make_page(head=head))).values["url"] == "https://wire.example/ferry"


CONTENT = make_page().encode()


@pytest.mark.parametrize(
    ("payload", "headers"),
    [
        (gzip.compress(CONTENT), ["Content-Encoding: gzip"]),
        (zlib.compress(CONTENT), ["Content-Encoding: deflate"]),
        (zlib.compress(CONTENT)[2:-4], ["Content-Encoding: deflate"]),
        (brotli.compress(CONTENT), ["Content-Encoding: br"]),
        (chunk(CONTENT), ["Transfer-Encoding: chunked"]),
        (chunk(gzip.compress(CONTENT)), ["Content-Encoding: gzip", "Transfer-Encoding: chunked"]),
        (CONTENT, ["Transfer-Encoding: chunked"]),
        (CONTENT, ["Content-Encoding: gzip"]),
        (CONTENT, ["Content-Encoding: br"]),
    ],
    ids=["gzip", "deflate", "bare deflate", "br", "chunked", "both", "not chunked", "not gzip",
         "not br"],
)  # fmt: skip
def test_payloads_as_servers_send_them(payload: bytes, headers: list[str]) -> None:
    record = read_one(response(payload, "Content-Type: text/html", *headers))
    assert record.values["body"] == BODY


def test_a_character_set_is_told_by_the_server_the_page_or_the_letters() -> None:
    page = make_russian_page().replace('<meta charset="utf-8">', "")
    for header in ("text/html; charset=windows-1251", "text/html; charset=utf-8", "text/html"):
        record = read_one(response(page.encode("cp1251"), f"Content-Type: {header}"))
        assert record.values["title"] == RUSSIAN_TITLE


def test_what_holds_no_page_is_counted_and_no_rejection() -> None:
    records, skipped = read(
        block("request", b"GET / HTTP/1.1\r\n\r\n"),
        block("metadata", b"a: b"),
        block("response", http(b"{}", "Content-Type: application/json")),
        block("response", http(b"\x89PNG", "Content-Type: image/png")),
        block("response", http(make_page().encode(), status="404 Not Found")),
        block("response", http(b"", "Location: /x", status="302 Found")),
        block("resource", b"x", url="metadata://example/log"),
        block("response", http(b"plain words", "Content-Type: text/plain")),
    )
    assert records == []
    assert skipped == {
        "request": 1, "metadata": 1, "no HTML": 3, "status 404": 1, "status 302": 1,
        "no web address": 1,
    }  # fmt: skip


def test_resources_and_pages_without_a_type_are_pages() -> None:
    records, _ = read(
        block("resource", CONTENT, Content_Type="text/html"),
        block("resource", CONTENT, Content_Type=""),
        block("response", http(CONTENT, "X-Nothing: 1")),
        response(CONTENT, url=f"<{URL}>"),
    )
    assert titles(records) == [TITLE] * 4


def test_a_page_without_an_article_is_a_rejection_at_its_place() -> None:
    (record,), _ = read(response("<html><body><h1>404 Not Found</h1></body></html>"))
    assert isinstance(record, Rejection)
    assert record.line == 1
    assert "error page" in record.reason


@pytest.mark.parametrize(
    "broken",
    [
        b"WARC/1.0\r\nnonsense\r\n\r\n",
        b"\x00\xff\xfe garbage without any sense \r\n\r\n more of it\r\n",
        block("response", http(CONTENT), Content_Length=str(len(http(CONTENT)) - 200)),
        block("response", http(CONTENT), Content_Length="many"),
        block("response", http(gzip.compress(CONTENT)[:-20], "Content-Encoding: gzip")),
        block("response", http(b"\x1f\x8b" + CONTENT, "Content-Encoding: gzip")),
        block("response", http(CONTENT), WARC_Truncated="length"),
    ],
    ids=["header", "garbage", "too short", "no length", "cut gzip", "bad gzip", "truncated"],
)
def test_a_broken_record_does_not_end_the_file(broken: bytes) -> None:
    records, _ = read(response(make_page()), broken, response(make_russian_page(), url=URL + "r"))
    told = titles(records)
    assert (told[0], told[-1]) == (TITLE, RUSSIAN_TITLE)
    assert any(isinstance(record, Rejection) for record in records[1:-1])


def test_a_file_that_ends_within_a_record_is_told_of() -> None:
    records, _ = read(response(make_page()), response(make_page())[:-200])
    first, second = records
    assert isinstance(first, RawRecord)
    assert isinstance(second, Rejection)
    assert "ends within" in second.reason


def test_only_so_many_broken_places_are_read_on_from() -> None:
    junk = b"WARC/1.0\r\nnonsense\r\n\r\n"
    records, _ = read(junk * 300)
    assert 100 <= len(records) <= 102
    assert isinstance(records[-1], Rejection)
    assert "the rest is left" in records[-1].reason


@pytest.mark.parametrize("coding", ["gzip", "br"])
def test_a_bomb_is_refused_and_takes_no_memory(coding: str) -> None:
    zeros = b"<html>" + bytes(200_000_000)
    packed = gzip.compress(zeros) if coding == "gzip" else brotli.compress(zeros, quality=1)
    del zeros
    tracemalloc.start()
    records, _ = read(
        response(packed, "Content-Type: text/html", f"Content-Encoding: {coding}"),
        response(make_page()),
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert f"over {RECORD_LIMIT} bytes" in titles(records)[0]
    assert titles(records)[1] == TITLE
    assert peak < 8 * RECORD_LIMIT


def test_revisits() -> None:
    digest = {"WARC_Payload_Digest": "sha1:ABC"}
    headers = http(b"")
    records, skipped = read(
        response(make_page(), **digest),
        block("revisit", headers, **digest),
        block("revisit", headers, url=MIRROR, **digest),
        block("revisit", headers, url=URL + "0", WARC_Payload_Digest="sha1:DEF"),
        block("revisit", http(b"", "Content-Type: image/png"), WARC_Payload_Digest="sha1:DEF"),
    )
    first, *again, unknown = records
    assert isinstance(first, RawRecord)
    assert first.payload == "sha1:ABC"
    assert again == [
        RevisitedPage(2, URL, URL, "sha1:ABC", is_here=True),
        RevisitedPage(3, MIRROR, MIRROR, "sha1:ABC", is_here=True),
    ]
    assert unknown == RevisitedPage(4, URL + "0", URL + "0", "sha1:DEF", is_here=False)
    assert skipped == {"revisit of no page": 1}


def test_arc_files() -> None:
    content = http(CONTENT)
    head = b"1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n"
    file = (
        b"filedesc://old.arc 0.0.0.0 20040101000000 text/plain %d\n" % len(head)
        + head
        + b"\n"
        + f"{URL} 10.0.0.1 20040102030405 text/html {len(content)}\n".encode()
        + content
        + b"\n"
    )
    record = read_one(file)
    assert (record.values["title"], record.values["url"]) == (TITLE, URL)


def test_memory_does_not_grow_with_the_file() -> None:
    page = response(make_page() + " " * 100_000)
    read(page)
    peaks: list[int] = []
    for count in (20, 100):
        tracemalloc.start()
        read(*[page] * count)
        peaks.append(tracemalloc.get_traced_memory()[1] - count * len(page))
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 5_000_000
