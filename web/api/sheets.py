"""Answers that are a table too, for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from aiohttp import web
from multidict import MultiMapping

from indexer.errors import ParameterError
from web.api.tables import BOM, CONTENT_TYPES, write_rows
from web.keys import POOL
from web.parameters import read_choice
from web.requests import request_language
from web.responses import Render, make_current_response

SheetFormat = Literal["csv", "tsv"]
SHEET_PARAMETERS = ("format", "bom")

_JSON = "json"
# The media types of the formats.
SHEET_TYPES: Mapping[str, str] = {
    _JSON: "application/json",
    **{format_: CONTENT_TYPES[format_] for format_ in get_args(SheetFormat)},
}
_DELIMITERS: dict[SheetFormat, str] = {"csv": ",", "tsv": "\t"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a table is written: its format, and whether a mark tells spreadsheets that it is
    UTF-8."""

    format: SheetFormat
    has_bom: bool

    def write(self, rows: Iterable[Iterable[Any]]) -> bytes:
        """A whole table, its header among the rows."""
        mark = BOM if self.has_bom else ""
        return (mark + write_rows(rows, _DELIMITERS[self.format])).encode()

    def list_parameters(self) -> list[tuple[str, str]]:
        """The parameters that ask for it."""
        return [("format", self.format), *([("bom", "1")] if self.has_bom else [])]


def read_sheet(query: MultiMapping[str], own: Iterable[str] = ()) -> Sheet | None:
    """How an answer is written as a table; None for JSON, which has no room for a mark, nor for
    an endpoint's `own` parameters of tables. Raises ParameterError."""
    format_ = read_choice(query, "format", tuple(SHEET_TYPES)) or _JSON
    has_bom = read_choice(query, "bom", ("1",)) is not None
    if format_ != _JSON:
        return Sheet(cast("SheetFormat", format_), has_bom)
    for name in ("bom", *own):
        if query.get(name):
            raise ParameterError(name, query[name], "not-in-format", format_)
    return None


def name_type(sheet: Sheet | None) -> str:
    """The media type of a table, or of JSON where none is asked for."""
    return SHEET_TYPES[sheet.format if sheet else _JSON]


async def respond_sheet(request: web.Request, render: Render, sheet: Sheet | None) -> web.Response:
    """What `render` makes as one call of the pool: a table, or JSON where none is asked for. Raises
    OverloadedError, TooExpensiveError, and what `render` raises."""
    return await make_current_response(
        request,
        render,
        request.app[POOL].run,
        content_type=name_type(sheet),
        language=request_language(request),
    )
