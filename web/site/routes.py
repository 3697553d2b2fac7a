"""The handlers of the site: read the request, ask once, render."""

from __future__ import annotations

from functools import partial

from aiohttp import web

from web.api.feeds import FEED_TYPES, send_feed
from web.site.article.view import show_article
from web.site.concordance.view import show_concordance
from web.site.crawlers import show_robots, show_sitemap, show_sitemaps
from web.site.docs.view import show_docs, show_types
from web.site.help.view import show_help
from web.site.home.view import show_home
from web.site.opensearch import show_opensearch
from web.site.patterns.view import show_patterns
from web.site.receipt.view import show_receipt
from web.site.search.view import show_search
from web.site.trends.view import draw_trends, show_trends
from web.site.versions.view import show_versions


def setup_routes(app: web.Application) -> None:
    """Add the routes of the site."""
    app.router.add_get("/", show_home)
    app.router.add_get("/search", show_search)
    # Ids may hold slashes: one that ends so is reached with its slashes written as %2F.
    app.router.add_get("/articles/{id:.+}/versions", show_versions)
    app.router.add_get("/articles/{id:.+}", show_article)
    app.router.add_get("/trends", show_trends)
    app.router.add_get("/trends.svg", draw_trends)
    app.router.add_get("/concordance", show_concordance)
    app.router.add_get("/receipt", show_receipt)
    app.router.add_get("/help", show_help)
    app.router.add_get("/patterns", show_patterns)
    app.router.add_get("/api/v1/docs", show_docs)
    app.router.add_get("/api/v1/docs/types", show_types)
    for format_ in FEED_TYPES:
        app.router.add_get(f"/feed.{format_}", partial(send_feed, format_=format_))
    app.router.add_get("/opensearch.xml", show_opensearch)
    app.router.add_get("/robots.txt", show_robots)
    app.router.add_get("/sitemap.xml", show_sitemaps)
    app.router.add_get("/sitemap-{days:[0-9-]{4,10}}.xml", show_sitemap)
