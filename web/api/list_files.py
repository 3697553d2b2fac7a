"""Pages of a list in other formats than JSON: tables, lines of JSON, an Atom feed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, cast, get_args

from aiohttp import web

from searcher.request import SearchRequest
from searcher.walking import WalkedPage
from web.api.articles import search_articles
from web.api.export_files import TABLE_FIELDS
from web.api.feed import FeedWriter
from web.api.parameters import ListRequest, TableFormat, follow_list, parse_list_file
from web.api.rendering import PUBLIC_FIELDS
from web.api.responding import link_next, make_context, respond_walk
from web.api.tables import CONTENT_TYPES, TableWriter
from web.keys import SERVICE
from web.negotiation import negotiate_format
from web.parameters import canonical_request
from web.responses import Content
from web.urls import Urls

ListFormat = TableFormat | Literal["atom"]
LIST_FORMATS: tuple[ListFormat, ...] = (*get_args(TableFormat), "atom")
LIST_TYPES: Mapping[ListFormat, str] = {
    "ndjson": CONTENT_TYPES["ndjson"],
    "csv": CONTENT_TYPES["csv"],
    "tsv": CONTENT_TYPES["tsv"],
    "atom": "application/atom+xml",
}
_JSON: Literal["json"] = "json"
_NEGOTIATED: Mapping[ListFormat | Literal["json"], str] = {
    _JSON: "application/json",
    **{format_: LIST_TYPES[format_] for format_ in LIST_FORMATS},
}


async def list_articles(request: web.Request) -> web.Response:
    """A page of what a search finds, in the format that its client likes best."""
    format_ = negotiate_format(request, _NEGOTIATED)
    return await (search_articles(request) if format_ == _JSON else _list(request, format_))


async def list_articles_as(request: web.Request) -> web.Response:
    """A page of what a search finds, in the format that its address ends with."""
    return await _list(request, cast("ListFormat", request.match_info["format"]))


async def _list(request: web.Request, format_: ListFormat) -> web.Response:
    """A page of what a search finds, in a format that is no JSON; the head leads to the page behind
    it, and tells which set it is of."""
    wanted, has_bom = parse_list_file(request.query, PUBLIC_FIELDS, format_)
    service, context = request.app[SERVICE], make_context(request)

    def render() -> Content:
        page = service.walk(wanted.search, context.lang, wanted.cursor)
        following = _follow(page, wanted, context.urls, format_)
        if format_ == "atom":
            shown = canonical_request(page.response.request, page.response.canonical)
            name = service.settings.archive_name(context.lang)
            title = f"{name}: {page.response.canonical}" if page.response.canonical else name
            own = context.urls.api_search(shown, (), wanted.cursor, f".{format_}")
            site = context.urls.search(_leave_pages(shown))
            body = FeedWriter(context, title, own, site, following).write(page.response)
        else:
            fields = PUBLIC_FIELDS if format_ == "ndjson" else TABLE_FIELDS
            writer = TableWriter(format_, wanted.fields or fields, has_bom)
            body = writer.begin() + writer.write(hit.article for hit in page.response.hits)
        return Content(body, {**_describe(page), **link_next(following)})

    return await respond_walk(request, render, wanted.cursor, LIST_TYPES[format_])


def _follow(page: WalkedPage, wanted: ListRequest, urls: Urls, format_: ListFormat) -> str | None:
    if page.cursor is None:
        return None
    request = canonical_request(page.response.request, page.response.canonical)
    return urls.api_search(follow_list(request), wanted.fields, page.cursor, f".{format_}")


def _leave_pages(request: SearchRequest) -> SearchRequest:
    return replace(follow_list(request), explain=False)


def _describe(page: WalkedPage) -> dict[str, str]:
    return {
        "Letopis-Total": str(page.response.total),
        "Letopis-Hash": page.response.hash,
        "Letopis-Generation": page.response.index.generation,
    }
