"""A page of a list as an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from indexer.article import Article
from searcher.response import Hit, SearchResponse
from web.api.hits import RenderContext, name_values

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What no XML may hold.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Characters of a summary.
_SUMMARY = 500


@dataclass(frozen=True, slots=True)
class FeedWriter:
    """Writes the hits of a response as a feed: `title` is its name, `own` its address and
    `following` that of the page behind it, `site` that of the same search on the site."""

    context: RenderContext
    title: str
    own: str
    site: str
    following: str | None

    def write(self, response: SearchResponse) -> bytes:
        """The feed. Its entries have ids that never change, whatever the archive's address."""
        feed = ET.Element("feed", {"xmlns": _ATOM, _LANG: self.context.lang})
        _add(feed, "id", _name(f"search:{response.hash}"))
        _add(feed, "title", self.title)
        newest = max((_updated(hit.article) for hit in response.hits), default=None)
        _add(feed, "updated", _write(newest or datetime.fromisoformat("1970-01-01T00:00:00Z")))
        _link(feed, "self", self.context.base_url + self.own)
        _link(feed, "alternate", self.context.base_url + self.site)
        if self.following:
            _link(feed, "next", self.context.base_url + self.following)
        for hit in response.hits:
            feed.append(self._write_entry(hit, response))
        written: bytes = ET.tostring(feed, "utf-8", xml_declaration=True)
        return written

    def _write_entry(self, hit: Hit, response: SearchResponse) -> ET.Element:
        article = hit.article
        entry = ET.Element("entry", {_LANG: article.lang})
        _add(entry, "id", _name(f"article:{article.id}"))
        _add(entry, "title", article.title)
        _add(entry, "published", _write(article.published))
        _add(entry, "updated", _write(_updated(article)))
        _link(entry, "alternate", self.context.site_address(article))
        labels = name_values(article, response.labels, self.context.lang)
        # An entry must have an author where its feed has none.
        for name in labels.authors or (labels.source or self.title,):
            _add(ET.SubElement(entry, "author"), "name", name)
        for id_, label in zip(article.tags, labels.tags, strict=True):
            attributes = {"term": _clean(id_), "label": _clean(label)}
            ET.SubElement(entry, "category", attributes)
        _add(entry, "summary", _summarize(hit.snippets[0].text if hit.snippets else article.lead))
        return entry


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(text)


def _link(parent: ET.Element, relation: str, address: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "href": address})


def _name(text: str) -> str:
    return uuid5(NAMESPACE_URL, f"letopis:{text}").urn


def _updated(article: Article) -> datetime:
    return article.modified or article.published


def _write(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds")


def _summarize(text: str) -> str:
    return text if len(text) <= _SUMMARY else text[:_SUMMARY].rpartition(" ")[0] + " …"


def _clean(text: str) -> str:
    return _ILLEGAL.sub("", text)
