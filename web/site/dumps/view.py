"""The page of the bulk dump, and its files.

Files may be large and lines slow: an answer may take as long as its size needs at a slow pace, and
only so many are sent at a time. Who was cut goes on with a range.
"""

from __future__ import annotations

import asyncio

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from indexer.dumping.manifest import MANIFEST, SUMS
from indexer.errors import OverloadedError
from searcher.dumps import find_dump
from web.keys import DOWNLOADS, POOL, SERVICE
from web.parameters import check_parameters
from web.pool import RETRY_AFTER
from web.requests import request_language, urls_of
from web.site.dumps.page import DumpsPage
from web.site.dumps.presenter import present_dump
from web.site.rendering import make_site, render_tagged_page

# Files that are sent at a time.
MOST_DOWNLOADS = 16
# Seconds that any file may take, and bytes a second with which a reader must come along.
_LEAST_SECONDS = 60.0
_LEAST_PACE = 20_000

_TYPES = {MANIFEST: "application/json", SUMS: "text/plain"}
_PACKED = "application/gzip"


class _SentFile(web.FileResponse):
    """A file that is sent by its handler; aiohttp would send it once more."""

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        return None if self.prepared else await super().prepare(request)


async def show_dumps(request: web.Request) -> web.Response:
    """Which files there are."""
    check_parameters(request.query, ("ui",))
    service, language = request.app[SERVICE], request_language(request)

    def present() -> DumpsPage:
        dump = find_dump(service.home, service.settings)
        return present_dump(dump, make_site(request), language, urls_of(request))

    return await render_tagged_page(request, "dumps/dumps.html", present)


async def send_dump(request: web.Request) -> web.StreamResponse:
    """A file of the newest dump."""
    name, service = request.match_info["name"], request.app[SERVICE]
    dump = await request.app[POOL].run_light(find_dump, service.home, service.settings)
    if name not in _TYPES:
        name = dump.find(name).name
    downloads = request.app[DOWNLOADS]
    if downloads.locked():
        raise OverloadedError(RETRY_AFTER)
    path = dump.folder / name
    response = _SentFile(path, headers={"Content-Type": _TYPES.get(name, _PACKED)})
    seconds = _LEAST_SECONDS + path.stat().st_size / _LEAST_PACE
    async with downloads:
        try:
            async with asyncio.timeout(seconds):
                await response.prepare(request)
                await response.write_eof()
        except TimeoutError:
            if request.transport is not None:
                request.transport.abort()
    return response
