"""Tables for spreadsheets, and articles as lines of a file: of a table, or JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.article import Article
from web.api.parameters import TableFormat
from web.api.rendering import encode_json, render_whole_article

CONTENT_TYPES: dict[TableFormat, str] = {
    "ndjson": "application/x-ndjson",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}

# By which spreadsheets know UTF-8.
BOM = "\ufeff"
# Between the values of a cell.
_SEPARATOR = "; "
# A spreadsheet takes a cell that begins so for a formula, whoever wrote the article.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class TableWriter:
    """Writes some public fields of articles, a line for each.

    Cells of tables hold lists with semicolons between the values; those that a spreadsheet would
    run as a formula begin with an apostrophe. `has_bom` puts a mark before a table by which
    spreadsheets know UTF-8.
    """

    format: TableFormat
    fields: Sequence[str]
    has_bom: bool = False

    def begin(self) -> bytes:
        """What stands before the first article."""
        if self.format == "ndjson":
            return b""
        return ((BOM if self.has_bom else "") + self._write_rows([self.fields])).encode()

    def write(self, articles: Iterable[Article]) -> bytes:
        """The lines of articles."""
        records = map(self._select, articles)
        if self.format == "ndjson":
            return b"".join(encode_json(record) + b"\n" for record in records)
        return self._write_rows(record.values() for record in records).encode()

    def _select(self, article: Article) -> dict[str, Any]:
        whole = render_whole_article(article)
        return {name: whole[name] for name in self.fields}

    def _write_rows(self, rows: Iterable[Iterable[Any]]) -> str:
        return write_rows(rows, "\t" if self.format == "tsv" else ",")


def write_rows(rows: Iterable[Iterable[Any]], delimiter: str) -> str:
    """Rows of a table, their cells as `TableWriter` writes them."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerows([_write_cell(value) for value in row] for row in rows)
    return written.getvalue()


def _write_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        # No formula, though it may begin with a minus.
        return str(value)
    text = _SEPARATOR.join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
