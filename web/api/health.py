"""The endpoint that tells whether the archive can be searched."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from web.api.problems import name_type
from web.api.responding import respond_light
from web.keys import SERVICE
from web.parameters import check_parameters
from web.problems import DEGRADED, find_problem


async def check_health(request: web.Request) -> web.Response:
    """Whether searches can be answered, and from which generation; 503 where they cannot."""
    check_parameters(request.query, ())
    service = request.app[SERVICE]

    def render() -> dict[str, Any]:
        info = service.generation().info
        body = {"status": "ok", "generation": info.generation, "articles": info.articles}
        if service.problem is not None:
            body |= {
                "status": "degraded",
                "type": name_type(DEGRADED),
                "problem": find_problem(service.problem).code,
            }
        return body

    return await respond_light(request, render)
