"""The web application, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from searcher.service import SearchService
from web.api import routes as api_routes
from web.i18n import load_languages
from web.keys import LANGUAGES, POOL, SERVICE, TEMPLATES
from web.middlewares import add_headers, catch_errors
from web.pool import SearchPool
from web.site import routes as site_routes
from web.site.templating import make_templates

# A query of the greatest length is a line of about 40,000 characters once it is percent-encoded;
# with longer lines aiohttp itself refuses, and cannot say why.
MAX_LINE = 128 * 1024


def make_app(service: SearchService) -> web.Application:
    """The application that serves an archive."""
    app = web.Application(middlewares=[catch_errors])
    service.keep_overview_ready()
    app[SERVICE] = service
    app[TEMPLATES] = make_templates()
    app[LANGUAGES] = load_languages(service.settings.zone_info)
    app.cleanup_ctx.append(_open_pool)
    app.on_response_prepare.append(add_headers)
    site_routes.setup_routes(app)
    api_routes.setup_routes(app)
    app.router.add_static("/static", Path(__file__).parent / "static")
    return app


async def _open_pool(app: web.Application) -> AsyncIterator[None]:
    app[POOL] = SearchPool()
    yield
    app[POOL].close()
