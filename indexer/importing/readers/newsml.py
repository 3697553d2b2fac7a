"""NewsML-G2 (IPTC), in which agencies deliver their news: its items as records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from indexer.importing.bylines import split_names
from indexer.importing.decoding import decode_raw
from indexer.importing.elements.content import Content, read_content
from indexer.importing.elements.file import ElementFile, reject
from indexer.importing.elements.parsing import (
    LANG,
    Element,
    ElementError,
    children,
    local_name,
    read_element,
    text_of,
)
from indexer.importing.elements.splitting import Piece
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.sources import Source

# Kinds of items beside news, and of news those that have words of their own.
_OTHERS = ("packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_NEWS = "newsItem"
_TEXT = "text"
_ARTICLES = frozenset((_TEXT, "composite"))

# How an item is called that links to its original.
_TRANSLATION = frozenset(("translatedfrom", "istranslationof", "translationof"))

_ORGANIZATIONS = frozenset(("organisation", "poi"))
_COUNTRY = re.compile(r"iso3166-1a2[:/]([A-Za-z]{2})$")


class NewsmlReader:
    """Reads the news items of NewsML-G2, whatever its version. `skipped` counts pictures, packages
    and the like, by kind."""

    name = "newsml"

    def __init__(self) -> None:
        self.skipped: Counter[str] = Counter()

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The texts of the source, each numbered by its line. Raises OSError."""
        file = ElementFile(source, _NEWS, *_OTHERS)
        has_texts = False
        for piece in file.pieces():
            try:
                found = self._read_piece(piece, file.encoding)
            except ElementError as error:
                found = reject(piece, error)
            if found is not None:
                has_texts = True
                yield found
        if not has_texts:
            yield file.reject_whole("NewsML without texts")

    def _read_piece(self, piece: Piece, encoding: str) -> RawRecord | Rejection | None:
        """The record of a text; None for what is none. Raises ElementError."""
        item = read_element(piece, encoding)
        kind = local_name(item)
        if kind == _NEWS:
            kind = _code(next(_within(item, "itemMeta", "itemClass"), None)) or _TEXT
        if kind in _ARTICLES:
            return _read_item(item, piece)
        self.skipped[kind] += 1
        return None


def _read_item(item: Element, piece: Piece) -> RawRecord:
    lang = _find_lang(item)
    headlines = list(_within(item, "contentMeta", "headline"))
    title = _in_language(headlines, lang)
    content = _read_content(item, title)
    source = _find_source(item, lang)
    subjects = _read_subjects(item, lang)
    first, latest = _find_dates(item)
    status = _code(next(_within(item, "itemMeta", "pubStatus"), None))
    values: dict[str, Any] = {
        "id": item.get("guid"),
        "version": item.get("version"),
        "lang": lang,
        "title": title or content.title or _first(item, "itemMeta", "title"),
        "lead": _in_language(list(_within(item, "contentMeta", "description")), lang)
        or content.lead,
        "body": content.body,
        "captions": list(content.captions),
        "published": first,
        "updated": None if latest == first else latest,
        "authors": [name for name in _find_authors(item, content, lang) if name != source],
        "source": source,
        "tags": [*subjects.tags, *map(text_of, _within(item, "contentMeta", "keyword"))],
        "countries": subjects.countries,
        "places": subjects.places,
        "people": subjects.people,
        "organisations": subjects.organizations,
        "notices": [
            text_of(one)
            for name in ("copyrightNotice", "usageTerms")
            for one in _within(item, "rightsInfo", name)
        ],
        "slugline": _first(item, "contentMeta", "slugline"),
        "dateline": _first(item, "contentMeta", "dateline"),
        "pubstatus": "" if status == "usable" else status,
        "translation_of": list(_find_originals(item)),
    }
    remarks = () if content.body else (("body", "the item has no text in it"),)
    return RawRecord(
        piece.line,
        {name: value for name, value in values.items() if value},
        decode_raw(piece.text),
        remarks,
    )


def _within(item: Element, part: str, name: str) -> Iterator[Element]:
    """The elements of a name in the parts of an item that have another one."""
    return (element for found in children(item, part) for element in children(found, name))


def _first(item: Element, part: str, name: str) -> str:
    return next(filter(None, map(text_of, _within(item, part, name))), "")


def _code(element: Element | None) -> str:
    """What an element stands for, without its vocabulary (`stat:usable`, `http://…/usable`)."""
    said = "" if element is None else element.get("qcode") or element.get("uri") or ""
    return re.split("[:/#]", said)[-1]


def _in_language(elements: Sequence[Element], lang: str) -> str:
    """The text of that which is in a language, or of the first."""
    texts = [(element.get(LANG) or "", text_of(element)) for element in elements]
    own = (text for said, text in texts if lang and said[:2].casefold() == lang[:2].casefold())
    return next(filter(None, own), "") or next((text for _, text in texts if text), "")


def _name(element: Element, lang: str) -> str:
    """What a concept is called in a language."""
    names = list(children(element, "name"))
    return _in_language(names, lang) or element.get("literal") or ""


def _find_originals(item: Element) -> Iterator[str]:
    """The ids or addresses of what an item is a translation of."""
    for link in _within(item, "itemMeta", "link"):
        relation = re.split("[:/#]", link.get("rel") or "")[-1].casefold()
        target = link.get("residref") or link.get("href")
        if relation in _TRANSLATION and target:
            yield target


def _find_lang(item: Element) -> str:
    tags = (one.get("tag") or "" for one in _within(item, "contentMeta", "language"))
    around = (one.get(LANG) or "" for one in (item, *item.iterancestors()))
    return next(filter(None, (*tags, *around)), "")


def _find_source(item: Element, lang: str) -> str:
    named = (*_within(item, "contentMeta", "infoSource"), *_within(item, "itemMeta", "provider"))
    names = [_name(one, lang) for one in named]
    # A code is all that some providers give.
    return next(filter(None, (*names, *map(_code, named))), "")


def _find_authors(item: Element, content: Content, lang: str) -> list[str]:
    creators = [
        _name(one, lang)
        for one in _within(item, "contentMeta", "creator")
        if _kind(one) not in _ORGANIZATIONS
    ]
    bylines = [text_of(one) for one in _within(item, "contentMeta", "by")] or content.bylines
    return list(dict.fromkeys([*filter(None, creators), *_split(bylines)]))


def _split(bylines: Iterable[str]) -> Iterator[str]:
    for byline in bylines:
        yield from split_names(byline)


def _find_dates(item: Element) -> tuple[str, str]:
    """When the first version was published, where that is known, and when this one."""
    latest = _first(item, "itemMeta", "versionCreated")
    first = _first(item, "itemMeta", "firstCreated") or _first(
        item, "contentMeta", "contentCreated"
    )
    is_first = item.get("version") in {None, "1"}
    return first or (latest if is_first else ""), latest


def _kind(concept: Element) -> str:
    """What a concept is: `person`, `geoArea`, …"""
    return re.split("[:/#]", concept.get("type") or concept.get("typeuri") or "")[-1]


@dataclass(frozen=True, slots=True)
class _Subjects:
    """What an item is about, by what it is."""

    tags: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    organizations: list[str] = field(default_factory=list)


def _read_subjects(item: Element, lang: str) -> _Subjects:
    subjects = _Subjects()
    kinds = {"geoArea": subjects.places, "geoarea": subjects.places, "person": subjects.people}
    kinds |= dict.fromkeys(_ORGANIZATIONS, subjects.organizations)
    for subject in _within(item, "contentMeta", "subject"):
        if code := _find_country(subject):
            subjects.countries.append(code)
        elif name := _name(subject, lang):
            kinds.get(_kind(subject), subjects.tags).append(name)
    return subjects


def _find_country(subject: Element) -> str:
    """The code of the country that a subject is; empty for what is none."""
    for one in (subject, *children(subject, "sameAs")):
        for name in ("qcode", "uri", "literal"):
            if found := _COUNTRY.search(one.get(name) or ""):
                return found[1].upper()
    return ""


def _read_content(item: Element, title: str) -> Content:
    for inline in _within(item, "contentSet", "inlineXML"):
        root = next(children(inline), None)
        content = Content() if root is None else read_content(root, title)
        if content.body:
            return content
    for data in _within(item, "contentSet", "inlineData"):
        kind = data.get("contenttype") or "text/plain"
        # What has an encoding is no text, but base64 of something.
        if kind.startswith("text/") and not data.get("encoding"):
            return Content(text_of(data))
    return Content()
