"""The page of results."""

from __future__ import annotations

from aiohttp import web

from web.keys import SERVICE
from web.parameters import canonical_request, parse_request
from web.requests import request_language
from web.site.rendering import make_site, render_page, urls_of
from web.site.search.page import SearchPage
from web.site.search.presenter import SearchPresenter


async def show_search(request: web.Request) -> web.Response:
    """The page of results."""
    wanted = parse_request(request.query)
    service, language = request.app[SERVICE], request_language(request)

    def present() -> SearchPage:
        response = service.search(wanted, language.code)
        carried = canonical_request(wanted, response.canonical)
        site = make_site(request, wanted, response.index, carried=carried)
        return SearchPresenter(response, carried, language, urls_of(request)).page(site)

    return await render_page(request, "search/search.html", present)
