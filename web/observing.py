"""What is noticed of every request: its route, its status, what it took."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from aiohttp import web
from aiohttp.typedefs import Handler

from web.keys import CLIENTS, METERS, RECORDER
from web.metering.meters import NO_ROUTE
from web.metering.work import adding_up
from web.parameters import PARAMETERS
from web.recording import RequestRecord

# The client has gone, and nobody is told (the status that nginx writes for it).
_GONE = 499


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count a request by its route and status, with the seconds until its answer was made, or a
    stream sent, and those of the processor."""
    meters = request.app[METERS]
    meters.begin()
    began = time.perf_counter()
    status, size, when = 500, 0, datetime.now(UTC)
    with adding_up() as work:
        try:
            response = await handler(request)
            status, size = response.status, _tell_size(response)
        except asyncio.CancelledError:
            status = _GONE
            raise
        except web.HTTPException as redirection:
            status = redirection.status
            raise
        finally:
            seconds = time.perf_counter() - began
            route = name_route(request)
            meters.end(route, status, seconds, work.seconds)
            recorder = request.app[RECORDER]
            if recorder.wants(work.seconds):
                recorder.record(
                    RequestRecord(
                        when=when,
                        address=request.app[CLIENTS].find(request.remote, request.headers),
                        method=request.method,
                        path=request.rel_url.raw_path,
                        route=route,
                        query=request.rel_url.raw_query_string,
                        searches=request.query.getall("q", ()),
                        parameters={name for name in request.query if name in PARAMETERS},
                        status=status,
                        size=size,
                        seconds=seconds,
                        processor=work.seconds,
                    )
                )
    return response


def _tell_size(response: web.StreamResponse) -> int:
    """The bytes of the body: of what is still to be sent, or of a stream that was."""
    if isinstance(response, web.Response):
        return response.content_length or 0
    return response.body_length


def name_route(request: web.Request) -> str:
    """The route of a request as it was declared, without what the client put into it."""
    resource = request.match_info.route.resource
    return NO_ROUTE if resource is None else resource.canonical
