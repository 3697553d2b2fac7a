"""The page of patterns."""

from __future__ import annotations

from aiohttp import web

from web.parameters import check_parameters
from web.requests import request_language
from web.site.patterns.presenter import present_patterns
from web.site.rendering import make_site, render_light_page, urls_of


async def show_patterns(request: web.Request) -> web.Response:
    """Every component of the pages in its states, for those who work on them."""
    check_parameters(request.query, ("ui",))
    site, language, urls = make_site(request), request_language(request), urls_of(request)
    return await render_light_page(
        request, "patterns/patterns.html", lambda: present_patterns(site, language, urls)
    )
