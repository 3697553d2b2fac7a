"""The page of take-downs."""

from __future__ import annotations

from aiohttp import web

from indexer.archive.store import Archive
from indexer.article import Article
from indexer.errors import LetopisError
from searcher.orders import DeleteOrder, RestoreOrder
from searcher.request import SearchRequest
from searcher.service import SearchService
from web.admin.articles.page import ArticlesPage
from web.admin.articles.presenter import FoundArticles, present_articles
from web.admin.asking import ask_for
from web.admin.frame import AdminFrame
from web.admin.keys import FORM
from web.admin.navigation import ARTICLES
from web.admin.rendering import lead_to_page, render_admin_page
from web.keys import POOL, SERVICE
from web.messages import describe
from web.parameters import check_parameters
from web.requests import request_language, urls_of

# Articles that are found and shown; take-downs that are.
_FOUND = 20
_TAKEN = 200
_MOST_ASKED = 500
_MOST_REASON = 500


async def show_articles(request: web.Request) -> web.StreamResponse:
    """Articles to be taken down, found by what was asked, and those that are down."""
    check_parameters(request.query, ("q", "ui"))
    service, urls = request.app[SERVICE], urls_of(request)
    asked = request.query.get("q", "").strip()[:_MOST_ASKED]
    found = await _find(request, asked) if asked else FoundArticles()

    def present(frame: AdminFrame) -> ArticlesPage:
        with Archive.open(service.home.database) as store:
            taken = list(store.deletions())
        return present_articles(frame, found, taken, _TAKEN, urls)

    return await render_admin_page(request, "admin/articles/articles.html", present)


async def take_down(request: web.Request) -> web.StreamResponse:
    """Ask for articles to be taken down."""
    form, language = request[FORM], request_language(request)
    ids = tuple(form.getall("id", ()))
    reason = (form.get("other", "").strip() or form.get("reason", ""))[:_MOST_REASON]
    if not ids:
        told = language.gettext("No article was chosen.")
        return await lead_to_page(request, ARTICLES, told)
    if not reason:
        told = language.gettext("A take-down needs a reason; the archive keeps it.")
        return await lead_to_page(request, ARTICLES, told)
    order = DeleteOrder(ids=ids, reason=reason)
    return await ask_for(request, order, details=f"{' '.join(ids)} --reason {reason}")


async def put_back(request: web.Request) -> web.StreamResponse:
    """Ask for a take-down to be lifted."""
    ids = tuple(request[FORM].getall("id", ()))
    if not ids:
        raise web.HTTPBadRequest
    return await ask_for(request, RestoreOrder(ids=ids), details=" ".join(ids))


async def _find(request: web.Request, asked: str) -> FoundArticles:
    service, language = request.app[SERVICE], request_language(request)
    try:
        articles = await request.app[POOL].run(_search, service, asked, language.code)
    except LetopisError as error:
        return FoundArticles(asked, (), describe(error, language).title)
    return FoundArticles(asked, articles)


def _search(service: SearchService, asked: str, lang: str) -> tuple[Article, ...]:
    """The article of an id or an address, or those that words find."""
    with Archive.open(service.home.database) as store:
        known = store.get(asked)
    # One that was imported a moment ago is in no index yet.
    if known is not None and known.article is not None:
        return (known.article,)
    response = service.search(SearchRequest(q=asked, limit=_FOUND), lang)
    if response.pasted is not None:
        return (response.pasted.article,)
    return tuple(hit.article for hit in response.hits)
