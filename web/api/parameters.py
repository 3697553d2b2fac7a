"""What only the API is asked for: fields of articles, counts alone, complete results as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from multidict import MultiMapping

from indexer.errors import ParameterError
from searcher.request import DEFAULT_FACET_LIMIT, DEFAULT_FACETS, SearchRequest
from web.parameters import PARAMETERS, check_parameters, read_choice, read_request, refuse_value

# Those that say what of a result is shown.
_OF_PAGES = frozenset({"sort", "limit", "page", "interval", "facet", "facet_limit", "explain"})

# Those that later pages of a walk do not tell: the first one has.
_OF_FIRST_PAGES = ("page", "interval", "facet", "facet_limit")

ExportFormat = Literal["ndjson", "csv", "tsv"]
EXPORT_FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)


@dataclass(frozen=True, slots=True)
class ExportTable:
    """How a complete result is written: its format, the fields of the articles (none for those
    that suit the format), and whether a mark tells spreadsheets that it is UTF-8."""

    format: ExportFormat
    fields: tuple[str, ...]
    has_bom: bool


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A list of articles: the request, those of the fields of articles that are asked for (none for
    hits as they are shown), and where a walk goes on, empty for a first page."""

    search: SearchRequest
    fields: tuple[str, ...]
    cursor: str


def parse_list(query: MultiMapping[str], fields: Sequence[str]) -> ListRequest:
    """The list that a query string of the API asks for; it may be for counts alone (`limit=0`).
    Raises ParameterError."""
    check_parameters(query, (*PARAMETERS, "fields", "cursor"))
    cursor = query.get("cursor", "")
    for name in _OF_FIRST_PAGES if cursor else ():
        if query.get(name):
            raise ParameterError(name, query[name], "not-with-cursor")
    search = read_request(query, least=1 if cursor else 0)
    return ListRequest(search, _read_fields(query, fields), cursor)


def follow_list(wanted: SearchRequest) -> SearchRequest:
    """The request that asks for later pages of a list: without what those do not tell."""
    return replace(
        wanted,
        page=1,
        facets=DEFAULT_FACETS,
        facet_limit=DEFAULT_FACET_LIMIT,
        interval=None,
    )


def parse_export(
    query: MultiMapping[str], fields: Sequence[str]
) -> tuple[SearchRequest, ExportTable]:
    """The request of an export, and how it is written. Raises ParameterError."""
    finding = [name for name in PARAMETERS if name not in _OF_PAGES]
    check_parameters(query, (*finding, "fields", "format", "bom"))
    table = ExportTable(
        cast("ExportFormat", read_choice(query, "format", EXPORT_FORMATS) or EXPORT_FORMATS[0]),
        _read_fields(query, fields),
        read_choice(query, "bom", ("1",)) is not None,
    )
    return read_request(query, least=1), table


def _read_fields(query: MultiMapping[str], fields: Sequence[str]) -> tuple[str, ...]:
    wanted = [name.strip() for name in query.get("fields", "").split(",") if name.strip()]
    for name in wanted:
        if name not in fields:
            raise refuse_value("fields", name, fields)
    return tuple(dict.fromkeys(wanted))
