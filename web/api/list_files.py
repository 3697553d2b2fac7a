"""Pages of a list in other formats than JSON: tables, lines of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from aiohttp import web

from searcher.walking import WalkedPage
from web.api.articles import search_articles
from web.api.export_files import TABLE_FIELDS
from web.api.feeds import FEED_TYPES, send_feed
from web.api.parameters import ListRequest, TableFormat, follow_list, parse_list_file
from web.api.rendering import PUBLIC_FIELDS
from web.api.responding import link_next, make_context, respond_walk
from web.api.tables import CONTENT_TYPES, TableWriter
from web.keys import SERVICE
from web.negotiation import negotiate_format
from web.parameters import canonical_request
from web.responses import Content
from web.urls import Urls

# What the header Accept chooses among; the first is meant where it says nothing.
NEGOTIATED: Mapping[TableFormat | Literal["json", "atom", "jsonfeed"], str] = {
    "json": "application/json",
    "ndjson": CONTENT_TYPES["ndjson"],
    "csv": CONTENT_TYPES["csv"],
    "tsv": CONTENT_TYPES["tsv"],
    "atom": FEED_TYPES["atom"],
    "jsonfeed": FEED_TYPES["json"],
}


async def list_articles(request: web.Request) -> web.Response:
    """A page of what a search finds, in the format that its client likes best."""
    match negotiate_format(request, NEGOTIATED):
        case "json":
            return await search_articles(request)
        case "atom":
            return await send_feed(request, format_="atom")
        case "jsonfeed":
            return await send_feed(request, format_="json")
        case format_:
            return await _list(request, format_)


async def list_articles_as(request: web.Request) -> web.Response:
    """A page of what a search finds, in the format that its address ends with."""
    return await _list(request, cast("TableFormat", request.match_info["format"]))


async def _list(request: web.Request, format_: TableFormat) -> web.Response:
    """A page of what a search finds, in a format that is no JSON; the head leads to the page behind
    it, and tells which set it is of."""
    wanted, has_bom = parse_list_file(request.query, PUBLIC_FIELDS, format_)
    service, context = request.app[SERVICE], make_context(request)

    def render() -> Content:
        page = service.walk(wanted.search, context.lang, wanted.cursor)
        following = _follow(page, wanted, context.urls, format_)
        fields = PUBLIC_FIELDS if format_ == "ndjson" else TABLE_FIELDS
        writer = TableWriter(format_, wanted.fields or fields, has_bom)
        body = writer.begin() + writer.write(hit.article for hit in page.response.hits)
        return Content(body, {**_describe(page), **link_next(following)})

    return await respond_walk(request, render, wanted.cursor, CONTENT_TYPES[format_])


def _follow(page: WalkedPage, wanted: ListRequest, urls: Urls, format_: TableFormat) -> str | None:
    if page.cursor is None:
        return None
    request = canonical_request(page.response.request, page.response.canonical)
    return urls.api_search(follow_list(request), wanted.fields, page.cursor, f".{format_}")


def _describe(page: WalkedPage) -> dict[str, str]:
    return {
        "Letopis-Total": str(page.response.total),
        "Letopis-Hash": page.response.hash,
        "Letopis-Generation": page.response.index.generation,
    }
