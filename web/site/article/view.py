"""The page of an article."""

from __future__ import annotations

from aiohttp import web

from searcher.request import SearchRequest
from web.keys import POOL, SERVICE
from web.parameters import parse_request
from web.requests import request_language
from web.site.article.presenter import ArticlePresenter
from web.site.rendering import make_site, render_page, urls_of


async def show_article(request: web.Request) -> web.Response:
    """One article, marked by the query it was found by."""
    wanted = parse_request(request.query)
    call, id_ = request.app[SERVICE].view_article, request.match_info["id"]
    view = await request.app[POOL].run(call, id_, wanted)
    # A new search from here keeps the words: filters that the page does not show would surprise.
    site = make_site(request, SearchRequest(q=wanted.q), view.index)
    presenter = ArticlePresenter(view, wanted, request_language(request), urls_of(request))
    return render_page(request, "article/article.html", presenter.page(site))
