"""The page of alerts."""

from __future__ import annotations

from aiohttp import web

from searcher.alerts.articles import list_last_matched
from web.api.alerts import list_public_alerts
from web.keys import SERVICE
from web.parameters import check_parameters
from web.requests import request_language, urls_of
from web.site.alerts.page import AlertsPage
from web.site.alerts.presenter import present_alerts
from web.site.rendering import make_site, render_tagged_page


async def show_alerts(request: web.Request) -> web.Response:
    """The queries that stand, and their feeds."""
    check_parameters(request.query, ("ui",))
    home, language, urls = request.app[SERVICE].home, request_language(request), urls_of(request)

    def present() -> AlertsPage:
        alerts, last = list_public_alerts(home), list_last_matched(home)
        return present_alerts(alerts, last, make_site(request), language, urls)

    return await render_tagged_page(request, "alerts/alerts.html", present)
