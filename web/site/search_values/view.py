"""The page of all values of a facet that the articles of a search have."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

from aiohttp import web
from multidict import MultiDict, MultiMapping

from indexer.errors import ParameterError
from searcher.answers.values import MAX_PREFIX
from searcher.directory import DIRECTORY_ORDERS, DirectoryOrder, DirectoryWindow
from searcher.facet_counts import list_values
from searcher.request import FILTER_FACETS, SearchRequest
from web.keys import SERVICE
from web.parameters import (
    FACET_ORDER,
    PARAMETERS,
    REPEATED,
    canonical_request,
    check_parameters,
    read_choice,
    read_number,
    read_request,
)
from web.requests import request_language, urls_of
from web.site.rendering import make_site, render_page
from web.site.search_values.page import SearchValuesPage
from web.site.search_values.presenter import SearchValuesPresenter

# Those of the search mean the same here, but for these, which are of the list of values. `show`
# asks for the articles instead: so one form narrows the list and leads to the search.
_OWN = ("facet", "order", "prefix", "page", "show")
_OF_API = ("facet_limit", "explain")
_FILTERS = frozenset(REPEATED) - {"facet"}
# More than any result has.
_MOST_PAGES = 1_000_000


@dataclass(frozen=True, slots=True)
class SearchValuesRequest:
    """Which values of which facet are listed, of the articles of which search, or whether those
    articles are wanted."""

    request: SearchRequest
    facet: str
    window: DirectoryWindow
    is_chosen: bool


async def show_search_values(request: web.Request) -> web.Response:
    """The values of a facet that the articles of a search have, to choose from; with what was
    chosen, the way to the search."""
    wanted = parse_search_values(request.query)
    service, language, urls = request.app[SERVICE], request_language(request), urls_of(request)
    if wanted.is_chosen:
        raise web.HTTPSeeOther(urls.search(wanted.request))

    def present() -> SearchValuesPage:
        found = service.select(wanted.request)
        listed = list_values(found, wanted.facet, wanted.window, language.code)
        asked = canonical_request(wanted.request, found.canonical)
        # The same page in another language, of the same facet.
        carried = replace(asked, facets=(wanted.facet,))
        site = make_site(request, wanted.request, found.generation.info, carried=carried)
        presenter = SearchValuesPresenter(
            found, listed, asked, wanted.facet, wanted.window, language, urls
        )
        return presenter.page(site)

    return await render_page(request, "search_values/search_values.html", present)


def parse_search_values(query: MultiMapping[str]) -> SearchValuesRequest:
    """What a query string asks for. Raises ParameterError."""
    allowed = [name for name in PARAMETERS if name not in _OF_API and name not in _OWN]
    check_parameters(query, (*allowed, *_OWN), _FILTERS)
    facet = read_choice(query, "facet", FILTER_FACETS)
    if facet is None:
        raise ParameterError("facet", "", "missing", ", ".join(FILTER_FACETS))
    prefix = query.get("prefix", "").strip()
    if len(prefix) > MAX_PREFIX:
        raise ParameterError("prefix", prefix, "too-long", str(MAX_PREFIX))
    order = read_choice(query, "order", DIRECTORY_ORDERS) or FACET_ORDER
    window = DirectoryWindow(
        order=cast("DirectoryOrder", order),
        prefix=prefix,
        page=read_number(query, "page", 1, _MOST_PAGES),
    )
    of_search = MultiDict(pair for pair in query.items() if pair[0] not in _OWN)
    is_chosen = read_choice(query, "show", ("1",)) is not None
    return SearchValuesRequest(read_request(of_search, least=1), facet, window, is_chosen)
