"""The help page."""

from __future__ import annotations

from aiohttp import web

from web.parameters import check_parameters
from web.requests import request_language, urls_of
from web.site.help.presenter import present_help
from web.site.rendering import make_site, render_light_page


async def show_help(request: web.Request) -> web.Response:
    """The query language, facets and dates explained."""
    check_parameters(request.query, ("ui",))
    site, language, urls = make_site(request), request_language(request), urls_of(request)
    return await render_light_page(
        request, "help/help.html", lambda: present_help(site, language, urls)
    )
