"""The pages of rejects."""

from __future__ import annotations

from aiohttp import web

from indexer.archive.entries import Reject
from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome
from web.admin.frame import AdminFrame, AdminPage
from web.admin.rejects.grouping import MOST_REJECTS, find_group
from web.admin.rejects.presenter import present_group, present_rejects
from web.admin.rendering import render_admin_page
from web.keys import POOL, SERVICE
from web.parameters import check_parameters
from web.requests import urls_of


async def show_rejects(request: web.Request) -> web.StreamResponse:
    """The records that could not be read, by reason."""
    check_parameters(request.query, ("ui",))
    home, urls = request.app[SERVICE].home, urls_of(request)

    def present(frame: AdminFrame) -> AdminPage:
        rejects, count = _read(home)
        return present_rejects(frame, rejects, count, urls)

    return await render_admin_page(request, "admin/rejects/rejects.html", present)


async def show_group(request: web.Request) -> web.StreamResponse:
    """Those for one reason. Raises HTTPNotFound."""
    check_parameters(request.query, ("ui",))
    home, urls = request.app[SERVICE].home, urls_of(request)
    rejects, _ = await request.app[POOL].run_light(_read, home)
    group = find_group(rejects, request.match_info["key"])
    if group is None:
        raise web.HTTPNotFound
    return await render_admin_page(
        request, "admin/rejects/group.html", lambda frame: present_group(frame, group, urls)
    )


def _read(home: ArchiveHome) -> tuple[list[Reject], int]:
    with Archive.open(home.database) as store:
        return store.rejects.read(MOST_REJECTS), store.rejects.count()
