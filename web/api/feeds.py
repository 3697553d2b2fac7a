"""Feeds of what is new in a search, or was matched by an alert, for those who follow it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aiohttp import web

from searcher.alerts.articles import list_matched
from searcher.arrivals import list_arrivals
from searcher.request import DEFAULT_LIMIT
from web.api.alerts import find_public_alert
from web.api.atom import write_atom
from web.api.feed import Feed, FeedMaker
from web.api.json_feed import write_json_feed
from web.api.parameters import parse_alert_feed, parse_feed
from web.api.responding import link_next
from web.keys import POOL, SERVICE
from web.parameters import canonical_request
from web.requests import find_origin, request_language, urls_of
from web.responses import Content, Render, make_response
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
    service, maker = request.app[SERVICE], _make_maker(request)

    def render() -> Content:
        page = list_arrivals(service, wanted)
        shown = canonical_request(page.found.request, page.found.canonical)
        feed = maker.make(page, shown, format_)
        head = {"Letopis-Total": str(page.total), "Letopis-Hash": page.found.hash}
        return Content(_WRITERS[format_](feed), {**head, **link_next(feed.following)})

    return await _respond(request, render, format_)


async def send_alert_feed(request: web.Request, *, format_: FeedFormat) -> web.Response:
    """What an alert matched as a feed: what was matched last comes first."""
    wanted = parse_alert_feed(request.query)
    service, maker = request.app[SERVICE], _make_maker(request)
    limit, urls = wanted.limit, urls_of(request)

    def render() -> Content:
        alert = find_public_alert(service.home, request.match_info["id"])
        page = list_matched(service, alert, wanted.offset, limit)
        own = [
            urls.alert_feed(alert.id, format_, 0 if limit == DEFAULT_LIMIT else limit, number)
            for number in (wanted.page, wanted.page + 1)
        ]
        feed = maker.make_of_alert(alert, page, own[0], own[1] if page.has_more else None)
        return Content(_WRITERS[format_](feed), link_next(feed.following))

    return await _respond(request, render, format_)


def _make_maker(request: web.Request) -> FeedMaker:
    language = request_language(request)
    return FeedMaker(
        archive=request.app[SERVICE].settings.archive_name(language.code),
        origin=find_origin(request),
        language=language,
        urls=urls_of(request),
    )


async def _respond(request: web.Request, render: Render, format_: FeedFormat) -> web.Response:
    return await make_response(
        request,
        render,
        request.app[POOL].run,
        content_type=FEED_TYPES[format_],
        language=request_language(request),
    )
