"""The endpoint that tells whether the archive can be searched."""

from __future__ import annotations

from typing import Literal

import msgspec
from aiohttp import web

from web.api.problems import name_type
from web.api.responding import respond_light
from web.keys import SERVICE
from web.parameters import check_parameters
from web.problems import DEGRADED, find_problem


class HealthAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Whether searches can be answered, and from which generation; where an earlier one is served
    than the newest, `problem` tells why."""

    status: Literal["ok", "degraded"]
    generation: str
    articles: int
    type: str | msgspec.UnsetType = msgspec.UNSET
    problem: str | msgspec.UnsetType = msgspec.UNSET


async def check_health(request: web.Request) -> web.Response:
    """Whether searches can be answered, and from which generation; 503 where they cannot."""
    check_parameters(request.query, ())
    service = request.app[SERVICE]

    def render() -> HealthAnswer:
        info, problem = service.generation().info, service.problem
        return HealthAnswer(
            status="degraded" if problem else "ok",
            generation=info.generation,
            articles=info.articles,
            type=name_type(DEGRADED) if problem else msgspec.UNSET,
            problem=find_problem(problem).code if problem else msgspec.UNSET,
        )

    return await respond_light(request, render)
