"""The endpoints of an article's versions.

A version never changes, and may yet be taken away: by a take-down or a purge, which hold from the
next second on. So nobody keeps one unasked (`Cache-Control: no-cache`, as for all answers), and its
ETag makes asking again cheap. It names the bytes that are sent, not the text that is stored: what
of a text is public, and as which JSON, settings and releases decide.
"""

from __future__ import annotations

from aiohttp import web

from searcher.versions import get_version, list_versions
from web.api.rendering import render_version, render_versions
from web.api.responding import respond_tagged
from web.keys import SERVICE
from web.parameters import check_parameters


async def list_article_versions(request: web.Request) -> web.Response:
    """The versions of an article that are kept."""
    check_parameters(request.query, ("ui",))
    service, id_ = request.app[SERVICE], request.match_info["id"]
    public = service.settings.public_fields
    return await respond_tagged(
        request, lambda: render_versions(list_versions(service, id_), public)
    )


async def get_article_version(request: web.Request) -> web.Response:
    """One version of an article, as it was stored."""
    check_parameters(request.query, ("ui",))
    service, id_ = request.app[SERVICE], request.match_info["id"]
    number, public = int(request.match_info["number"]), service.settings.public_fields
    return await respond_tagged(
        request, lambda: render_version(get_version(service, id_, number).article, public)
    )
