"""The endpoints of articles."""

from __future__ import annotations

from aiohttp import web

from web.api.rendering import (
    render_article,
    render_related,
    render_response,
)
from web.api.responding import respond
from web.keys import POOL, SERVICE
from web.parameters import (
    check_parameters,
    parse_related,
    parse_request,
)
from web.requests import request_language
from web.urls import Urls


async def search_articles(request: web.Request) -> web.Response:
    """Search: the parameters of `web.parameters`, the JSON of `web.api.rendering`."""
    wanted = parse_request(request.query)
    search, language = request.app[SERVICE].search, request_language(request)
    response = await request.app[POOL].run(search, wanted, language.code)
    urls = Urls(request.query.get("ui"))
    return await respond(request, lambda: render_response(response, urls))


async def get_article(request: web.Request) -> web.Response:
    """One article."""
    check_parameters(request.query, ("ui",))
    service = request.app[SERVICE]
    article = await request.app[POOL].run(service.get_article, request.match_info["id"])
    public = service.settings.public_fields
    return await respond(request, lambda: render_article(article, public))


async def list_related(request: web.Request) -> web.Response:
    """The articles most like one."""
    limit = parse_related(request.query)
    service = request.app[SERVICE]
    response = await request.app[POOL].run(service.related, request.match_info["id"], limit)
    return await respond(request, lambda: render_related(response))
