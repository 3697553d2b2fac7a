"""Readers: from a file to its records as they stand in it.

A reader knows a format and nothing about articles: `ArticleBuilder` (`indexer.importing.records`)
does. What cannot be read becomes a `Rejection` among the records, so that one bad record never ends
an import.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from indexer.article import Lang

RAW_LIMIT = 16 * 1024
"""Characters of a record that are kept as its raw text."""

RECORD_LIMIT = 8 * 1024 * 1024
"""Bytes of one record: a line of JSON Lines, or the file of a format with one record a file."""

HEAD_SIZE = 4096
"""Bytes at the beginning of a file that `head_defect` wants to see."""

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-zA-Z]")


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as read, before it is understood.

    `number` is the line of the file where it starts, from 1; `raw` its text, cut at RAW_LIMIT.
    """

    number: int
    values: Mapping[str, Any]
    raw: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that cannot be read. `field` is empty when the whole record is at fault."""

    line: int
    field: str
    reason: str
    raw: str


class Reader(Protocol):
    """Reads the files of one format."""

    @property
    def name(self) -> str:
        """The format, as articles remember it in their provenance."""

    def read(self, path: Path) -> Iterator[RawRecord | Rejection]:
        """The records of a file, one by one. Raises OSError and nothing else."""


def reader_for(path: Path) -> Reader | None:
    """The reader of a file by its name; None for a file that is not read."""
    # Imported here: the readers' modules need the classes above.
    from indexer.importing.readers.jsonl import JsonlReader
    from indexer.importing.readers.markdown import MarkdownReader
    from indexer.importing.readers.page import PageReader

    match [suffix.lower() for suffix in path.suffixes[-2:]]:
        case [*_, ".jsonl" | ".ndjson"] | [".jsonl" | ".ndjson", ".gz"]:
            return JsonlReader()
        case [*_, ".md" | ".markdown"]:
            return MarkdownReader()
        case [*_, ".txt"]:
            return PageReader()
        case _:
            return None


def script_lang(text: str) -> Lang:
    """The language of a text by its letters."""
    cyrillic = len(_CYRILLIC.findall(text))
    return "ru" if cyrillic >= len(_LATIN.findall(text)) else "en"


def head_defect(head: bytes) -> str | None:
    """Why a file that begins with these bytes is no UTF-8 text, if that can be told from them."""
    if not head:
        return "the file is empty"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "the file is UTF-16; convert it to UTF-8"
    if b"\0" in head:
        return "the file is binary, not text"
    return None


def encoding_defect(error: UnicodeDecodeError) -> str:
    """What is wrong with bytes that are not UTF-8."""
    return f"invalid UTF-8 at byte {error.start}: {error.reason}"


def decode_raw(content: bytes) -> str:
    """Bytes that may not be UTF-8 as the raw text of a rejection."""
    # No character takes more than four bytes.
    return content[: 4 * RAW_LIMIT].decode("utf-8", "replace")[:RAW_LIMIT]


def read_text(path: Path) -> str | Rejection:
    """The text of a file that holds one record, without its BOM and with `\\n` line ends.

    Raises OSError.
    """
    with path.open("rb") as file:
        content = file.read(RECORD_LIMIT + 1)
    defect = head_defect(content[:HEAD_SIZE])
    if defect is None and len(content) > RECORD_LIMIT:
        defect = f"the file is over {RECORD_LIMIT} bytes"
    if defect is None:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            return Rejection(line, "", encoding_defect(error), decode_raw(content))
        if text.strip():
            return text.replace("\r\n", "\n").replace("\r", "\n")
        defect = "the file is empty"
    return Rejection(1, "", defect, decode_raw(content[:HEAD_SIZE]))
