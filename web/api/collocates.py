"""The endpoint of collocates: which words stand near what is searched for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, cast

import msgspec
from aiohttp import web
from multidict import MultiMapping

from searcher.corpus.collocates import (
    COLLOCATE_ORDERS,
    DEFAULT_COLLOCATES,
    DEFAULT_LEAST,
    DEFAULT_WINDOW,
    MAX_COLLOCATES,
    MAX_WINDOW,
    Collocate,
    CollocateOrder,
    Collocates,
    CollocatesRequest,
    find_collocates,
)
from searcher.corpus.texts import UNITS, Unit
from searcher.request import SearchRequest
from searcher.result_set import ResultSet
from searcher.service import SearchService
from web.api.corpus import (
    READING_PARAMETERS,
    ReadingAnswer,
    read_most,
    read_switch,
    render_query,
    render_read,
    respond_reading,
)
from web.api.parameters import read_finding
from web.api.sheets import SHEET_TYPES, read_sheet
from web.keys import SERVICE
from web.negotiation import negotiate_query
from web.numbers import Number
from web.parameters import check_parameters, read_choice

# Tokens that a term may be asked to have at least.
MAX_LEAST = 1_000_000

LEFT = Number("left", 0, MAX_WINDOW, DEFAULT_WINDOW)
RIGHT = Number("right", 0, MAX_WINDOW, DEFAULT_WINDOW)
LEAST = Number("min", 1, MAX_LEAST, DEFAULT_LEAST)
COLLOCATES_LIMIT = Number("limit", 1, MAX_COLLOCATES, DEFAULT_COLLOCATES)


class CollocateRow(msgspec.Struct, frozen=True, kw_only=True):
    """A term near the occurrences: `count` tokens of it there, `left` and `right` of the nearest
    occurrence, and `elsewhere` in the same articles. `log_likelihood` is negative where it is
    rarer near them."""

    term: str
    count: int
    left: int
    right: int
    elsewhere: int
    log_likelihood: float
    log_dice: float
    log_ratio: float


class CollocateReference(msgspec.Struct, frozen=True, kw_only=True):
    """What the tokens near the occurrences are compared with: those of the same articles that are
    neither near one nor part of one."""

    kind: Literal["rest-of-articles"] = "rest-of-articles"
    tokens: int


class CollocatesAnswer(ReadingAnswer, frozen=True, kw_only=True):
    """Collocates, of `total` that there are; `window` is how many tokens stand near the
    occurrences."""

    occurrences: int
    window: int
    reference: CollocateReference
    total: int
    collocates: tuple[CollocateRow, ...]


@dataclass(frozen=True, slots=True)
class CollocatesCall:
    """Which collocates of which result are asked for."""

    search: SearchRequest
    asked: CollocatesRequest


async def list_collocates(request: web.Request) -> web.Response:
    """The collocates of what is searched for."""
    query = negotiate_query(request, SHEET_TYPES)
    read = prepare_collocates(request.app[SERVICE], query)
    return await respond_reading(request, read, _list_rows, read_sheet(query))


def prepare_collocates(
    service: SearchService, query: MultiMapping[str]
) -> Callable[[], CollocatesAnswer]:
    """What finds the collocates that a query string asks for. Raises ParameterError."""
    wanted = parse_collocates(query)

    def read() -> CollocatesAnswer:
        found = service.select(wanted.search)
        zone = service.settings.zone_info
        return _render(found, find_collocates(found, wanted.asked, service.analyzer, zone))

    return read


def parse_collocates(query: MultiMapping[str]) -> CollocatesCall:
    """Which collocates are asked for. Raises ParameterError."""
    own = ("unit", "left", "right", "min", "order", "stop_words", "limit")
    check_parameters(query, (*READING_PARAMETERS, *own))
    order = read_choice(query, "order", COLLOCATE_ORDERS) or COLLOCATE_ORDERS[0]
    asked = CollocatesRequest(
        unit=cast("Unit", read_choice(query, "unit", UNITS) or UNITS[0]),
        left=LEFT.read(query),
        right=RIGHT.read(query),
        least=LEAST.read(query),
        order=cast("CollocateOrder", order),
        stop_words=read_switch(query, "stop_words", "0"),
        limit=COLLOCATES_LIMIT.read(query),
        read=read_most(query),
    )
    return CollocatesCall(read_finding(query), asked)


def _render(found: ResultSet, read: Collocates) -> CollocatesAnswer:
    return CollocatesAnswer(
        query=render_query(found),
        index=found.generation.info,
        articles=render_read(read.articles),
        next=None,
        occurrences=read.occurrences,
        window=read.window,
        reference=CollocateReference(tokens=read.reference),
        total=read.terms,
        collocates=tuple(map(_render_row, read.collocates)),
    )


def _render_row(one: Collocate) -> CollocateRow:
    return CollocateRow(
        term=one.term,
        count=one.count,
        left=one.left,
        right=one.right,
        elsewhere=one.elsewhere,
        log_likelihood=round(one.log_likelihood, 4),
        log_dice=round(one.log_dice, 4),
        log_ratio=round(one.log_ratio, 4),
    )


def _list_rows(answer: CollocatesAnswer) -> Iterator[tuple[object, ...]]:
    yield CollocateRow.__struct_fields__
    yield from map(msgspec.structs.astuple, answer.collocates)
