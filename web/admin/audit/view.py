"""The page of the audit log."""

from __future__ import annotations

from aiohttp import web

from web.admin.audit.page import AuditPage
from web.admin.audit.presenter import present_audit
from web.admin.frame import AdminFrame
from web.admin.keys import AUDIT
from web.admin.rendering import render_admin_page
from web.numbers import Number
from web.parameters import check_parameters
from web.requests import urls_of

_MOST = 100
_BEFORE = Number("before", 0, 2**53, 0)


async def show_audit(request: web.Request) -> web.StreamResponse:
    """Who did what, the newest first. Raises ParameterError."""
    query = request.query
    check_parameters(query, ("action", "before", "ui"))
    log, urls = request.app[AUDIT], urls_of(request)
    chosen, before = query.get("action", ""), _BEFORE.read(query) or None

    def present(frame: AdminFrame) -> AuditPage:
        deeds = log.read(_MOST, before, chosen)
        return present_audit(frame, deeds, log.list_actions(), chosen, _MOST, urls)

    return await render_admin_page(request, "admin/audit/audit.html", present)
