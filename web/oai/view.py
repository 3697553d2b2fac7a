"""The address of harvests."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from aiohttp import web

from indexer.errors import RateLimitedError
from web.keys import POOL, SERVICE
from web.oai.metadata import SCHEMA_PATH
from web.oai.provider import PATH, NothingYetError, Provider
from web.parameters import check_parameters
from web.requests import find_origin, request_language
from web.responses import make_response

_FORM = "application/x-www-form-urlencoded"
# A request of the protocol has five arguments.
_MOST_ARGUMENTS = 50
# How often an archive is read on for the first record of a page, before the harvester is asked to
# come again.
_MOST_TRIES = 8
_SCHEMA = Path(__file__).with_name("letopis.xsd")


def setup_routes(app: web.Application) -> None:
    """Add the routes of harvests."""
    app.router.add_get(PATH, answer_query)
    app.router.add_post(PATH, answer_form)
    app.router.add_get(SCHEMA_PATH, show_schema)


async def answer_query(request: web.Request) -> web.Response:
    """The answer to what stands in the address."""
    return await _answer(request, list(request.query.items()))


async def answer_form(request: web.Request) -> web.Response:
    """The answer to what a form says."""
    if request.content_type != _FORM:
        raise web.HTTPUnsupportedMediaType
    body = (await request.read()).decode(errors="replace")
    try:
        pairs = parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_ARGUMENTS)
    except ValueError as error:
        raise web.HTTPBadRequest from error
    return await _answer(request, pairs)


async def show_schema(request: web.Request) -> web.Response:
    """The schema of our own format."""
    check_parameters(request.query, ())
    return await make_response(
        request,
        _SCHEMA.read_bytes,
        request.app[POOL].run_light,
        content_type="application/xml",
        language=request_language(request),
    )


async def _answer(request: web.Request, pairs: Sequence[tuple[str, str]]) -> web.Response:
    provider = Provider(request.app[SERVICE], find_origin(request))
    onward: Sequence[tuple[str, str]] = ()
    for _ in range(_MOST_TRIES):
        try:
            return await make_response(
                request,
                partial(provider.answer, onward or pairs),
                request.app[POOL].run,
                content_type="text/xml",
                language=request_language(request),
            )
        except NothingYetError as error:
            onward = [("verb", error.asked.verb), *error.asked.values.items()]
        except RateLimitedError:
            if not onward:
                raise
            break
    # What was read so far is not read again.
    raise web.HTTPFound(f"?{urlencode(onward)}")
