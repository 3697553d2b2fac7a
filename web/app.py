"""The web application, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from importlib.metadata import version

from aiohttp import web

from searcher.service import SearchService
from web import static_files
from web.api import routes as api_routes
from web.api.export import MOST_EXPORTS
from web.body_cache import BodyCache
from web.clients import ClientFinder
from web.fair_use import BucketBook
from web.i18n import load_languages
from web.keys import (
    BODIES,
    BUCKETS,
    CLIENTS,
    CLOCK,
    EDITION,
    EXPORTS,
    LANGUAGES,
    POOL,
    SERVICE,
    TEMPLATES,
)
from web.middlewares import add_headers, catch_errors, name_payer, refuse_bad_encoding
from web.oai import view as oai
from web.pool import SearchPool
from web.site import routes as site_routes
from web.site.templating import make_templates

# A query of the greatest length is a line of about 40,000 characters once it is percent-encoded;
# with longer lines aiohttp itself refuses, and cannot say why.
MAX_LINE = 128 * 1024


def _read_clock() -> datetime:
    return datetime.now(UTC)


def make_app(
    service: SearchService, clock: Callable[[], datetime] = _read_clock
) -> web.Application:
    """The application that serves an archive; `clock` tells the time, by which pages know what day
    it is."""
    settings = service.settings
    app = web.Application(middlewares=[name_payer, catch_errors, refuse_bad_encoding])
    service.keep_overview_ready()
    app[SERVICE] = service
    app[TEMPLATES] = make_templates()
    app[EXPORTS] = asyncio.Semaphore(MOST_EXPORTS)
    app[BODIES] = BodyCache()
    app[CLIENTS] = ClientFinder(settings.trusted_proxies, settings.proxy_header)
    app[CLOCK] = clock
    # Pages name the static files of their release.
    files = static_files.load_static_files().digest
    app[EDITION] = f"{version('letopis')} {files} {settings!r}"
    if settings.rate_seconds:
        app[BUCKETS] = BucketBook(settings.rate_seconds, settings.rate_burst)
    app[LANGUAGES] = load_languages(settings.zone_info)
    app.cleanup_ctx.append(_open_pool)
    app.on_shutdown.append(_stop_pool)
    app.on_response_prepare.append(add_headers)
    site_routes.setup_routes(app)
    api_routes.setup_routes(app)
    oai.setup_routes(app)
    static_files.setup_routes(app)
    return app


async def _open_pool(app: web.Application) -> AsyncIterator[None]:
    app[POOL] = SearchPool(app[SERVICE].settings.request_seconds)
    yield
    app[POOL].close()


async def _stop_pool(app: web.Application) -> None:
    # Before the server waits for its answers to be finished.
    app[POOL].stop()
