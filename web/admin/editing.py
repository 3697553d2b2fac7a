"""The routes of what admins edit and look into: files, names, golden queries, searches in vain."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from web.admin.files.thread import DraftThread
from web.admin.files.view import (
    begin_profile,
    receive_file,
    reload_settings,
    show_file,
    show_files,
)
from web.admin.golden.view import compare_indexes, show_golden
from web.admin.keys import DRAFTS, TRIALS
from web.admin.names.view import receive_names, show_names
from web.admin.navigation import FILES, FILES_RELOAD, GOLDEN, NAMES, SEARCHES
from web.admin.searches.view import (
    download_searches,
    forget_search,
    forget_searches,
    show_searches,
)


def setup_editing(app: web.Application) -> None:
    """Add these routes, and the thread in which drafts are tried."""
    app.cleanup_ctx.append(_open_drafts)
    app.router.add_get(FILES, show_files)
    app.router.add_get(f"{FILES}new", begin_profile)
    app.router.add_get(f"{FILES}{{name:.+}}", show_file)
    app.router.add_post(f"{FILES}{{name:.+}}", receive_file)
    app.router.add_post(FILES_RELOAD, reload_settings)
    app.router.add_get(NAMES, show_names)
    app.router.add_post(NAMES, receive_names)
    app.router.add_get(GOLDEN, show_golden)
    app.router.add_post(GOLDEN, compare_indexes)
    app.router.add_get(SEARCHES, show_searches)
    app.router.add_get(f"{SEARCHES}.csv", download_searches)
    app.router.add_post(f"{SEARCHES}/forget", forget_search)
    app.router.add_post(f"{SEARCHES}/forget-all", forget_searches)


async def _open_drafts(app: web.Application) -> AsyncIterator[None]:
    app[DRAFTS], app[TRIALS] = DraftThread(), DraftThread()
    yield
    app[DRAFTS].close()
    app[TRIALS].close()
