"""The page of results."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from web.keys import SERVICE
from web.parameters import canonical_request, parse_request
from web.requests import request_language
from web.site.dates import read_dates
from web.site.rendering import make_site, render_page, urls_of
from web.site.search.page import SearchPage
from web.site.search.presenter import SearchPresenter


async def show_search(request: web.Request) -> web.Response:
    """The page of results; from the address of an article, the way to it."""
    language = request_language(request)
    wanted, wrong_dates = read_dates(request.query, parse_request, language)
    # Readers see at once what was surely meant; a page says so, and leads to what was typed.
    asked = replace(wanted, repair=wanted.repair is not False, stories=True, tells_copies=True)
    service = request.app[SERVICE]

    def present() -> SearchPage:
        response = service.search(asked, language.code)
        if response.pasted and response.pasted.is_meant(response.total):
            raise web.HTTPSeeOther(urls_of(request).article(response.pasted.article.id))
        repaired = response.repaired
        carried = canonical_request(response.request if repaired else wanted, response.canonical)
        typed = canonical_request(wanted, repaired.typed) if repaired else carried
        site = make_site(
            request,
            wanted,
            response.index,
            carried=typed,
            locate=lambda urls: urls.search(typed),
            followed=carried,
        )
        presenter = SearchPresenter(response, carried, language, urls_of(request), wrong_dates)
        return presenter.page(site)

    return await render_page(request, "search/search.html", present)
