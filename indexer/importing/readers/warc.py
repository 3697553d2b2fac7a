"""Crawls: WARC files, and the older ARC files. Each page is a record."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from indexer.errors import ExtraMissingError
from indexer.importing.readers import RECORD_LIMIT, RawRecord, Rejection
from indexer.importing.readers.pages import PageRecords
from indexer.importing.sources import Source

if TYPE_CHECKING:
    from indexer.importing.pages.crawl import CrawledPage, Revisit

V = TypeVar("V")

# Pages that a revisit may refer to: how many are known by their digest, of how many the fields are
# kept.
_MOST_KNOWN = 100_000
_MOST_KEPT = 500


class WarcReader:
    """Reads the pages of a crawl: responses and resources of HTML with the status 200.

    The number of a record is its place in the file, from 1. Its address is that which was crawled,
    unless the page names its own. When a page was crawled is not when it was published. `skipped`
    counts the records that hold no page, by kind, once a source was read; such records are no
    rejections. A broken record is, and the file is read on. Of a page that had not changed since
    it was crawled before, another address is a record of its own, with the fields of the page;
    where that page is not in the file, the revisit is a rejection.
    """

    name = "warc"

    def __init__(self, pages: PageRecords) -> None:
        self._pages = pages
        self.skipped: Counter[str] = Counter()

    def read(self, source: Source) -> Iterator[RawRecord | Rejection]:
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
                    seen.add(found, record)
                    yield record
                case Revisit():
                    again = seen.find(found)
                    if again is None:
                        self.skipped["revisit of a page of this file"] += 1
                    else:
                        yield again
                case PassedOver():
                    self.skipped[found.kind] += 1
                case BrokenRecord():
                    yield Rejection(found.number, "", found.reason, "")


class _Seen:
    """The pages of a file that may be referred to, the last ones."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, str] = OrderedDict()
        self._kept: OrderedDict[str, Mapping[str, Any]] = OrderedDict()

    def add(self, page: CrawledPage, record: RawRecord | Rejection) -> None:
        """A page was read."""
        for key in {page.digest, page.url} - {""}:
            _put(self._known, key, page.url, _MOST_KNOWN)
        if page.digest and isinstance(record, RawRecord) and record.values.get("url") == page.url:
            _put(self._kept, page.digest, record.values, _MOST_KEPT)

    def find(self, revisit: Revisit) -> RawRecord | Rejection | None:
        """What a revisit gives: the page at another address, or a rejection where the page is not
        known; None where it gives nothing new."""
        url = self._known.get(revisit.digest) or self._known.get(revisit.of)
        if url is None:
            reason = f"a revisit of a page that is not in this file: {revisit.url}"
            return Rejection(revisit.number, "", reason, "")
        values = self._kept.get(revisit.digest)
        if values is None or revisit.url in {url, values["url"]}:
            return None
        return RawRecord(revisit.number, {**values, "url": revisit.url}, "")


def _put(cache: OrderedDict[str, V], key: str, value: V, most: int) -> None:
    cache[key] = value
    cache.move_to_end(key)
    if len(cache) > most:
        cache.popitem(last=False)
