"""Reading a file whatever becomes of it: what fails on the way is told among what was read."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from indexer.errors import OptionError
from indexer.importing.decoding import find_wide_encoding
from indexer.importing.readers import Found, Reader, Rejection
from indexer.importing.sources import BadMember, BrokenSourceError, Source, open_sources
from indexer.importing.streams import BUFFER, ZeroSkippingStream

# Formats whose files hold bytes of any kind.
_BINARY = frozenset(("warc",))


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """How files are read: in a format and an encoding that somebody named; links that lead out of a
    folder refused or followed; folders as what is added, or as the truth (`mirror`), so that an
    article whose file is gone is deleted, up to half of them or all."""

    format: str | None = None
    encoding: str | None = None
    links: Literal["refuse", "follow"] = "refuse"
    folders: Literal["add", "mirror"] = "add"
    mirror_limit: Literal["half", "none"] = "half"

    @classmethod
    def parse(
        cls, format_: str | None, encoding: str | None, links: Literal["refuse", "follow"]
    ) -> ReadingRules:
        """Raises OptionError for an encoding that nobody knows."""
        if encoding is not None:
            try:
                "".encode(encoding)
            except LookupError as error:
                raise OptionError("--encoding", f"unknown encoding {encoding!r}") from error
        return cls(format_, encoding, links)

    def mirroring(self, limit: Literal["half", "none"]) -> ReadingRules:
        """The same, with the folders as the truth, and a limit to what may be deleted."""
        return replace(self, folders="mirror", mirror_limit=limit)


def open_all(path: Path, file: str, encoding: str | None) -> Iterator[Source | BadMember]:
    """What a file holds; one that cannot be opened or unpacked to its end is told of too.

    Raises FileNotFoundError.
    """
    try:
        yield from open_sources(path, file, encoding)
    except FileNotFoundError:
        raise
    except BrokenSourceError as error:
        yield BadMember(file, error.reason)
    except OSError as error:
        yield BadMember(file, f"the file cannot be read: {error.strerror or error}")


def read_all(reader: Reader, source: Source) -> Iterator[Found]:
    """The records of a source; one that cannot be read to its end is a rejection too, and so are
    blocks of zero bytes in a text, which a crash of a machine left."""
    line = 0
    zeros: ZeroSkippingStream | None = None
    try:
        if reader.name not in _BINARY and find_wide_encoding(source.head) is None:
            zeros = ZeroSkippingStream(source.stream)
            source = replace(source, stream=io.BufferedReader(zeros, BUFFER))
        for record in reader.read(source):
            line = record.line if isinstance(record, Rejection) else record.number
            yield record
    except OSError as error:
        yield Rejection(line + 1, "", error.strerror or str(error), "")
    if zeros is not None and zeros.skipped:
        reason = f"{zeros.skipped} zero bytes, as a crash of a machine leaves them, in the file"
        yield Rejection(line + 1, "", reason, "")
