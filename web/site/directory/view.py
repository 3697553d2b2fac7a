"""The directories of authors, countries, tags and sources."""

from __future__ import annotations

from typing import cast

from aiohttp import web
from multidict import MultiMapping

from indexer.errors import ParameterError
from indexer.labels import NamedKind
from searcher.answers.values import MAX_PREFIX
from searcher.directory import (
    DIRECTORY_ORDERS,
    DirectoryOrder,
    DirectoryRequest,
    read_directory,
)
from searcher.request import SearchRequest
from web.keys import SERVICE
from web.parameters import check_parameters, read_choice, read_number
from web.requests import request_language, urls_of
from web.site.directory.page import DirectoryPage
from web.site.directory.presenter import DirectoryPresenter
from web.site.rendering import make_site, render_page

# More than any archive has.
_MOST_PAGES = 1_000_000


async def show_directory(request: web.Request, *, facet: NamedKind) -> web.Response:
    """The values of a facet, or a page of them."""
    wanted = parse_directory(request.query, facet)
    service, language, urls = request.app[SERVICE], request_language(request), urls_of(request)
    # What is looked for, and another order, are no pages of their own to programs.
    is_own = not wanted.prefix and wanted.order == DIRECTORY_ORDERS[0]
    listed = wanted if is_own else None

    def present() -> DirectoryPage:
        # Held on to: the files of a generation close when nobody holds it any more.
        generation = service.generation()
        directory = read_directory(generation, wanted, language.code)
        # Letters and pages are other ones in another language.
        carried = SearchRequest(q=wanted.prefix)
        site = make_site(
            request,
            index=generation.info,
            carried=carried,
            locate=lambda other: other.directory(facet, listed if other == urls else None),
        )
        return DirectoryPresenter(directory, wanted, language, urls).page(
            site, generation.info.articles
        )

    return await render_page(request, "directory/directory.html", present)


def parse_directory(query: MultiMapping[str], facet: NamedKind) -> DirectoryRequest:
    """Which values of a facet are asked for. Raises ParameterError."""
    check_parameters(query, ("q", "letter", "order", "page", "ui"))
    prefix = query.get("q", "").strip()
    if len(prefix) > MAX_PREFIX:
        raise ParameterError("q", prefix, "too-long", str(MAX_PREFIX))
    order = read_choice(query, "order", DIRECTORY_ORDERS) or DIRECTORY_ORDERS[0]
    return DirectoryRequest(
        facet=facet,
        prefix=prefix,
        letter=query.get("letter", ""),
        order=cast("DirectoryOrder", order),
        page=read_number(query, "page", 1, _MOST_PAGES),
    )
