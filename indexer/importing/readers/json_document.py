"""JSON that is not a record a line: an array, a pretty object, or records within an envelope."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from indexer.importing.decoding import decode_raw, head_defect, open_utf8
from indexer.importing.fields import are_record_names
from indexer.importing.readers import RAW_LIMIT, RECORD_LIMIT, RawRecord, Rejection
from indexer.importing.readers.ninjs import make_record
from indexer.importing.sources import Source

# Characters of a document that its records are looked for in, and that are read at a time.
_SAMPLE = 1024 * 1024
_CHUNK = 256 * 1024

# Objects and lists around the records (`db[0].data.posts`), and within one that is looked at.
_DEEPEST = 50

# What belongs to an article and has a title too.
_PARTS = frozenset((
    "associations", "renditions", "media", "images", "image", "photos", "enclosures", "attachments",
    "related", "author", "authors", "publisher", "site",
))  # fmt: skip

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"(?P<key>\s*:)?|[\[\]{}]', re.DOTALL)
_ESCAPED = re.compile("[\udc80-\udcff]")
_BLANKS = re.compile(r"[\s\ufeff]*")


class JsonReader:
    """Reads JSON documents: an array of records, one record, several one after another, or a list
    of records within objects around it, wherever it stands."""

    name = "json"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The records of the source, numbered from 1. Raises OSError."""
        if defect := head_defect(source.head):
            yield Rejection(1, "", defect, decode_raw(source.head))
            return
        text = _Text(open_utf8(source))
        text.read(_SAMPLE)
        text.place = start = _find_list(text.content)
        is_whole = start > 0 and not text.content[: start - 1].strip("\ufeff \t\r\n")
        is_open = start > 0
        number = 0
        try:
            while text.skip():
                sign = text.next
                if sign == "]" and is_open and not is_whole:
                    # What stands around the list says nothing of its records.
                    break
                if sign in ",]" or (sign == "[" and is_whole and not is_open):
                    # Several lists one after another are one.
                    is_open = sign != "]"
                    text.place += 1
                    continue
                number += 1
                yield _read_record(text, number)
        except _BrokenError as error:
            yield Rejection(number, "", str(error), text.content[text.place :][:RAW_LIMIT])
            return
        if number == 0:
            yield Rejection(1, "", "no record in the JSON", decode_raw(source.head))


class _BrokenError(Exception):
    """A document cannot be read any further; `str` of it says why."""


@dataclass(slots=True)
class _Text:
    """The text of a stream from a place on, as much of it as was asked for."""

    stream: io.BufferedReader
    content: str = ""
    place: int = 0
    is_at_end: bool = False
    # What is no UTF-8 spoils its record alone.
    _decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("surrogateescape")
    )

    def read(self, size: int) -> None:
        """Take in so much more; what stands before the place goes. Raises OSError."""
        content = self.stream.read(size)
        self.is_at_end = not content
        more = self._decoder.decode(content, final=self.is_at_end)
        self.content = self.content[self.place :] + more
        self.place = 0

    def skip(self) -> bool:
        """Go to the next sign that is no blank; whether there is one."""
        while True:
            self.place = _match_blanks(self.content, self.place)
            if self.place < len(self.content):
                return True
            if self.is_at_end:
                return False
            self.read(_CHUNK)

    @property
    def next(self) -> str:
        """The sign at the place."""
        return self.content[self.place]


def _match_blanks(text: str, place: int) -> int:
    found = _BLANKS.match(text, place)
    return found.end() if found else place


# `NaN` and infinities stand for no value.
_DECODER = json.JSONDecoder(parse_constant=lambda _: None)


def _read_record(text: _Text, number: int) -> RawRecord | Rejection:
    """The value at the place, which goes behind it. Raises OSError and _BrokenError."""
    size = _CHUNK
    while True:
        try:
            value, end = _DECODER.raw_decode(text.content, text.place)
            break
        except RecursionError as error:
            raise _BrokenError("the JSON is nested too deeply; the rest is left") from error
        except ValueError as error:
            if text.is_at_end:
                reason = str(error).partition(": line")[0]
                raise _BrokenError(f"broken JSON, the rest is left: {reason}") from error
        if len(text.content) - text.place > RECORD_LIMIT:
            raise _BrokenError(f"the record is over {RECORD_LIMIT} bytes, or broken")
        # A record may end behind what was read: twice as much each time.
        text.read(size)
        size *= 2
    record = text.content[text.place : end]
    raw = record[:RAW_LIMIT]
    text.place = end
    if _ESCAPED.search(record):
        return Rejection(number, "", "invalid UTF-8", _ESCAPED.sub("\ufffd", raw))
    if not isinstance(value, dict):
        return Rejection(number, "", "expected a JSON object", raw)
    return make_record(number, value, raw)


def _find_list(sample: str) -> int:
    """Where the records of a document begin: behind the bracket of the innermost list around the
    first object whose fields are those of an article; 0 for a document that is one itself."""
    lists: list[int] = []
    names: list[set[str] | None] = []
    key = ""
    # How deep the object or list lies that is a part of an article.
    part = 0
    for token in _TOKEN.finditer(sample):
        sign = token[0][0]
        if sign in "[{":
            names.append(None if sign == "[" else set())
            part = part or (len(names) if key in _PARTS else 0)
            key = ""
            if sign == "[":
                lists.append(token.end())
            if len(names) > _DEEPEST:
                break
        elif sign in "]}":
            part = 0 if part == len(names) else part
            if names and names.pop() is None:
                lists.pop()
        elif token["key"] and names and (known := names[-1]) is not None:
            key = token[0][1 : token[0].rindex('"')]
            known.add(key)
            if not part and are_record_names(known):
                return lists[-1] if lists else 0
    # Nothing tells: a list at the outset is one of records.
    start = _match_blanks(sample, 0)
    return start + 1 if sample[start : start + 1] == "[" else 0
