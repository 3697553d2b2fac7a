"""The front page."""

from __future__ import annotations

from aiohttp import web

from web.keys import POOL, SERVICE
from web.parameters import check_parameters
from web.requests import request_language
from web.site.home.presenter import present_home
from web.site.rendering import make_site, render_page, urls_of


async def show_home(request: web.Request) -> web.Response:
    """The front page: what the archive holds."""
    check_parameters(request.query, ("ui",))
    language = request_language(request)
    service, pool = request.app[SERVICE], request.app[POOL]
    response = await pool.run(service.overview, language.code)
    examples = await pool.run(service.examples, language.code)
    site = make_site(request, index=response.index)
    page = present_home(response, examples, site, language, urls_of(request))
    return render_page(request, "home/home.html", page)
