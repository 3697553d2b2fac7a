"""The handlers of the site: read the request, ask once, render."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web
from multidict import MultiDict

from indexer.errors import LetopisError, ParameterError, QueryError
from searcher.query.parser import plain_words
from searcher.request import SearchRequest
from searcher.response import IndexInfo, Snippet
from web.i18n import request_language
from web.keys import LANGUAGES, POOL, SERVICE, TEMPLATES
from web.messages import describe, describe_status
from web.site.articles import ArticlePresenter
from web.site.pages import (
    ArticlePage,
    ErrorPage,
    HelpPage,
    HomePage,
    Link,
    SearchBox,
    SearchPage,
    Site,
)
from web.site.presenters import SearchPresenter, present_help, present_home
from web.urls import UI_LANGS, Urls, check_parameters, parse_request, switch_language

# Characters of a query shown on either side of what is wrong with it.
_ERROR_CONTEXT = 80


def setup_routes(app: web.Application) -> None:
    """Add the routes of the site."""
    app.router.add_get("/", show_home)
    app.router.add_get("/search", show_search)
    # Ids may hold slashes.
    app.router.add_get("/articles/{id:.+}", show_article)
    app.router.add_get("/help", show_help)
    app.router.add_get("/robots.txt", show_robots)


async def show_home(request: web.Request) -> web.Response:
    """The front page: what the archive holds."""
    check_parameters(request.query, ("ui",))
    language = request_language(request)
    response = await request.app[POOL].run(request.app[SERVICE].overview, language.code)
    site = _make_site(request, index=response.index)
    return _render(request, "home.html", present_home(response, site, language, _urls(request)))


async def show_search(request: web.Request) -> web.Response:
    """The page of results."""
    wanted = parse_request(request.query)
    service, language = request.app[SERVICE], request_language(request)
    response = await request.app[POOL].run(service.search, wanted, language.code)
    site = _make_site(request, wanted, response.index)
    presenter = SearchPresenter(response, language, _urls(request))
    return _render(request, "search.html", presenter.page(site))


async def show_article(request: web.Request) -> web.Response:
    """One article, marked by the query it was found by."""
    wanted = parse_request(request.query)
    call, id_ = request.app[SERVICE].view_article, request.match_info["id"]
    view = await request.app[POOL].run(call, id_, wanted)
    # A new search from here keeps the words: filters that the page does not show would surprise.
    site = _make_site(request, SearchRequest(q=wanted.q), view.index)
    presenter = ArticlePresenter(view, wanted, request_language(request), _urls(request))
    return _render(request, "article.html", presenter.page(site))


async def show_help(request: web.Request) -> web.Response:
    """The query language, facets and dates explained."""
    check_parameters(request.query, ("ui",))
    page = present_help(_make_site(request), request_language(request), _urls(request))
    return _render(request, "help.html", page)


async def show_robots(_: web.Request) -> web.Response:
    """Crawlers may read the articles, but not walk every combination of filters."""
    return web.Response(text="User-agent: *\nDisallow: /search\nDisallow: /api/\n")


async def render_error(
    request: web.Request, error: LetopisError | web.HTTPException | None, status: int
) -> web.Response:
    """The page of an error; None is a failure of our own, of which it tells nothing."""
    language, wanted = request_language(request), _read_request(request)
    if isinstance(error, LetopisError):
        message = describe(error, language)
    else:
        message = describe_status(status, language)
    page = ErrorPage(site=_make_site(request, wanted), status=status, message=message)
    if isinstance(error, QueryError):
        words = plain_words(wanted.q)
        plain = Link(words, _urls(request).search(wanted.with_query(words))) if words else None
        page = replace(page, query=mark_error(wanted.q, error), plain=plain)
    if isinstance(error, ParameterError):
        page = replace(page, without=_link_without(request, error.parameter))
    return _render(request, "error.html", page, status)


def _link_without(request: web.Request, parameter: str) -> Link | None:
    """The search of a request without a wrong parameter, if the others are right."""
    rest = MultiDict((name, value) for name, value in request.query.items() if name != parameter)
    if request.path != "/search" or len(rest) == len(request.query):
        return None
    try:
        wanted = parse_request(rest)
    except ParameterError:
        return None
    return Link(wanted.q, _urls(request).search(wanted))


def mark_error(q: str, error: QueryError) -> Snippet | None:
    """The part of a query around what is wrong with it, marked; None where all of it is."""
    if error.limit and not error.found:
        return None
    # At the end of the query there is nothing to mark: a space stands for what is missing.
    end = error.position + max(1, len(error.found))
    text = q.ljust(end, "\u00a0")
    first = max(0, error.position - _ERROR_CONTEXT)
    last = min(len(text), end + _ERROR_CONTEXT)
    piece = "…" * (first > 0) + text[first:last] + "…" * (last < len(text))
    shift = (first > 0) - first
    return Snippet(piece, ((error.position + shift, end + shift),))


def _render(
    request: web.Request,
    template: str,
    page: HomePage | SearchPage | ArticlePage | HelpPage | ErrorPage,
    status: int = 200,
) -> web.Response:
    text = request.app[TEMPLATES].get_template(template).render(page=page)
    headers = {"Content-Language": page.site.language.code, "Vary": "Accept-Language"}
    response = web.Response(text=text, status=status, content_type="text/html", headers=headers)
    response.enable_compression()
    return response


def _make_site(
    request: web.Request,
    wanted: SearchRequest | None = None,
    index: IndexInfo | None = None,
) -> Site:
    language, urls = request_language(request), _urls(request)
    wanted = wanted or SearchRequest()
    # New words and dates choose the interval of the timeline anew.
    fields = urls.fields(wanted.with_days("", ""))
    if wanted.sort:
        fields.append(("sort", wanted.sort))
    return Site(
        name=request.app[SERVICE].settings.archive_name(language.code),
        language=language,
        home=urls.home(),
        help=urls.help(),
        languages=tuple(
            (other, switch_language(request.path, request.query, code))
            for code, other in request.app[LANGUAGES].items()
        ),
        box=SearchBox(
            q=wanted.q,
            first=wanted.first,
            last=wanted.last,
            fields=tuple(fields),
            suggestions=urls.api_suggest(),
        ),
        generation=index.generation if index else "",
        articles=index.articles if index else 0,
        degraded=request.app[SERVICE].problem is not None,
    )


def _urls(request: web.Request) -> Urls:
    ui = request.query.get("ui")
    return Urls(ui if ui in UI_LANGS else None)


def _query_text(request: web.Request) -> str:
    return request.query.get("q", "")


def _read_request(request: web.Request) -> SearchRequest:
    """The search of a request that failed, as far as it can be told."""
    try:
        return parse_request(request.query)
    except ParameterError:
        return SearchRequest(q=_query_text(request))
