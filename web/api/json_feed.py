"""A feed as JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from web.api.feed import Feed, FeedEntry
from web.api.rendering import encode_json

_VERSION = "https://jsonfeed.org/version/1.1"


class FeedAuthor(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote something."""

    name: str


class FeedItem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An article. `date_modified` is when the archive first had the text it has."""

    id: str
    url: str
    title: str
    content_text: str
    date_published: datetime
    date_modified: datetime
    language: str
    authors: tuple[FeedAuthor, ...] = ()
    tags: tuple[str, ...] = ()


class JsonFeed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A feed; `next_url` is the address of the page behind it."""

    version: str
    title: str
    home_page_url: str
    feed_url: str
    language: str
    authors: tuple[FeedAuthor, ...]
    items: tuple[FeedItem, ...]
    next_url: str | None = None


def write_json_feed(feed: Feed) -> bytes:
    """The feed as JSON."""
    answer = JsonFeed(
        version=_VERSION,
        title=feed.title,
        home_page_url=feed.site,
        feed_url=feed.own,
        language=feed.lang,
        authors=(FeedAuthor(name=feed.archive),),
        items=tuple(map(_make_item, feed.entries)),
        next_url=feed.following,
    )
    # Programs that read by lines want it to end one.
    return encode_json(answer) + b"\n"


def _make_item(entry: FeedEntry) -> FeedItem:
    return FeedItem(
        id=entry.name,
        url=entry.url,
        title=entry.title,
        content_text=entry.summary,
        date_published=entry.published.replace(microsecond=0),
        date_modified=entry.updated.replace(microsecond=0),
        language=entry.lang,
        authors=tuple(FeedAuthor(name=name) for name in entry.authors),
        tags=tuple(label for _, label in entry.tags),
    )
