"""The page of an error."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from aiohttp import web
from multidict import MultiDict

from indexer.errors import LetopisError, ParameterError, QueryError, ValueNotFoundError
from indexer.labels import NamedKind
from searcher.query.nodes import write_query
from searcher.query.parser import parse_query, plain_words
from searcher.request import SearchRequest
from searcher.response import Snippet
from web.keys import SERVICE
from web.messages import describe
from web.parameters import canonical_request, parse_request
from web.requests import request_language, urls_of
from web.shortening import MOST_QUOTED, shorten
from web.site.errors.page import ErrorPage
from web.site.frame import Head, Link
from web.site.rendering import make_site, render_light_page
from web.statuses import describe_status

# Characters of a query shown on either side of what is wrong with it.
_ERROR_CONTEXT = 80
# Characters of it that are marked: with what stands around them no more than may be quoted.
_MOST_MARKED = MOST_QUOTED - 2 * _ERROR_CONTEXT


async def render_error(
    request: web.Request, error: LetopisError | web.HTTPException | None, status: int
) -> web.Response:
    """The page of an error; None is a failure of our own, of which it tells nothing."""
    return await render_light_page(
        request, "errors/error.html", lambda: _present(request, error, status), status
    )


def _present(
    request: web.Request, error: LetopisError | web.HTTPException | None, status: int
) -> ErrorPage:
    language, wanted = request_language(request), _read_request(request)
    if isinstance(error, LetopisError):
        message = describe(error, language)
    else:
        message = describe_status(status, language)
    # What cannot be read is carried nowhere: its words are.
    words = plain_words(wanted.q)
    carried = wanted.with_query(words)
    # What is at no address is listed at none.
    site = replace(make_site(request, wanted, carried=carried), head=Head(is_listed=False))
    page = ErrorPage(site=site, status=status, message=message)
    if isinstance(error, QueryError):
        plain = Link(shorten(words), urls_of(request).search(carried)) if words else None
        return replace(page, query=mark_error(wanted.q, error), plain=plain)
    if isinstance(error, ParameterError):
        return replace(page, without=_link_without(request, error.parameter))
    if isinstance(error, ValueNotFoundError):
        facet, urls = cast("NamedKind", error.facet), urls_of(request)
        near = (Link(shorten(label), urls.value(facet, id_)) for id_, label in error.near)
        return replace(page, near=tuple(near))
    return page


def _link_without(request: web.Request, parameter: str) -> Link | None:
    """The search of a request without a wrong parameter, if all else is right."""
    rest = MultiDict((name, value) for name, value in request.query.items() if name != parameter)
    if request.path != "/search" or len(rest) == len(request.query):
        return None
    try:
        wanted = parse_request(rest)
        tree = parse_query(wanted.q, request.app[SERVICE].analyzer.tokenizer)
    except (ParameterError, QueryError):
        return None
    carried = canonical_request(wanted, write_query(tree))
    return Link(shorten(wanted.q), urls_of(request).search(carried))


def mark_error(q: str, error: QueryError) -> Snippet | None:
    """The part of a query around what is wrong with it, marked; None where all of it is."""
    if error.limit and not error.found:
        return None
    # At the end of the query there is nothing to mark: a space stands for what is missing.
    end = error.position + max(1, min(len(error.found), _MOST_MARKED))
    text = q.ljust(end, "\u00a0")
    first = max(0, error.position - _ERROR_CONTEXT)
    last = min(len(text), end + _ERROR_CONTEXT)
    piece = "…" * (first > 0) + text[first:last] + "…" * (last < len(text))
    shift = (first > 0) - first
    return Snippet(piece, ((error.position + shift, end + shift),))


def _query_text(request: web.Request) -> str:
    return request.query.get("q", "")


def _read_request(request: web.Request) -> SearchRequest:
    """The search of a request that failed, as far as it can be told."""
    try:
        return parse_request(request.query)
    except ParameterError:
        return SearchRequest(q=_query_text(request))
