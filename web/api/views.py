"""The handlers of the API."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from web.api.rendering import (
    encode_json,
    render_article,
    render_explanation,
    render_related,
    render_response,
    render_suggestions,
)
from web.i18n import Language, request_language
from web.keys import POOL, SERVICE
from web.problems import find_problem
from web.urls import (
    Urls,
    check_parameters,
    parse_explain,
    parse_related,
    parse_request,
    parse_suggest,
)

# The same beginnings are typed again and again, on one page after another. A minute later a new
# generation shows; what a reader types is kept by the reader's browser alone.
SUGGESTIONS_CACHING = "private, max-age=60"


def setup_routes(app: web.Application) -> None:
    """Add the routes of the API."""
    app.router.add_get("/api/v1/articles", search_articles)
    # Ids may hold slashes: one that ends so is reached with its slashes written as %2F.
    app.router.add_get("/api/v1/articles/{id:.+}/related", list_related)
    app.router.add_get("/api/v1/articles/{id:.+}", get_article)
    app.router.add_get("/api/v1/explain", explain_text)
    app.router.add_get("/api/v1/suggest", suggest_queries)
    app.router.add_get("/healthz", check_health)


async def search_articles(request: web.Request) -> web.Response:
    """Search: the parameters of `web.urls`, the JSON of `web.api.rendering`."""
    wanted = parse_request(request.query)
    search, language = request.app[SERVICE].search, request_language(request)
    response = await request.app[POOL].run(search, wanted, language.code)
    return _respond(render_response(response, Urls(request.query.get("ui"))), language)


async def get_article(request: web.Request) -> web.Response:
    """One article."""
    check_parameters(request.query, ("ui",))
    service = request.app[SERVICE]
    article = await request.app[POOL].run(service.get_article, request.match_info["id"])
    return _respond(render_article(article), request_language(request))


async def list_related(request: web.Request) -> web.Response:
    """The articles most like one."""
    limit = parse_related(request.query)
    service = request.app[SERVICE]
    response = await request.app[POOL].run(service.related, request.match_info["id"], limit)
    return _respond(render_related(response), request_language(request))


async def suggest_queries(request: web.Request) -> web.Response:
    """What to search for, while a query is being typed."""
    typed, limit = parse_suggest(request.query)
    language, urls = request_language(request), Urls(request.query.get("ui"))
    suggest = request.app[SERVICE].suggest
    suggestions = await request.app[POOL].run(suggest, typed, language.code, limit)
    response = _respond(render_suggestions(suggestions, urls), language)
    response.headers["Cache-Control"] = SUGGESTIONS_CACHING
    return response


async def explain_text(request: web.Request) -> web.Response:
    """How each word of a text is read, as the archive reads its articles and queries."""
    text = parse_explain(request.query)
    words = await request.app[POOL].run(request.app[SERVICE].explain, text)
    return _respond(render_explanation(text, words), request_language(request))


async def check_health(request: web.Request) -> web.Response:
    """Whether searches can be answered, and from which generation; 503 where they cannot."""
    check_parameters(request.query, ())
    service = request.app[SERVICE]
    info = (await request.app[POOL].run(service.generation)).info
    body = {"status": "ok", "generation": info.generation, "articles": info.articles}
    if service.problem is not None:
        body |= {"status": "degraded", "problem": find_problem(service.problem).code}
    return _respond(body, request_language(request))


def _respond(body: dict[str, Any], language: Language) -> web.Response:
    response = web.Response(
        body=encode_json(body), content_type="application/json", charset="utf-8"
    )
    response.headers.update({"Content-Language": language.code, "Vary": "Accept-Language"})
    response.enable_compression()
    return response
