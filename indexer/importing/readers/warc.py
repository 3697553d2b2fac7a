"""Crawls: WARC files, and the older ARC files. Each page is a record."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.errors import ExtraMissingError
from indexer.importing.readers import (
    RECORD_LIMIT,
    Found,
    RawRecord,
    Rejection,
    RevisitedPage,
)
from indexer.importing.readers.pages import PageRecords
from indexer.importing.sources import Source

if TYPE_CHECKING:
    from indexer.importing.pages.crawl import CrawledPage, Revisit

# Pages of a file that its revisits are known to refer to.
_MOST_KNOWN = 100_000


class WarcReader:
    """Reads the pages of a crawl: responses and resources of HTML with the status 200.

    The number of a record is its place in the file, from 1. Its address is that which was crawled,
    unless the page names its own. When a page was crawled is not when it was published. `skipped`
    counts the records that hold no page, by kind, once a source was read; such records are no
    rejections. A broken record is, and the file is read on. What had not changed since it was
    crawled before is a `RevisitedPage`.
    """

    name = "warc"

    def __init__(self, pages: PageRecords) -> None:
        self._pages = pages
        self.skipped: Counter[str] = Counter()

    def read(self, source: Source) -> Iterator[Found]:
        """The pages of the source. Raises OSError, SettingsError for a profile of a site that
        cannot be used, and ExtraMissingError."""
        # What reads pages takes a while to load, and is not installed where nobody needs it.
        try:
            from indexer.importing.pages.crawl import (
                BrokenRecord,
                CrawledPage,
                PassedOver,
                Revisit,
                read_crawl,
            )
        except ModuleNotFoundError as error:
            raise ExtraMissingError("import", "the import of crawls") from error

        seen = _Seen()
        for found in read_crawl(source.stream, RECORD_LIMIT):
            match found:
                case CrawledPage():
                    record = self._pages.read(
                        found.number,
                        found.content,
                        declared=source.encoding or found.charset,
                        address=found.url,
                    )
                    seen.add(found)
                    if isinstance(record, RawRecord):
                        record = replace(record, payload=found.digest)
                    yield record
                case Revisit():
                    yield RevisitedPage(
                        found.number, found.url, found.of, found.digest, seen.has(found)
                    )
                case PassedOver():
                    self.skipped[found.kind] += 1
                case BrokenRecord():
                    yield Rejection(found.number, "", found.reason, "")


class _Seen:
    """The pages of a file, the last ones, by digest and address."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, None] = OrderedDict()

    def add(self, page: CrawledPage) -> None:
        """A page was read."""
        for key in {page.digest, page.url} - {""}:
            self._known[key] = None
            self._known.move_to_end(key)
        while len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)

    def has(self, revisit: Revisit) -> bool:
        """Whether the page of a revisit is one of them."""
        return revisit.digest in self._known or revisit.of in self._known
