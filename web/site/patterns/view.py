"""The page of patterns, and whole pages of invented content."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from web.parameters import check_parameters
from web.requests import request_language, urls_of
from web.site.frame import Link
from web.site.patterns.presenter import present_patterns
from web.site.patterns.specimens import SPECIMENS
from web.site.rendering import make_site, render_light_page


async def show_patterns(request: web.Request) -> web.Response:
    """The components that pages share, in their states, for those who work on them."""
    check_parameters(request.query, ("ui",))
    site, language, urls = make_site(request), request_language(request), urls_of(request)
    specimens = tuple(
        Link(language.gettext(specimen.title), urls.patterns(name))
        for name, specimen in SPECIMENS.items()
    )
    return await render_light_page(
        request,
        "patterns/patterns.html",
        lambda: present_patterns(site, language, urls, specimens),
    )


async def show_specimen(request: web.Request) -> web.Response:
    """A whole page of invented content. Its forms lead back to it, whatever they send."""
    specimen = SPECIMENS.get(request.match_info["name"])
    if specimen is None:
        raise web.HTTPNotFound
    language, urls = request_language(request), urls_of(request)
    # Nobody is to take it for a page of the archive.
    name = language.gettext("Patterns")
    site = replace(make_site(request), name=name, home=urls.patterns())
    return await render_light_page(
        request, specimen.template, lambda: specimen.present(site, language)
    )
