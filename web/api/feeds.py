"""Feeds of what is new in a search, for those who follow it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiohttp import web

from searcher.arrivals import list_arrivals
from web.api.atom import write_atom
from web.api.feed import Feed, FeedMaker
from web.api.json_feed import write_json_feed
from web.api.parameters import parse_feed
from web.api.responding import link_next
from web.keys import POOL, SERVICE
from web.parameters import canonical_request
from web.requests import find_origin, request_language, urls_of
from web.responses import Content, make_response
from web.urls import FeedFormat

FEED_TYPES: Mapping[FeedFormat, str] = {
    "atom": "application/atom+xml",
    "json": "application/feed+json",
}
_WRITERS: Mapping[FeedFormat, Callable[[Feed], bytes]] = {
    "atom": write_atom,
    "json": write_json_feed,
}


async def send_feed(request: web.Request, *, format_: FeedFormat) -> web.Response:
    """What a search finds as a feed: what the archive had last comes first. The same state of the
    archive gives the same feed, however often it is indexed."""
    wanted = parse_feed(request.query)
    service, language = request.app[SERVICE], request_language(request)
    maker = FeedMaker(
        archive=service.settings.archive_name(language.code),
        origin=find_origin(request),
        language=language,
        urls=urls_of(request),
    )

    def render() -> Content:
        page = list_arrivals(service, wanted)
        shown = canonical_request(page.found.request, page.found.canonical)
        feed = maker.make(page, shown, format_)
        head = {"Letopis-Total": str(page.total), "Letopis-Hash": page.found.hash}
        return Content(_WRITERS[format_](feed), {**head, **link_next(feed.following)})

    return await make_response(
        request,
        render,
        request.app[POOL].run,
        content_type=FEED_TYPES[format_],
        language=language,
    )
