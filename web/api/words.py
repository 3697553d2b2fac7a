"""The endpoints of words: suggestions, and how a text is read."""

from __future__ import annotations

from typing import Literal, cast, get_args

from aiohttp import web
from multidict import MultiMapping

from searcher.query.parser import list_plain_signs
from web.api.answers import ExplanationAnswer
from web.api.completions import COMPLETIONS_TYPE, render_completions
from web.api.rendering import (
    encode_json,
    render_explanation,
    render_suggestions,
)
from web.api.responding import respond
from web.keys import POOL, SERVICE
from web.negotiation import negotiate_query
from web.parameters import (
    DEFAULT_SUGGESTIONS,
    MAX_SUGGESTIONS,
    check_parameters,
    parse_explain,
    read_choice,
    read_number,
)
from web.requests import find_origin, request_language, urls_of
from web.responses import make_response

# `opensearch` is the list that the search bars of browsers read.
SuggestFormat = Literal["json", "opensearch"]
SUGGEST_TYPES: dict[SuggestFormat, str] = {
    "json": "application/json",
    "opensearch": COMPLETIONS_TYPE,
}

# The same beginnings are typed again and again, on one page after another. A minute later a new
# generation shows; what a reader types is kept by the reader's browser alone.
SUGGESTIONS_CACHING = "private, max-age=60"


def parse_suggest(query: MultiMapping[str]) -> tuple[str, int, SuggestFormat]:
    """The query as typed so far, how many suggestions are asked for, and how they are written.
    Raises ParameterError."""
    check_parameters(query, ("q", "limit", "format", "ui"))
    limit = read_number(query, "limit", DEFAULT_SUGGESTIONS, MAX_SUGGESTIONS)
    format_ = read_choice(query, "format", get_args(SuggestFormat)) or "json"
    return query.get("q", ""), limit, cast("SuggestFormat", format_)


async def suggest_queries(request: web.Request) -> web.Response:
    """What to search for, while a query is being typed."""
    typed, limit, format_ = parse_suggest(negotiate_query(request, SUGGEST_TYPES))
    language, urls = request_language(request), urls_of(request)
    service = request.app[SERVICE]

    def render() -> bytes:
        suggestions = service.suggest(typed, language.code, limit)
        if format_ == "json":
            return encode_json(render_suggestions(suggestions, urls))
        origin = find_origin(request)
        return encode_json(render_completions(typed, suggestions, origin, language, urls))

    response = await make_response(
        request,
        render,
        request.app[POOL].run_light,
        content_type=SUGGEST_TYPES[format_],
        language=language,
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
