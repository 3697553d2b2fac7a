"""Readers: from a file to its records as they stand in it.

A reader knows a format and nothing about articles: `ArticleBuilder` (`indexer.importing.records`)
does. What cannot be read becomes a `Rejection` among the records, so that one bad record never ends
an import.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from indexer.article import Lang
from indexer.importing.sources import Source

RAW_LIMIT = 16 * 1024
"""Characters of a record that are kept as its raw text."""

RECORD_LIMIT = 8 * 1024 * 1024
"""Bytes of one record: a line of JSON Lines, or the file of a format with one record a file."""

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-zA-Z]")


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as read, before it is understood.

    `number` is the line of the file where it starts, from 1, or its place among the records of a
    format that has no lines; `raw` its text, cut at RAW_LIMIT; `remarks` what is to be told of
    fields, each as its name and a sentence; `payload` the digest that a crawl gives of its bytes.
    """

    number: int
    values: Mapping[str, Any]
    raw: str
    remarks: tuple[tuple[str, str], ...] = ()
    payload: str = ""


@dataclass(frozen=True, slots=True)
class RevisitedPage:
    """A page that a crawl found at an address as it had found it before: at the address `of`, with
    bytes of this digest. `is_here` tells that it did so in the same file."""

    number: int
    url: str
    of: str
    payload: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that cannot be read. `field` is empty when the whole record is at fault."""

    line: int
    field: str
    reason: str
    raw: str


Found = RawRecord | RevisitedPage | Rejection
"""What a reader finds at a place of a file."""


class Reader(Protocol):
    """Reads the files of one format."""

    @property
    def name(self) -> str:
        """The format, as articles remember it in their provenance."""

    def read(self, source: Source) -> Iterator[Found]:
        """The records of a source, one by one. Raises OSError and nothing else."""


@runtime_checkable
class SkippingReader(Reader, Protocol):
    """Reads files that hold more than articles."""

    @property
    def skipped(self) -> Mapping[str, int]:
        """How much was passed over so far that is no article, by kind."""


def script_lang(text: str) -> Lang:
    """The language of a text by its letters."""
    cyrillic = len(_CYRILLIC.findall(text))
    return "ru" if cyrillic >= len(_LATIN.findall(text)) else "en"
