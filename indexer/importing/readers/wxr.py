"""The export of WordPress (WXR): RSS with all that a site holds, of which posts are articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from indexer.importing.decoding import decode_raw
from indexer.importing.elements.file import ElementFile, reject
from indexer.importing.elements.parsing import (
    Element,
    ElementError,
    children,
    first_text,
    local_name,
    prefixed_name,
    read_element,
    read_header,
    text_of,
)
from indexer.importing.elements.splitting import Piece
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.sources import Source

# What a site has beside its articles. Other types are a site's own, and may be articles.
_NO_ARTICLES = frozenset((
    "attachment", "page", "revision", "nav_menu_item", "custom_css", "customize_changeset",
    "oembed_cache", "user_request", "feedback", "product", "wp_block", "wp_template",
    "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family", "wp_font_face",
))  # fmt: skip

# The taxonomies that are tags, those that are read in other ways, and what a post is in that is in
# none.
_TAGS = ("category", "post_tag")
_READ = frozenset((*_TAGS, "language", "post_translations", "author", "post_format", "nav_menu"))
_UNSORTED = frozenset(
    ("uncategorized", "uncategorised", "bez-rubriki", "без-рубрики", "без рубрики")
)

# By these WPML tells the language of a post, and which posts are versions of one.
_WPML_LANG = ("_wpml_import_language_code", "_wpml_language")
_WPML_STORY = ("_wpml_import_translation_group",)

# Where a post was not yet published, there is no date by Greenwich.
_NULL_DATE = "0000-00-00"

_POST = "post"
_BLOCK = "<!-- wp:"
_LINE_END = re.compile(r"<[^<>]*>|\r?\n[ \t\r]*\n\s*|\r?\n")


class WxrReader:
    """Reads the posts of an export of WordPress. `skipped` counts what a site holds beside them, by
    kind."""

    name = "wxr"

    def __init__(self) -> None:
        self.skipped: Counter[str] = Counter()

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The posts of the source, each numbered by its line. Raises OSError."""
        file = ElementFile(source, "item", "author")
        site = _Site()
        has_posts = False
        for piece in file.pieces():
            try:
                found = self._read_piece(site, piece, file)
            except ElementError as error:
                found = reject(piece, error)
            if found is not None:
                has_posts = True
                yield found
        if not has_posts:
            yield file.reject_whole("an export without posts")

    def _read_piece(
        self, site: _Site, piece: Piece, file: ElementFile
    ) -> RawRecord | Rejection | None:
        """The record of a post; None for what is none. Raises ElementError."""
        element = read_element(piece, file.encoding)
        if local_name(element) == "author":
            site.add_author(element)
            return None
        if site.title is None:
            site.title = _read_title(file.header)
        texts = {prefixed_name(child): text_of(child) for child in children(element)}
        kind = texts.get("wp:post_type") or _POST
        content = texts.get("content:encoded", "")
        is_article = kind == _POST or bool(content and _find_date(texts, "date"))
        if kind in _NO_ARTICLES or not is_article:
            self.skipped[kind] += 1
            return None
        if texts.get("wp:post_password"):
            return reject(piece, "not published (behind a password)", "published")
        values = _read_values(site, element, texts, content)
        return RawRecord(piece.line, values, decode_raw(piece.text))


@dataclass
class _Site:
    """What an export says of the site: its title, and the names of authors by those that they log
    in with."""

    title: str | None = None
    authors: dict[str, str] = field(default_factory=dict)

    def add_author(self, element: Element) -> None:
        """Learn how an author is called."""
        login = first_text(element, "author_login")
        names = (first_text(element, f"author_{part}_name") for part in ("first", "last"))
        shown = first_text(element, "author_display_name") or " ".join(filter(None, names))
        self.authors[login] = shown or login


def _read_values(
    site: _Site, element: Element, texts: Mapping[str, str], content: str
) -> dict[str, Any]:
    terms = _read_terms(element)
    meta = {
        first_text(child, "meta_key"): first_text(child, "meta_value")
        for child in children(element, "postmeta")
    }
    status = texts.get("wp:status", "")
    values: dict[str, Any] = {
        **{domain: names for domain, names in terms.names.items() if domain not in _READ},
        "title": texts.get("title"),
        "lead": _mark_paragraphs(texts.get("excerpt:encoded", "")),
        "body": _mark_paragraphs(content),
        "published": _find_date(texts, "date") or texts.get("pubDate"),
        "modified": _find_date(texts, "modified"),
        "authors": [site.authors.get(name, name) for name in _find_authors(terms, texts)],
        "tags": [name for domain in _TAGS for name in terms.names.get(domain, ())],
        "source": site.title,
        "url": texts.get("link"),
        "guid": texts.get("guid"),
        "post_id": texts.get("wp:post_id"),
        "lang": next(iter(terms.slugs.get("language", ())), None) or _find(meta, _WPML_LANG),
        "story": next(iter(terms.slugs.get("post_translations", ())), None)
        or _find(meta, _WPML_STORY),
        "status": "" if status == "publish" else status,
    }
    return {name: value for name, value in values.items() if value}


def _read_title(header: bytes) -> str:
    root = read_header(header)
    channel = None if root is None else next(children(root, "channel"), root)
    return "" if channel is None else first_text(channel, "title")


@dataclass(frozen=True, slots=True)
class _Terms:
    """What a post is filed under: names, and their forms for addresses, by taxonomy."""

    names: Mapping[str, list[str]]
    slugs: Mapping[str, list[str]]


def _read_terms(element: Element) -> _Terms:
    names: dict[str, list[str]] = {}
    slugs: dict[str, list[str]] = {}
    for term in children(element, "category"):
        # Of old exports some have neither, beside the same term with both.
        domain, slug = term.get("domain") or "category", term.get("nicename") or ""
        if name := text_of(term) or slug:
            if unquote(slug).casefold() in _UNSORTED or name.casefold() in _UNSORTED:
                continue
            names.setdefault(domain, []).append(name)
            slugs.setdefault(domain, []).append(slug or name)
    return _Terms(names, slugs)


def _find_authors(terms: _Terms, texts: Mapping[str, str]) -> Sequence[str]:
    """The names that authors log in with. Where there are several, they are terms."""
    named = terms.names.get("author")
    creator = texts.get("dc:creator")
    return named or ([creator] if creator else [])


def _find_date(texts: Mapping[str, str], name: str) -> str:
    """A date by Greenwich, as an instant; where there is none, that of the site's clocks."""
    gmt = texts.get(f"wp:post_{name}_gmt", "")
    if gmt and not gmt.startswith(_NULL_DATE):
        return f"{gmt}Z"
    local = texts.get(f"wp:post_{name}", "")
    return "" if local.startswith(_NULL_DATE) else local


def _find(meta: Mapping[str, str], names: Sequence[str]) -> str | None:
    return next((meta[name] for name in names if meta.get(name)), None)


def _mark_paragraphs(content: str) -> str:
    """A text of the old editor as HTML: its line ends count, as they do on the site."""
    if _BLOCK in content or "\n" not in content:
        return content

    def mark(match: re.Match[str]) -> str:
        if match[0].startswith("<"):
            return match[0]
        return "\n<p>" if match[0].count("\n") > 1 else "<br>"

    return _LINE_END.sub(mark, content)
