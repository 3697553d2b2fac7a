"""The endpoint of facets: the values of one that the articles of a search have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from aiohttp import web
from multidict import MultiMapping

from indexer.article import LANGS
from indexer.errors import ParameterError
from searcher.answers.values import ValuesWindow
from searcher.request import FACETS, SearchRequest
from searcher.response import IndexInfo
from searcher.service import SearchService
from searcher.value_pages import walk_found_values
from web.api.parameters import list_finding, read_finding
from web.api.responding import encode_answer, link_next, respond_walk
from web.api.sheets import SHEET_PARAMETERS, SHEET_TYPES, Sheet, name_type, read_sheet
from web.i18n import Language
from web.keys import SERVICE
from web.negotiation import negotiate_query
from web.parameters import (
    FACET_ORDER,
    REPEATED,
    WINDOW_PARAMETERS,
    canonical_request,
    check_parameters,
    read_choice,
    read_window,
)
from web.requests import request_language
from web.responses import Content
from web.urls import Urls

_FILTERS = frozenset(REPEATED) - {"facet"}


class FacetCount(msgspec.Struct, frozen=True, kw_only=True):
    """A value: its labels by language, those it has; how many articles have it; and whether they
    are filtered by it, or by its absence."""

    id: str
    labels: Mapping[str, str]
    count: int
    selected: bool
    excluded: bool


class FacetQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The query as it was read, and the name of the set of articles that it finds."""

    canonical: str
    hash: str


class FacetAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the values of a facet: `total` is how many all pages have together, `articles` how
    many are found, `next` the address of the page behind this one."""

    facet: str
    articles: int
    total: int
    values: tuple[FacetCount, ...]
    query: FacetQuery
    index: IndexInfo
    next: str | None


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Which values of which facet are asked for, of the articles of a search, the cursor of their
    page, empty for the first one, and how it is written."""

    request: SearchRequest
    facet: str
    window: ValuesWindow
    cursor: str
    sheet: Sheet | None


async def list_facet(request: web.Request) -> web.Response:
    """A page of the values of a facet that the articles of a search have, with exact counts."""
    query = negotiate_query(request, SHEET_TYPES)
    wanted = parse_facet(query)
    service, language = request.app[SERVICE], request_language(request)
    urls = _links_of(service, query, wanted, language)

    def render() -> Content:
        answer = _answer(service, wanted, language, urls)
        if wanted.sheet is None:
            return encode_answer(answer)
        return Content(wanted.sheet.write(_list_rows(answer)), link_next(answer.next))

    return await respond_walk(request, render, wanted.cursor, name_type(wanted.sheet))


def answer_facet(
    service: SearchService, query: MultiMapping[str], language: Language
) -> FacetAnswer:
    """The page of values that a query string asks for. Raises ParameterError, and what
    `walk_found_values` raises."""
    wanted = parse_facet(query)
    return _answer(service, wanted, language, _links_of(service, query, wanted, language))


def parse_facet(query: MultiMapping[str]) -> FacetRequest:
    """Which values are asked for. Raises ParameterError."""
    allowed = (*list_finding(), "facet", *WINDOW_PARAMETERS, *SHEET_PARAMETERS)
    check_parameters(query, allowed, _FILTERS)
    facet = read_choice(query, "facet", FACETS)
    if facet is None:
        raise ParameterError("facet", "", "missing", ", ".join(FACETS))
    return FacetRequest(
        request=read_finding(query),
        facet=facet,
        window=read_window(query, FACET_ORDER),
        cursor=query.get("cursor", ""),
        sheet=read_sheet(query),
    )


def _links_of(
    service: SearchService, query: MultiMapping[str], wanted: FacetRequest, language: Language
) -> Urls:
    """Links to more: a page in the order of labels is followed by one in the same order, whoever
    asks for it."""
    ui = language.code if wanted.window.order == "label" else query.get("ui")
    return Urls(ui, service.settings.root)


def _answer(
    service: SearchService, wanted: FacetRequest, language: Language, urls: Urls
) -> FacetAnswer:
    values = walk_found_values(
        service, wanted.request, wanted.facet, wanted.window, language.code, wanted.cursor
    )
    found, page, following = values.found, values.page, None
    if values.cursor is not None:
        request = canonical_request(found.request, found.canonical)
        own = wanted.sheet.list_parameters() if wanted.sheet else []
        fields = (*own, ("cursor", values.cursor))
        following = urls.api_facets(request, wanted.facet, wanted.window, *fields)
    return FacetAnswer(
        facet=wanted.facet,
        articles=page.articles,
        total=page.total,
        values=tuple(
            FacetCount(
                id=value.id,
                labels=value.labels,
                count=value.count,
                selected=value.selected,
                excluded=value.excluded,
            )
            for value in page.values
        ),
        query=FacetQuery(canonical=found.canonical, hash=found.hash),
        index=found.generation.info,
        next=following,
    )


def _list_rows(answer: FacetAnswer) -> Iterator[tuple[Any, ...]]:
    yield ("id", *(f"label_{lang}" for lang in LANGS), "count")
    for value in answer.values:
        yield (value.id, *(value.labels.get(lang) for lang in LANGS), value.count)
