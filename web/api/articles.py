"""The endpoints of articles."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from searcher.locating import locate_articles
from web.api.answers import FoundPage
from web.api.fingerprints import respond_fingerprinted
from web.api.history import list_past
from web.api.parameters import parse_list, parse_marks
from web.api.rendering import (
    PUBLIC_FIELDS,
    render_article,
    render_located,
    render_page,
    render_related,
)
from web.api.responding import encode_answer, make_context, respond, respond_walk
from web.keys import SERVICE
from web.parameters import parse_address, parse_related


async def search_articles(request: web.Request) -> web.Response:
    """Search: the parameters of `web.parameters`, the JSON of `web.api.rendering`; the ids of an
    earlier state where one is asked of."""
    if request.query.get("as_of"):
        return await list_past(request)
    wanted, context = parse_list(request.query, PUBLIC_FIELDS), make_context(request)
    service = request.app[SERVICE]

    def render() -> FoundPage[Any]:
        page = service.walk(wanted.search, context.lang, wanted.cursor)
        return render_page(page, context, wanted.fields)

    if wanted.has_fingerprint:
        return await respond_fingerprinted(request, wanted.search, render)
    return await respond_walk(request, lambda: encode_answer(render()), wanted.cursor)


async def get_article(request: web.Request) -> web.Response:
    """One article, with the spans of a query if one is given."""
    found_by, context = parse_marks(request.query), make_context(request)
    mark, id_ = request.app[SERVICE].mark_article, request.match_info["id"]
    return await respond(request, lambda: render_article(mark(id_, found_by), context))


async def list_at_address(request: web.Request) -> web.Response:
    """The articles at an address, or with a mirror there."""
    url, context = parse_address(request.query), make_context(request)
    service = request.app[SERVICE]
    return await respond(request, lambda: render_located(locate_articles(service, url), context))


async def list_related(request: web.Request) -> web.Response:
    """The articles most like one."""
    limit, context = parse_related(request.query), make_context(request)
    related, id_ = request.app[SERVICE].related, request.match_info["id"]
    return await respond(request, lambda: render_related(related(id_, limit), context))
