"""Answers of the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from web.api.rendering import (
    encode_json,
)
from web.requests import request_language
from web.responses import make_response


async def respond(request: web.Request, render: Callable[[], dict[str, Any]]) -> web.Response:
    """The JSON that `render` makes. Raises OverloadedError."""
    return await make_response(
        request,
        lambda: encode_json(render()),
        content_type="application/json",
        language=request_language(request),
    )
