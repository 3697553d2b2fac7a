"""The web application, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from importlib.metadata import version

from aiohttp import web

from searcher.service import SearchService
from web import static_files
from web.admin import routes as admin_routes
from web.admin.access import guard_admin
from web.api import routes as api_routes
from web.api.alerts import has_public_alerts
from web.api.export import MOST_EXPORTS
from web.body_cache import BodyCache
from web.clients import ClientFinder
from web.fair_use import BucketBook
from web.i18n import load_languages
from web.keys import (
    BODIES,
    BOOK,
    BUCKETS,
    CLIENTS,
    CLOCK,
    DOWNLOADS,
    EDITION,
    EXPORTS,
    HAS_ALERTS,
    LANGUAGES,
    METERS,
    POOL,
    RECORDER,
    RELOAD,
    ROOT,
    SERVICE,
    SIGNS,
    SUCCESSION,
    TEMPLATES,
)
from web.metering.meters import Meters
from web.metering.signs import BEAT, SignsOfLife, Succession
from web.metrics import view as metrics
from web.middlewares import add_headers, catch_errors, name_payer, refuse_bad_encoding
from web.noting import note_fruitless
from web.oai import view as oai
from web.observing import observe
from web.pool import SearchPool
from web.recording import RequestRecorder, make_key
from web.site import routes as site_routes
from web.site.dumps.view import MOST_DOWNLOADS
from web.site.templating import make_templates

# A query of the greatest length is a line of about 40,000 characters once it is percent-encoded;
# with longer lines aiohttp itself refuses, and cannot say why.
MAX_LINE = 128 * 1024


def _read_clock() -> datetime:
    return datetime.now(UTC)


def make_app(
    service: SearchService,
    clock: Callable[[], datetime] = _read_clock,
    signs: SignsOfLife | None = None,
    predecessor: web.Application | None = None,
    reload: Callable[[], bool] | None = None,
) -> web.Application:
    """The application that serves an archive; `clock` tells the time, by which pages know what day
    it is, and `signs` of the other workers, where there are any. With a `predecessor` it takes the
    place of that in its process, and what addresses have asked and what was counted goes on.
    `reload` has the server read its settings anew, and tells whether that can be."""
    settings = service.settings
    app = web.Application(
        middlewares=[observe, name_payer, catch_errors, guard_admin, refuse_bad_encoding]
    )
    service.keep_overview_ready()
    service.counts.is_noting = settings.note_empty_searches
    app[SERVICE] = service
    app[TEMPLATES] = make_templates(settings.root)
    app[EXPORTS] = asyncio.Semaphore(MOST_EXPORTS)
    app[DOWNLOADS] = asyncio.Semaphore(MOST_DOWNLOADS)
    app[BODIES] = BodyCache()
    app[CLIENTS] = ClientFinder(settings.trusted_proxies, settings.proxy_header)
    app[CLOCK] = clock
    app[ROOT] = settings.root
    if reload is not None:
        app[RELOAD] = reload
    app[RECORDER] = (
        predecessor[RECORDER].with_rules(settings)
        if predecessor
        else RequestRecorder(settings, make_key())
    )
    # Pages name the static files of their release.
    files = static_files.load_static_files().digest
    app[HAS_ALERTS] = has_public_alerts(service.home)
    app[EDITION] = f"{version('letopis')} {files} {app[HAS_ALERTS]} {settings!r}"
    rates = settings.rate_seconds, settings.rate_burst
    app[BOOK] = predecessor[BOOK].with_rates(*rates) if predecessor else BucketBook(*rates)
    if settings.rate_seconds:
        app[BUCKETS] = app[BOOK]
    app[LANGUAGES] = load_languages(settings.zone_info)
    app[SIGNS] = signs or SignsOfLife(1)
    app.cleanup_ctx.append(_open_pool)
    app[SUCCESSION] = Succession()
    if predecessor is None:
        app.cleanup_ctx.append(_begin_counting)
    app.cleanup_ctx.append(_give_signs)
    app.cleanup_ctx.append(note_fruitless)
    app.on_shutdown.append(_stop_pool)
    app.on_response_prepare.append(add_headers)
    site_routes.setup_routes(app)
    api_routes.setup_routes(app)
    oai.setup_routes(app)
    admin_routes.setup_routes(app)
    static_files.setup_routes(app)
    metrics.setup_routes(app)
    routes = (resource.canonical for resource in app.router.resources())
    app[METERS] = predecessor[METERS] if predecessor else Meters(app[SIGNS], routes)
    return app


async def _open_pool(app: web.Application) -> AsyncIterator[None]:
    app[POOL] = SearchPool(app[SERVICE].settings.request_seconds)
    yield
    app[POOL].close()


async def _begin_counting(app: web.Application) -> AsyncIterator[None]:
    app[METERS].start()
    yield


async def _give_signs(app: web.Application) -> AsyncIterator[None]:
    signs = app[SIGNS]
    signs.give()
    beating = asyncio.create_task(_beat(app))
    yield
    beating.cancel()
    if not app[SUCCESSION].is_over:
        signs.end()


async def _beat(app: web.Application) -> None:
    meters = app[METERS]
    while not app[SUCCESSION].is_over:
        await asyncio.sleep(BEAT)
        app[SIGNS].give()
        meters.note_lanes(app[POOL].count_calls())
        meters.count_searches(*app[SERVICE].counts.take())


async def _stop_pool(app: web.Application) -> None:
    # Before the server waits for its answers to be finished.
    app[POOL].stop()
