"""What the readings of a result as a corpus have in common: what they are told of, and how they are
sent, as JSON or as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec
from aiohttp import web
from multidict import MultiMapping

from searcher.corpus.reading import DEFAULT_READ, MAX_READ, ReadArticles
from searcher.response import IndexInfo
from searcher.result_set import ResultSet
from web.api.parameters import list_finding
from web.api.responding import encode_answer, link_next, respond_walk
from web.api.sheets import SHEET_PARAMETERS, Sheet, name_type, respond_sheet
from web.numbers import Number
from web.parameters import read_choice
from web.responses import Content

# Of how many articles the words are read.
READ = Number("read", 1, MAX_READ, DEFAULT_READ)

# Those that all of them take.
READING_PARAMETERS = (*list_finding(), "read", *SHEET_PARAMETERS)


class ReadingQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The query as it was read, and the name of the set of articles that it finds."""

    canonical: str
    hash: str


class ArticlesRead(msgspec.Struct, frozen=True, kw_only=True):
    """Of how many articles how many were read; where all were, what is told of them is exact."""

    total: int
    read: int
    exact: bool


class ReadingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A reading of all that a query finds; `next` is the address of the page behind this one."""

    query: ReadingQuery
    index: IndexInfo
    articles: ArticlesRead
    next: str | None


Answer = TypeVar("Answer", bound=ReadingAnswer)


async def respond_reading(
    request: web.Request,
    read: Callable[[], Answer],
    tabulate: Callable[[Answer], Iterable[Iterable[object]]],
    sheet: Sheet | None,
    cursor: str | None = None,
) -> web.Response:
    """What `read` answers, as JSON or as the table that `tabulate` makes of it, whose head then
    tells what the rows do not; of a reading that is walked, the page of a cursor, empty for the
    first one. Raises what `respond` raises."""

    def render() -> Content:
        answer = read()
        if sheet is None:
            return encode_answer(answer)
        return Content(sheet.write(tabulate(answer)), _describe(answer))

    if cursor is None:
        return await respond_sheet(request, render, sheet)
    return await respond_walk(request, render, cursor, name_type(sheet))


def _describe(answer: ReadingAnswer) -> dict[str, str]:
    return {
        "Letopis-Total": str(answer.articles.total),
        "Letopis-Read": str(answer.articles.read),
        "Letopis-Hash": answer.query.hash,
        "Letopis-Generation": answer.index.generation,
        **link_next(answer.next),
    }


def render_query(found: ResultSet) -> ReadingQuery:
    """Which result it is."""
    return ReadingQuery(canonical=found.canonical, hash=found.hash)


def render_read(articles: ReadArticles) -> ArticlesRead:
    """How much of it was read."""
    return ArticlesRead(total=articles.total, read=articles.read, exact=articles.is_exact)


def read_most(query: MultiMapping[str]) -> int:
    """How many articles may be read. Raises ParameterError."""
    return READ.read(query)


def read_switch(query: MultiMapping[str], name: str, default: str) -> bool:
    """The value of a parameter that is `1` or `0`. Raises ParameterError."""
    return (read_choice(query, name, ("0", "1")) or default) == "1"


def keep_fields(query: MultiMapping[str], names: Iterable[str]) -> list[tuple[str, str]]:
    """The parameters of these names as they were given, for the address of another page."""
    return [(name, value) for name in names for value in query.getall(name, []) if value]
