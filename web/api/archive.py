"""The endpoint that tells which archive this is, what it holds, and the hash that proves it."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version

import msgspec
from aiohttp import web

from indexer.labels import NAMED_KINDS, NamedKind
from searcher.changes import Holdings, read_holdings
from searcher.dumps import has_dump
from searcher.response import IndexInfo
from searcher.service import SearchService
from web.api.changes import MAX_SEQ
from web.api.responding import respond, respond_tagged
from web.keys import SERVICE
from web.numbers import Number
from web.parameters import check_parameters
from web.requests import urls_of
from web.urls import Urls

SEQ = Number("seq", 0, MAX_SEQ, MAX_SEQ)


class ArchiveAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Which archive this is and what it holds. `archive` tells it from all others, whatever its
    address; `root` is the hash of its `articles` and take-downs (`deleted`) up to `seq`: all three
    are null where a text is damaged or time was up before; `checkpoint` names what happened until
    then; `zone` is that of its days, `public_fields` are the names of the fields of records that it
    publishes beside those of Letopis; `dumps` is the address of its bulk dump, null where it offers
    none."""

    archive: str
    name: Mapping[str, str]
    release: str
    zone: str
    public_fields: tuple[str, ...]
    seq: int
    root: str | None
    checkpoint: str
    articles: int | None
    deleted: int | None
    dumps: str | None
    index: IndexInfo


class NamesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The names of values: of each facet, by id and language."""

    names: Mapping[NamedKind, Mapping[str, Mapping[str, str]]]
    index: IndexInfo


async def show_archive(request: web.Request) -> web.Response:
    """Which archive this is, what it holds or held at an earlier `seq`, and its root hash."""
    check_parameters(request.query, ("seq", "ui"))
    seq = SEQ.read(request.query)
    service = request.app[SERVICE]
    urls = urls_of(request)
    return await respond_tagged(request, lambda: describe_archive(service, urls, seq))


def describe_archive(service: SearchService, urls: Urls, seq: int) -> ArchiveAnswer:
    """What the archive holds up to a `seq`. Raises what `read_holdings` raises."""
    holdings: Holdings = read_holdings(service, seq)
    settings, root = service.settings, holdings.root
    return ArchiveAnswer(
        archive=holdings.archive,
        name=settings.name,
        release=version("letopis"),
        zone=settings.zone,
        public_fields=settings.public_fields,
        seq=holdings.seq,
        root=root.hash if root else None,
        checkpoint=holdings.checkpoint,
        articles=root.articles if root else None,
        deleted=root.deleted if root else None,
        dumps=urls.dumps() if has_dump(service.home) else None,
        index=holdings.index,
    )


async def list_names(request: web.Request) -> web.Response:
    """The names of all values that articles have, in both languages."""
    check_parameters(request.query, ("ui",))
    service = request.app[SERVICE]
    return await respond(request, lambda: _name_values(service))


def _name_values(service: SearchService) -> NamesAnswer:
    generation = service.generation()
    names: dict[NamedKind, Mapping[str, Mapping[str, str]]] = {
        kind: {id_: told for id_, told in generation.labels.of(kind).items() if told}
        for kind in NAMED_KINDS
    }
    return NamesAnswer(names=names, index=generation.info)
