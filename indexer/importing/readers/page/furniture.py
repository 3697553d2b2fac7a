"""Lines of a page that are neither its title nor its text: bylines and links."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LONGEST_BYLINE = 500
_LINK_LINES = {"all news", "news archive", "все новости", "архив новостей"}
_BYLINE = re.compile(
    r"(?:(?:authors?|автор|авторы)\s*:\s*(?P<authors>.*?))?"
    r"(?:(?:^|[\s;,]+)(?:source|источник)\s*:\s*(?P<source>.*))?",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?…]+(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Byline:
    authors: tuple[str, ...]
    source: str


def is_link(line: str) -> bool:
    """Whether the line is a link to other news."""
    return line.casefold() in _LINK_LINES


def read_byline(line: str) -> Byline | None:
    """`Author: … Source: …`, or either; None for a line of prose that begins like one."""
    match = _BYLINE.fullmatch(line) if 0 < len(line) < _LONGEST_BYLINE else None
    if match is None:
        return None
    authors = [name.strip() for name in re.split("[;,]", match["authors"] or "")]
    authors = [name for name in authors if name]
    source = (match["source"] or "").strip()
    names = [*authors, source]
    if any(len(name) > 80 or _SENTENCE_END.search(name[:-1]) for name in names):
        return None
    if line.endswith((".", "!", "?", "…")) and any(name[:1].islower() for name in names):
        return None
    return Byline(tuple(authors), source)


def names_authors(line: str) -> bool:
    """Whether the line is a byline with authors. (A headline may begin with "Source:".)"""
    byline = read_byline(line)
    return byline is not None and bool(byline.authors)
