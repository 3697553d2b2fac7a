"""The handlers of the API."""

from __future__ import annotations

from aiohttp import web

from web.api.articles import get_article, list_related, search_articles
from web.api.export import export_articles
from web.api.health import check_health
from web.api.words import explain_text, suggest_queries


def setup_routes(app: web.Application) -> None:
    """Add the routes of the API."""
    app.router.add_get("/api/v1/articles", search_articles)
    # Ids may hold slashes: one that ends so is reached with its slashes written as %2F.
    app.router.add_get("/api/v1/articles/{id:.+}/related", list_related)
    app.router.add_get("/api/v1/articles/{id:.+}", get_article)
    app.router.add_get("/api/v1/export", export_articles)
    app.router.add_get("/api/v1/explain", explain_text)
    app.router.add_get("/api/v1/suggest", suggest_queries)
    app.router.add_get("/healthz", check_health)
