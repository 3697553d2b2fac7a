"""The endpoint of samples."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec
from aiohttp import web
from multidict import MultiMapping

from indexer.article import decode_article
from searcher.request import SearchRequest
from searcher.response import IndexInfo
from searcher.service import SearchService
from web.api.answers import ArticleFields
from web.api.parameters import list_finding, read_fields
from web.api.rendering import PUBLIC_FIELDS, select_fields
from web.api.responding import respond
from web.keys import SERVICE
from web.numbers import Number
from web.parameters import check_parameters, read_request

SIZE = Number("n", 1, 1_000, 100)
# What fits into the seeds of other programs.
SEED = Number("seed", 0, 2**31 - 1, 0)


class SampleAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Articles drawn by lot from those that a search finds: `total` of them, each as likely as any
    other. `query` is its canonical text, `hash` names the set."""

    total: int
    seed: int
    articles: tuple[ArticleFields, ...]
    query: str
    hash: str
    index: IndexInfo


async def draw_articles(request: web.Request) -> web.Response:
    """A sample of what a search finds, the same for the same seed."""
    return await respond(request, prepare_sample(request.app[SERVICE], request.query))


def prepare_sample(service: SearchService, query: MultiMapping[str]) -> Callable[[], SampleAnswer]:
    """What draws the sample that a query string asks for. Raises ParameterError."""
    return partial(_draw, service, *parse_sample(query))


def parse_sample(
    query: MultiMapping[str],
) -> tuple[SearchRequest, int, int, tuple[str, ...]]:
    """What a sample is drawn from, its seed, its size, and the fields of the articles. Raises
    ParameterError."""
    check_parameters(query, (*list_finding(), "seed", "n", "fields"))
    return (
        read_request(query, least=1),
        SEED.read(query),
        SIZE.read(query),
        read_fields(query, PUBLIC_FIELDS) or PUBLIC_FIELDS,
    )


def _draw(
    service: SearchService, search: SearchRequest, seed: int, size: int, fields: tuple[str, ...]
) -> SampleAnswer:
    found = service.select(search)
    hits = found.generation.searcher.sample(found.selection, seed, size)
    return SampleAnswer(
        total=found.count(),
        seed=seed,
        articles=tuple(select_fields(decode_article(hit.article), fields) for hit in hits),
        query=found.canonical,
        hash=found.hash,
        index=found.generation.info,
    )
