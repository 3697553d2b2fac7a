"""Errors of the API as problem details (RFC 9457)."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from indexer.errors import (
    ArticleDeletedError,
    CursorExpiredError,
    LetopisError,
    OverloadedError,
    ParameterError,
    QueryError,
    RateLimitedError,
    UnavailableError,
)
from web.messages import describe, describe_status
from web.problems import STATUS_PROBLEMS, Problem, find_problem
from web.requests import request_language
from web.shortening import shorten


def render_problem(
    request: web.Request, error: LetopisError | web.HTTPException | None, status: int
) -> web.Response:
    """A problem answer: `type` is stable, `title` and `detail` are in the reader's language."""
    language = request_language(request)
    if isinstance(error, LetopisError):
        message, data = describe(error, language), _data(error)
        kind = name_type(find_problem(error))
    else:
        message, data = describe_status(status, language), {}
        problem = STATUS_PROBLEMS.get(status)
        kind = name_type(problem) if problem else "about:blank"
    if isinstance(error, CursorExpiredError):
        begin = request.rel_url.query.copy()
        begin.popall("cursor", None)
        data["begin"] = str(request.rel_url.with_query(begin))
    body = {"type": kind, "status": status, "title": message.title, "detail": message.detail}
    return web.Response(
        body=msgspec.json.encode(body | data),
        status=status,
        content_type="application/problem+json",
        headers={
            "Content-Language": language.code,
            "Vary": "Accept-Encoding, Accept-Language",
        },
    )


def name_type(problem: Problem) -> str:
    """The address of the place where a problem is explained, which is its type."""
    return f"/help#problem-{problem.code}"


def _data(error: LetopisError) -> dict[str, Any]:
    match error:
        case QueryError():
            entry: dict[str, Any] = {
                "parameter": "q",
                "reason": error.code,
                "position": error.position,
            }
            if error.found:
                entry["found"] = shorten(error.found)
            if error.limit:
                entry["limit"] = error.limit
            return {"errors": [entry]}
        case ParameterError():
            entry = {
                "parameter": shorten(error.parameter),
                "value": shorten(error.value),
                "reason": error.code,
            }
            if error.allowed:
                entry["allowed"] = error.allowed
            if error.nearest:
                entry["nearest"] = error.nearest
            return {"errors": [entry]}
        case ArticleDeletedError():
            reason = {"reason": error.reason} if error.reason else {}
            return {"deleted": error.when, **reason}
        case UnavailableError():
            return {"command": error.command}
        case OverloadedError() | RateLimitedError():
            return {"retry_after": error.retry_after}
        case _:
            return {}
