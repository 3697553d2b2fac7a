"""What a bulk dump is on disk.

    DIR/current                        a link to the newest set; what web servers serve
    DIR/<set>/manifest.json            what it is, of which archive, with the checksums of all
    DIR/<set>/SHA256SUMS               the same checksums, as `sha256sum --check` reads them
    DIR/<set>/<year>.jsonl.gz          the articles of a year, oldest first
    DIR/<set>.partial/                 one that is being written, or was killed

Sets are named by moments. A file that is the same as in the set before is a hard link to it. The
set before stays until the next one, for those who are still reading it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from indexer.archive.history import ArchiveHistory

DUMP_FORMAT = 1
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
CURRENT = "current"
PARTIAL = ".partial"

TIME = "%Y%m%dT%H%M%SZ"
_SET = re.compile(r"\d{8}T\d{6}Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpedYear:
    """The file of the articles of a year: how many they are, its bytes and checksum, those of the
    lines in it, and what names the articles and names that it was made of."""

    name: str
    year: int
    articles: int
    bytes: int
    sha256: str
    content_bytes: int
    content_sha256: str
    made_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DumpManifest:
    """A bulk dump: of which archive (its identity, names and address), when it was taken, by which
    release, in which zone its years begin; the fields of records that it has beside those of
    Letopis; the root hash and the checkpoint of the archive at a `seq`; and its files, the earliest
    year first."""

    format: int
    archive: str
    name: Mapping[str, str]
    url: str
    about: str
    taken: datetime
    release: str
    zone: str
    public_fields: tuple[str, ...]
    seq: int
    root: str
    articles: int
    files: tuple[DumpedYear, ...]
    # One without it is held back until the next dump.
    checkpoint: str = ""

    def is_of(self, history: ArchiveHistory) -> bool:
        """Whether an archive still has the history that the dump was made of. One that was put back
        to a backup gives the numbers after it once more, and what was taken down since the dump is
        not to be told by them."""
        return self.checkpoint == history.checkpoint(self.seq)

    def find(self, year: int) -> DumpedYear | None:
        """The file of a year."""
        return next((one for one in self.files if one.year == year), None)


def list_sets(folder: Path) -> list[Path]:
    """The sets in a folder of dumps, oldest first."""
    with suppress(FileNotFoundError, NotADirectoryError):
        return sorted(path for path in folder.iterdir() if _SET.fullmatch(path.name))
    return []


def read_dump(folder: Path) -> tuple[Path, DumpManifest] | None:
    """The newest set in a folder of dumps, and what it is; None where there is none that can be
    read."""
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError):
        path = (folder / CURRENT).resolve(strict=True)
        return path, msgspec.json.decode((path / MANIFEST).read_bytes(), type=DumpManifest)
    return None
