"""The page of searches that found nothing."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from aiohttp import web

from indexer.operations.fruitless import DAYS, KEPT, FruitlessBook, FruitlessQuery
from web.admin.keys import FORM
from web.admin.navigation import SEARCHES
from web.admin.rendering import lead_to_page, render_admin_page
from web.admin.searches.presenter import present_searches, write_table
from web.admin.telling import tell_deed
from web.keys import POOL, SERVICE
from web.parameters import check_parameters
from web.requests import request_day, request_language, urls_of

# Queries that are shown.
_SHOWN = 300


async def show_searches(request: web.Request) -> web.StreamResponse:
    """The queries that found nothing, the most frequent first."""
    check_parameters(request.query, ("ui",))
    queries = await _read(request, _SHOWN)
    is_noted = request.app[SERVICE].settings.note_empty_searches
    present = partial(present_searches, queries=queries, urls=urls_of(request), is_noted=is_noted)
    return await render_admin_page(request, "admin/searches/searches.html", present)


async def download_searches(request: web.Request) -> web.StreamResponse:
    """All of them as a table."""
    check_parameters(request.query, ("ui",))
    text = write_table(await _read(request, KEPT))
    return web.Response(
        text=text,
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": 'attachment; filename="searches-in-vain.csv"'},
    )


async def forget_search(request: web.Request) -> web.StreamResponse:
    """Forget a query."""
    query = request[FORM].get("query", "")
    book, language = FruitlessBook.of(request.app[SERVICE].home), request_language(request)
    is_gone = await request.app[POOL].run_light(book.forget, query)
    told = language.gettext("Forgotten.") if is_gone else ""
    return await lead_to_page(request, SEARCHES, told)


async def forget_searches(request: web.Request) -> web.StreamResponse:
    """Forget all of them."""
    book, language = FruitlessBook.of(request.app[SERVICE].home), request_language(request)
    await request.app[POOL].run_light(book.forget_all)
    await tell_deed(request, "forget-searches")
    return await lead_to_page(request, SEARCHES, language.gettext("Forgotten."))


async def _read(request: web.Request, limit: int) -> list[FruitlessQuery]:
    book = FruitlessBook.of(request.app[SERVICE].home)
    since = request_day(request) - timedelta(days=DAYS)
    return await request.app[POOL].run_light(book.read, limit, since)
