"""The page of an article."""

from __future__ import annotations

from aiohttp import web

from searcher.request import SearchRequest
from web.keys import SERVICE
from web.parameters import canonical_request, parse_request
from web.requests import request_language
from web.site.article.page import ArticlePage
from web.site.article.presenter import ArticlePresenter
from web.site.rendering import make_site, render_page, urls_of


async def show_article(request: web.Request) -> web.Response:
    """One article, marked by the query it was found by."""
    wanted = parse_request(request.query)
    service, language = request.app[SERVICE], request_language(request)

    def present() -> ArticlePage:
        view = service.view_article(request.match_info["id"], wanted)
        # Words that cannot be read marked nothing, and lead nowhere.
        carried = canonical_request(wanted, view.canonical)
        # A new search from here keeps the words: filters that the page does not show would
        # surprise.
        site = make_site(
            request,
            SearchRequest(q=wanted.q),
            view.index,
            carried=carried,
            locate=lambda urls: urls.article(view.article.id),
        )
        return ArticlePresenter(view, carried, language, urls_of(request)).page(site)

    return await render_page(request, "article/article.html", present)
