"""The page of results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web
from multidict import MultiDict

from indexer.errors import ParameterError
from searcher.request import SearchRequest
from web.keys import SERVICE
from web.messages import describe
from web.parameters import canonical_request, parse_request
from web.requests import request_language
from web.site.rendering import make_site, render_page, urls_of
from web.site.search.page import DateField, SearchPage
from web.site.search.presenter import SearchPresenter

# The parameters that are typed as dates, and how much of what is none is shown.
_DATES = ("from", "to")
MOST_OF_DATE = 40


async def show_search(request: web.Request) -> web.Response:
    """The page of results; from the address of an article, the way to it."""
    wanted, wrong_dates = _parse(request)
    # Readers see at once what was surely meant; a page says so, and leads to what was typed.
    asked = wanted if wanted.repair is not None else replace(wanted, repair=True)
    service, language = request.app[SERVICE], request_language(request)

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


def _parse(request: web.Request) -> tuple[SearchRequest, Mapping[str, DateField]]:
    """What is asked for, without dates that are none: those are told in their fields. Raises
    ParameterError."""
    query: MultiDict[str] = MultiDict(request.query)
    wrong: dict[str, DateField] = {}
    while True:
        try:
            return parse_request(query), wrong
        except ParameterError as error:
            if error.parameter not in _DATES or len(query.getall(error.parameter)) > 1:
                raise
            typed = query.pop(error.parameter)
            problem = describe(error, request_language(request)).detail
            wrong[error.parameter] = DateField(typed[:MOST_OF_DATE], problem)
