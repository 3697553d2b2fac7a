"""The endpoint of terms: how frequent the words of a result are, and which are typical of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

import msgspec
from aiohttp import web
from multidict import MultiMapping

from indexer.errors import ParameterError, QueryError
from searcher.corpus.terms import (
    DEFAULT_LEAST,
    DEFAULT_TERMS,
    MAX_TERM,
    MAX_TERMS,
    TERM_ORDERS,
    CountedArticles,
    Keyness,
    Term,
    TermOrder,
    Terms,
    TermsRequest,
    list_terms,
)
from searcher.corpus.texts import UNITS, Unit
from searcher.request import SearchRequest
from searcher.result_set import ResultSet, select_articles
from searcher.service import SearchService
from web.api.collocates import MAX_LEAST
from web.api.corpus import (
    READING_PARAMETERS,
    ArticlesRead,
    ReadingAnswer,
    ReadingQuery,
    keep_fields,
    read_most,
    read_switch,
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

PATH = "/api/v1/terms"

# Everything under the same filters, as the other side of a comparison.
EVERYTHING = "*"
# Characters of the query that is compared with: addresses of pages carry it.
MAX_AGAINST = 1_000

LEAST = Number("min", 1, MAX_LEAST, DEFAULT_LEAST)
TERMS_LIMIT = Number("limit", 1, MAX_TERMS, DEFAULT_TERMS)

_OWN = ("unit", "prefix", "min", "order", "stop_words", "limit", "read", "against")


class TermKeyness(msgspec.Struct, frozen=True, kw_only=True):
    """A term in the other result, and how much more frequent it is in this one: `log_likelihood` is
    negative where it is rarer, `log_ratio` 1 where it is twice as frequent."""

    documents: int
    tokens: int
    per_million: float
    log_likelihood: float
    log_ratio: float


class TermRow(msgspec.Struct, frozen=True, kw_only=True):
    """A term: how many of the articles read have it, how many tokens of theirs it is, and of a
    million. `against` is null where nothing is compared."""

    term: str
    documents: int
    tokens: int
    per_million: float
    against: TermKeyness | None


class TermReference(msgspec.Struct, frozen=True, kw_only=True):
    """The result that is compared with."""

    query: ReadingQuery
    articles: ArticlesRead
    tokens: int


class TermsAnswer(ReadingAnswer, frozen=True, kw_only=True):
    """A page of terms, of `total` that all pages have; `tokens` is how many the articles read
    have."""

    tokens: int
    against: TermReference | None
    total: int
    terms: tuple[TermRow, ...]


@dataclass(frozen=True, slots=True)
class TermsCall:
    """Which terms of which result are asked for, and what they are compared with; None for
    nothing."""

    search: SearchRequest
    asked: TermsRequest
    against: str | None


async def count_terms(request: web.Request) -> web.Response:
    """A page of the terms of a search."""
    query = negotiate_query(request, SHEET_TYPES)
    read = prepare_terms(request.app[SERVICE], query)
    return await respond_reading(request, read, _list_rows, read_sheet(query))


def prepare_terms(service: SearchService, query: MultiMapping[str]) -> Callable[[], TermsAnswer]:
    """What counts the page of terms that a query string asks for. Raises ParameterError."""
    wanted = parse_terms(query)
    urls, own = (
        Urls(query.get("ui"), service.settings.root),
        keep_fields(query, (*_OWN, *SHEET_PARAMETERS)),
    )

    def read() -> TermsAnswer:
        found, other = service.select(wanted.search), None
        if wanted.against is not None:
            other = _select_other(found, wanted.against)
        page = list_terms(found, wanted.asked, service.analyzer, other)
        if page is None:
            raise ParameterError("after", wanted.asked.after, "unknown-value")
        following = None
        if page.more:
            search = canonical_request(found.request, found.canonical)
            after = ("after", page.terms[-1].term)
            following = urls.api_reading(PATH, search, [*own, after])
        return _render(found, other, page, following)

    return read


def parse_terms(query: MultiMapping[str]) -> TermsCall:
    """Which terms are asked for. Raises ParameterError."""
    check_parameters(query, tuple(dict.fromkeys((*READING_PARAMETERS, *_OWN, "after"))))
    for name, most in (("prefix", MAX_TERM), ("after", MAX_TERM), ("against", MAX_AGAINST)):
        if len(query.get(name, "")) > most:
            raise ParameterError(name, query[name][:40], "too-long", str(most))
    against = query.get("against", "").strip() or None
    order = read_choice(query, "order", TERM_ORDERS)
    if order == "keyness" and against is None:
        raise ParameterError("against", "", "missing")
    asked = TermsRequest(
        unit=cast("Unit", read_choice(query, "unit", UNITS) or UNITS[0]),
        prefix=query.get("prefix", "").strip().lower().replace("ё", "е"),
        least=LEAST.read(query),
        order=cast("TermOrder", order or ("keyness" if against else TERM_ORDERS[0])),
        stop_words=read_switch(query, "stop_words", "1"),
        limit=TERMS_LIMIT.read(query),
        after=query.get("after", ""),
        read=read_most(query),
    )
    return TermsCall(read_finding(query), asked, "" if against == EVERYTHING else against)


def _render(
    found: ResultSet, other: ResultSet | None, page: Terms, following: str | None
) -> TermsAnswer:
    against = None
    if other is not None and page.against is not None:
        against = _render_reference(other, page.against)
    return TermsAnswer(
        query=render_query(found),
        index=found.generation.info,
        articles=render_read(page.counted.articles),
        next=following,
        tokens=page.counted.tokens,
        against=against,
        total=page.total,
        terms=tuple(map(_render_row, page.terms)),
    )


def _select_other(found: ResultSet, q: str) -> ResultSet:
    """What another query finds under the filters of a result. Raises ParameterError: what is wrong
    of it is not in `q`."""
    try:
        return select_articles(found.generation, found.request.with_query(q))
    except QueryError as error:
        raise ParameterError("against", q, "bad-query") from error


def _render_reference(other: ResultSet, counted: CountedArticles) -> TermReference:
    return TermReference(
        query=render_query(other), articles=render_read(counted.articles), tokens=counted.tokens
    )


def _render_row(one: Term) -> TermRow:
    return TermRow(
        term=one.term,
        documents=one.documents,
        tokens=one.tokens,
        per_million=round(one.per_million, 2),
        against=_render_keyness(one.keyness) if one.keyness else None,
    )


def _render_keyness(keyness: Keyness) -> TermKeyness:
    return TermKeyness(
        documents=keyness.documents,
        tokens=keyness.tokens,
        per_million=round(keyness.per_million, 2),
        log_likelihood=round(keyness.log_likelihood, 4),
        log_ratio=round(keyness.log_ratio, 4),
    )


def _list_rows(answer: TermsAnswer) -> Iterator[tuple[object, ...]]:
    other = ("against_documents", "against_tokens", "against_per_million")
    names = (*other, "log_likelihood", "log_ratio") if answer.against else ()
    yield ("term", "documents", "tokens", "per_million", *names)
    for row in answer.terms:
        compared = msgspec.structs.astuple(row.against) if row.against else ()
        yield (row.term, row.documents, row.tokens, row.per_million, *compared)
