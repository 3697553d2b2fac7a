"""HTML: one saved page a file, one article a page."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.importing.decoding import decode_raw
from indexer.importing.readers import RECORD_LIMIT, RawRecord, Rejection
from indexer.importing.readers.pages import PageRecords
from indexer.importing.sources import HEAD_SIZE, Source


class HtmlReader:
    """Reads saved pages. A page without an article is a rejection that says what it is instead."""

    name = "html"

    def __init__(self, pages: PageRecords) -> None:
        self._pages = pages

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The one record of the source. Raises OSError, SettingsError for a profile of a site that
        cannot be used, and ExtraMissingError."""
        content = source.stream.read(RECORD_LIMIT + 1)
        if len(content) > RECORD_LIMIT:
            reason = f"the page is over {RECORD_LIMIT} bytes"
            yield Rejection(1, "", reason, decode_raw(content[:HEAD_SIZE]))
        else:
            yield self._pages.read(1, content, declared=source.encoding, name=source.name)
