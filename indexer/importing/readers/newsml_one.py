"""NewsML 1 (IPTC), in which agencies delivered news before NewsML-G2: its items as records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from indexer.importing.bylines import split_names
from indexer.importing.decoding import decode_raw
from indexer.importing.elements.content import read_content
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
from indexer.importing.readers.nitf import read_fields
from indexer.importing.sources import Source

_ITEM = "NewsItem"


class NewsmlOneReader:
    """Reads the news items of NewsML 1. `skipped` counts those without a text, such as pictures."""

    name = "newsml1"

    def __init__(self) -> None:
        self.skipped: Counter[str] = Counter()

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The texts of the source, each numbered by its line. Raises OSError."""
        file = ElementFile(source, _ITEM)
        has_texts = False
        for piece in file.pieces():
            found: RawRecord | Rejection | None
            try:
                found = self._read_item(read_element(piece, file.encoding), piece)
            except ElementError as error:
                found = reject(piece, error)
            if found is not None:
                has_texts = True
                yield found
        if not has_texts:
            yield file.reject_whole("NewsML 1 without texts")

    def _read_item(self, item: Element, piece: Piece) -> RawRecord | None:
        """The record of an item; None for one that has no text."""
        fields = _read_item(item)
        content = next(filter(None, map(_read_content, _find(item, "DataContent"))), None)
        if content is None:
            media = _name(item, "MediaType") or "item without text"
            self.skipped[media.casefold()] += 1
            return None
        values = {**content, **{name: value for name, value in fields.items() if value}}
        return RawRecord(piece.line, values, decode_raw(piece.text))


def _read_item(item: Element) -> dict[str, Any]:
    """What an item says around its text."""
    first, latest = _text(item, "FirstCreated"), _text(item, "ThisRevisionCreated")
    status = _name(item, "Status")
    providers = (
        _name(party, "Party") for name in ("Provider", "Source") for party in _find(item, name)
    )
    return {
        "id": _text(item, "PublicIdentifier") or _text(item, "NewsItemId"),
        "lang": _name(item, "Language") or item.get(LANG) or "",
        "title": _text(item, "HeadLine"),
        "lead": "\n\n".join(filter(None, map(text_of, _find(item, "SubHeadLine")))),
        "published": first or latest,
        "updated": latest if first and latest != first else "",
        "authors": [name for line in _find(item, "ByLine") for name in split_names(text_of(line))],
        "source": next(filter(None, providers), ""),
        "tags": [text_of(line) for line in _find(item, "KeywordLine")],
        "countries": [
            value
            for place in _find(item, "Location")
            for one in _find(place, "Property")
            if one.get("FormalName") == "Country" and (value := one.get("Value"))
        ],
        "notices": [text_of(line) for line in _find(item, "CopyrightLine")],
        "dateline": _text(item, "DateLine"),
        "slugline": _text(item, "SlugLine"),
        "pubstatus": "" if status.casefold() == "usable" else status,
    }


def _read_content(data: Element) -> dict[str, Any] | None:
    """What the text of an item says; None where there is none."""
    if not text_of(data):
        return None
    parts = list(children(data))
    if not parts:
        return {"body": text_of(data)}
    if local_name(parts[0]) == "nitf":
        fields = read_fields(parts[0])
        return fields if fields.get("body") else None
    return {"body": read_content(data, "").body}


def _find(item: Element, name: str) -> Iterator[Element]:
    return (element for element in item.iter("*") if local_name(element) == name)


def _text(item: Element, name: str) -> str:
    return next(filter(None, map(text_of, _find(item, name))), "")


def _name(item: Element, name: str) -> str:
    """What the first element of a name is called in its vocabulary."""
    return next(filter(None, (one.get("FormalName") for one in _find(item, name))), "") or ""
