"""The front page."""

from __future__ import annotations

from aiohttp import web

from web.keys import SERVICE
from web.parameters import check_parameters
from web.requests import request_language
from web.site.home.page import HomePage
from web.site.home.presenter import present_home
from web.site.rendering import make_site, render_page, urls_of


async def show_home(request: web.Request) -> web.Response:
    """The front page: what the archive holds."""
    check_parameters(request.query, ("ui",))
    service, language = request.app[SERVICE], request_language(request)

    def present() -> HomePage:
        response, examples = service.overview(language.code), service.examples(language.code)
        site = make_site(request, index=response.index)
        return present_home(response, examples, site, language, urls_of(request))

    return await render_page(request, "home/home.html", present)
