"""Tables for spreadsheets, and articles as lines of a file: of a table, or JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
# Between the ids or addresses of a cell, which have no blanks.
_SEPARATOR = "; "
# Lists whose values are any text, or have parts.
_JSON_LISTS = frozenset({"captions", "notices", "inferred_countries"})
# A spreadsheet takes a cell that begins so for a formula, whoever wrote the article; the last four
# are the wide forms of East Asian keyboards.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_QUOTE = '"'
_NO_TEXT = '""'


@dataclass(frozen=True, slots=True)
class TableWriter:
    """Writes some public fields of articles, a line for each.

    Cells of tables hold lists of ids or addresses with semicolons between them, other lists as
    JSON. `has_bom` puts a mark before a table by which spreadsheets know UTF-8.
    """

    format: TableFormat
    fields: Sequence[str]
    has_bom: bool = False

    def begin(self, header: bytes = b"") -> bytes:
        """What stands before the first article: lines that tell what this is, and the names of the
        columns."""
        if self.format == "ndjson":
            return header
        mark = BOM.encode() if self.has_bom else b""
        return mark + header + self._write_rows([self.fields]).encode()

    def write(self, articles: Iterable[Article]) -> bytes:
        """The lines of articles."""
        records = map(self._select, articles)
        if self.format == "ndjson":
            return b"".join(encode_json(record) + b"\n" for record in records)
        return self._write_rows(map(_list_cells, records)).encode()

    def _select(self, article: Article) -> dict[str, Any]:
        whole = render_whole_article(article)
        return {name: whole[name] for name in self.fields}

    def _write_rows(self, rows: Iterable[Iterable[Any]]) -> str:
        return write_rows(rows, "\t" if self.format == "tsv" else ",")


def write_rows(rows: Iterable[Iterable[Any]], delimiter: str) -> str:
    """Rows of a table. Texts stand between quotation marks and numbers do not, so that programs
    tell them apart and no other delimiter splits a text; what is null is nothing at all.

    A text that a spreadsheet would run as a formula, with or without apostrophes before it, begins
    with one apostrophe more.
    """
    # A line that is empty would be no row.
    return "".join(f"{delimiter.join(map(_write_cell, row)) or _NO_TEXT}\r\n" for row in rows)


def _list_cells(record: Mapping[str, Any]) -> Iterator[Any]:
    for name, value in record.items():
        yield encode_json(value).decode() if name in _JSON_LISTS and value else value


def _write_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float):
        # No formula, though it may begin with a minus.
        return str(value)
    text = _SEPARATOR.join(value) if isinstance(value, list | tuple) else str(value)
    if text.lstrip("'").startswith(_FORMULA):
        text = f"'{text}"
    return f'"{text.replace(_QUOTE, _QUOTE * 2)}"'
