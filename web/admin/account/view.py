"""An admin's own account."""

from __future__ import annotations

from aiohttp import web

from web.admin.account.page import AccountPage
from web.admin.rendering import render_admin_page
from web.parameters import check_parameters


async def show_account(request: web.Request) -> web.StreamResponse:
    """The account of who is signed in."""
    check_parameters(request.query, ("ui",))
    return await render_admin_page(
        request, "admin/account/account.html", lambda frame: AccountPage(frame=frame)
    )
