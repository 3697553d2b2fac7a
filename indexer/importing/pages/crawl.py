"""The records of a crawl (WARC, ARC), told apart: pages, what is passed over, what is broken. The
one module that knows warcio."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from indexer.importing.pages.codings import CodingError, unpack

# What the library has to say about a record, we say ourselves.
logging.getLogger("warcio").addHandler(logging.NullHandler())

# Broken places in a file, after which the rest is left.
_MOST_BROKEN = 100
_LONGEST_LINE = 64 * 1024

_HEADER = re.compile(rb"WARC/[01]\.\d+\s*$|https?://\S+ [\d.]+ \d{14} \S+ \d+\s*$")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?<(?:!doctype html|html|\?xml|head|body)", re.IGNORECASE)
_HTML = {"text/html", "application/xhtml+xml"}
# Servers that name no type, or say that they know none.
_UNSAID = {"", "application/octet-stream", "text/plain", "unknown", "no-type"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawledPage:
    """A page, as bytes of `charset`, if the server named one. `digest` names its payload; it is
    empty where the crawl does not name it."""

    number: int
    url: str
    content: bytes = field(repr=False)
    charset: str | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisit:
    """A page that had not changed since it was crawled before; its payload is elsewhere. `of` is
    the address that it was crawled from then."""

    number: int
    url: str
    digest: str
    of: str


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A record of a kind that holds no page, and which."""

    number: int
    kind: str


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that cannot be read, and why."""

    number: int
    reason: str


CrawlRecord = CrawledPage | Revisit | PassedOver | BrokenRecord


class ByteStream(Protocol):
    """What a crawl is read from."""

    def read(self, size: int = -1, /) -> bytes:
        """So many bytes, fewer at the end."""


def read_crawl(stream: ByteStream, limit: int) -> Iterator[CrawlRecord]:
    """The records of a crawl in their order, numbered from 1; of each payload at most so many bytes
    are held. A broken record does not end the file: it is read on from the next header. Raises what
    the stream raises."""
    number = 0
    for broken in range(_MOST_BROKEN + 1):
        records = _QuietIterator(stream, arc2warc=True)
        misfits = 0
        try:
            for record in records:
                if records.err_count > misfits:
                    misfits = records.err_count
                    yield BrokenRecord(number, "the record goes on behind the length that it has")
                number += 1
                # Such a record would be all of the rest.
                if record.length is None:
                    yield BrokenRecord(number, "a record without its length")
                    break
                yield _read_record(number, record, limit)
            else:
                return
        except (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, TypeError) as error:
            number += 1
            yield BrokenRecord(number, f"no header of a record: {_explain(error)}")
        header = _find_header(records.reader)
        if header is None:
            return
        if broken == _MOST_BROKEN:
            yield BrokenRecord(number + 1, f"{_MOST_BROKEN} broken records; the rest is left")
        stream = _Resumed(header, records.reader)


class _QuietIterator(ArchiveIterator):  # type: ignore[misc]
    """The library's own, without what it writes to the standard error stream."""

    INC_RECORD = ""


class _Resumed:
    """What is left of a stream, a line before it."""

    def __init__(self, line: bytes, rest: ByteStream) -> None:
        self._line = line
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        if not self._line:
            return self._rest.read(size)
        part, self._line = self._line[:size], self._line[size:]
        return part


def _find_header(reader: Any) -> bytes | None:
    """The next line that a record may begin with; None at the end."""
    while line := reader.readline(_LONGEST_LINE):
        if _HEADER.match(line):
            return bytes(line)
    return None


def _explain(error: Exception) -> str:
    text = " ".join(str(error).split())
    return text[:200] or type(error).__name__


def _read_record(number: int, record: Any, limit: int) -> CrawlRecord:
    headers = record.rec_headers
    kind = str(record.rec_type or "unknown")
    if kind not in {"response", "resource", "revisit"}:
        return PassedOver(number, kind)
    url = (headers.get_header("WARC-Target-URI") or "").strip(" <>")
    if not url.startswith(("http://", "https://")):
        return PassedOver(number, "no web address")
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    type_, charset = _read_type(record)
    if kind == "revisit":
        if type_ not in _HTML | _UNSAID or status not in {"200", "304", ""}:
            return PassedOver(number, "revisit of no page")
        of = (headers.get_header("WARC-Refers-To-Target-URI") or "").strip(" <>")
        return Revisit(number=number, url=url, digest=_digest(headers), of=of or url)
    if status != "200":
        return PassedOver(number, f"status {status or 'unknown'}")
    if type_ not in _HTML | _UNSAID:
        return PassedOver(number, "no HTML")
    if reason := headers.get_header("WARC-Truncated"):
        return BrokenRecord(number, f"the crawl cut the page ({reason}): {url}")
    try:
        content = _read_payload(record, limit)
    except CodingError as error:
        return BrokenRecord(number, f"{error}: {url}")
    if len(content) > limit:
        return BrokenRecord(number, f"the page is over {limit} bytes: {url}")
    if type_ not in _HTML and not _MARKUP.match(content):
        return PassedOver(number, "no HTML")
    return CrawledPage(
        number=number, url=url, content=content, charset=charset, digest=_digest(headers)
    )


def _read_type(record: Any) -> tuple[str, str | None]:
    """The media type of a payload, and its character set."""
    headers: Mapping[str, str] = record.http_headers or record.rec_headers
    value = headers.get_header("Content-Type") or ""  # type: ignore[attr-defined]
    charset = _CHARSET.search(value)
    return value.partition(";")[0].strip().lower(), charset[1] if charset else None


def _read_payload(record: Any, limit: int) -> bytes:
    """The payload without its codings, up to a byte over the limit. Raises CodingError."""
    headers = record.http_headers
    coding = (headers.get_header("Transfer-Encoding") or "") if headers else ""
    stream = record.raw_stream
    if "chunked" in coding.lower():
        # Payloads that are not chunked, whatever they say, pass through.
        stream = ChunkedDataReader(stream)
    content = _read_up_to(stream, limit + 1)
    is_short = len(content) <= limit and record.raw_stream.limit > 0
    # Some programs count a line end too many.
    if is_short and not content.rstrip().endswith(b"</html>"):
        raise CodingError("the file ends within the record")
    return unpack(content, (headers.get_header("Content-Encoding") or "") if headers else "", limit)


def _read_up_to(stream: ByteStream, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(min(size, _LONGEST_LINE))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _digest(headers: Any) -> str:
    return str(headers.get_header("WARC-Payload-Digest") or "")
