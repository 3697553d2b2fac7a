"""The endpoints of articles."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from searcher.locating import locate_articles
from web.api.fingerprints import respond_fingerprinted
from web.api.history import list_past
from web.api.parameters import parse_list
from web.api.rendering import (
    PUBLIC_FIELDS,
    render_article,
    render_located,
    render_page,
    render_related,
)
from web.api.responding import respond, respond_tagged
from web.keys import SERVICE
from web.parameters import (
    check_parameters,
    parse_address,
    parse_related,
)
from web.requests import request_language
from web.urls import Urls


async def search_articles(request: web.Request) -> web.Response:
    """Search: the parameters of `web.parameters`, the JSON of `web.api.rendering`; the ids of an
    earlier state where one is asked of."""
    if request.query.get("as_of"):
        return await list_past(request)
    wanted = parse_list(request.query, PUBLIC_FIELDS)
    service, language = request.app[SERVICE], request_language(request)
    urls = Urls(request.query.get("ui"))

    def render() -> dict[str, Any]:
        page = service.walk(wanted.search, language.code, wanted.cursor)
        return render_page(page, urls, wanted.fields)

    if wanted.has_fingerprint:
        return await respond_fingerprinted(request, wanted.search, render)
    if wanted.cursor:
        # Made each time: it takes the lease of its generation, which may be an earlier one, again.
        return await respond_tagged(request, render)
    answer = await respond(request, render)
    generation = service.believed
    if generation is not None:
        # Where the page was kept too, an hour is left to go on from it.
        service.keep(generation)
    return answer


async def get_article(request: web.Request) -> web.Response:
    """One article."""
    check_parameters(request.query, ("ui",))
    service, id_ = request.app[SERVICE], request.match_info["id"]
    public = service.settings.public_fields
    return await respond(request, lambda: render_article(service.get_article(id_), public))


async def list_at_address(request: web.Request) -> web.Response:
    """The articles at an address, or with a mirror there."""
    url, service = parse_address(request.query), request.app[SERVICE]
    public = service.settings.public_fields
    return await respond(request, lambda: render_located(locate_articles(service, url), public))


async def list_related(request: web.Request) -> web.Response:
    """The articles most like one."""
    limit = parse_related(request.query)
    related, id_ = request.app[SERVICE].related, request.match_info["id"]
    return await respond(request, lambda: render_related(related(id_, limit)))
