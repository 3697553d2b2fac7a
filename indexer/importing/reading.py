"""Reading a file whatever becomes of it: what fails on the way is told among what was read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from indexer.importing.readers import RawRecord, Reader, Rejection
from indexer.importing.sources import BadMember, BrokenSourceError, Source, open_sources


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


def read_all(reader: Reader, source: Source) -> Iterator[RawRecord | Rejection]:
    """The records of a source; one that cannot be read to its end is a rejection too."""
    line = 0
    try:
        for record in reader.read(source):
            line = record.number if isinstance(record, RawRecord) else record.line
            yield record
    except OSError as error:
        yield Rejection(line + 1, "", error.strerror or str(error), "")
