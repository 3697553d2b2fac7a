"""Pages put into their frame and rendered."""

from __future__ import annotations

from aiohttp import web

from searcher.request import SearchRequest
from searcher.response import IndexInfo
from web.keys import LANGUAGES, SERVICE, TEMPLATES
from web.parameters import UI_LANGS
from web.requests import request_language
from web.site.article.page import ArticlePage
from web.site.errors.page import ErrorPage
from web.site.frame import SearchBox, Site
from web.site.help.page import HelpPage
from web.site.home.page import HomePage
from web.site.search.page import SearchPage
from web.urls import Urls, switch_language


def render_page(
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


def make_site(
    request: web.Request,
    wanted: SearchRequest | None = None,
    index: IndexInfo | None = None,
) -> Site:
    language, urls = request_language(request), urls_of(request)
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


def urls_of(request: web.Request) -> Urls:
    ui = request.query.get("ui")
    return Urls(ui if ui in UI_LANGS else None)
