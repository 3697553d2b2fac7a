"""The page that tells programmers of the API."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from searcher.request import SearchRequest
from searcher.service import SearchService
from web.keys import SERVICE
from web.parameters import check_parameters
from web.requests import request_language, urls_of
from web.site.docs.presenter import DEFAULT_BASE, DocsPresenter
from web.site.rendering import make_site, render_page

# Articles among which one with an address is looked for.
_NEWEST = 50


async def show_docs(request: web.Request) -> web.Response:
    """Every endpoint with its parameters, its answers, and examples that can be run."""
    make_presenter, site = _prepare(request), make_site(request)
    return await render_page(request, "docs/docs.html", lambda: make_presenter().page(site))


async def show_types(request: web.Request) -> web.Response:
    """Every type of the answers, with its fields."""
    make_presenter, site = _prepare(request), make_site(request)
    return await render_page(request, "docs/types.html", lambda: make_presenter().types_page(site))


def _prepare(request: web.Request) -> Callable[[], DocsPresenter]:
    check_parameters(request.query, ("ui",))
    service, language = request.app[SERVICE], request_language(request)
    urls = urls_of(request)
    return lambda: DocsPresenter(
        language=language,
        urls=urls,
        base_url=service.settings.base_url or DEFAULT_BASE,
        samples=_choose_samples(service, language.code),
    )


def _choose_samples(service: SearchService, lang: str) -> dict[str, str]:
    """What the examples ask for: the newest article of the archive, best one with an address, and a
    query that finds something. An empty archive has neither."""
    samples = {"id": "a-1", "url": "https://example.org/1", "q": "river"}
    newest = service.search(SearchRequest(limit=_NEWEST, sort="newest"), lang).hits
    for hit in sorted(newest, key=lambda hit: hit.article.url is None)[:1]:
        samples["id"] = hit.article.id
        samples["url"] = hit.article.url or samples["url"]
    for example in service.examples(lang)[:1]:
        samples["q"] = example.query
    return samples
