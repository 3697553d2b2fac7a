"""The page of alerts."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from indexer.errors import LetopisError
from indexer.home.alerts import read_alerts
from searcher.alerts.review import AlertReview, review_alerts
from searcher.orders import TryHookOrder
from searcher.service import SearchService
from web.admin.alerts.presenter import present_admin_alerts
from web.admin.asking import ask_for
from web.admin.keys import FORM
from web.admin.rendering import render_admin_page
from web.keys import POOL, SERVICE
from web.messages import describe
from web.parameters import check_parameters
from web.requests import request_language, urls_of


async def show_alerts(request: web.Request) -> web.StreamResponse:
    """The queries that stand, and how each does."""
    check_parameters(request.query, ("ui",))
    service, language = request.app[SERVICE], request_language(request)
    reviews: list[AlertReview] = []
    problem = ""
    try:
        reviews = await request.app[POOL].run(_review, service)
    except LetopisError as error:
        message = describe(error, language)
        problem = f"{message.title}. {message.detail}"
    return await render_admin_page(
        request,
        "admin/alerts/alerts.html",
        partial(
            present_admin_alerts,
            reviews=reviews,
            problem=problem,
            file=service.home.alerts_file.name,
            urls=urls_of(request),
        ),
    )


async def try_hook(request: web.Request) -> web.StreamResponse:
    """Ask for a call of a hook for trial."""
    alert = request[FORM].get("alert", "")
    return await ask_for(request, TryHookOrder(alert=alert), details=alert)


def _review(service: SearchService) -> list[AlertReview]:
    alerts = read_alerts(service.home.alerts_file)
    return review_alerts(service.generation(), service.home, alerts)
