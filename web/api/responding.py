"""Answers of the API."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
from aiohttp import web

from web.api.hits import RenderContext
from web.api.rendering import encode_json
from web.keys import POOL, SERVICE
from web.requests import request_language, urls_of
from web.responses import Content, Render, Run, make_current_response, make_response

_JSON = "application/json"


def encode_answer(answer: msgspec.Struct) -> Content:
    """An answer as JSON; where a page is behind it, its head leads there too."""
    following = getattr(answer, "next", None)
    return Content(encode_json(answer), link_next(following))


def link_next(following: str | None) -> dict[str, str]:
    """The headers of an answer that has a page behind it, if there is one."""
    return {"Link": f'<{following}>; rel="next"'} if following else {}


def make_context(request: web.Request) -> RenderContext:
    """For whom the answer to a request is rendered."""
    urls = urls_of(request)
    return RenderContext.of(request.app[SERVICE].settings, request_language(request).code, urls)


async def respond(request: web.Request, render: Callable[[], msgspec.Struct]) -> web.Response:
    """The JSON that `render` makes of the request, the current generation and the settings alone;
    for what reads anything else, archive.db before all, there is `respond_tagged`. What it asks
    and renders is one call of the pool, of one lane and one deadline. A client that has the answer
    is told so (304), and an answer asked again is sent again, without a call.

    Raises OverloadedError, TooExpensiveError, RateLimitedError, and what `render` raises.
    """
    return await make_current_response(
        request,
        lambda: encode_answer(render()),
        request.app[POOL].run,
        content_type=_JSON,
        language=request_language(request),
    )


async def respond_walk(
    request: web.Request, render: Render, cursor: str, content_type: str = _JSON
) -> web.Response:
    """A page of a walk that `render` makes as `respond` has it made: the one behind a cursor, or
    the first one, from which an hour is left to go on where it was kept, too. Raises what `respond`
    raises."""
    # Behind a cursor it is made each time: that takes the lease of its generation, which may be an
    # earlier one, again.
    make = make_response if cursor else make_current_response
    language, pool = request_language(request), request.app[POOL]
    answer = await make(request, render, pool.run, content_type=content_type, language=language)
    service = request.app[SERVICE]
    if not cursor and service.believed is not None:
        service.keep(service.believed)
    return answer


async def respond_light(request: web.Request, render: Callable[[], msgspec.Struct]) -> web.Response:
    """The JSON that `render` makes, which is little: it waits behind no search. Raises
    OverloadedError, and what `render` raises."""
    return await _respond_tagged(request, render, request.app[POOL].run_light)


async def respond_tagged(
    request: web.Request, render: Callable[[], msgspec.Struct]
) -> web.Response:
    """The JSON that `render` makes, whatever from. It is made each time; a client that has the same
    already is told so (304). Raises what `respond` raises."""
    return await _respond_tagged(request, render, request.app[POOL].run)


async def _respond_tagged(
    request: web.Request, render: Callable[[], msgspec.Struct], run: Run
) -> web.Response:
    return await make_response(
        request,
        lambda: encode_answer(render()),
        run,
        content_type=_JSON,
        language=request_language(request),
    )
