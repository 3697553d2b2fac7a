"""The page about the archive."""

from __future__ import annotations

from aiohttp import web

from indexer.errors import UnavailableError
from web.keys import SERVICE
from web.parameters import check_parameters
from web.requests import request_language, urls_of
from web.site.about.page import AboutPage
from web.site.about.presenter import count_archive, present_about
from web.site.rendering import make_site, render_light_page


async def show_about(request: web.Request) -> web.Response:
    """Who publishes the archive, its licence, and its rules."""
    check_parameters(request.query, ("ui",))
    service, language = request.app[SERVICE], request_language(request)

    def present() -> AboutPage:
        try:
            overview = service.overview(language.code)
            numbers = count_archive(overview, service.generation(), language)
            site = make_site(request, index=overview.index)
        except UnavailableError:
            # Whom to write to is told even where nothing can be searched.
            numbers, site = None, make_site(request)
        return present_about(
            service.home, service.settings, numbers, site, language, urls_of(request)
        )

    return await render_light_page(request, "about/about.html", present)
