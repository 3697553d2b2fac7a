"""The export of a complete result: every article that a search finds, as one stream."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from aiohttp import web

from indexer.errors import LetopisError, OverloadedError
from searcher.request import SearchRequest
from searcher.result_set import ResultSet
from searcher.service import SearchService
from web.api.parameters import ExportFormat, parse_export
from web.api.rendering import PUBLIC_FIELDS
from web.api.tables import CONTENT_TYPES, TableWriter
from web.keys import EXPORTS, POOL, SERVICE
from web.pool import RETRY_AFTER, SearchPool
from web.responses import accepts_gzip

# What is given where no fields are asked for: all of them, or what a table is read for.
_TABLE_FIELDS = (
    "id",
    "lang",
    "published",
    "title",
    "authors",
    "source",
    "countries",
    "tags",
    "url",
)
_DEFAULT_FIELDS: Mapping[ExportFormat, Sequence[str]] = {
    "ndjson": PUBLIC_FIELDS,
    "csv": _TABLE_FIELDS,
    "tsv": _TABLE_FIELDS,
}
# Streams at a time; each holds the ids of its articles.
MOST_EXPORTS = 8
# Articles made in one call of the pool, between which others have their turn.
_BATCH = 100
# Seconds that a client may take to read a batch.
_SECONDS_TO_READ = 60.0
# How often a batch is asked for that the pool has no room for.
_MOST_TRIES = 30


async def export_articles(request: web.Request) -> web.StreamResponse:
    """Every article that a search finds, in the order of ids, with the fields that are asked for.

    The result is of one generation to its end, but for what is taken down meanwhile. A stream that
    cannot be finished breaks off, so that its client knows.
    """
    wanted, table = parse_export(request.query, PUBLIC_FIELDS)
    writer = TableWriter(table.format, table.fields or _DEFAULT_FIELDS[table.format], table.has_bom)
    exports = request.app[EXPORTS]
    if exports.locked():
        raise OverloadedError(RETRY_AFTER)
    async with exports:
        service, pool = request.app[SERVICE], request.app[POOL]
        found, ids = await pool.run(_collect, service, wanted)
        response = _make_response(found, len(ids), writer)
        compressor = None
        if accepts_gzip(request.headers.get("Accept-Encoding", "")):
            response.headers["Content-Encoding"] = "gzip"
            compressor = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
        await response.prepare(request)
        if request.method == "HEAD":
            return response
        try:
            await _send(response, service, pool, found, ids, writer, compressor)
        except (LetopisError, TimeoutError):
            # The head has been sent: nothing else tells that the rest is missing.
            if request.transport is not None:
                request.transport.abort()
    return response


def _collect(service: SearchService, wanted: SearchRequest) -> tuple[ResultSet, Sequence[str]]:
    found = service.select(wanted)
    return found, tuple(found.list_ids())


def _make_response(found: ResultSet, total: int, writer: TableWriter) -> web.StreamResponse:
    name = f"letopis-{found.hash.removeprefix('sha256:')[:12]}.{writer.format}"
    return web.StreamResponse(
        headers={
            "Content-Type": f"{CONTENT_TYPES[writer.format]}; charset=utf-8",
            "Content-Disposition": f'attachment; filename="{name}"',
            "Vary": "Accept-Encoding",
            "Letopis-Total": str(total),
            "Letopis-Hash": found.hash,
            "Letopis-Generation": found.generation.manifest.generation,
        }
    )


async def _send(
    response: web.StreamResponse,
    service: SearchService,
    pool: SearchPool,
    found: ResultSet,
    ids: Sequence[str],
    writer: TableWriter,
    compressor: zlib._Compress | None,
) -> None:
    def make(first: int) -> bytes:
        articles = found.read(ids[first : first + _BATCH])
        body = writer.begin() if first == 0 else b""
        body += writer.write(one for one in articles if not service.is_withdrawn(one.id))
        if compressor is None:
            return body
        body = compressor.compress(body)
        return body + compressor.flush() if first + _BATCH >= len(ids) else body

    # An empty result has its header.
    for first in range(0, max(1, len(ids)), _BATCH):
        lines = await _try(pool, partial(make, first))
        # Who does not read holds one of few places.
        async with asyncio.timeout(_SECONDS_TO_READ):
            await response.write(lines)
    await response.write_eof()


async def _try(pool: SearchPool, make: Callable[[], bytes]) -> bytes:
    """What a call makes, once the pool has room for it: a long stream meets busy times."""
    for _ in range(_MOST_TRIES - 1):
        try:
            return await pool.run(make)
        except OverloadedError:
            if pool.is_stopped:
                raise
            await asyncio.sleep(RETRY_AFTER)
    return await pool.run(make)
