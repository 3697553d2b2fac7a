"""What is noticed of every request: its route, its status, what it took."""

from __future__ import annotations

import asyncio
import time

from aiohttp import web
from aiohttp.typedefs import Handler

from web.keys import METERS
from web.metering.meters import NO_ROUTE
from web.metering.work import adding_up

# The client has gone, and nobody is told (the status that nginx writes for it).
_GONE = 499


@web.middleware
async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Count a request by its route and status, with the seconds until its answer was made, or a
    stream sent, and those of the processor."""
    meters = request.app[METERS]
    meters.begin()
    began = time.perf_counter()
    status = 500
    with adding_up() as work:
        try:
            response = await handler(request)
            status = response.status
        except asyncio.CancelledError:
            status = _GONE
            raise
        except web.HTTPException as redirection:
            status = redirection.status
            raise
        finally:
            seconds = time.perf_counter() - began
            meters.end(name_route(request), status, seconds, work.seconds)
    return response


def name_route(request: web.Request) -> str:
    """The route of a request as it was declared, without what the client put into it."""
    resource = request.match_info.route.resource
    return NO_ROUTE if resource is None else resource.canonical
