"""The rows of a table in text: lines, and the values in them."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from indexer.importing.readers import RECORD_LIMIT

# Lines of one row: the paragraphs of a text.
_MOST_LINES = 20_000
_CHUNK = 64 * 1024

_UNMATCHED = "a quote that is not closed, or one within that is not doubled"


class BrokenRowError(Exception):
    """A row cannot be read; `str` of it says why."""


@dataclass
class Lines:
    """The lines of a table. Those of one row can be given back, to be read another way."""

    text: io.TextIOWrapper
    number: int = 0
    row: list[str] = field(default_factory=list)
    _size: int = 0
    _back: deque[str] = field(default_factory=deque)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        """The next line of a row. Raises BrokenRowError for too many of them, and OSError."""
        if len(self.row) == _MOST_LINES:
            raise BrokenRowError(f"a quote that is not closed within {_MOST_LINES} lines")
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
            raise BrokenRowError(f"the row is over {RECORD_LIMIT} characters")
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
        self._size = sum(map(len, self.row))

    @property
    def first(self) -> int:
        """The number of the row's first line."""
        return self.number - len(self.row) + 1


@dataclass(frozen=True, slots=True)
class Dialect:
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


def read_row(lines: Lines, dialect: Dialect, columns: int) -> list[str]:
    """The values of the next row. Raises StopIteration at the end, OSError, and BrokenRowError:
    then the first line of the row is to blame, and the next row begins behind it."""
    try:
        return _read_strictly(lines, dialect, columns)
    except (csv.Error, BrokenRowError) as error:
        is_line = len(lines.row) == 1 and isinstance(error, csv.Error)
        lines.give_back(1)
        line = lines.row[0]
        if len(line) <= RECORD_LIMIT:
            if dialect.delimiter == "\t":
                # Most tables with tabs know no quotes.
                cells = dialect.read_plainly(line)
                if len(cells) == columns:
                    return cells
            elif is_line and line.count('"') % 2 == 0:
                return dialect.read_leniently(line)
        reason = _UNMATCHED if isinstance(error, csv.Error) else str(error)
        raise BrokenRowError(reason) from error


def _read_strictly(lines: Lines, dialect: Dialect, columns: int) -> list[str]:
    cells = dialect.read(lines)
    if len(lines.row) > 1 and len(cells) != columns:
        # The quote that closed it was the opening one of another value.
        raise BrokenRowError(_UNMATCHED)
    return cells
