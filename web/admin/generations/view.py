"""The page of generations."""

from __future__ import annotations

from aiohttp import web

from indexer.generations.listing import list_built
from indexer.status import read_figures
from web.admin.frame import AdminFrame
from web.admin.generations.page import GenerationsPage
from web.admin.generations.presenter import present_generations
from web.admin.rendering import render_admin_page
from web.keys import CLOCK, SERVICE
from web.parameters import check_parameters
from web.requests import urls_of


async def show_generations(request: web.Request) -> web.StreamResponse:
    """All generations, and what can be done with each."""
    check_parameters(request.query, ("ui",))
    home, now, urls = request.app[SERVICE].home, request.app[CLOCK](), urls_of(request)

    def present(frame: AdminFrame) -> GenerationsPage:
        last_seq = read_figures(home).last_seq
        return present_generations(frame, list_built(home), last_seq, now, urls)

    return await render_admin_page(request, "admin/generations/generations.html", present)
