"""Feeds: RSS of all versions, and Atom.

feedparser knows what feeds call things. It is given an entry at a time: so memory is that of one,
and a broken entry costs only itself.
"""

from __future__ import annotations

import io
import re
import xml.sax
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from indexer.addresses import is_web_address
from indexer.article import LANGS
from indexer.errors import ExtraMissingError
from indexer.importing.decoding import decode_raw
from indexer.importing.elements.file import ElementFile, reject
from indexer.importing.elements.parsing import (
    LANG,
    Element,
    ElementError,
    children,
    first_text,
    local_name,
    mend_element,
    namespace,
    parse_element,
    read_header,
    text_of,
    wrap_element,
)
from indexer.importing.elements.splitting import Piece
from indexer.importing.markup import read_markup
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.sources import Source
from indexer.importing.telling import tell_lang

# Elements that feedparser takes long over, which are never long, and how many there may be.
_SHORT = frozenset(("author", "creator", "name", "email", "managingEditor", "keywords", "tags"))
_LONGEST_NAME = 5_000
_MOST_ELEMENTS = 1_000

# Characters of an entry that is no XML and is read all the same, which takes long.
_LONGEST_BROKEN = 64 * 1024
_LONG_RUN = re.compile(r"[\w.+-]{3000}")

# Characters of a description that is the only text of an entry and tells what it is about; a
# longer one is the article.
_LONGEST_SUMMARY = 1_000
_ELLIPSIS = re.compile(r"\s*(?:\[(?:…|\.{3})\]|…|\.{3})$")

# Words that a language is told by against what the feed says.
_LEAST_WORDS = 8

# feedparser takes what is said of a picture for the text of the entry, and dates of publication
# for those of changes.
_MEDIA = "http://search.yahoo.com/mrss"
_MEDIA_TAG = re.compile(r"(?<=[</])media:description\b")
_DC_DATE = re.compile(r"<dc:date\b")
_CHANGED = re.compile(r"<(?:\w+:)?(?:modified|updated)\b")

# By these the exports of Blogger tell posts from comments, pages and settings.
_KIND = "http://schemas.google.com/blogger/2008/kind#"
_POST = "post"

# What goes wrong in feedparser over what is no entry.
_FAILURES = (
    ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError,
    xml.sax.SAXException,
)  # fmt: skip

# Fields of an entry that are read under other names.
_READ = frozenset((
    "id", "title", "link", "summary", "published", "updated", "author", "language", "captioned",
    "feedburner_origlink",
))  # fmt: skip


class FeedReader:
    """Reads the entries of feeds."""

    name = "feed"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The entries of the source, each numbered by its line. Raises OSError, and
        ExtraMissingError where feedparser is not installed."""
        try:
            import feedparser
        except ModuleNotFoundError as error:
            raise ExtraMissingError("import", "the import of feeds") from error
        file = ElementFile(source, "item", "entry")
        feed: _Feed | None = None
        for piece in file.pieces():
            feed = feed or _read_feed(file.header)
            try:
                yield _read_entry(feedparser, feed, piece, file.encoding)
            except ElementError as error:
                yield reject(piece, error)
        if feed is None:
            yield file.reject_whole("a feed without entries")


@dataclass(frozen=True, slots=True)
class _Feed:
    """What a feed says of itself, and so of its entries where they are silent."""

    title: str = ""
    address: str = ""
    lang: str = ""
    authors: tuple[str, ...] = ()


def _read_feed(header: bytes) -> _Feed:
    root = read_header(header)
    if root is None:
        return _Feed()
    channel = next(children(root, "channel"), root)
    links = [
        link.get("href") or text_of(link)
        for link in children(channel, "link")
        if link.get("rel", "alternate") == "alternate"
    ]
    return _Feed(
        first_text(channel, "title"),
        next(filter(is_web_address, links), ""),
        first_text(channel, "language") or channel.get(LANG) or root.get(LANG) or "",
        tuple(filter(None, (first_text(author, "name") for author in children(channel, "author")))),
    )


def _read_entry(feedparser: ModuleType, feed: _Feed, piece: Piece, encoding: str) -> RawRecord:
    """The record of an entry. Raises ElementError."""
    text = mend_element(piece, encoding)
    remarks: list[tuple[str, str]] = []
    captions: list[str] = []
    draft = ""
    try:
        element = parse_element(piece, text)
    except ElementError as error:
        if len(text) > _LONGEST_BROKEN or _LONG_RUN.search(text):
            raise
        remarks.append(("", f"{error}; read as far as it goes"))
    else:
        _check_size(element)
        captions = [
            text_of(found)
            for found in element.iter("*")
            if local_name(found) == "description" and namespace(found).startswith(_MEDIA)
        ]
        draft = next((text_of(one) for one in element.iter("*") if local_name(one) == "draft"), "")
    entry, version = _parse(feedparser, piece, text, feed.address)
    tags, kind = _read_tags(entry)
    if kind != _POST:
        raise ElementError(f"no article, but a {kind} of a blog")
    values: dict[str, Any] = {
        "id": entry.get("id"),
        "title": entry.get("title"),
        **_read_texts(entry),
        **_read_dates(entry, text, version),
        "captions": captions or entry.get("captioned"),
        "authors": _read_authors(entry) or list(feed.authors),
        "tags": tags,
        "source": _read_source(entry) or feed.title,
        "url": entry.get("feedburner_origlink") or entry.get("link"),
        "lang": _find_lang(entry) or feed.lang,
        "draft": draft,
    }
    if told := _doubt_lang(values):
        remarks.append(("lang", told))
        del values["lang"]
    others = {
        name: value for name, value in entry.items() if isinstance(value, str) and name not in _READ
    }
    values = {name: value for name, value in values.items() if value}
    return RawRecord(piece.line, {**others, **values}, decode_raw(piece.text), tuple(remarks))


def _check_size(element: Element) -> None:
    """Raises ElementError for what would take too long."""
    if len(element) > _MOST_ELEMENTS:
        raise ElementError(f"over {_MOST_ELEMENTS} elements in the entry")
    for found in element.iter("*"):
        if local_name(found) in _SHORT and len(text_of(found)) > _LONGEST_NAME:
            raise ElementError(f"over {_LONGEST_NAME} characters in <{local_name(found)}>")


def _parse(
    feedparser: ModuleType, piece: Piece, text: str, address: str
) -> tuple[Mapping[str, Any], str]:
    """What feedparser makes of an entry, and the version of the feed. Raises ElementError."""
    document = wrap_element(piece, _MEDIA_TAG.sub("captioned", text))
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address}
    try:
        # Of a stream it fetches nothing.
        found = feedparser.parse(
            io.BytesIO(document),
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except _FAILURES as error:
        raise ElementError(f"no entry of a feed: {error}") from error
    if not found["entries"]:
        raise ElementError("no entry of a feed")
    # Its own kind of mapping answers for one name with what stands under another.
    return dict(found["entries"][0]), found["version"]


def _read_texts(entry: Mapping[str, Any]) -> dict[str, str]:
    """The lead and the body of an entry."""
    summary: str = entry.get("summary") or ""
    contents = [
        content["value"]
        for content in entry.get("content") or ()
        if _is_text(content.get("type") or "text/html")
    ]
    said = read_markup(summary).text
    if not contents:
        is_body = len(said) > _LONGEST_SUMMARY or "\n\n" in said
        return {"body" if is_body else "lead": summary}
    body = max(contents, key=len)
    beginning = _ELLIPSIS.sub("", " ".join(said.split()))
    is_repeated = " ".join(read_markup(body).text.split()).startswith(beginning)
    return {"lead": "" if is_repeated else summary, "body": body}


def _is_text(media_type: str) -> bool:
    return media_type.startswith("text/") or media_type.endswith(("xml", "html"))


def _read_dates(entry: Mapping[str, Any], text: str, version: str) -> dict[str, str | None]:
    published = entry.get("published")
    updated = entry.get("updated")
    has_date = _DC_DATE.search(text) is not None and _CHANGED.search(text) is None
    if has_date and not published and version.startswith("rss"):
        published, updated = updated, None
    return {"published": published, "updated": updated}


def _read_source(entry: Mapping[str, Any]) -> str | None:
    source = entry.get("source")
    return source.get("title") if isinstance(source, Mapping) else source


def _read_authors(entry: Mapping[str, Any]) -> list[str]:
    names = [author.get("name") or "" for author in entry.get("authors") or ()]
    return list(filter(None, names)) or list(filter(None, [entry.get("author")]))


def _read_tags(entry: Mapping[str, Any]) -> tuple[list[str], str]:
    """The tags of an entry; and what it is, for blogs that are exported as feeds hold more than
    articles."""
    said = [tag.get("label") or tag.get("term") or "" for tag in entry.get("tags") or ()]
    kinds = [tag.removeprefix(_KIND) for tag in said if tag.startswith(_KIND)]
    return [tag for tag in said if not tag.startswith(_KIND)], next(iter(kinds), _POST)


def _find_lang(entry: Mapping[str, Any]) -> str | None:
    details = (
        *(entry.get("content") or ()),
        entry.get("summary_detail"),
        entry.get("title_detail"),
    )
    return next((lang for detail in details if detail and (lang := detail.get("language"))), None)


def _doubt_lang(values: Mapping[str, Any]) -> str:
    """What speaks against the language that a feed says it is in; empty where nothing does."""
    title = values["title"] or ""
    text = read_markup(values.get("body") or values.get("lead") or "").text
    told = tell_lang(title, text)
    said = str(values["lang"] or "").casefold()[:2]
    is_other = said in LANGS and told.lang != said and not told.doubt
    if is_other and len(f"{title} {text}".split()) >= _LEAST_WORDS:
        return f"the feed says {said}; told by the words"
    return ""
