"""HTML: one saved page a file, one article a page."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.errors import ExtraMissingError
from indexer.importing.decoding import decode_raw
from indexer.importing.readers import RECORD_LIMIT, RawRecord, Rejection
from indexer.importing.sources import HEAD_SIZE, Source


class HtmlReader:
    """Reads saved pages. A page without an article is a rejection that says what it is instead."""

    name = "html"

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
        """The one record of the source. Raises OSError, and ExtraMissingError."""
        # What reads pages takes a while to load, and is not installed where nobody needs it.
        try:
            from indexer.importing.pages.record import read_record
        except ModuleNotFoundError as error:
            raise ExtraMissingError("import", "the import of pages") from error

        content = source.stream.read(RECORD_LIMIT + 1)
        if len(content) > RECORD_LIMIT:
            reason = f"the page is over {RECORD_LIMIT} bytes"
            yield Rejection(1, "", reason, decode_raw(content[:HEAD_SIZE]))
        else:
            yield read_record(1, content, declared=source.encoding)
