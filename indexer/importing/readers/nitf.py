"""NITF (IPTC), the XML of news agencies before NewsML-G2: its documents as records."""

from __future__ import annotations

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
    local_name,
    read_element,
    text_of,
)
from indexer.importing.elements.splitting import Piece
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.sources import Source

_ROOT = "nitf"

# Where a headline stands, the best first; the title of a document may be one for programs.
_TITLES = ("hl1", "hedline", "title")


class NitfReader:
    """Reads NITF documents of any version, one a file or several within another element."""

    name = "nitf"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The documents of the source, each numbered by its line. Raises OSError."""
        file = ElementFile(source, _ROOT)
        has_documents = False
        for piece in file.pieces():
            has_documents = True
            try:
                yield _read_document(read_element(piece, file.encoding), piece)
            except ElementError as error:
                yield reject(piece, error)
        if not has_documents:
            yield file.reject_whole("XML without NITF")


def _read_document(document: Element, piece: Piece) -> RawRecord:
    values = read_fields(document)
    remarks = () if values.get("body") else (("body", "the document has no text in it"),)
    return RawRecord(piece.line, values, decode_raw(piece.text), remarks)


def read_fields(document: Element) -> dict[str, Any]:
    """The fields of an article that a document of NITF says. The element is changed."""
    # They are asked for before the text: the tree is changed by what reads it.
    published = _first(document, "date.issue", "norm") or _first(
        document, "pubdata", "date.publication"
    )
    updated = _first(document, "date.release", "norm")
    source = next(filter(None, map(text_of, _find(document, "distributor"))), "")
    status = _first(document, "docdata", "management-status")
    # That of a dateline is where it was written.
    countries = (
        one for part in _find(document, "identified-content") for one in _find(part, "country")
    )
    values: dict[str, Any] = {
        "id": _first(document, "doc-id", "id-string"),
        "lang": document.get(LANG) or next(_attributes(document, "body", LANG), ""),
        "subtitle": next(filter(None, map(text_of, _find(document, "hl2"))), ""),
        "published": published or updated,
        "updated": updated if published and updated != published else "",
        "source": source or _first(document, "pubdata", "name"),
        "tags": list(_attributes(document, "keyword", "key")),
        "countries": list(dict.fromkeys(one.get("iso-cc") or text_of(one) for one in countries)),
        "notices": [
            f"© {' '.join(filter(None, (one.get('year'), one.get('holder'))))}"
            for one in _find(document, "doc.copyright")
            if one.get("holder")
        ],
        "dateline": next(filter(None, map(text_of, _find(document, "dateline"))), ""),
        "pubstatus": "" if status == "usable" else status,
    }
    headings = [next(filter(None, map(text_of, _find(document, name))), "") for name in _TITLES]
    content = read_content(document, headings[0])
    values |= {
        "title": next(filter(None, headings), ""),
        "lead": content.lead,
        "body": content.body,
        "captions": list(content.captions),
        "authors": [name for byline in content.bylines for name in split_names(byline)],
    }
    return {name: value for name, value in values.items() if value}


def _find(document: Element, name: str) -> Iterator[Element]:
    return (element for element in document.iter("*") if local_name(element) == name)


def _attributes(document: Element, name: str, attribute: str) -> Iterator[str]:
    values = (element.get(attribute) or "" for element in _find(document, name))
    return (value.strip() for value in values if value.strip())


def _first(document: Element, name: str, attribute: str) -> str:
    return next(_attributes(document, name, attribute), "")
