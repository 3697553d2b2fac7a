"""The state of an archive: what it holds, which index is served, and what is to be done next."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from indexer.analysis import Analyzer
from indexer.archive.entries import Reject
from indexer.archive.mirrored import Followed
from indexer.archive.roots import RootHash, read_root
from indexer.archive.store import Archive
from indexer.archive.tally import Tally, read_tally
from indexer.errors import ClusterError, UnavailableError, VersionDamagedError
from indexer.generations.folders import current_generation
from indexer.generations.manifest import Manifest, check_compatible, read_manifest
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.mirroring.proving import read_mirror_root


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveStatus:
    """The state of an archive.

    `index` is the manifest of the current generation, `problem` why it cannot be served or that
    there is none: one of both is None. The `changes` of the tally are those that the index lacks;
    `unlisted` counts the rejects that are not kept; `archive_bytes` and `index_bytes` are what the
    store and all generations take on the disk. `root` is the root hash of what the index has, None
    where there is none or a text is damaged (`damage`); where the archive is a mirror, `followed`
    is what it follows, and `mirrored` the root hash of what it has of that.
    """

    home: Path
    zone: str
    tally: Tally
    last_seq: int
    rejects: tuple[Reject, ...]
    unlisted: int
    index: Manifest | None
    problem: UnavailableError | None
    archive_bytes: int
    index_bytes: int
    root: RootHash | None = None
    damage: VersionDamagedError | None = None
    followed: Followed | None = None
    mirrored: RootHash | None = None

    @property
    def next_command(self) -> str | None:
        """What is to be done, as a command; None if all is well."""
        if not self.tally.versions:
            return "letopis import PATH…"
        if isinstance(self.problem, ClusterError):
            # What it needs is no command of ours.
            return None
        if self.problem is not None:
            return self.problem.command
        if self.damage is not None:
            return self.damage.command
        return "letopis update" if self.tally.changes else None


def read_status(home: ArchiveHome, settings: Settings, analyzer: Analyzer) -> ArchiveStatus:
    """The state of an archive. Raises ArchiveMismatchError."""
    manifest, problem = None, None
    try:
        manifest = read_manifest(home, current_generation(home))
        check_compatible(manifest, analyzer, settings.zone, home.cluster)
    except UnavailableError as error:
        manifest, problem = None, error
    with Archive.open(home.database) as store:
        rejects = tuple(store.rejects.read())
        root, damage = None, None
        if manifest is not None:
            try:
                root = read_root(home, settings.public_fields, manifest.last_seq)
            except VersionDamagedError as error:
                damage = error
        return ArchiveStatus(
            home=home.path,
            zone=settings.zone,
            tally=read_tally(home.database, manifest.last_seq if manifest else 0),
            last_seq=store.last_seq(),
            rejects=rejects,
            unlisted=store.rejects.count() - len(rejects),
            index=manifest,
            problem=problem,
            archive_bytes=_sum_sizes(home.path.glob(f"{home.database.name}*")),
            index_bytes=_sum_sizes(home.index.rglob("*")),
            root=root,
            damage=damage,
            followed=store.mirror.read(),
            mirrored=read_mirror_root(store),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFigures:
    """What changes of an archive from hour to hour: the newest `seq`, how many records could not be
    read, and the bytes that the store and all generations take, that are free beside them, and
    that their disk has."""

    last_seq: int
    rejects: int
    archive_bytes: int
    index_bytes: int
    free_bytes: int
    disk_bytes: int


def read_figures(home: ArchiveHome) -> ArchiveFigures:
    """The figures of an archive, which take a few milliseconds, however large it is. Raises
    ArchiveMissingError, ArchiveMismatchError, ArchiveDamagedError."""
    disk = shutil.disk_usage(home.path)
    with Archive.open(home.database) as store:
        return ArchiveFigures(
            last_seq=store.last_seq(),
            rejects=store.rejects.count(),
            archive_bytes=_sum_sizes(home.path.glob(f"{home.database.name}*")),
            index_bytes=_sum_sizes(home.index.rglob("*")),
            free_bytes=disk.free,
            disk_bytes=disk.total,
        )


def _sum_sizes(paths: Iterable[Path]) -> int:
    """The bytes that files take; one that several generations share is counted once."""
    sizes: dict[tuple[int, int], int] = {}
    for path in paths:
        try:
            stat = path.stat()
        except FileNotFoundError:
            # Swept meanwhile.
            continue
        if path.is_file():
            sizes[stat.st_dev, stat.st_ino] = stat.st_size
    return sum(sizes.values())
