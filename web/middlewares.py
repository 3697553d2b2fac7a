"""What every answer has: headers for security and caching; errors as pages or problem details."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping
from urllib.parse import unquote_to_bytes

from aiohttp import web
from aiohttp.typedefs import Handler

from indexer.errors import LetopisError, OverloadedError, ParameterError, RateLimitedError
from web.api.problems import render_problem
from web.cross_origin import share
from web.fair_use import paid_by
from web.keys import BUCKET, BUCKETS, CLIENTS, NEGOTIATED
from web.messages import describe
from web.oai.provider import PATH as HARVESTS
from web.problems import INTERNAL, find_problem
from web.requests import request_language
from web.site.errors.view import render_error

logger = logging.getLogger("letopis.web")

# What a document may do.
_DOCUMENT_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_HEADERS: Mapping[str, str] = {
    "Server": "Letopis",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

HEADERS: Mapping[str, str] = {**_DOCUMENT_HEADERS, **_HEADERS}

# Never documents, whoever opens them: a page has nine of them, and its first visit is counted in
# kilobytes.
_PARTS = frozenset({"text/css", "text/javascript", "font/woff2"})

# What programs ask, at the expense of their address.
_PAID = ("/api/", "/oai")

# The status of an answer for which the archive's files cannot be read.
UNREADABLE = 503

# Addresses beside the API whose answers programs read.
_FOR_MACHINES = frozenset({"/healthz", "/readyz"})

# Asked for again each time: a page is as old as its index.
CACHING = "no-cache"


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Put these headers on every answer of the application, those of errors and files too; a
    handler may say for itself how long its answer is good."""
    response.headers.update(_HEADERS if response.content_type in _PARTS else HEADERS)
    response.headers.setdefault("Cache-Control", CACHING)
    share(request, response)
    if NEGOTIATED in request:
        response.headers["Vary"] = f"Accept, {response.headers['Vary']}"
    bucket = request.get(BUCKET)
    if bucket is not None:
        if response.status != 304:
            bucket.charge_answer()
        response.headers.update(bucket.describe())


@web.middleware
async def name_payer(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let answers of the API and of harvests be paid by the address that asks. Pages are not: many
    readers may have one address, and what pages cost is bounded by itself."""
    buckets = request.app.get(BUCKETS)
    if buckets is None or not request.path.startswith(_PAID):
        return await handler(request)
    bucket = buckets.find(request.app[CLIENTS].find(request.remote, request.headers))
    request[BUCKET] = bucket
    with paid_by(bucket):
        return await handler(request)


@web.middleware
async def refuse_bad_encoding(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what is no UTF-8, which would be looked for as something else. Raises
    ParameterError."""
    raw = request.rel_url.raw_query_string
    # The protocol of harvests has errors of its own for it.
    if request.path != HARVESTS and "%" in raw and not _is_utf8(raw):
        for name, value in request.query.items():
            # What cannot be read became this sign.
            if "\ufffd" in name + value:
                raise ParameterError(name, value, "bad-encoding")
    return await handler(request)


def _is_utf8(quoted: str) -> bool:
    try:
        unquote_to_bytes(quoted).decode()
    except UnicodeDecodeError:
        return False
    return True


@web.middleware
async def catch_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn errors into answers: our own tree, aiohttp's refusals, and anything unexpected."""
    try:
        return await handler(request)
    except LetopisError as error:
        status = find_problem(error).status
        response = await _render(request, error, status)
        if isinstance(error, OverloadedError | RateLimitedError):
            response.headers["Retry-After"] = str(error.retry_after)
        return response
    except web.HTTPException as error:
        if error.status < 400:
            raise
        if not isinstance(error, web.HTTPMethodNotAllowed):
            return await _render(request, error, error.status)
        # No handler answers OPTIONS: what is allowed is told for all in one place.
        is_asked = request.method == "OPTIONS"
        response = (
            web.Response(status=204) if is_asked else await _render(request, error, error.status)
        )
        response.headers["Allow"] = ", ".join(sorted({*error.allowed_methods, "OPTIONS"}))
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
    if request.path.startswith(_PAID) or request.path in _FOR_MACHINES:
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
