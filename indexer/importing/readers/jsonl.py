"""JSON Lines: one JSON object a line."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from io import BufferedReader
from typing import Any

import msgspec

from indexer.importing.decoding import decode_raw, encoding_defect, head_defect, open_utf8
from indexer.importing.field_names import is_field_name
from indexer.importing.readers import RAW_LIMIT, RECORD_LIMIT, RawRecord, Rejection
from indexer.importing.readers.json_object import read_object
from indexer.importing.sources import Source
from indexer.importing.streams import open_lines

_FEW_NAMES = 100
_CHUNK = 64 * 1024

# Blank lines in a row, after which the rest of a file is left.
_MOST_BLANK = 1_000_000

_CONSTANT = re.compile(r":\s*-?(?:NaN|Infinity)\s*[,}\]]")
_BYTE = re.compile(r" \(byte (\d+)\)$")


class JsonlReader:
    """Reads JSON Lines."""

    name = "jsonl"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The lines of the source; blank ones are skipped. Raises OSError."""
        if defect := head_defect(source.head):
            yield Rejection(1, "", defect, decode_raw(source.head))
            return
        number = 0
        for number, line in _lines(open_lines(open_utf8(source))):
            if line is None:
                reason = f"over {_MOST_BLANK} blank lines in a row; the rest is left"
                yield Rejection(number, "", reason, "")
                return
            yield from _read_line(number, line)
        if number == 0:
            yield Rejection(1, "", "the file is empty", "")


def _lines(file: BufferedReader) -> Iterator[tuple[int, bytes | None]]:
    """The lines that are not blank, with their numbers; of a line over RECORD_LIMIT only so much
    that it shows. None where blank lines have no end."""
    number = blank = 0
    while line := file.readline(RECORD_LIMIT + 1):
        number += 1
        chunk = line
        while len(chunk) >= _CHUNK and not chunk.endswith(b"\n"):
            chunk = file.readline(_CHUNK)
        if line.removeprefix(codecs.BOM_UTF8).strip():
            blank = 0
            yield number, line
        else:
            blank += 1
            if blank > _MOST_BLANK:
                yield number, None
                return


def _read_line(number: int, line: bytes) -> Iterable[RawRecord | Rejection]:
    def reject(field: str, reason: str) -> list[Rejection]:
        return [Rejection(number, field, reason, decode_raw(line.rstrip(b"\r\n")))]

    if len(line) > RECORD_LIMIT:
        return reject("", f"the line is over {RECORD_LIMIT} bytes")
    try:
        # Files put together have a BOM in the midst of them.
        text = line.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return reject("", encoding_defect(error))
    try:
        values = decode_json(text)
        repeated = _repeated_name(values, text) if isinstance(values, dict) else None
    except msgspec.DecodeError as error:
        return reject("", _explain(error, text))
    except RecursionError:
        return reject("", "the JSON is nested too deeply")
    if not isinstance(values, dict):
        return reject("", "expected a JSON object")
    if repeated is not None and is_field_name(repeated):
        return reject(repeated, "the name stands twice in the record")
    twice = ((repeated, "the name stands twice; the last one counts"),) if repeated else ()
    return read_object(number, values, text[:RAW_LIMIT], twice)


def decode_json(text: str) -> Any:
    """The value of a JSON text. `NaN` and infinities, which tables write for no value, are null.
    Raises msgspec.DecodeError and RecursionError."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        if not _CONSTANT.search(text):
            raise
        try:
            return json.loads(text, parse_constant=lambda _: None)
        except ValueError:
            # The first error tells the place.
            pass
        raise


def _explain(error: msgspec.DecodeError, text: str) -> str:
    reason = str(error).removeprefix("JSON is malformed: ").split(" - at `")[0]
    if place := _BYTE.search(reason):
        before = text.encode()[: int(place[1])].decode("utf-8", "replace")
        return f"broken JSON at column {len(before) + 1}: {reason[: place.start()]}"
    if reason == "Input data was truncated":
        return f"broken JSON at column {len(text) + 1}: the line ends too early"
    return f"broken JSON: {reason}"


def _repeated_name(values: dict[str, Any], text: str) -> str | None:
    """A name that stands twice in the object with different values, of which the decoder kept only
    the last; one that an article needs comes first."""
    # Inside a string a quoted word reads \"title\": a name counted once stands there once.
    # Of many names each would cost a pass over the text.
    if len(values) <= _FEW_NAMES and all(text.count(f'"{name}"') < 2 for name in values):
        return None
    outermost: list[tuple[str, Any]] = []

    def note_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal outermost
        # The outermost object is closed last.
        outermost = pairs
        return dict(pairs)

    last = json.loads(text, object_pairs_hook=note_pairs)
    repeated = [name for name, value in outermost if last[name] != value]
    return min(repeated, key=lambda name: not is_field_name(name), default=None)
