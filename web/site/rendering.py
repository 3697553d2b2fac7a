"""Pages put into their frame and rendered."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from searcher.query.parser import MAX_LENGTH
from searcher.request import SearchRequest
from searcher.response import IndexInfo
from web.keys import LANGUAGES, POOL, SERVICE, TEMPLATES
from web.parameters import UI_LANGS
from web.requests import request_language
from web.responses import Content, make_current_response, make_response
from web.site.article.page import ArticlePage
from web.site.concordance.page import ConcordancePage
from web.site.docs.page import DocsPage, TypesPage
from web.site.errors.page import ErrorPage
from web.site.frame import SearchBox, Site
from web.site.help.page import HelpPage
from web.site.home.page import HomePage
from web.site.patterns.page import PatternsPage
from web.site.receipt.page import ReceiptPage
from web.site.search.page import SearchPage
from web.site.trends.page import TrendsPage
from web.urls import Urls, switch_language

Page = (
    HomePage
    | SearchPage
    | ArticlePage
    | ConcordancePage
    | TrendsPage
    | ReceiptPage
    | HelpPage
    | PatternsPage
    | DocsPage
    | TypesPage
    | ErrorPage
)


async def render_page(
    request: web.Request, template: str, present: Callable[[], Page]
) -> web.Response:
    """The answer with the page that `present` makes of the request, the current generation and the
    settings alone: what it asks, presents and renders is one call of the pool, of one lane and one
    deadline.

    Raises OverloadedError, TooExpensiveError, and what `present` raises.
    """
    return await make_current_response(
        request,
        _renderer(request, template, present),
        request.app[POOL].run,
        content_type="text/html",
        language=request_language(request),
    )


async def render_light_page(
    request: web.Request, template: str, present: Callable[[], Page], status: int = 200
) -> web.Response:
    """The answer with a page that asks nothing of the archive: it waits behind no search. Raises
    OverloadedError."""
    return await make_response(
        request,
        _renderer(request, template, present),
        request.app[POOL].run_light,
        content_type="text/html",
        language=request_language(request),
        status=status,
    )


async def respond_drawing(request: web.Request, render: Callable[[], Content]) -> web.Response:
    """The answer with a drawing that is made in the pool. Raises what `render_page` raises."""
    return await make_current_response(
        request,
        render,
        request.app[POOL].run,
        content_type="image/svg+xml",
        language=request_language(request),
    )


def _renderer(
    request: web.Request, template: str, present: Callable[[], Page]
) -> Callable[[], bytes]:
    templates = request.app[TEMPLATES]
    return lambda: (
        templates.get_template(template).render(page=present()).encode("utf-8", "replace")
    )


def make_site(
    request: web.Request,
    wanted: SearchRequest | None = None,
    index: IndexInfo | None = None,
    *,
    carried: SearchRequest | None = None,
) -> Site:
    """What stands around a page. The box shows the query of `wanted` as it was typed; the same page
    in another language is asked for by `carried`, or as it stands."""
    language, urls = request_language(request), urls_of(request)
    wanted = wanted or SearchRequest()
    carried = carried or wanted
    fields = urls.fields(wanted)
    return Site(
        name=request.app[SERVICE].settings.archive_name(language.code),
        language=language,
        home=urls.home(),
        help=urls.help(),
        docs=urls.docs(),
        languages=tuple(
            (other, switch_language(request.path, carried, code))
            for code, other in request.app[LANGUAGES].items()
        ),
        box=SearchBox(
            q=wanted.q[:MAX_LENGTH],
            fields=tuple(fields),
            suggestions=urls.api_suggest(),
        ),
        generation=index.generation if index else "",
        articles=index.articles if index else 0,
        degraded=request.app[SERVICE].problem is not None,
    )


def urls_of(request: web.Request) -> Urls:
    ui = request.query.get("ui")
    return Urls(ui if ui in UI_LANGS else None)
