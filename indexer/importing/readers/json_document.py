"""JSON that is not a record a line: an array, a pretty object, records under their keys, or within
an envelope."""

from __future__ import annotations

import codecs
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from indexer.importing.decoding import decode_raw, head_defect, open_utf8
from indexer.importing.readers import RAW_LIMIT, RECORD_LIMIT, RawRecord, Rejection
from indexer.importing.readers.json_object import name_record, read_object
from indexer.importing.readers.json_places import find_records
from indexer.importing.sources import Source

# Characters of a document that its records are looked for in, and that are read at a time.
_SAMPLE = 1024 * 1024
_CHUNK = 256 * 1024

_ESCAPED = re.compile("[\udc80-\udcff]")
_BLANKS = re.compile(r"[\s\ufeff]*")


class JsonReader:
    """Reads JSON documents: an array of records, one record, several one after another, a list of
    records within objects around it, wherever it stands, or an object that has each under its
    key."""

    name = "json"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The records of the source, numbered from 1. Raises OSError."""
        if defect := head_defect(source.head):
            yield Rejection(1, "", defect, decode_raw(source.head))
            return
        text = _Text(open_utf8(source))
        text.read(_SAMPLE)
        found = find_records(text.content)
        text.place = start = found.start
        is_whole = start > 0 and not text.content[: start - 1].strip("\ufeff \t\r\n")
        is_open = start > 0
        number = 0
        try:
            while text.skip():
                sign = text.next
                if sign == found.end and is_open and not (is_whole and sign == "]"):
                    # What stands around the records says nothing of them.
                    break
                if sign in ",]" or (sign == "[" and is_whole and not is_open):
                    # Several lists one after another are one.
                    is_open = sign != "]"
                    text.place += 1
                    continue
                number += 1
                key = _read_key(text) if found.end == "}" else ""
                yield from _read_record(text, number, key)
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
    # What the last value that was read is made of.
    taken: str = ""
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


def _read_key(text: _Text) -> str:
    """The key at the place, which goes before its value. Raises OSError and _BrokenError."""
    key = _decode(text)
    if not isinstance(key, str) or not text.skip() or text.next != ":":
        raise _BrokenError("broken JSON, the rest is left: expected a name and a colon")
    text.place += 1
    text.skip()
    return key


def _read_record(text: _Text, number: int, key: str) -> Iterator[RawRecord | Rejection]:
    """The records of the value at the place, which goes behind it; mostly one. Raises OSError and
    _BrokenError."""
    value = _decode(text)
    record = text.taken
    raw = record[:RAW_LIMIT]
    if _ESCAPED.search(record):
        yield Rejection(number, "", "invalid UTF-8", _ESCAPED.sub("\ufffd", raw))
    elif not isinstance(value, dict):
        yield Rejection(number, "", "expected a JSON object", raw)
    else:
        yield from read_object(number, name_record(key, value) if key else value, raw)


def _decode(text: _Text) -> Any:
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
    text.taken = text.content[text.place : end]
    text.place = end
    return value
