"""The endpoint of the concordance: each occurrence of what is searched for in its context."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from multidict import MultiMapping

from searcher.corpus.concordance import (
    CONCORDANCE_SORTS,
    DEFAULT_LINES,
    DEFAULT_WIDTH,
    MAX_LINES,
    MAX_WIDTH,
    Concordance,
    ConcordanceRequest,
    ConcordanceSort,
    Line,
)
from searcher.corpus.texts import PartKind
from searcher.request import SearchRequest
from searcher.service import SearchService
from web.api.corpus import (
    READING_PARAMETERS,
    ReadingAnswer,
    keep_fields,
    read_most,
    render_query,
    render_read,
    respond_reading,
)
from web.api.parameters import read_finding
from web.api.sheets import SHEET_PARAMETERS, SHEET_TYPES, read_sheet
from web.keys import SERVICE
from web.negotiation import negotiate_query
from web.numbers import Number
from web.parameters import canonical_request, check_parameters, read_choice
from web.urls import Urls

PATH = "/api/v1/kwic"

WIDTH = Number("width", 0, MAX_WIDTH, DEFAULT_WIDTH)
LINES_LIMIT = Number("limit", 1, MAX_LINES, DEFAULT_LINES)

_OWN = ("sort", "width", "limit", "read")


class KwicTokens(msgspec.Struct, frozen=True, kw_only=True):
    """The tokens of a line as they stand in the text."""

    left: tuple[str, ...]
    match: tuple[str, ...]
    right: tuple[str, ...]


class KwicLine(msgspec.Struct, frozen=True, kw_only=True):
    """An occurrence in its context: the article, which of its parts it stands in (`number` counts
    captions and notices from 0), from which character to before which, and the text around it."""

    id: str
    lang: str
    day: date
    published: datetime
    title: str
    part: PartKind
    number: int
    start: int
    end: int
    left: str
    match: str
    right: str
    tokens: KwicTokens


class KwicAnswer(ReadingAnswer, frozen=True, kw_only=True):
    """A page of lines. `occurrences` is how many there are in the articles read; null where that is
    not known yet."""

    occurrences: int | None
    lines: tuple[KwicLine, ...]


@dataclass(frozen=True, slots=True)
class KwicRequest:
    """Which page of the concordance of which result is asked for, and how it is written."""

    search: SearchRequest
    asked: ConcordanceRequest
    cursor: str


async def list_occurrences(request: web.Request) -> web.Response:
    """A page of the concordance of a search."""
    query = negotiate_query(request, SHEET_TYPES)
    read = prepare_kwic(request.app[SERVICE], query)
    cursor = query.get("cursor", "")
    return await respond_reading(request, read, _list_rows, read_sheet(query), cursor)


def prepare_kwic(service: SearchService, query: MultiMapping[str]) -> Callable[[], KwicAnswer]:
    """What makes the page of a concordance that a query string asks for. Raises ParameterError."""
    wanted = parse_kwic(query)
    urls, own = (
        Urls(query.get("ui"), service.settings.root),
        keep_fields(query, (*_OWN, *SHEET_PARAMETERS)),
    )

    def read() -> KwicAnswer:
        page, cursor = service.concordance(wanted.search, wanted.asked, wanted.cursor)
        following = None
        if cursor is not None:
            search = canonical_request(page.found.request, page.found.canonical)
            following = urls.api_reading(PATH, search, [*own, ("cursor", cursor)])
        return _render(page, service.settings.zone_info, following)

    return read


def parse_kwic(query: MultiMapping[str]) -> KwicRequest:
    """Which page of which concordance is asked for. Raises ParameterError."""
    check_parameters(query, tuple(dict.fromkeys((*READING_PARAMETERS, *_OWN, "cursor"))))
    sort = read_choice(query, "sort", CONCORDANCE_SORTS) or CONCORDANCE_SORTS[0]
    asked = ConcordanceRequest(
        sort=cast("ConcordanceSort", sort),
        width=WIDTH.read(query),
        limit=LINES_LIMIT.read(query),
        read=read_most(query),
    )
    return KwicRequest(read_finding(query), asked, query.get("cursor", ""))


def _render(page: Concordance, zone: ZoneInfo, following: str | None) -> KwicAnswer:
    return KwicAnswer(
        query=render_query(page.found),
        index=page.found.generation.info,
        articles=render_read(page.articles),
        next=following,
        occurrences=page.occurrences,
        lines=tuple(_render_line(line, zone) for line in page.lines),
    )


def _render_line(line: Line, zone: ZoneInfo) -> KwicLine:
    return KwicLine(
        id=line.article.id,
        lang=line.article.lang,
        day=line.article.published.astimezone(zone).date(),
        published=line.article.published,
        title=line.article.title,
        part=line.part,
        number=line.number,
        start=line.start,
        end=line.end,
        left=line.left,
        match=line.match,
        right=line.right,
        tokens=KwicTokens(left=line.left_tokens, match=line.match_tokens, right=line.right_tokens),
    )


def _list_rows(answer: KwicAnswer) -> Iterator[tuple[object, ...]]:
    names = ("id", "lang", "day", "title", "part", "number", "start", "end")
    yield (*names, "left", "match", "right")
    for line in answer.lines:
        yield (*(getattr(line, name) for name in names), line.left, line.match, line.right)
