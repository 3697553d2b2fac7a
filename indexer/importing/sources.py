"""What readers read: files, and what is packed in them, as streams of bytes.

gzip, bzip2, xz, Zstandard, tar and zip are told by their first bytes and opened here, so that no
reader knows of them. Nothing is ever unpacked to a disk, and no link is followed.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import stat
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Protocol, cast

from indexer.importing.streams import BUFFER

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

HEAD_SIZE = 4096
"""Bytes at its beginning that a format is recognized by."""

# How many times its size a packed file may hold. News take five times as much, blank lines a
# thousand times. Small files may hold as much as two records.
MOST_EXPANSION = 100
LEAST_LIMIT = 16 * 1024 * 1024

# A packed file in a packed file in a packed file (`.tar.gz` are two) is nobody's archive.
_DEEPEST = 4


def _tell_nothing() -> int:
    return 0


class BrokenSourceError(OSError):
    """Bytes cannot be read to their end; `reason` says why. Readers let it pass."""

    def __init__(self, reason: str) -> None:
        super().__init__(0, reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Source:
    """A file, or a member of a packed one, as a reader gets it.

    `name` is that of the file, followed by that of the member: `crawl.zip/a/b.html`. `stream` holds
    the bytes as they were before they were packed; it can be peeked into, is read once and raises
    OSError. `encoding` is what the texts are in where somebody said so, `position` tells how many
    bytes of the file itself were read.
    """

    name: str
    stream: io.BufferedReader
    encoding: str | None = None
    position: Callable[[], int] = _tell_nothing

    @property
    def head(self) -> bytes:
        """The first bytes, up to HEAD_SIZE; the stream stays where it is. Raises OSError."""
        return self.peek(HEAD_SIZE)

    def peek(self, size: int) -> bytes:
        """So many bytes that come next, fewer at the end; at most a megabyte. Raises OSError."""
        return self.stream.peek(size)[:size]


@dataclass(frozen=True, slots=True)
class BadMember:
    """A member of a packed file that is not read, and why."""

    name: str
    reason: str


def open_sources(path: Path, name: str, encoding: str | None) -> Iterator[Source | BadMember]:
    """What a file holds: itself, or the members of a packed one in their order. Each is to be read
    before the next is asked for. Raises OSError."""
    with path.open("rb", buffering=0) as file:
        budget = _Budget(path)
        counted = _Counted(file, budget)
        source = Source(name, _buffer(counted), encoding, counted.tell)
        yield from _unpack(source, path, budget, 0)


def _unpack(
    source: Source, path: Path, budget: _Budget, depth: int
) -> Iterator[Source | BadMember]:
    """`path` is the file itself at the depth 0."""
    head = source.head
    if depth > _DEEPEST:
        yield BadMember(source.name, "packed too many times over")
        return
    for magic, packing, opening in _PACKINGS:
        if head.startswith(magic):
            inner = _Unpacked(packing, opening(source.stream), budget)
            yield from _unpack(_with_stream(source, inner), path, budget, depth + 1)
            return
    if head[257:262] == b"ustar":
        yield from _unpack_tar(source, path, budget, depth)
    elif head.startswith((b"PK\3\4", b"PK\5\6")):
        if depth or not path.is_file():
            reason = "a zip file is read from a disk alone, and not within another; unpack it"
            yield BadMember(source.name, reason)
        else:
            yield from _unpack_zip(source, path, budget)
    else:
        yield source


def _unpack_tar(
    source: Source, path: Path, budget: _Budget, depth: int
) -> Iterator[Source | BadMember]:
    try:
        with tarfile.open(fileobj=source.stream, mode="r|") as tar:
            for member in tar:
                name = f"{source.name}/{member.name}"
                if member.isdir() or _is_hidden(member.name):
                    continue
                if reason := _refuse_member(member.name, is_plain=member.isreg()):
                    yield BadMember(name, reason)
                    continue
                file = tar.extractfile(member)
                if file is not None:
                    inner = _Unpacked("tar", cast("_Readable", file), budget)
                    member_source = Source(name, _buffer(inner), source.encoding, source.position)
                    yield from _unpack(member_source, path, budget, depth + 1)
    except (tarfile.TarError, EOFError) as error:
        raise BrokenSourceError(f"the tar file is broken: {error}") from error


def _unpack_zip(source: Source, path: Path, budget: _Budget) -> Iterator[Source | BadMember]:
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            names = {member.filename for member in members}
            if names & _OFFICE_NAMES:
                yield BadMember(source.name, "an office document or a program; save it as text")
                return
            # A web archive (WACZ) has its pages in one folder, and lists of them beside it.
            within = "archive/" if "datapackage.json" in names else ""
            for member in members:
                name = f"{source.name}/{member.filename}"
                is_inside = member.filename.startswith(within)
                if member.is_dir() or _is_hidden(member.filename) or not is_inside:
                    continue
                mode = member.external_attr >> 16
                is_plain = not mode or not stat.S_IFMT(mode) or stat.S_ISREG(mode)
                if reason := _refuse_member(member.filename, is_plain=is_plain):
                    yield BadMember(name, reason)
                elif member.flag_bits & 1:
                    yield BadMember(name, "the member is locked by a password")
                else:
                    try:
                        file = packed.open(member)
                    except (zipfile.BadZipFile, NotImplementedError) as error:
                        yield BadMember(name, f"the zip file is broken: {error}")
                        continue
                    with file:
                        inner = _Unpacked("zip", cast("_Readable", file), budget)
                        member_source = Source(
                            name, _buffer(inner), source.encoding, source.position
                        )
                        try:
                            yield from _unpack(member_source, path, budget, 1)
                        except BrokenSourceError as error:
                            yield BadMember(name, error.reason)
                if budget.is_spent:
                    return
    except zipfile.BadZipFile as error:
        raise BrokenSourceError(f"the zip file is broken: {error}") from error


# By these the zip files of word processors, spreadsheets, books and Java are told.
_OFFICE_NAMES = frozenset(("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"))


def _refuse_member(name: str, *, is_plain: bool) -> str | None:
    """Why a member is not read, by what its packed file says of it."""
    if not is_plain:
        return "a link or a device, which is not followed"
    if name.startswith(("/", "\\")) or ".." in PurePosixPath(name.replace("\\", "/")).parts:
        return "its name leads out of the packed file"
    return None


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") and part not in {".", ".."} for part in parts)


class _Readable(Protocol):
    """What gives bytes as they were before they were packed."""

    def read1(self, size: int, /) -> bytes:
        """Up to so many of them, as they come; none at the end."""


class _Budget:
    """How many bytes a file may give: many times what was read of it so far."""

    def __init__(self, path: Path) -> None:
        # All of a zip file is there from the start; a pipe has no size.
        self._read = path.stat().st_size if path.is_file() else 0
        self._given = 0
        self.is_spent = False

    def note_read(self, size: int, at: int) -> None:
        """Bytes were read of the file itself."""
        self._read = max(self._read, at + size)

    def spend(self, size: int) -> None:
        """Bytes were unpacked. Raises BrokenSourceError where they are too many."""
        self._given += size
        if self._given > max(LEAST_LIMIT, MOST_EXPANSION * self._read):
            self.is_spent = True
            raise BrokenSourceError(
                f"the packed file holds over {MOST_EXPANSION} times its size; the rest is left"
            )


class _Counted(io.RawIOBase):
    """The file itself. What is read of it is known, of a pipe too."""

    def __init__(self, file: io.FileIO, budget: _Budget) -> None:
        self._file = file
        self._budget = budget
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        # A pipe gives little at a time: a format is told by more.
        size = 0
        while size < HEAD_SIZE and (more := self._file.readinto(buffer[size:])):
            size += more
        self._budget.note_read(size, self._at)
        self._at += size
        return size

    def tell(self) -> int:
        """How many bytes were read."""
        return self._at


class _Unpacked(io.RawIOBase):
    """What a packed stream holds, its failures as BrokenSourceError, its size limited."""

    def __init__(self, packing: str, file: _Readable, budget: _Budget) -> None:
        self._packing = packing
        self._file = file
        self._budget = budget
        self._defect: BrokenSourceError | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = 0
        while size < HEAD_SIZE and (part := self._read(len(buffer) - size)):
            buffer[size : size + len(part)] = part
            size += len(part)
        # What comes before a defect is not lost: it is told of when nothing else is left.
        if not size and self._defect is not None:
            raise self._defect
        return size

    def _read(self, size: int) -> bytes:
        if self._defect is not None:
            return b""
        try:
            content = self._file.read1(size)
            self._budget.spend(len(content))
        except BrokenSourceError as error:
            self._defect = error
        except _FAILURES as error:
            self._defect = BrokenSourceError(f"the {self._packing} file is broken: {error}")
            self._defect.__cause__ = error
        else:
            return content
        return b""


_FAILURES = (
    OSError,  # of gzip and bzip2
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zstd.ZstdError,
    tarfile.TarError,
    zipfile.BadZipFile,
)

_PACKINGS: tuple[tuple[bytes, str, Callable[[io.BufferedReader], _Readable]], ...] = (
    (b"\x1f\x8b", "gzip", lambda stream: gzip.GzipFile(fileobj=stream)),
    (b"BZh", "bzip2", bz2.BZ2File),
    (b"\xfd7zXZ\0", "xz", lzma.LZMAFile),
    (b"\x28\xb5\x2f\xfd", "zstd", zstd.ZstdFile),
)


def _with_stream(source: Source, raw: io.RawIOBase) -> Source:
    return replace(source, stream=_buffer(raw))


def _buffer(raw: io.RawIOBase) -> io.BufferedReader:
    return io.BufferedReader(raw, BUFFER)
