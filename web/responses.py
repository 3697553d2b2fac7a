"""Answers made in the pool: the event loop neither renders, nor encodes, nor compresses."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable

from aiohttp import web

from web.i18n import Language
from web.requests import parse_weights

# A body as it is sent, with the headers that tell its coding.
Body = tuple[bytes, dict[str, str]]

# A way to make it in the pool.
Run = Callable[[Callable[[], Body]], Awaitable[Body]]

# Smaller bodies fit into one packet as they are.
_LEAST_COMPRESSED = 1000
# Pages shrink to a tenth; higher levels take twice the time for a few percent.
_LEVEL = 5


async def make_response(
    request: web.Request,
    render: Callable[[], bytes],
    run: Run,
    *,
    content_type: str,
    language: Language,
    status: int = 200,
) -> web.Response:
    """The answer whose body `render` makes, compressed where the client takes it so; `run` is the
    method of the pool to do it by.

    Raises OverloadedError, and what `render` raises.
    """
    accepted = request.headers.get("Accept-Encoding", "")
    body, coding = await run(lambda: _make_body(render, accepted))
    response = web.Response(
        body=body, status=status, content_type=content_type, charset="utf-8", headers=coding
    )
    response.headers["Content-Language"] = language.code
    response.headers["Vary"] = "Accept-Encoding, Accept-Language"
    return response


def accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header allows gzip: by name, else by `*`."""
    weights = dict(parse_weights(header))
    return weights.get("gzip", weights.get("*", 0.0)) > 0


def _make_body(render: Callable[[], bytes], accepted: str) -> Body:
    body = render()
    if len(body) < _LEAST_COMPRESSED or not accepts_gzip(accepted):
        return body, {}
    return gzip.compress(body, _LEVEL, mtime=0), {"Content-Encoding": "gzip"}
