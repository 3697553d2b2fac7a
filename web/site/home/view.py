"""The front page."""

from __future__ import annotations

from aiohttp import web

from web.keys import SERVICE
from web.parameters import check_parameters
from web.requests import request_day, request_language, urls_of
from web.site.home.page import HomePage
from web.site.home.presenter import HomePresenter
from web.site.rendering import make_site, render_page


async def show_home(request: web.Request) -> web.Response:
    """The front page: what the archive holds, and what it says of this day."""
    check_parameters(request.query, ("ui",))
    service, language = request.app[SERVICE], request_language(request)
    today = request_day(request)

    def present() -> HomePage:
        overview, generation = service.overview(language.code), service.generation()
        site = make_site(request, index=overview.index)
        return HomePresenter(generation, language, urls_of(request)).page(overview, today, site)

    return await render_page(request, "home/home.html", present)
