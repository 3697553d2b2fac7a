"""The handlers of the web admin; all of them stand behind `web.admin.access.guard_admin`."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import web

from indexer.errors import UnavailableError
from indexer.home.paths import ArchiveHome
from indexer.operations.accounts import AccountBook
from indexer.operations.attempts import AttemptBook
from indexer.operations.audit import AuditLog
from indexer.operations.queue import JobQueue
from web.admin.access import seal_answer
from web.admin.account.view import (
    cancel_codes,
    change_password,
    confirm_codes,
    end_sessions,
    offer_codes,
    show_account,
    stop_codes,
)
from web.admin.alerts.view import show_alerts, try_hook
from web.admin.articles.view import put_back, show_articles, take_down
from web.admin.audit.view import show_audit
from web.admin.editing import setup_editing
from web.admin.generations.view import show_generations
from web.admin.importing.view import receive_import, show_import
from web.admin.jobs.view import (
    cancel_job,
    follow_job,
    receive_order,
    show_job,
    show_jobs,
)
from web.admin.keys import ACCOUNTS, ATTEMPTS, AUDIT, DEEDS, PASSWORDS
from web.admin.login.view import receive_login, receive_logout, show_login
from web.admin.navigation import (
    ACCOUNT,
    ACCOUNT_CODES,
    ACCOUNT_CODES_CANCEL,
    ACCOUNT_CODES_CONFIRM,
    ACCOUNT_CODES_OFF,
    ACCOUNT_PASSWORD,
    ACCOUNT_SESSIONS,
    ADMIN,
    ALERTS,
    ARTICLES,
    AUDIT_LOG,
    GENERATIONS,
    IMPORT,
    JOBS,
    LOGIN,
    LOGOUT,
    REJECTS,
)
from web.admin.password_thread import PasswordThread
from web.admin.rejects.view import show_group, show_rejects
from web.admin.state.view import show_state
from web.jobs.starting import start_runner
from web.keys import SERVICE, SUCCESSION
from web.parameters import check_parameters
from web.requests import urls_of

# Seconds between two looks whether jobs wait that nobody runs.
_LOOK = 15.0


def setup_routes(app: web.Application) -> None:
    """Add the routes of the web admin, and what they work with."""
    home = app[SERVICE].home
    app[ACCOUNTS], app[ATTEMPTS] = AccountBook(home.accounts), AttemptBook(home.accounts)
    app[AUDIT], app[DEEDS] = AuditLog.of(home), set()
    app.cleanup_ctx.append(_open_passwords)
    app.cleanup_ctx.append(_see_to_jobs)
    app.on_response_prepare.append(seal_answer)
    app.router.add_get(ADMIN, show_state)
    app.router.add_get(ADMIN.rstrip("/"), lead_to_state)
    app.router.add_get(LOGIN, show_login)
    app.router.add_post(LOGIN, receive_login)
    app.router.add_post(LOGOUT, receive_logout)
    app.router.add_get(ACCOUNT, show_account)
    app.router.add_get(IMPORT, show_import)
    app.router.add_post(IMPORT, receive_import)
    app.router.add_get(REJECTS, show_rejects)
    app.router.add_get(f"{REJECTS}/{{key}}", show_group)
    app.router.add_get(GENERATIONS, show_generations)
    app.router.add_get(ARTICLES, show_articles)
    app.router.add_post(f"{ARTICLES}/delete", take_down)
    app.router.add_post(f"{ARTICLES}/restore", put_back)
    app.router.add_get(ALERTS, show_alerts)
    app.router.add_post(f"{ALERTS}/test", try_hook)
    app.router.add_get(JOBS, show_jobs)
    app.router.add_post(JOBS, receive_order)
    app.router.add_get(f"{JOBS}/{{number:[0-9]{{1,15}}}}", show_job)
    app.router.add_get(f"{JOBS}/{{number:[0-9]{{1,15}}}}/events", follow_job)
    app.router.add_post(f"{JOBS}/{{number:[0-9]{{1,15}}}}/cancel", cancel_job)
    app.router.add_get(AUDIT_LOG, show_audit)
    setup_editing(app)
    app.router.add_post(ACCOUNT_PASSWORD, change_password)
    app.router.add_post(ACCOUNT_CODES, offer_codes)
    app.router.add_post(ACCOUNT_CODES_CONFIRM, confirm_codes)
    app.router.add_post(ACCOUNT_CODES_CANCEL, cancel_codes)
    app.router.add_post(ACCOUNT_CODES_OFF, stop_codes)
    app.router.add_post(ACCOUNT_SESSIONS, end_sessions)


async def lead_to_state(request: web.Request) -> web.StreamResponse:
    """The way to where one begins."""
    check_parameters(request.query, ("ui",))
    return web.Response(status=303, headers={"Location": urls_of(request).admin(ADMIN)})


async def _see_to_jobs(app: web.Application) -> AsyncIterator[None]:
    """Jobs that nobody runs are run: those that a server, a machine or a process left."""
    seeing = asyncio.create_task(_keep_seeing(app))
    yield
    seeing.cancel()


async def _keep_seeing(app: web.Application) -> None:
    while not app[SUCCESSION].is_over:
        await asyncio.to_thread(_resume, app[SERVICE].home)
        await asyncio.sleep(_LOOK)


def _resume(home: ArchiveHome) -> None:
    # Serving goes on, whatever stands in their way: their page tells of it.
    with suppress(UnavailableError, sqlite3.OperationalError, OSError):
        if home.operations.exists() and JobQueue.of(home).read_unfinished():
            start_runner(home)


async def _open_passwords(app: web.Application) -> AsyncIterator[None]:
    app[PASSWORDS] = PasswordThread()
    yield
    app[PASSWORDS].close()
