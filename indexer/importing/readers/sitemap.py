"""News sitemaps: the headlines and addresses that a site gives to search engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from indexer.importing.decoding import decode_raw
from indexer.importing.elements.file import ElementFile, reject, tell_with_last
from indexer.importing.elements.parsing import (
    ElementError,
    children,
    first_text,
    read_element,
    text_of,
)
from indexer.importing.elements.splitting import Piece
from indexer.importing.readers import RawRecord, Rejection
from indexer.importing.sources import Source


class SitemapReader:
    """Reads the articles of a news sitemap: all but their texts. Addresses alone are none."""

    name = "sitemap"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The articles of the source, each numbered by its line. Addresses without an article are
        counted, and told with the last one. Raises OSError."""
        file = ElementFile(source, "url")
        counts = _Counts()
        yield from tell_with_last(_read_pieces(counts, file), counts.tell_bare)
        if not counts.found:
            yield file.reject_whole(f"a sitemap without news ({counts.bare:,} addresses)")


@dataclass
class _Counts:
    """How many addresses have an article, and how many have none."""

    found: int = 0
    bare: int = 0

    def tell_bare(self) -> str:
        """That there are such without an article; empty where there are none."""
        return f"not read: {self.bare:,} addresses without news" if self.bare else ""


def _read_pieces(counts: _Counts, file: ElementFile) -> Iterator[RawRecord | Rejection]:
    for piece in file.pieces():
        try:
            found: RawRecord | Rejection | None = _read_piece(piece, file.encoding)
        except ElementError as error:
            found = reject(piece, error)
        if found is None:
            counts.bare += 1
        else:
            counts.found += 1
            yield found


def _read_piece(piece: Piece, encoding: str) -> RawRecord | None:
    """The record of an article; None for an address alone. Raises ElementError."""
    element = read_element(piece, encoding)
    news = next(children(element, "news"), None)
    if news is None:
        return None
    publication = next(children(news, "publication"), news)
    values = {
        "title": first_text(news, "title"),
        "published": first_text(news, "publication_date"),
        "url": first_text(element, "loc"),
        "modified": first_text(element, "lastmod"),
        "source": first_text(publication, "name"),
        "lang": first_text(publication, "language"),
        "tags": first_text(news, "keywords"),
        "genres": first_text(news, "genres"),
        "captions": [
            text_of(caption)
            for image in children(element, "image")
            for caption in children(image, "caption")
        ],
    }
    return RawRecord(
        piece.line,
        {name: value for name, value in values.items() if value},
        decode_raw(piece.text),
        (("body", "the sitemap has no text"),),
    )
