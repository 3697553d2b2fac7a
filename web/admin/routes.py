"""The handlers of the web admin; all of them stand behind `web.admin.access.guard_admin`."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import web

from indexer.operations.accounts import AccountBook
from indexer.operations.attempts import AttemptBook
from indexer.operations.audit import AuditLog
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
from web.admin.keys import ACCOUNTS, ATTEMPTS, AUDIT, PASSWORDS
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
    LOGIN,
    LOGOUT,
    SECTIONS,
)
from web.admin.password_thread import PasswordThread
from web.keys import SERVICE
from web.parameters import check_parameters
from web.requests import urls_of


def setup_routes(app: web.Application) -> None:
    """Add the routes of the web admin, and what they work with."""
    home = app[SERVICE].home
    app[ACCOUNTS], app[ATTEMPTS] = AccountBook(home.accounts), AttemptBook(home.accounts)
    app[AUDIT] = AuditLog.of(home)
    app.cleanup_ctx.append(_open_passwords)
    app.on_response_prepare.append(seal_answer)
    app.router.add_get(ADMIN, lead_to_first)
    app.router.add_get(ADMIN.rstrip("/"), lead_to_first)
    app.router.add_get(LOGIN, show_login)
    app.router.add_post(LOGIN, receive_login)
    app.router.add_post(LOGOUT, receive_logout)
    app.router.add_get(ACCOUNT, show_account)
    app.router.add_post(ACCOUNT_PASSWORD, change_password)
    app.router.add_post(ACCOUNT_CODES, offer_codes)
    app.router.add_post(ACCOUNT_CODES_CONFIRM, confirm_codes)
    app.router.add_post(ACCOUNT_CODES_CANCEL, cancel_codes)
    app.router.add_post(ACCOUNT_CODES_OFF, stop_codes)
    app.router.add_post(ACCOUNT_SESSIONS, end_sessions)


async def lead_to_first(request: web.Request) -> web.StreamResponse:
    """The way to the first page of the navigation."""
    check_parameters(request.query, ("ui",))
    path, _ = SECTIONS[0]
    return web.Response(status=303, headers={"Location": urls_of(request).admin(path)})


async def _open_passwords(app: web.Application) -> AsyncIterator[None]:
    app[PASSWORDS] = PasswordThread()
    yield
    app[PASSWORDS].close()
