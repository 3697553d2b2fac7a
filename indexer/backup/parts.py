"""archive.db in a backup: blocks in parts, of which later backups write only those that changed.

A backup compares the database, block by block, with the one before it. What is the same stands in
parts that are shared by hard links; what is not goes into one new part. They are compared by their
bytes, not by checksums: a block that was damaged on the disk differs, and is written anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from indexer.backup.manifest import BackupManifest, StoredDatabase
from indexer.errors import BackupDamagedError

BLOCK = 4096
_PARTS = "parts"
_MAP = "archive.map"
# How many blocks are told of at once.
_PORTION = 1000
# Parts hold blocks that no backup needs any more. Where they would hold more than so many times
# what is needed, all is written anew.
_MOST_WASTE = 2.0

Tell = Callable[[int], None]


class OpenParts:
    """The parts of a backup, open to be read; a context manager. Raises BackupDamagedError where
    they are not there or too short."""

    def __init__(self, path: Path, manifest: BackupManifest) -> None:
        self.path = path
        self.stored = manifest.database
        self._opened = ExitStack()
        self._files: list[BinaryIO] = []
        # The number of the first block of each part, as if they stood one behind the other.
        self.starts: list[int] = []
        self.total = 0
        self.map: array[int] = array("I")

    def __enter__(self) -> Self:
        try:
            self.map = _read_map(self.path / _MAP)
            for name in self.stored.parts:
                file = self._opened.enter_context((self.path / _PARTS / name).open("rb"))
                self._files.append(file)
                self.starts.append(self.total)
                self.total += _count_blocks(os.fstat(file.fileno()).st_size)
        except OSError as error:
            self._opened.close()
            reason = f"{Path(error.filename).name}: {error.strerror}"
            raise BackupDamagedError(self.path, reason) from error
        is_whole = len(self.map) == _count_blocks(self.stored.size)
        if not is_whole or max(self.map, default=-1) >= self.total:
            self._opened.close()
            raise BackupDamagedError(self.path, f"{_MAP} was changed")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._opened.close()

    def read(self, number: int) -> bytes:
        """A block by its number among all parts."""
        part = bisect_right(self.starts, number) - 1
        return os.pread(self._files[part].fileno(), BLOCK, (number - self.starts[part]) * BLOCK)

    def has(self, at: int, block: bytes) -> bool:
        """Whether a block of the database is this one; not where it can no longer be read."""
        try:
            return at < len(self.map) and self.read(self.map[at]) == block
        except OSError:
            return False

    def copy(self, write: Callable[[bytes], object], tell: Tell) -> None:
        """Give the whole database to `write`, and tell how many bytes more are done. Raises
        BackupDamagedError at the end where it is not what was backed up."""
        digest = hashlib.blake2b(digest_size=16)
        size = told = 0
        try:
            for at, number in enumerate(self.map, 1):
                block = self.read(number)
                digest.update(block)
                write(block)
                size += len(block)
                if at % _PORTION == 0:
                    tell(size - told)
                    told = size
        except OSError as error:
            raise BackupDamagedError(self.path, f"{_PARTS}: {error.strerror}") from error
        tell(size - told)
        if digest.hexdigest() != self.stored.digest:
            raise BackupDamagedError(self.path, f"{_PARTS}: archive.db is not what was backed up")


@dataclass(frozen=True, slots=True)
class Written:
    """archive.db as it stands in a new backup, and the bytes that were written for it."""

    database: StoredDatabase
    written: int


def write_whole(copy: Path, folder: Path, name: str, mode: int, tell: Tell) -> Written:
    """Make a copy of a database the one part of a new backup, in which `folder` it is moved."""
    count, digest = 0, hashlib.blake2b(digest_size=16)
    for block in _read_blocks(copy):
        digest.update(block)
        count += 1
        if count % _PORTION == 0:
            tell(_PORTION * BLOCK)
    size = copy.stat().st_size
    (folder / _PARTS).mkdir()
    copy.rename(folder / _PARTS / name)
    _write_map(folder / _MAP, array("I", range(count)))
    return Written(StoredDatabase(size, digest.hexdigest(), mode, (name,)), size)


def write_changed(
    copy: Path, folder: Path, name: str, mode: int, earlier: OpenParts, tell: Tell
) -> Written:
    """Write what a copy of a database has that an earlier backup has not; the copy is removed."""
    part = folder / _PARTS / name
    part.parent.mkdir()
    part.touch(0o600)
    numbers: array[int] = array("I")
    digest = hashlib.blake2b(digest_size=16)
    written = 0
    with part.open("wb") as file:
        for at, block in enumerate(_read_blocks(copy)):
            digest.update(block)
            if earlier.has(at, block):
                numbers.append(earlier.map[at])
            else:
                file.write(block)
                numbers.append(earlier.total + written)
                written += 1
            if (at + 1) % _PORTION == 0:
                tell(_PORTION * BLOCK)
    size = copy.stat().st_size
    total = earlier.total + written
    sums = digest.hexdigest()
    if total > _MOST_WASTE * len(numbers):
        part.unlink()
        part.parent.rmdir()
        return write_whole(copy, folder, name, mode, _tell_nobody)
    parts = _link_parts(folder, name, numbers, earlier, has_new=written > 0)
    copy.unlink()
    return Written(StoredDatabase(size, sums, mode, parts), written * BLOCK)


def _link_parts(
    folder: Path, name: str, numbers: array[int], earlier: OpenParts, *, has_new: bool
) -> tuple[str, ...]:
    """Share the parts of an earlier backup that are needed still, and write the map of all."""
    starts = [*earlier.starts, earlier.total]
    names = [*earlier.stored.parts, name]
    ends = [*starts[1:], max(starts[-1], max(numbers, default=0) + 1)]
    of_block = [bisect_right(starts, number) - 1 for number in numbers]
    needed = sorted(set(of_block))
    shifts: dict[int, int] = {}
    free = 0
    for index in needed:
        shifts[index] = free - starts[index]
        free += ends[index] - starts[index]
        if names[index] != name:
            share_file(earlier.path / _PARTS / names[index], folder / _PARTS / names[index])
    if not has_new:
        (folder / _PARTS / name).unlink()
    moved = array("I", (number + shifts[of] for number, of in zip(numbers, of_block, strict=True)))
    _write_map(folder / _MAP, moved)
    return tuple(names[index] for index in needed)


def share_file(source: Path, target: Path) -> None:
    """Give a file another name. Where the file system has no hard links, it is copied."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


def _read_blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=1024 * BLOCK) as file:
        while block := file.read(BLOCK):
            yield block


def _count_blocks(size: int) -> int:
    return -(-size // BLOCK)


def _read_map(path: Path) -> array[int]:
    numbers: array[int] = array("I")
    content = path.read_bytes()
    numbers.frombytes(content[: len(content) // numbers.itemsize * numbers.itemsize])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _write_map(path: Path, numbers: array[int]) -> None:
    if sys.byteorder == "big":
        numbers.byteswap()
    path.write_bytes(numbers.tobytes())


def _tell_nobody(_: int) -> None:
    pass
