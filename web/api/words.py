"""The endpoints of words: suggestions, and how a text is read."""

from __future__ import annotations

from aiohttp import web

from searcher.query.parser import list_plain_signs
from web.api.answers import ExplanationAnswer
from web.api.rendering import (
    render_explanation,
    render_suggestions,
)
from web.api.responding import respond, respond_light
from web.keys import SERVICE
from web.parameters import (
    parse_explain,
    parse_suggest,
)
from web.requests import request_language
from web.urls import Urls

# The same beginnings are typed again and again, on one page after another. A minute later a new
# generation shows; what a reader types is kept by the reader's browser alone.
SUGGESTIONS_CACHING = "private, max-age=60"


async def suggest_queries(request: web.Request) -> web.Response:
    """What to search for, while a query is being typed."""
    typed, limit = parse_suggest(request.query)
    language, urls = request_language(request), Urls(request.query.get("ui"))
    suggest = request.app[SERVICE].suggest
    response = await respond_light(
        request, lambda: render_suggestions(suggest(typed, language.code, limit), urls)
    )
    response.headers["Cache-Control"] = SUGGESTIONS_CACHING
    return response


async def explain_text(request: web.Request) -> web.Response:
    """How each word of a text is read, as the archive reads its articles and queries, and which of
    its signs are no operators."""
    text = parse_explain(request.query)
    service = request.app[SERVICE]

    def render() -> ExplanationAnswer:
        plain = list_plain_signs(text, service.analyzer.tokenizer)
        return render_explanation(text, service.explain(text), plain)

    return await respond(request, render)
