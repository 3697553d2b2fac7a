"""Checksums of an index's files: what was built is what is read.

A file whose stamp is the one it had when it was read need not be read again: of a large index that
was updated, only what is new is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

from indexer.errors import IndexDamagedError

# What the file system tells of a file without reading it: an inode, a size, the time of the last
# change. Hard links to one file have one stamp.
Stamp = tuple[int, int, int]
Stamps = dict[str, Stamp]
NOTHING_TRUSTED: Mapping[Stamp, str] = MappingProxyType({})

# Bytes of a checksum.
_SIZE = 16

# Files that engines lock, of tantivy and of Whoosh: each generation has its own.
_LOCKS = (".lock", "_WRITELOCK")


def list_files(folder: Path) -> dict[str, Path]:
    """The files below a folder by their names within it, in order; lock files are left out."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(_LOCKS))
    return {path.relative_to(folder).as_posix(): path for path in files}


def sum_file(path: Path) -> str:
    """The checksum of a file (BLAKE2b)."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=_SIZE)).hexdigest()


def sum_bytes(content: bytes) -> str:
    """The checksum of a file that holds these bytes."""
    return hashlib.blake2b(content, digest_size=_SIZE).hexdigest()


def stamp_files(folder: Path) -> Stamps:
    """The stamps of the files below a folder."""
    stamps: Stamps = {}
    # The folder may be swept meanwhile.
    with suppress(FileNotFoundError):
        for name, path in list_files(folder).items():
            stamps[name] = _stamp(path)
    return stamps


def check_sums(
    folder: Path,
    sums: Mapping[str, str],
    generation: str,
    trusted: Mapping[Stamp, str] = NOTHING_TRUSTED,
) -> None:
    """Refuse a folder whose files have other checksums: IndexDamagedError, of a generation.

    `trusted` are checksums of files that were read before, by the stamps they had then: those are
    not read again.
    """
    try:
        files = list_files(folder)
        for name, digest in sums.items():
            if name not in files:
                raise IndexDamagedError(generation, f"{name} is missing")
            if (trusted.get(_stamp(files[name])) or sum_file(files[name])) != digest:
                raise IndexDamagedError(generation, f"{name} was changed")
    except OSError as error:
        raise IndexDamagedError(generation, str(error)) from error


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns
