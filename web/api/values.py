"""The endpoints that list every value of a facet."""

from __future__ import annotations

from aiohttp import web

from indexer.labels import NamedKind
from searcher.value_pages import walk_archive_values
from web.api.rendering import render_values
from web.api.responding import encode_answer, respond_walk
from web.keys import SERVICE
from web.parameters import parse_values
from web.requests import request_language, urls_of
from web.responses import Content


async def list_values(request: web.Request, *, facet: NamedKind) -> web.Response:
    """A page of the values of a facet, with their labels, counts, and first and last days."""
    wanted, cursor = parse_values(request.query, facet)
    service, language = request.app[SERVICE], request_language(request)
    # A page in the order of labels is followed by one in the same order, whoever asks for it.
    ui = language.code if wanted.order == "label" else request.query.get("ui")

    def render() -> Content:
        values = walk_archive_values(service, wanted, language.code, cursor)
        return encode_answer(render_values(values, wanted, urls_of(request).in_language(ui)))

    return await respond_walk(request, render, cursor)
