"""The pages of rejects."""

from __future__ import annotations

from dataclasses import replace

from aiohttp import web

from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome
from web.admin.rejects.grouping import (
    MOST_REJECTS,
    MOST_SHOWN,
    RejectGroup,
    find_group,
    group_rejects,
)
from web.admin.rejects.presenter import present_group, present_rejects
from web.admin.rendering import render_admin_page
from web.keys import POOL, SERVICE
from web.parameters import check_parameters
from web.requests import urls_of


async def show_rejects(request: web.Request) -> web.StreamResponse:
    """The records that could not be read, by reason."""
    check_parameters(request.query, ("ui",))
    home, urls = request.app[SERVICE].home, urls_of(request)
    groups, count = await request.app[POOL].run(_read, home)
    return await render_admin_page(
        request,
        "admin/rejects/rejects.html",
        lambda frame: present_rejects(frame, groups, count, urls),
    )


async def show_group(request: web.Request) -> web.StreamResponse:
    """Those for one reason. Raises HTTPNotFound."""
    check_parameters(request.query, ("ui",))
    home, urls = request.app[SERVICE].home, urls_of(request)
    group = await request.app[POOL].run(_find, home, request.match_info["key"])
    if group is None:
        raise web.HTTPNotFound
    return await render_admin_page(
        request, "admin/rejects/group.html", lambda frame: present_group(frame, group, urls)
    )


def _read(home: ArchiveHome) -> tuple[list[RejectGroup], int]:
    with Archive.open(home.database) as store:
        return group_rejects(store.rejects.list_reasons(MOST_REJECTS)), store.rejects.count()


def _find(home: ArchiveHome, key: str) -> RejectGroup | None:
    """The group of a key; those that are shown with the records themselves."""
    with Archive.open(home.database) as store:
        group = find_group(store.rejects.list_reasons(MOST_REJECTS), key)
        if group is None:
            return None
        shown = store.rejects.complete(group.rejects[:MOST_SHOWN])
    return replace(group, rejects=(*shown, *group.rejects[MOST_SHOWN:]))
