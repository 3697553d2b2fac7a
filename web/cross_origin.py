"""What scripts on pages of other sites may do with the API (CORS): read it."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from web.keys import SERVICE

_METHODS = "GET, HEAD, OPTIONS"
# Headers of answers that scripts may see beside the usual ones.
_EXPOSED = (
    "Content-Disposition",
    "ETag",
    "Letopis-Cursor",
    "Letopis-Generation",
    "Letopis-Hash",
    "Letopis-Seq",
    "Letopis-Total",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Server-Timing",
)
_SHARED: Mapping[str, str] = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": ", ".join(_EXPOSED),
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_OPEN = ("/api/", "/feed.", "/oai")
# A day: browsers keep the answer no longer.
_PREFLIGHT: Mapping[str, str] = {
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}


def share(request: web.Request, response: web.StreamResponse) -> None:
    """Let other sites read an answer of the API, a feed or a harvest, where the settings do; nobody
    is known here by cookies, so an answer has nothing that its reader may not see."""
    if not request.path.startswith(_OPEN) or not request.app[SERVICE].settings.cors:
        return
    response.headers.update(_SHARED)
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        response.headers.update(_PREFLIGHT)
