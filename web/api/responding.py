"""Answers of the API."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from aiohttp import web

from web.api.rendering import encode_json
from web.keys import POOL
from web.requests import request_language
from web.responses import Body, Run, make_response

# What an answer without its body says all the same.
_KEPT = ("ETag", "Content-Language", "Vary")


async def respond(request: web.Request, render: Callable[[], object]) -> web.Response:
    """The JSON that `render` makes: what it asks and renders is one call of the pool, of one lane
    and one deadline. Raises OverloadedError, TooExpensiveError, and what `render` raises."""
    return await _respond(request, render, request.app[POOL].run)


async def respond_light(request: web.Request, render: Callable[[], object]) -> web.Response:
    """The JSON that `render` makes, which is little: it waits behind no search. Raises
    OverloadedError, and what `render` raises."""
    return await _respond(request, render, request.app[POOL].run_light)


async def respond_tagged(request: web.Request, render: Callable[[], object]) -> web.Response:
    """What `respond` answers, with an ETag of what is sent: a client that has it already is
    answered 304 without a body."""

    async def run(make_body: Callable[[], Body]) -> Body:
        return await request.app[POOL].run(lambda: _tag(make_body()))

    response = await _respond(request, render, run)
    known = {tag.value for tag in request.if_none_match or ()}
    if response.etag is None or known.isdisjoint({response.etag.value, "*"}):
        return response
    kept = {name: response.headers[name] for name in _KEPT}
    return web.Response(status=304, headers=kept)


def _tag(body: Body) -> Body:
    content, headers = body
    return content, {**headers, "ETag": f'"{hashlib.sha256(content).hexdigest()}"'}


async def _respond(request: web.Request, render: Callable[[], object], run: Run) -> web.Response:
    return await make_response(
        request,
        lambda: encode_json(render()),
        run,
        content_type="application/json",
        language=request_language(request),
    )
