"""Errors of the API as problem details (RFC 9457)."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from indexer.errors import LetopisError, ParameterError, QueryError, UnavailableError
from web.i18n import request_language
from web.messages import describe
from web.problems import find_problem


def render_problem(
    request: web.Request, error: LetopisError | web.HTTPException | None, status: int
) -> web.Response:
    """A problem answer: `type` is stable, `title` and `detail` are in the reader's language."""
    body: dict[str, Any] = {"type": "about:blank", "status": status}
    if isinstance(error, LetopisError):
        message = describe(error, request_language(request))
        body["type"] = f"/help#problem-{find_problem(error).code}"
        body["title"] = message.title
        body["detail"] = message.detail
        body |= _data(error)
    else:
        body["title"] = error.reason if error else "Internal Server Error"
    return web.Response(
        body=msgspec.json.encode(body), status=status, content_type="application/problem+json"
    )


def _data(error: LetopisError) -> dict[str, Any]:
    match error:
        case QueryError():
            entry: dict[str, Any] = {
                "parameter": "q",
                "reason": error.code,
                "position": error.position,
            }
            if error.found:
                entry["found"] = error.found
            if error.limit:
                entry["limit"] = error.limit
            return {"errors": [entry]}
        case ParameterError():
            entry = {"parameter": error.parameter, "value": error.value, "reason": error.code}
            if error.allowed:
                entry["allowed"] = error.allowed
            return {"errors": [entry]}
        case UnavailableError():
            return {"command": error.command}
        case _:
            return {}
