"""The endpoints that tell machines how the server is: whether it lives, whether it can answer.

What restarts a server asks the first one, what sends readers to it the second: a server without an
index has to be left alone until there is one, and to be started again would not help it.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from aiohttp import web

from indexer.errors import OverloadedError
from searcher.generation import Generation
from web.api.problems import name_type
from web.api.rendering import encode_json
from web.keys import POOL, SERVICE, SIGNS
from web.parameters import check_parameters
from web.pool import RETRY_AFTER
from web.problems import DEGRADED, find_problem
from web.requests import urls_of

# The reason where workers died or stand still and others answer.
WORKERS_MISSING = "workers-missing"


class HealthAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """That the server answers."""

    status: Literal["ok"]


class WorkersAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How many workers there should be, and how many gave a sign of life in the last ten
    seconds."""

    wanted: int
    alive: int


class ReadinessAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """That searches can be answered, and from which generation; where something is amiss all the
    same, the status is `degraded` and `reasons` tell what: an earlier index than the newest
    answers (the code of the problem), or workers are missing (`workers-missing`)."""

    status: Literal["ok", "degraded"]
    reasons: tuple[str, ...]
    generation: str
    articles: int
    workers: WorkersAnswer
    type: str | msgspec.UnsetType = msgspec.UNSET


async def check_health(request: web.Request) -> web.Response:
    """That the server answers; the loop does, and waits for nobody."""
    check_parameters(request.query, ())
    return _send(HealthAnswer(status="ok"))


async def check_readiness(request: web.Request) -> web.Response:
    """Whether searches can be answered, and from which generation. Raises OverloadedError of a
    server that is about to end, and what `SearchService.generation` raises."""
    check_parameters(request.query, ())
    if request.app[POOL].is_stopped:
        raise OverloadedError(RETRY_AFTER)
    service = request.app[SERVICE]
    generation = service.believed
    if generation is None:
        # It may have to be opened.
        generation = await request.app[POOL].run_light(service.generation)
    return _send(_describe(request, generation))


def _describe(request: web.Request, generation: Generation) -> ReadinessAnswer:
    info, problem = generation.info, request.app[SERVICE].problem
    signs = request.app[SIGNS]
    workers = WorkersAnswer(wanted=signs.workers, alive=len(signs.list_alive()))
    reasons = [find_problem(problem).code] if problem else []
    reasons += [WORKERS_MISSING] if workers.alive < workers.wanted else []
    return ReadinessAnswer(
        status="degraded" if reasons else "ok",
        reasons=tuple(reasons),
        generation=info.generation,
        articles=info.articles,
        workers=workers,
        type=name_type(DEGRADED, urls_of(request).root) if problem else msgspec.UNSET,
    )


def _send(answer: msgspec.Struct) -> web.Response:
    """What is true now, and for nobody to keep."""
    return web.Response(
        body=encode_json(answer),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
