"""Metrics for those who may read them."""

from __future__ import annotations

from ipaddress import ip_network

from aiohttp import web

from web.keys import CLIENTS, METERS, POOL, SERVICE, SIGNS
from web.parameters import check_parameters


async def show_metrics(request: web.Request) -> web.Response:
    """All metrics. Raises HTTPNotFound for a client that is in none of the networks that the
    settings name: it is not told that there is something."""
    service = request.app[SERVICE]
    client = request.app[CLIENTS].find_address(request.remote, request.headers)
    networks = map(ip_network, service.settings.metrics_networks)
    if client is None or not any(client in network for network in networks):
        raise web.HTTPNotFound
    check_parameters(request.query, ())
    # The library is loaded where somebody asks.
    from web.metrics.collecting import CONTENT_TYPE, write_metrics

    body = await request.app[POOL].run_light(
        write_metrics, service, request.app[METERS], request.app[SIGNS]
    )
    return web.Response(
        body=body, headers={"Content-Type": CONTENT_TYPE, "Cache-Control": "no-store"}
    )


def setup_routes(app: web.Application) -> None:
    """Add the route of the metrics."""
    app.router.add_get("/metrics", show_metrics)
