"""JSON Lines: one JSON object a line, plain or gzipped."""

from __future__ import annotations

import codecs
import gzip
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any

import msgspec

from indexer.importing.readers import (
    HEAD_SIZE,
    RAW_LIMIT,
    RECORD_LIMIT,
    RawRecord,
    Rejection,
    decode_raw,
    encoding_defect,
    head_defect,
)

_FEW_NAMES = 100
_CHUNK = 64 * 1024

# How many times its size a gzip file may hold. News take five times as much, blank lines a thousand
# times. Small files may hold as much as two records.
_MOST_EXPANSION = 100
_LEAST_LIMIT = 2 * RECORD_LIMIT

# Blank lines in a row, after which the rest of a file is left.
_MOST_BLANK = 1_000_000

_BYTE = re.compile(r" \(byte (\d+)\)$")


class JsonlReader:
    """Reads `.jsonl` and `.ndjson`, also with `.gz`."""

    name = "jsonl"

    def read(self, path: Path) -> Iterator[RawRecord | Rejection]:
        """The lines of the file; blank ones are skipped. Raises OSError."""
        with _open(path) as file:
            number = 0
            try:
                # A peek reads once: what comes before a defect of a gzip file is not lost.
                defect = head_defect(head := file.peek(HEAD_SIZE)[:HEAD_SIZE])
                if defect is not None:
                    yield Rejection(1, "", defect, decode_raw(head))
                    return
                for number, line in _lines(file, _limit_size(path)):
                    yield _read_line(number, line)
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                yield Rejection(number + 1, "", f"the gzip file is broken: {error}", "")
                return
            except _EndlessError as error:
                yield Rejection(number + 1, "", f"{error}; the rest is left", "")
                return
            if number == 0:
                yield Rejection(1, "", "the file is empty", "")


def _open(path: Path) -> gzip.GzipFile | BufferedReader:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")


class _EndlessError(Exception):
    """A file is not worth being read to its end; `str` of it tells why."""


def _limit_size(path: Path) -> float:
    """How many bytes are read of a file."""
    if path.suffix.lower() != ".gz":
        return math.inf
    return max(_LEAST_LIMIT, _MOST_EXPANSION * path.stat().st_size)


def _lines(file: gzip.GzipFile | BufferedReader, limit: float) -> Iterator[tuple[int, bytes]]:
    """The lines of a file that are not blank, with their numbers; of a line over RECORD_LIMIT only
    so much that it shows.

    Raises _EndlessError after so many bytes, and among blank lines without end.
    """
    number = size = blank = 0
    while line := file.readline(RECORD_LIMIT + 1):
        number += 1
        size += len(line)
        chunk = line
        while len(chunk) >= _CHUNK and not chunk.endswith(b"\n") and size <= limit:
            chunk = file.readline(_CHUNK)
            size += len(chunk)
        if size > limit:
            raise _EndlessError(f"the gzip file holds over {_MOST_EXPANSION} times its size")
        if line.removeprefix(codecs.BOM_UTF8).strip():
            blank = 0
            yield number, line
        else:
            blank += 1
            if blank > _MOST_BLANK:
                raise _EndlessError(f"over {_MOST_BLANK} blank lines in a row")


def _read_line(number: int, line: bytes) -> RawRecord | Rejection:
    def reject(field: str, reason: str) -> Rejection:
        return Rejection(number, field, reason, decode_raw(line.rstrip(b"\r\n")))

    if len(line) > RECORD_LIMIT:
        return reject("", f"the line is over {RECORD_LIMIT} bytes")
    try:
        # Files put together have a BOM in the midst of them.
        text = line.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return reject("", encoding_defect(error))
    try:
        values = msgspec.json.decode(text)
        repeated = _repeated_name(values, text) if isinstance(values, dict) else None
    except msgspec.DecodeError as error:
        return reject("", _explain(error, text))
    except RecursionError:
        return reject("", "the JSON is nested too deeply")
    if not isinstance(values, dict):
        return reject("", "expected a JSON object")
    if repeated is not None:
        return reject(repeated, "the name stands twice in the record")
    return RawRecord(number, values, text[:RAW_LIMIT])


def _explain(error: msgspec.DecodeError, text: str) -> str:
    reason = str(error).removeprefix("JSON is malformed: ").split(" - at `")[0]
    if place := _BYTE.search(reason):
        before = text.encode()[: int(place[1])].decode("utf-8", "replace")
        return f"broken JSON at column {len(before) + 1}: {reason[: place.start()]}"
    if reason == "Input data was truncated":
        return f"broken JSON at column {len(text) + 1}: the line ends too early"
    return f"broken JSON: {reason}"


def _repeated_name(values: dict[str, Any], text: str) -> str | None:
    """A name that stands twice in the object, of whose values the decoder kept only the last."""
    # Inside a string a quoted word reads \"title\": a name counted once stands there once.
    # Of many names each would cost a pass over the text.
    if len(values) <= _FEW_NAMES and all(text.count(f'"{name}"') < 2 for name in values):
        return None
    outermost: list[tuple[str, Any]] = []

    def note_pairs(pairs: list[tuple[str, Any]]) -> None:
        nonlocal outermost
        # The outermost object is closed last.
        outermost = pairs

    json.loads(text, object_pairs_hook=note_pairs)
    times = Counter(name for name, _ in outermost)
    return next((name for name in values if times[name] > 1), None)
