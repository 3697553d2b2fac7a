"""Files as readers see them."""

from __future__ import annotations

from pathlib import Path

from indexer.importing.readers import RawRecord, Reader, Rejection
from indexer.importing.reading import open_all, read_all
from indexer.importing.sources import BadMember, Source


def read_file(reader: Reader, path: Path, name: str = "") -> list[RawRecord | Rejection]:
    """What a reader finds in a file that holds nothing packed, or one packed source."""
    (records,) = [_read(reader, source) for source in open_all(path, name or path.name, None)]
    return records


def _read(reader: Reader, source: Source | BadMember) -> list[RawRecord | Rejection]:
    if isinstance(source, BadMember):
        return [Rejection(1, "", source.reason, "")]
    return list(read_all(reader, source))
