"""Tables: one article a row, values divided by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from indexer.importing.decoding import decode_raw, guess_encoding, head_defect, open_utf8
from indexer.importing.field_names import (
    FIELD_NAMES,
    are_record_names,
    fold_name,
    is_field_name,
    tell_name,
)
from indexer.importing.fields import is_empty
from indexer.importing.readers import RAW_LIMIT, RECORD_LIMIT, RawRecord, Rejection
from indexer.importing.rows import BrokenRowError, Dialect, Lines, read_row
from indexer.importing.sources import Source
from indexer.importing.values import MOST_VALUES

_DELIMITERS = ("\t", ";", ",", "|")

# `sep=;`, by which spreadsheets tell one another.
_TOLD_DELIMITER = re.compile(r"sep=(.)\n", re.IGNORECASE)
_ESCAPED = re.compile("[\udc80-\udcff]")

# Quotes within quotes as some databases write them, where others double them.
_BACKSLASHES = re.compile(rb'\\"[^,;\t|\r\n"]')

# What databases write for nothing.
_NULLS = frozenset(("\\N", "NULL"))

_LISTS = frozenset(
    fold_name(name) for field_ in MOST_VALUES for name in (field_, *FIELD_NAMES[field_])
)


class TableReader:
    """Reads CSV and TSV, the first line of which names the fields."""

    name = "table"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The rows of the source, each numbered by its first line. Raises OSError."""
        if defect := head_defect(source.head):
            yield Rejection(1, "", defect, decode_raw(source.head))
            return
        # Texts are longer than what the library lets pass.
        csv.field_size_limit(RECORD_LIMIT)
        has_backslashes = _BACKSLASHES.search(source.head) is not None
        text = io.TextIOWrapper(open_utf8(source), "utf-8-sig", "surrogateescape")
        try:
            yield from _read_rows(Lines(text), "\\" if has_backslashes else None)
        finally:
            # Who opened the stream closes it.
            text.detach()


class TableBeginning:
    """Tells a table by names of fields in its first line, a title and another one."""

    def match(self, head: bytes) -> bool:
        """Whether a source that begins with these bytes is a table."""
        line = head.partition(b"\n")[0]
        text = line.decode("utf-8", "replace")
        if "\ufffd" in text:
            text = line.decode(guess_encoding(line) or "utf-8", "replace")
        names = (text.split(delimiter) for delimiter in _DELIMITERS)
        return any(are_record_names(name.strip(' "\r') for name in parts) for parts in names)


def _read_rows(lines: Lines, escape: str | None) -> Iterator[RawRecord | Rejection]:
    header = _read_header(lines, escape)
    if isinstance(header, Rejection):
        yield header
        return
    dialect, names = header
    while True:
        lines.begin_row()
        try:
            cells = read_row(lines, dialect, len(names))
        except StopIteration:
            return
        except BrokenRowError as error:
            yield _reject(lines, str(error))
            continue
        if any(cell.strip() for cell in cells):
            yield _make_record(lines, names, cells)


def _read_header(lines: Lines, escape: str | None) -> tuple[Dialect, Sequence[str]] | Rejection:
    delimiter = ""
    try:
        first = next(lines)
        while (told := _TOLD_DELIMITER.fullmatch(first)) or not first.strip():
            delimiter = told[1] if told else delimiter
            lines.begin_row()
            first = next(lines)
        dialect = Dialect(delimiter or _find_delimiter(first), escape)
        lines.give_back(0)
        cells = dialect.read(lines)
    except StopIteration:
        return Rejection(1, "", "the file is empty", "")
    except (csv.Error, BrokenRowError) as error:
        return _reject(lines, f"the names of the fields cannot be read: {error}")
    names = [cell.strip() or f"column {number}" for number, cell in enumerate(cells, 1)]
    if len(names) == 1:
        return _reject(lines, "the first line names less than two fields: no table")
    return dialect, names


def _find_delimiter(line: str) -> str:
    """What divides the names of a line: the sign that gives the most known ones, or the most."""

    def count(delimiter: str) -> tuple[int, int]:
        names = line.split(delimiter)
        return sum(bool(tell_name(name.strip('"'))) for name in names), len(names)

    return max(_DELIMITERS, key=count)


def _make_record(lines: Lines, names: Sequence[str], cells: list[str]) -> RawRecord | Rejection:
    while len(cells) > len(names) and not cells[-1].strip():
        cells.pop()
    if len(cells) > len(names):
        return _reject(lines, f"{len(cells)} values for {len(names)} names")
    if any("\0" in line for line in lines.row):
        return _reject(lines, "a zero byte")
    if any(map(_ESCAPED.search, lines.row)):
        return _reject(lines, "invalid UTF-8")
    given: dict[str, list[str]] = {}
    for name, cell in zip(names, cells, strict=False):
        given.setdefault(name, []).append("" if cell in _NULLS else cell)
    values: dict[str, Any] = {}
    for name, texts in given.items():
        said = list(dict.fromkeys(text for text in texts if not is_empty(text)))
        if len(said) <= 1:
            # That a field is there and empty says something too.
            if said or is_field_name(name):
                values[name] = "".join(said)
        elif fold_name(name) in _LISTS or not is_field_name(name):
            values[name] = said
        else:
            return _reject(lines, "the name stands twice in the first line", name)
    remarks: tuple[tuple[str, str], ...] = ()
    if len(cells) < len(names):
        remarks = ((names[len(cells)], f"{len(cells)} values for {len(names)} names"),)
    return RawRecord(lines.first, values, "".join(lines.row)[:RAW_LIMIT], remarks)


def _reject(lines: Lines, reason: str, name: str = "") -> Rejection:
    raw = _ESCAPED.sub("\ufffd", "".join(lines.row)[:RAW_LIMIT])
    return Rejection(max(lines.first, 1), name, reason, raw)
