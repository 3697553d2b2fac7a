"""Tables: one article a row, values divided by commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from indexer.importing.decoding import decode_raw, guess_encoding, head_defect, open_utf8
from indexer.importing.fields import (
    FIELD_NAMES,
    are_record_names,
    fold_name,
    is_empty,
    is_field_name,
)
from indexer.importing.readers import RAW_LIMIT, RECORD_LIMIT, RawRecord, Rejection
from indexer.importing.sources import Source
from indexer.importing.values import MOST_VALUES

_DELIMITERS = ("\t", ";", ",", "|")

# Lines of one row: the paragraphs of a text.
_MOST_LINES = 20_000

# `sep=;`, by which spreadsheets tell one another.
_TOLD_DELIMITER = re.compile(r"\ufeff?sep=(.)\n", re.IGNORECASE)
_ESCAPED = re.compile("[\udc80-\udcff]")

# Quotes within quotes as some databases write them, where others double them.
_BACKSLASHES = re.compile(rb'\\"[^,;\t|\r\n"]')

# What databases write for nothing.
_NULLS = frozenset(("\\N", "NULL"))

_CHUNK = 64 * 1024

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
        text = io.TextIOWrapper(open_utf8(source), "utf-8", "surrogateescape")
        try:
            yield from _read_rows(_Lines(text), "\\" if has_backslashes else None)
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


class _BrokenRowError(Exception):
    """A row has no end; `str` of it says why."""


@dataclass
class _Lines:
    """The lines of a table. Those of one row can be given back, to be read another way."""

    text: io.TextIOWrapper
    number: int = 0
    row: list[str] = field(default_factory=list)
    _size: int = 0
    _back: deque[str] = field(default_factory=deque)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """The next line of a row. Raises _BrokenRowError for too many of them, and OSError."""
        if len(self.row) == _MOST_LINES:
            raise _BrokenRowError(f"a quote that is not closed within {_MOST_LINES} lines")
        line = self._back.popleft() if self._back else self.text.readline(RECORD_LIMIT + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.row.append(line)
        self._size += len(line)
        if self._size > RECORD_LIMIT:
            rest = line
            while rest and not rest.endswith("\n"):
                rest = self.text.readline(_CHUNK)
            # With its end, so that it is not looked for again should the line be given back.
            self.row[-1] = line.rstrip("\n") + "\n"
            raise _BrokenRowError(f"the row is over {RECORD_LIMIT} characters")
        return line

    def begin_row(self) -> None:
        """What comes belongs to another row."""
        self.row = []
        self._size = 0

    def give_back(self, kept: int) -> None:
        """Give back the lines of the row but the first ones."""
        self._back.extendleft(reversed(self.row[kept:]))
        self.number -= len(self.row) - kept
        del self.row[kept:]

    @property
    def first(self) -> int:
        """The number of the row's first line."""
        return self.number - len(self.row) + 1


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How the values of a row are divided."""

    delimiter: str
    escape: str | None

    def read(self, lines: Iterable[str]) -> list[str]:
        """The values of the next row. Raises csv.Error for quotes that are not closed or have
        something behind them, StopIteration at the end, and what `lines` raises."""
        return next(self._reader(lines, strict=True))

    def read_leniently(self, line: str) -> list[str]:
        """The values of a line, with what stands behind quotes. Raises csv.Error."""
        return next(self._reader([line]))

    def read_plainly(self, line: str) -> list[str]:
        """The values of a line in which quotes are signs like others."""
        return next(self._reader([line], quoting=csv.QUOTE_NONE))

    def _reader(self, lines: Iterable[str], **options: Any) -> Iterator[list[str]]:
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            escapechar=self.escape,
            skipinitialspace=True,
            **options,
        )


def _read_rows(lines: _Lines, escape: str | None) -> Iterator[RawRecord | Rejection]:
    header = _read_header(lines, escape)
    if isinstance(header, Rejection):
        yield header
        return
    dialect, names = header
    while True:
        lines.begin_row()
        try:
            cells = _read_cells(lines, dialect, len(names))
        except StopIteration:
            return
        except (csv.Error, _BrokenRowError) as error:
            lines.give_back(1)
            yield _reject(lines, str(error))
            continue
        if any(cell.strip() for cell in cells):
            yield _make_record(lines, names, cells)


def _read_header(lines: _Lines, escape: str | None) -> tuple[_Dialect, Sequence[str]] | Rejection:
    delimiter = ""
    try:
        first = next(lines)
        while (told := _TOLD_DELIMITER.fullmatch(first)) or not first.strip("\ufeff \n"):
            delimiter = told[1] if told else delimiter
            lines.begin_row()
            first = next(lines)
        dialect = _Dialect(delimiter or _find_delimiter(first), escape)
        lines.give_back(0)
        cells = dialect.read(lines)
    except StopIteration:
        return Rejection(1, "", "the file is empty", "")
    except (csv.Error, _BrokenRowError) as error:
        return _reject(lines, f"the names in the first line cannot be read: {error}")
    names = [
        cell.removeprefix("\ufeff").strip() or f"column {number}"
        for number, cell in enumerate(cells, 1)
    ]
    if len(names) == 1:
        return _reject(lines, "the first line names less than two fields: no table")
    return dialect, names


def _find_delimiter(line: str) -> str:
    """What divides the names of a line: the sign that gives the most known ones, or the most."""

    def count(delimiter: str) -> tuple[int, int]:
        names = line.split(delimiter)
        return sum(is_field_name(name.strip('"')) for name in names), len(names)

    return max(_DELIMITERS, key=count)


def _read_cells(lines: _Lines, dialect: _Dialect, columns: int) -> list[str]:
    """The values of the next row. Raises csv.Error or _BrokenRowError, the row's first line then
    being to blame, and StopIteration at the end."""
    try:
        return _read_strictly(lines, dialect, columns)
    except (csv.Error, _BrokenRowError) as error:
        is_line = len(lines.row) == 1 and isinstance(error, csv.Error)
        lines.give_back(1)
        line = lines.row[0]
        if len(line) > RECORD_LIMIT:
            raise
        if dialect.delimiter == "\t":
            # Most tables with tabs know no quotes.
            cells = dialect.read_plainly(line)
            if len(cells) == columns:
                return cells
        elif is_line and line.count('"') % 2 == 0:
            return dialect.read_leniently(line)
        raise


def _read_strictly(lines: _Lines, dialect: _Dialect, columns: int) -> list[str]:
    cells = dialect.read(lines)
    if len(lines.row) > 1 and len(cells) != columns:
        # The quote that closed it was the opening one of another value.
        raise _BrokenRowError("a quote that is not closed")
    return cells


def _make_record(lines: _Lines, names: Sequence[str], cells: list[str]) -> RawRecord | Rejection:
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


def _reject(lines: _Lines, reason: str, name: str = "") -> Rejection:
    raw = _ESCAPED.sub("\ufffd", "".join(lines.row)[:RAW_LIMIT])
    return Rejection(max(lines.first, 1), name, reason, raw)
