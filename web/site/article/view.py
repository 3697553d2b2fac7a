"""The page of an article."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from searcher.request import SearchRequest
from searcher.versions import list_versions
from searcher.viewing import ANY_VERSION
from web.keys import LANGUAGES, SERVICE
from web.parameters import canonical_request
from web.requests import request_day, request_language, urls_of
from web.site.article.alternates import tell_versions
from web.site.article.page import ArticlePage
from web.site.article.parameters import parse_view
from web.site.article.presenter import ArticlePresenter
from web.site.rendering import make_site, render_page, render_tagged_page


async def show_article(request: web.Request) -> web.Response:
    """One article, marked by the query it was found by."""
    asked, id_ = parse_view(request.query), request.match_info["id"]
    service, language = request.app[SERVICE], request_language(request)
    settings, urls = service.settings, urls_of(request)

    def present() -> ArticlePage:
        view = service.view_article(id_, asked)
        # Words that cannot be read marked nothing, and lead nowhere.
        carried = canonical_request(asked.found_by, view.canonical)
        # A new search from here keeps the words: filters that the page does not show would
        # surprise.
        site = make_site(
            request,
            SearchRequest(q=asked.found_by.q),
            view.index,
            carried=carried,
            locate=lambda urls: urls.article(id_),
        )
        languages = tuple(
            (
                other,
                urls.in_language(code).article(id_, carried, asked.rank, asked.beside),
            )
            for code, other in request.app[LANGUAGES].items()
        )
        presenter = ArticlePresenter(
            view=view,
            request=carried,
            language=language,
            urls=urls,
            origin=settings.origin or f"{request.scheme}://{request.host}",
            today=request_day(request),
            has_history=settings.public_versions and len(list_versions(service, id_)) > 1,
            stays_beside=view.beside is not None or asked.beside == ANY_VERSION,
        )
        head = tell_versions(site.head, view, settings.origin, urls.in_language())
        return presenter.page(replace(site, languages=languages, head=head))

    # Where earlier texts are public the archive is asked whether there are any.
    render = render_tagged_page if settings.public_versions else render_page
    return await render(request, "article/article.html", present)
