"""News sitemaps: the headlines and addresses that a site gives to search engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from indexer.importing.decoding import decode_raw
from indexer.importing.elements.file import ElementFile, reject
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

_BARE = "address without news"


class SitemapReader:
    """Reads the articles of a news sitemap: all but their texts. `skipped` counts addresses alone,
    which are none."""

    name = "sitemap"

    def __init__(self) -> None:
        self.skipped: Counter[str] = Counter()

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The articles of the source, each numbered by its line. Raises OSError."""
        file = ElementFile(source, "url")
        has_news = False
        for piece in file.pieces():
            try:
                found: RawRecord | Rejection | None = _read_piece(piece, file.encoding)
            except ElementError as error:
                found = reject(piece, error)
            if found is None:
                self.skipped[_BARE] += 1
                continue
            has_news = True
            yield found
        if not has_news:
            yield file.reject_whole("a sitemap without news")


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
