"""The export of a complete result: every article that a search finds, as one stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import web

from indexer.errors import LetopisError, OverloadedError
from searcher.service import SearchService
from searcher.walking import ArticleWalk, ExportedSet
from web.api.export_files import CONTENT_TYPES, FILE_ENDS, FileWriter, make_writer, write_header
from web.api.packing import ZipPacker
from web.api.parameters import ExportRequest, parse_export
from web.api.rendering import PUBLIC_FIELDS
from web.api.ro_crate import METADATA_NAME, ExportFacts, write_crate
from web.codings import Compressor, choose_coding, make_compressor
from web.keys import EXPORTS, POOL, SERVICE
from web.negotiation import negotiate_query
from web.pool import RETRY_AFTER, SearchPool
from web.requests import request_language

# Streams at a time.
MOST_EXPORTS = 8
# Articles made in one call of the pool, between which others have their turn; few at first, so that
# a client sees at once that something comes.
_BATCH = 200
_FIRST_BATCH = 20
# Bytes that a call makes, about: articles may be long.
_PIECE = 500_000
# Seconds that a client may take to read a batch.
_SECONDS_TO_READ = 60.0
# How often a batch is asked for that the pool has no room for.
_MOST_TRIES = 30


async def export_articles(request: web.Request) -> web.StreamResponse:
    """Every article that a search finds, in the order of ids, with the fields that are asked for.

    The result is of one generation to its end, but for what is taken down meanwhile. A stream that
    cannot be finished breaks off, so that its client knows, and can go on behind the last article
    that came.
    """
    # A ZIP file is asked for by its parameter, whatever is in it.
    is_packed = bool(request.query.get("pack"))
    query = request.query if is_packed else negotiate_query(request, CONTENT_TYPES)
    wanted = parse_export(query, PUBLIC_FIELDS)
    exports = request.app[EXPORTS]
    if exports.locked():
        raise OverloadedError(RETRY_AFTER)
    async with exports:
        service, pool = request.app[SERVICE], request.app[POOL]
        exported = await pool.run(service.export, wanted.search, wanted.cursor)
        facts = _list_facts(request, service, exported)
        response, compressor = _make_response(request, wanted, exported, facts)
        await response.prepare(request)
        if request.method == "HEAD":
            return response
        writer = make_writer(wanted.file, exported.found.generation.labels, service.settings)
        header = write_header(facts, wanted.file.format) if wanted.has_header else b""
        pieces = _PieceMaker(service, exported, wanted.after, writer, header)
        try:
            await _send(response, pool, pieces, compressor)
        except BaseException as error:
            # The head has been sent: nothing else tells that the rest is missing.
            if request.transport is not None:
                request.transport.abort()
            # Who reads may go, and what is out of time or damaged was told of where it happened.
            if not isinstance(error, LetopisError | TimeoutError | ConnectionError):
                raise
    return response


def _list_facts(request: web.Request, service: SearchService, exported: ExportedSet) -> ExportFacts:
    manifest = exported.found.generation.manifest
    return ExportFacts(
        archive=service.settings.archive_name(request_language(request).code),
        query=exported.found.canonical,
        address=request.app[SERVICE].settings.root + str(request.rel_url),
        hash=exported.found.hash,
        total=exported.total,
        generation=manifest.generation,
        analyzer=manifest.analyzer,
        seq=manifest.last_seq,
        made=datetime.now(UTC),
    )


def _make_response(
    request: web.Request, wanted: ExportRequest, exported: ExportedSet, facts: ExportFacts
) -> tuple[web.StreamResponse, Compressor]:
    stem = f"letopis-{facts.hash.removeprefix('sha256:')[:12]}"
    name, content_type = (
        f"{stem}.{FILE_ENDS[wanted.file.format]}",
        CONTENT_TYPES[wanted.file.format],
    )
    headers = {
        "Content-Type": f"{content_type}; charset=utf-8",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Vary": "Accept-Encoding, Accept-Language",
        "Letopis-Total": str(facts.total),
        "Letopis-Hash": facts.hash,
        "Letopis-Generation": facts.generation,
        "Letopis-Seq": str(facts.seq),
        "Letopis-Cursor": exported.cursor,
    }
    if wanted.is_packed:
        headers["Content-Type"] = "application/zip"
        headers["Content-Disposition"] = f'attachment; filename="{stem}.zip"'
        crate = write_crate(facts, name, content_type)
        return web.StreamResponse(headers=headers), ZipPacker({METADATA_NAME: crate}, name)
    coding = choose_coding(request.headers.get("Accept-Encoding", ""))
    if coding != "identity":
        headers["Content-Encoding"] = coding
    return web.StreamResponse(headers=headers), make_compressor(coding)


class _PieceMaker:
    """Makes the file, some articles at a time. What failed may be asked again."""

    def __init__(
        self,
        service: SearchService,
        exported: ExportedSet,
        after: str,
        writer: FileWriter,
        header: bytes,
    ) -> None:
        self._service = service
        self._generation = exported.found.generation
        self._walk = ArticleWalk(exported.found, after)
        self._writer = writer
        self._begun = writer.begin(header)
        self._size = _FIRST_BATCH
        self._written = 0
        self.is_finished = False

    def make_next(self) -> bytes:
        """The next piece; behind the last article it is the end of the file."""
        articles = self._walk.read(self._size)
        self._service.keep(self._generation)
        given = [article for article in articles if not self._service.is_withdrawn(article.id)]
        piece = self._begun + self._writer.write(given, before=self._written)
        if not articles:
            # An empty result has its beginning.
            piece += self._writer.end()
            self.is_finished = True
        self._begun = b""
        fitting = len(given) * _PIECE // max(1, len(piece))
        self._size = max(1, min(_BATCH, fitting)) if given else _BATCH
        self._written += len(given)
        return piece


async def _send(
    response: web.StreamResponse, pool: SearchPool, pieces: _PieceMaker, compressor: Compressor
) -> None:
    def make_next() -> bytes:
        sent = compressor.compress(pieces.make_next())
        return sent + compressor.flush() if pieces.is_finished else sent

    while not pieces.is_finished:
        await _write(response, await _try(pool, make_next))
    await response.write_eof()


async def _write(response: web.StreamResponse, piece: bytes) -> None:
    if piece:
        # Who does not read holds one of few places.
        async with asyncio.timeout(_SECONDS_TO_READ):
            await response.write(piece)


async def _try(pool: SearchPool, make: Callable[[], bytes]) -> bytes:
    """What a call makes, once the pool has room for it: a long stream meets busy times."""
    for _ in range(_MOST_TRIES - 1):
        try:
            return await pool.run_stream(make)
        except OverloadedError:
            if pool.is_stopped:
                raise
            await asyncio.sleep(RETRY_AFTER)
    return await pool.run_stream(make)
