"""Fingerprints of sets of any size: batch by batch, between which others have their turn."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from aiohttp import web

from indexer.errors import OverloadedError
from searcher.fingerprint import DigestedSet, Fingerprint, PresentSet
from searcher.request import SearchRequest
from web.api.answers import FoundPage
from web.api.responding import respond
from web.keys import POOL, SERVICE
from web.pool import RETRY_AFTER, SearchPool


async def respond_fingerprinted(
    request: web.Request, wanted: SearchRequest, render: Callable[[], FoundPage[Any]]
) -> web.Response:
    """The answer to a search, with the fingerprint of all that it finds. Raises what
    `make_fingerprint` does, and OverloadedError where the index was switched meanwhile."""
    service, pool = request.app[SERVICE], request.app[POOL]
    found = await pool.run(service.select, wanted)
    made = await make_fingerprint(pool, PresentSet(found))

    def add() -> FoundPage[Any]:
        body = render()
        if body.index.generation != found.generation.manifest.generation:
            raise OverloadedError(RETRY_AFTER)
        return msgspec.structs.replace(body, fingerprint=made)

    return await respond(request, add)


async def make_fingerprint(pool: SearchPool, digested: DigestedSet) -> str:
    """The fingerprint of a set: a long one is paid for as it is made, and not refused halfway.
    Raises OverloadedError, TooExpensiveError, and what reading raises."""
    made, last = Fingerprint(), None
    while batch := await pool.run_stream(digested.digest_after, last):
        made.add(batch)
        last = batch[-1][0]
    return made.value
