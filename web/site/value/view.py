"""The page of an author, a country, a tag or a source."""

from __future__ import annotations

from aiohttp import web

from indexer.labels import NamedKind
from searcher.request import SearchRequest
from web.keys import SERVICE
from web.parameters import check_parameters
from web.requests import request_language, urls_of
from web.site.rendering import make_site, render_page
from web.site.value.page import ValuePage
from web.site.value.presenter import ValuePresenter


async def show_value(request: web.Request, *, facet: NamedKind) -> web.Response:
    """A value of a facet: its articles over time, the latest, and what comes with it."""
    check_parameters(request.query, ("ui",))
    service, language = request.app[SERVICE], request_language(request)

    def present() -> ValuePage:
        profile = service.profile(facet, request.match_info["id"], language.code)
        id_ = profile.value.id
        site = make_site(
            request,
            index=profile.response.index,
            locate=lambda other: other.value(facet, id_),
            followed=SearchRequest().with_filter(facet, id_),
        )
        return ValuePresenter(profile, facet, language, urls_of(request)).page(site)

    return await render_page(request, "value/value.html", present)
