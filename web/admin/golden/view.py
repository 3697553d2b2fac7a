"""The page of golden queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial

from aiohttp import web

from indexer.errors import LetopisError, UnavailableError
from indexer.generations.folders import list_generations
from indexer.generations.manifest import Manifest, read_manifest
from searcher.drafts.golden import MOST_GOLDEN, TopChange, ask_golden, compare_generations
from searcher.drafts.readings import MOST_CHARACTERS
from searcher.gate.golden import read_golden
from searcher.service import SearchService
from web.admin.golden.presenter import GoldenFindings, present_golden_page
from web.admin.keys import DRAFTS, FORM
from web.admin.rendering import render_admin_page
from web.keys import SERVICE
from web.messages import describe
from web.parameters import check_parameters
from web.requests import request_language, urls_of

_PAGE = "admin/golden/golden.html"
# Queries that are pasted to be compared.
MOST_PASTED = 50


async def show_golden(request: web.Request) -> web.StreamResponse:
    """Golden queries and what they find now."""
    check_parameters(request.query, ("ui",))
    found = await _look(request)
    names = [manifest.generation for manifest in found.manifests]
    if names:
        found = replace(found, after=names[0], before=names[min(1, len(names) - 1)])
    return await _render(request, found)


async def compare_indexes(request: web.Request) -> web.StreamResponse:
    """The same, and what golden and pasted queries find in two indexes."""
    check_parameters(request.query, ("ui",))
    form, service = request[FORM], request.app[SERVICE]
    found = await _look(request)
    before, after = form.get("before", ""), form.get("after", "")
    found = replace(found, before=before, after=after, queries=form.get("queries", ""))
    if not {before, after} <= {manifest.generation for manifest in found.manifests}:
        told = request_language(request).gettext("One of these indexes is there no more.")
        return await _render(request, replace(found, problem=told), 422)
    pasted = list(_list_pasted(found.queries))
    golden = [result.query.q for result in found.results]
    queries = list(dict.fromkeys((*golden, *pasted)))
    try:
        compare = partial(_compare, service, before, after, queries)
        changes = await request.app[DRAFTS].run(compare)
    except LetopisError as error:
        return await _render(request, replace(found, problem=_tell(request, error)), 422)
    return await _render(request, replace(found, changes=changes))


async def _look(request: web.Request) -> GoldenFindings:
    service = request.app[SERVICE]
    try:
        return await request.app[DRAFTS].run(partial(_ask, service))
    except LetopisError as error:
        manifests = list(_list_manifests(service))
        return GoldenFindings(problem=_tell(request, error), manifests=manifests)


def _ask(service: SearchService) -> GoldenFindings:
    golden = read_golden(service.home.golden_file).queries
    results = ask_golden(service.generation(), golden[:MOST_GOLDEN])
    return GoldenFindings(
        results=results,
        unasked=max(0, len(golden) - MOST_GOLDEN),
        manifests=list(_list_manifests(service)),
    )


def _compare(
    service: SearchService, before: str, after: str, queries: list[str]
) -> tuple[TopChange, ...]:
    old, new = service.earlier(before), service.earlier(after)
    return compare_generations(old, new, queries)


def _list_manifests(service: SearchService) -> Iterator[Manifest]:
    """The indexes that are kept, the newest first."""
    for name in reversed(list_generations(service.home)):
        with suppress(UnavailableError):
            yield read_manifest(service.home, name)


def _list_pasted(text: str) -> Iterator[str]:
    lines = (" ".join(line.split())[:MOST_CHARACTERS] for line in text.splitlines())
    yield from list(dict.fromkeys(filter(None, lines)))[:MOST_PASTED]


async def _render(
    request: web.Request, found: GoldenFindings, status: int = 200
) -> web.StreamResponse:
    present = partial(present_golden_page, found=found, urls=urls_of(request))
    return await render_admin_page(request, _PAGE, present, status)


def _tell(request: web.Request, error: LetopisError) -> str:
    said = describe(error, request_language(request))
    return " ".join(filter(None, (said.title, said.detail)))
