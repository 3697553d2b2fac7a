"""The handlers of the site: read the request, ask once, render."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from web.api.feeds import FEED_TYPES, send_alert_feed, send_feed
from web.requests import urls_of
from web.site.about.view import show_about
from web.site.alerts.view import show_alerts
from web.site.archive.view import lead_to_random, show_archive, show_days
from web.site.article.view import show_article
from web.site.concordance.view import show_concordance
from web.site.crawlers import show_robots, show_sitemap, show_sitemaps
from web.site.directory.view import show_directory
from web.site.docs.view import show_docs, show_types
from web.site.dumps.view import send_dump, show_dumps
from web.site.help.view import show_help
from web.site.home.view import show_home
from web.site.opensearch import show_opensearch
from web.site.patterns.view import show_patterns, show_specimen
from web.site.receipt.view import show_receipt
from web.site.search.view import show_search
from web.site.search_values.view import show_search_values
from web.site.trends.view import draw_trends, show_trends
from web.site.value.view import show_value
from web.site.versions.view import show_versions
from web.urls import DIRECTORY_PATHS, SEARCH_VALUES_PATH


def setup_routes(app: web.Application) -> None:
    """Add the routes of the site."""
    app.router.add_get("/", show_home)
    app.router.add_get("/search", show_search)
    app.router.add_get(SEARCH_VALUES_PATH, show_search_values)
    for facet, path in DIRECTORY_PATHS.items():
        app.router.add_get(path, partial(show_directory, facet=facet))
        app.router.add_get(path.rstrip("/"), partial(lead_to, path=path))
        app.router.add_get(f"{path}{{id:.+}}", partial(show_value, facet=facet))
    # Ids may hold slashes: one that ends so is reached with its slashes written as %2F.
    app.router.add_get("/articles/{id:.+}/versions", show_versions)
    app.router.add_get("/articles/{id:.+}", show_article)
    app.router.add_get("/trends", show_trends)
    app.router.add_get("/trends.svg", draw_trends)
    app.router.add_get("/concordance", show_concordance)
    app.router.add_get("/archive", show_archive)
    app.router.add_get("/archive/", show_archive)
    app.router.add_get("/archive/{days:.+}", show_days)
    app.router.add_get("/random", lead_to_random)
    app.router.add_get("/about", show_about)
    app.router.add_get("/dumps", partial(lead_to, path="/dumps/"))
    app.router.add_get("/dumps/", show_dumps)
    app.router.add_get("/dumps/{name}", send_dump)
    app.router.add_get("/receipt", show_receipt)
    app.router.add_get("/help", show_help)
    app.router.add_get("/patterns", show_patterns)
    app.router.add_get("/patterns/{name}", show_specimen)
    app.router.add_get("/api/v1/docs", show_docs)
    app.router.add_get("/api/v1/docs/types", show_types)
    for format_ in FEED_TYPES:
        app.router.add_get(f"/feed.{format_}", partial(send_feed, format_=format_))
        path = f"/alerts/{{id:[^/]+}}.{format_}"
        app.router.add_get(path, partial(send_alert_feed, format_=format_))
    app.router.add_get("/alerts/", show_alerts)
    app.router.add_get("/alerts", partial(lead_to, path="/alerts/"))
    app.router.add_get("/opensearch.xml", show_opensearch)
    app.router.add_get("/robots.txt", show_robots)
    app.router.add_get("/sitemap.xml", show_sitemaps)
    app.router.add_get("/sitemap-{days:[0-9-]{4,10}}.xml", show_sitemap)


async def lead_to(request: web.Request, *, path: str) -> web.Response:
    """The way to the address of a page that has a slash at its end."""
    raise web.HTTPPermanentRedirect(
        request.rel_url.with_path(urls_of(request).path(path), keep_query=True)
    )
