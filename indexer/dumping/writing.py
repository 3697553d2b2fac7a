"""One file of a dump: records as an export writes them, packed so that equal ones are equal files.

gzip, though zstd packs a fifth smaller: every system, database and language reads it as it comes.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from indexer.archive.exporting import RecordMaker
from indexer.archive.log import LoggedVersion
from indexer.dumping.manifest import DumpedYear
from indexer.labels import Labels
from indexer.progress import Progress

LEVEL = 6
_MODE = 0o644
_CHUNK = 2**20


class _Counted:
    """A file that is written, with the checksum and size of what is."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sum = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self.sum.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


def write_year(
    path: Path,
    year: int,
    versions: Iterable[LoggedVersion],
    labels: Labels,
    made_of: str,
    progress: Progress,
) -> DumpedYear:
    """Write the articles of a year, with the names of their values before the first that has
    them. Raises what reading them raises, and JobCancelledError."""
    records, articles = RecordMaker(labels), 0
    with path.open("wb") as file:
        packed = _Counted(file)
        # Without a name and a time: the same articles are the same bytes.
        with gzip.GzipFile(
            "", "wb", compresslevel=LEVEL, fileobj=cast("BinaryIO", packed), mtime=0
        ) as lines:
            content = _Counted(cast("BinaryIO", lines))
            for version in versions:
                for record in records.export_version(version):
                    content.write(msgspec.json.encode(record) + b"\n")
                articles += 1
                progress.advance()
        file.flush()
        os.fsync(file.fileno())
    path.chmod(_MODE)
    return DumpedYear(
        name=path.name,
        year=year,
        articles=articles,
        bytes=packed.size,
        sha256=packed.sum.hexdigest(),
        content_bytes=content.size,
        content_sha256=content.sum.hexdigest(),
        made_of=made_of,
    )


def is_whole(path: Path, year: DumpedYear) -> bool:
    """Whether a file is what was written."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return False
    return digest.hexdigest() == year.sha256


def write_public(path: Path, content: bytes) -> None:
    """Write a small file that everybody may read."""
    path.write_bytes(content)
    path.chmod(_MODE)
