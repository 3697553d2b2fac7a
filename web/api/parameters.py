"""What only the API is asked for: fields of articles, counts alone, complete results as files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from multidict import MultiDict, MultiMapping

from indexer.errors import ParameterError
from searcher.request import DEFAULT_FACET_LIMIT, DEFAULT_FACETS, SearchRequest
from web.parameters import PARAMETERS, check_parameters, read_choice, read_request, refuse_value

# Those that say what of a result is shown.
_OF_PAGES = frozenset({"sort", "limit", "page", "interval", "facet", "facet_limit", "explain"})

# Those that later pages of a walk do not tell: the first one has.
_OF_FIRST_PAGES = ("page", "interval", "facet", "facet_limit", "fingerprint")

# Those that nothing but JSON has room for the answers to.
_OF_JSON = ("interval", "facet", "facet_limit", "explain", "fingerprint", "as_of", "after")

TableFormat = Literal["ndjson", "csv", "tsv"]
BibliographyFormat = Literal["ris", "bibtex", "csl-json"]
ExportFormat = TableFormat | BibliographyFormat
TABLE_FORMATS: tuple[TableFormat, ...] = get_args(TableFormat)
BIBLIOGRAPHY_FORMATS: tuple[BibliographyFormat, ...] = get_args(BibliographyFormat)
EXPORT_FORMATS: tuple[ExportFormat, ...] = (*TABLE_FORMATS, *BIBLIOGRAPHY_FORMATS)
# Those in which some lines may be comments.
_COMMENTED: tuple[ExportFormat, ...] = ("csv", "tsv", "bibtex")


@dataclass(frozen=True, slots=True)
class ExportFile:
    """How a complete result is written: its format, the fields of the articles (none for those
    that suit the format), and whether a mark tells spreadsheets that it is UTF-8."""

    format: ExportFormat
    fields: tuple[str, ...]
    has_bom: bool


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """A complete result: what finds it, how it is written, whether lines before it tell what it is,
    whether it is packed with its description; and where an earlier export is taken up again: its
    cursor, and the id of the last article that came."""

    search: SearchRequest
    file: ExportFile
    has_header: bool
    is_packed: bool
    cursor: str
    after: str


@dataclass(frozen=True, slots=True)
class ListRequest:
    """A list of articles: the request, those of the fields of articles that are asked for (none for
    hits as they are shown), where a walk goes on, empty for a first page, and whether the
    fingerprint of all that is found is told."""

    search: SearchRequest
    fields: tuple[str, ...]
    cursor: str
    has_fingerprint: bool


def parse_list(query: MultiMapping[str], fields: Sequence[str]) -> ListRequest:
    """The list that a query string of the API asks for; it may be for counts alone (`limit=0`).
    Raises ParameterError."""
    check_parameters(query, (*PARAMETERS, "fields", "cursor", "fingerprint", "as_of", "after"))
    if query.get("after"):
        raise ParameterError("as_of", "", "missing")
    cursor = query.get("cursor", "")
    for name in _OF_FIRST_PAGES if cursor else ():
        if query.get(name):
            raise ParameterError(name, query[name], "not-with-cursor")
    search = read_request(query, least=1 if cursor else 0)
    wanted = read_fields(query, fields)
    has_fingerprint = read_choice(query, "fingerprint", ("1",)) is not None
    return ListRequest(replace(search, snippets=not wanted), wanted, cursor, has_fingerprint)


def parse_list_file(
    query: MultiMapping[str], fields: Sequence[str], format_: str
) -> tuple[ListRequest, bool]:
    """A list that is written in a format, and whether a mark tells spreadsheets that it is UTF-8:
    one without what only JSON tells. Raises ParameterError."""
    own = ("fields", "bom", "cursor")
    for name in _OF_JSON:
        if query.get(name):
            raise ParameterError(name, query[name], "not-in-format", format_)
    kept = tuple(name for name in PARAMETERS if name not in _OF_JSON)
    check_parameters(query, (*kept, *own))
    if query.get("bom") and format_ not in {"csv", "tsv"}:
        raise ParameterError("bom", query["bom"], "not-in-format", format_)
    has_bom = read_choice(query, "bom", ("1",)) is not None
    rest = MultiDict(pair for pair in query.items() if pair[0] != "bom")
    listed = parse_list(rest, fields)
    return replace(listed, search=replace(listed.search, snippets=False)), has_bom


def parse_feed(query: MultiMapping[str]) -> SearchRequest:
    """The search that is followed, and which page of its feed. Raises ParameterError."""
    check_parameters(query, (*list_finding(), "limit", "page"))
    return read_request(query, least=1)


def parse_alert_feed(query: MultiMapping[str]) -> SearchRequest:
    """Which page of the feed of an alert is asked for. Raises ParameterError."""
    check_parameters(query, ("limit", "page", "ui"))
    return read_request(query, least=1)


def follow_list(wanted: SearchRequest) -> SearchRequest:
    """The request that asks for later pages of a list: without what those do not tell."""
    return replace(
        wanted,
        page=1,
        facets=DEFAULT_FACETS,
        facet_limit=DEFAULT_FACET_LIMIT,
        interval=None,
    )


def parse_marks(query: MultiMapping[str]) -> SearchRequest:
    """The query whose words are marked in an article, and the expansions it is read without. Raises
    ParameterError."""
    check_parameters(query, ("q", "expand", "ui"))
    return read_request(query, least=1)


def parse_export(query: MultiMapping[str], fields: Sequence[str]) -> ExportRequest:
    """The export that a query string asks for. Raises ParameterError."""
    own = ("fields", "format", "bom", "header", "pack", "cursor", "after")
    check_parameters(query, (*list_finding(), *own))
    format_ = cast("ExportFormat", read_choice(query, "format", EXPORT_FORMATS) or "ndjson")
    wanted = ExportRequest(
        search=read_request(query, least=1),
        file=ExportFile(
            format_,
            read_fields(query, fields),
            read_choice(query, "bom", ("1",)) is not None,
        ),
        has_header=read_choice(query, "header", ("1",)) is not None,
        is_packed=read_choice(query, "pack", ("zip",)) is not None,
        cursor=query.get("cursor", ""),
        after=query.get("after", ""),
    )
    # What a format has no room for is not left out in silence.
    fitting = {
        "fields": format_ in TABLE_FORMATS,
        "bom": format_ in {"csv", "tsv"},
        "header": format_ in _COMMENTED,
    }
    for name, fits in fitting.items():
        if query.get(name) and not fits:
            raise ParameterError(name, query[name], "not-in-format", format_)
    if wanted.after and not wanted.cursor:
        raise ParameterError("cursor", "", "missing")
    return wanted


def list_finding() -> tuple[str, ...]:
    """The parameters that decide what is found, and the language."""
    return tuple(name for name in PARAMETERS if name not in _OF_PAGES)


def read_finding(query: MultiMapping[str]) -> SearchRequest:
    """The request of the parameters that decide what is found; others may mean something else than
    to a page. Raises ParameterError."""
    finding = list_finding()
    kept = MultiDict(pair for pair in query.items() if pair[0] in finding)
    return read_request(kept, least=1)


def read_fields(query: MultiMapping[str], fields: Sequence[str]) -> tuple[str, ...]:
    """Those of some fields that are asked for. Raises ParameterError."""
    wanted = [name.strip() for name in query.get("fields", "").split(",") if name.strip()]
    for name in wanted:
        if name not in fields:
            raise refuse_value("fields", name, fields)
    return tuple(dict.fromkeys(wanted))
