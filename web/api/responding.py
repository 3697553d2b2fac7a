"""Answers of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from web.api.rendering import encode_json
from web.keys import POOL
from web.requests import request_language
from web.responses import Run, make_response


async def respond(request: web.Request, render: Callable[[], dict[str, Any]]) -> web.Response:
    """The JSON that `render` makes: what it asks and renders is one call of the pool, of one lane
    and one deadline. Raises OverloadedError, TooExpensiveError, and what `render` raises."""
    return await _respond(request, render, request.app[POOL].run)


async def respond_light(request: web.Request, render: Callable[[], dict[str, Any]]) -> web.Response:
    """The JSON that `render` makes, which is little: it waits behind no search. Raises
    OverloadedError, and what `render` raises."""
    return await _respond(request, render, request.app[POOL].run_light)


async def _respond(
    request: web.Request, render: Callable[[], dict[str, Any]], run: Run
) -> web.Response:
    return await make_response(
        request,
        lambda: encode_json(render()),
        run,
        content_type="application/json",
        language=request_language(request),
    )
