"""Pages put into their frame and rendered."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from searcher.query.parser import MAX_LENGTH
from searcher.request import SearchRequest
from searcher.response import IndexInfo
from searcher.service import SearchService
from web.api.feeds import FEED_TYPES
from web.i18n import Language
from web.keys import HAS_ALERTS, LANGUAGES, POOL, SERVICE, TEMPLATES
from web.parameters import UI_LANGS
from web.requests import request_language, urls_of
from web.responses import Content, make_current_response, make_response
from web.site.about.page import AboutPage
from web.site.alerts.page import AlertsPage
from web.site.archive.page import ArchivePage, DayPage, MonthPage, YearPage
from web.site.article.page import ArticlePage
from web.site.concordance.page import AskingPage, ConcordancePage
from web.site.crawlers import CLOSED
from web.site.directory.page import DirectoryPage
from web.site.docs.page import DocsPage, TypesPage
from web.site.dumps.page import DumpsPage
from web.site.errors.page import ErrorPage
from web.site.facets import FACET_TITLES
from web.site.frame import FeedLink, Head, Link, SearchBox, Site
from web.site.help.page import HelpPage
from web.site.home.page import HomePage
from web.site.patterns.page import PatternsPage
from web.site.receipt.page import ReceiptPage
from web.site.search.page import SearchPage
from web.site.search_values.page import SearchValuesPage
from web.site.trends.page import TrendsPage
from web.site.value.page import ValuePage
from web.site.versions.page import VersionsPage
from web.urls import DIRECTORY_PATHS, Urls, switch_language

Page = (
    HomePage
    | SearchPage
    | SearchValuesPage
    | DirectoryPage
    | ValuePage
    | ArticlePage
    | ArchivePage
    | YearPage
    | MonthPage
    | DayPage
    | VersionsPage
    | AskingPage
    | ConcordancePage
    | TrendsPage
    | ReceiptPage
    | HelpPage
    | AboutPage
    | AlertsPage
    | DumpsPage
    | PatternsPage
    | DocsPage
    | TypesPage
    | ErrorPage
)

# Where a page is, by the addresses of an interface language.
Locate = Callable[[Urls], str]

# All articles.
EVERYTHING = SearchRequest()


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


async def render_tagged_page(
    request: web.Request, template: str, present: Callable[[], Page]
) -> web.Response:
    """The answer with a page that `present` makes, whatever of, archive.db before all: it is made
    each time. Raises what `render_page` raises."""
    return await make_response(
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
    locate: Locate | None = None,
    followed: SearchRequest = EVERYTHING,
) -> Site:
    """What stands around a page. The box shows the query of `wanted` as it was typed; the same page
    in another language is asked for by `carried`, or as it stands. `locate` tells where the page
    is, which is at its path alone unless told; feeds are those of `followed`."""
    service, language, urls = request.app[SERVICE], request_language(request), urls_of(request)
    wanted = wanted or SearchRequest()
    carried = carried or wanted
    fields = urls.fields(wanted)
    return Site(
        name=service.settings.archive_name(language.code),
        language=language,
        home=urls.home(),
        archive=urls.archive(),
        help=urls.help(),
        docs=urls.docs(),
        about=urls.about(),
        rules=urls.rules(),
        languages=tuple(
            (other, switch_language(request.path, carried, code, urls.root))
            for code, other in request.app[LANGUAGES].items()
        ),
        directories=tuple(
            Link(language.gettext(FACET_TITLES[facet][0]), urls.directory(facet))
            for facet in DIRECTORY_PATHS
        ),
        box=SearchBox(
            q=wanted.q[:MAX_LENGTH],
            fields=tuple(fields),
            suggestions=urls.api_suggest(),
        ),
        alerts=urls.alerts() if request.app[HAS_ALERTS] else "",
        updated=_tell_update(service, language) if index else "",
        degraded=service.problem is not None,
        head=make_head(request, locate, followed),
    )


def _tell_update(service: SearchService, language: Language) -> str:
    """The day on which the index was made; where another one came meanwhile, the page is made again
    when it is asked for again."""
    return language.format_date(service.generation().manifest.finished)


def make_head(request: web.Request, locate: Locate | None, followed: SearchRequest) -> Head:
    """What a page tells programs. Its address is complete where the settings tell where the archive
    is served; a page that is not to be listed, and does not tell where it is, has none."""
    settings, urls = request.app[SERVICE].settings, urls_of(request)
    name = settings.archive_name(request_language(request).code)
    is_listed = not request.path.startswith(CLOSED)
    if locate is None and is_listed:
        locate = _locate_path(request)
    by_language = {code: urls.in_language(code) for code in UI_LANGS}
    by_language["x-default"] = urls.in_language()
    alternates = {tag: settings.origin + locate(own) for tag, own in by_language.items() if locate}
    return Head(
        canonical=alternates.get(urls.ui or "x-default", ""),
        alternates=tuple(alternates.items()),
        is_listed=is_listed,
        followed=f"{name}: {followed.q}" if followed.q else name,
        feeds=tuple(
            FeedLink(url=urls.feed(followed.without_page(), format_), type=type_)
            for format_, type_ in FEED_TYPES.items()
        ),
        opensearch=urls.opensearch(),
    )


def _locate_path(request: web.Request) -> Locate:
    return lambda urls: urls.page(request.rel_url.raw_path)
