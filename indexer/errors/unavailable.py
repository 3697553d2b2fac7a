"""Nothing can be served until an admin acts."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from indexer.errors.root import UnavailableError


@dataclass(eq=False)
class ArchiveMissingError(UnavailableError):
    """The archive home does not exist or holds no archive."""

    home: Path

    @property
    def command(self) -> str:
        return "letopis init"

    def __str__(self) -> str:
        return f"no archive in {self.home}"


@dataclass(eq=False)
class ArchiveMismatchError(UnavailableError):
    """archive.db is not an archive, or one of another schema version."""

    path: Path
    reason: str

    @property
    def command(self) -> str:
        return "letopis --home NEW import PATH…"

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(eq=False)
class ArchiveDamagedError(UnavailableError):
    """archive.db is an archive, and cannot be read: its pages are damaged."""

    path: Path
    reason: str

    @property
    def command(self) -> str:
        return "letopis --home NEW import PATH…"

    def __str__(self) -> str:
        return f"{self.path} is damaged: {self.reason}"


@dataclass(frozen=True, slots=True)
class DamagedVersion:
    """A stored version of an article that is no longer what was stored. `file` is where it was
    imported from; empty where that cannot be read either."""

    seq: int
    id: str
    reason: str
    file: str = ""

    def __str__(self) -> str:
        file = f" (from {self.file})" if self.file else ""
        return f"version {self.seq} of {self.id!r}{file}: {self.reason}"


@dataclass(eq=False)
class VersionDamagedError(UnavailableError):
    """Stored versions are no longer what was stored; the same files imported again heal them."""

    path: Path
    versions: tuple[DamagedVersion, ...]

    @property
    def command(self) -> str:
        return "letopis import PATH…"

    def __str__(self) -> str:
        return f"{self.path}: {'; '.join(map(str, self.versions))}"


@dataclass(eq=False)
class IndexMissingError(UnavailableError):
    """The archive has no index yet."""

    home: Path

    @property
    def command(self) -> str:
        return "letopis index"

    def __str__(self) -> str:
        return f"no index in {self.home}"


@dataclass(eq=False)
class IndexMismatchError(UnavailableError):
    """The generation was built by another schema, analyzer or engine release."""

    generation: str
    part: str
    built_with: str
    needed: str

    @property
    def command(self) -> str:
        return "letopis index"

    def __str__(self) -> str:
        return (
            f"generation {self.generation} was built with {self.part} {self.built_with}, "
            f"this release needs {self.needed}"
        )


@dataclass(eq=False)
class IndexDamagedError(UnavailableError):
    """Files of the generation are missing or cannot be read."""

    generation: str
    reason: str

    @property
    def command(self) -> str:
        return "letopis index"

    def __str__(self) -> str:
        return f"generation {self.generation} is damaged: {self.reason}"


@dataclass(eq=False)
class ClusterError(UnavailableError):
    """The cluster that holds the indexes does not answer, or not wholly, or refuses. `status` is
    that of its refusal, 0 where it gave none."""

    reason: str
    status: int = 0

    @property
    def command(self) -> str:
        return "letopis status"

    def __str__(self) -> str:
        return f"OpenSearch: {self.reason}"


@dataclass(eq=False)
class BackupDamagedError(UnavailableError):
    """A backup is not what was written, and nothing is restored of it."""

    path: Path
    reason: str

    @property
    def command(self) -> str:
        return f"letopis backup list {shlex.quote(str(self.path.parent))}"

    def __str__(self) -> str:
        return f"backup {self.path} is damaged: {self.reason}"


@dataclass(eq=False)
class DumpOutdatedError(UnavailableError):
    """A file of the bulk dump has what was taken down since, and is held back until the next."""

    name: str

    @property
    def command(self) -> str:
        return "letopis dump"

    def __str__(self) -> str:
        return f"{self.name} has what may not be given any more"


@dataclass(eq=False)
class ExtraMissingError(UnavailableError):
    """What is asked for needs a library that is not installed."""

    extra: str
    purpose: str

    @property
    def command(self) -> str:
        return f"pip install letopis[{self.extra}]"

    def __str__(self) -> str:
        return f"{self.purpose} needs the extra {self.extra!r}, which is not installed"
