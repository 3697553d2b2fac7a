"""What every answer has: headers for security and caching; errors as pages or problem details."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from indexer.errors import LetopisError, OverloadedError
from web.api.problems import render_problem
from web.messages import describe
from web.problems import INTERNAL, find_problem
from web.requests import request_language
from web.site.errors.view import render_error

logger = logging.getLogger("letopis.web")

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Server": "Letopis",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

# The status of an answer for which the archive's files cannot be read.
UNREADABLE = 503

# Asked for again each time: a page is as old as its index, a style sheet as its release.
CACHING = "no-cache"


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Put these headers on every answer of the application, those of errors and files too; a
    handler may say for itself how long its answer is good."""
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", CACHING)


@web.middleware
async def catch_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn errors into answers: our own tree, aiohttp's refusals, and anything unexpected."""
    try:
        return await handler(request)
    except LetopisError as error:
        status = find_problem(error).status
        response = await _render(request, error, status)
        if isinstance(error, OverloadedError):
            response.headers["Retry-After"] = str(error.retry_after)
        return response
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = await _render(request, error, error.status)
        if isinstance(error, web.HTTPMethodNotAllowed):
            response.headers["Allow"] = ", ".join(sorted(error.allowed_methods))
        return response
    except sqlite3.OperationalError as error:
        # Rights, a disk, a lock: what the system does not let us read.
        logger.warning("the archive's files cannot be read at %s: %s", request.path, error)
        return await _render(request, None, UNREADABLE)
    except Exception:
        logger.exception("unexpected failure at %s", request.path)
        return await _render(request, None, INTERNAL.status)


async def _render(
    request: web.Request, error: LetopisError | web.HTTPException | None, status: int
) -> web.Response:
    if request.path.startswith("/api/") or request.path == "/healthz":
        return render_problem(request, error, status)
    try:
        return await render_error(request, error, status)
    except OverloadedError as overload:
        return _tell_overload(request, overload)


def _tell_overload(request: web.Request, error: OverloadedError) -> web.Response:
    """Too much is asked for even the page that says so: its sentences alone."""
    language = request_language(request)
    message = describe(error, language)
    return web.Response(
        text=f"{message.title}. {message.detail}\n",
        status=find_problem(error).status,
        headers={
            "Content-Language": language.code,
            "Retry-After": str(error.retry_after),
            "Vary": "Accept-Encoding, Accept-Language",
        },
    )
