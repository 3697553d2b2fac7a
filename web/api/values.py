"""The endpoints that list every value of a facet."""

from __future__ import annotations

from aiohttp import web

from indexer.labels import NamedKind
from web.api.answers import ValuesAnswer
from web.api.rendering import render_values
from web.api.responding import respond
from web.keys import SERVICE
from web.parameters import parse_values
from web.requests import request_language
from web.urls import Urls


async def list_values(request: web.Request, *, facet: NamedKind) -> web.Response:
    """A page of the values of a facet, with their labels, counts, and first and last days."""
    wanted = parse_values(request.query, facet)
    service, language = request.app[SERVICE], request_language(request)
    # A page in the order of labels is followed by one in the same order, whoever asks for it.
    ui = language.code if wanted.order == "label" else request.query.get("ui")

    def render() -> ValuesAnswer:
        # Held on to: the files of a generation close when nobody holds it any more.
        generation = service.generation()
        page = generation.values.find_page(wanted, language.code)
        return render_values(page, generation.info, Urls(ui))

    return await respond(request, render)
