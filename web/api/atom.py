"""A feed as Atom (RFC 4287)."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from web.api.feed import Feed, FeedEntry
from web.xml_text import clean_text

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# A feed without entries was never updated.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def write_atom(feed: Feed) -> bytes:
    """The feed as XML."""
    root = ET.Element("feed", {"xmlns": _ATOM, _LANG: feed.lang})
    _add(root, "id", feed.name)
    _add(root, "title", feed.title)
    _add(root, "updated", _write(feed.updated or _NEVER))
    # Of entries that tell no author.
    _add(ET.SubElement(root, "author"), "name", feed.archive)
    _link(root, "self", feed.own, "application/atom+xml")
    _link(root, "alternate", feed.site, "text/html")
    if feed.following:
        _link(root, "next", feed.following, "application/atom+xml")
    for entry in feed.entries:
        root.append(_write_entry(entry))
    written: bytes = ET.tostring(root, "utf-8", xml_declaration=True) + b"\n"
    return written


def _write_entry(entry: FeedEntry) -> ET.Element:
    root = ET.Element("entry", {_LANG: entry.lang})
    _add(root, "id", entry.name)
    _add(root, "title", entry.title)
    _add(root, "published", _write(entry.published))
    _add(root, "updated", _write(entry.updated))
    _link(root, "alternate", entry.url, "text/html")
    for name in entry.authors:
        _add(ET.SubElement(root, "author"), "name", name)
    for id_, label in entry.tags:
        ET.SubElement(root, "category", {"term": clean_text(id_), "label": clean_text(label)})
    _add(root, "summary", entry.summary)
    return root


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = clean_text(text)


def _link(parent: ET.Element, relation: str, address: str, type_: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "type": type_, "href": address})


def _write(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")
