"""Restoring: an archive home made of a backup, as it was or as it had been at an earlier `seq`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from indexer.archive.connection import ArchiveConnection, connect
from indexer.archive.purging import list_purged
from indexer.archive.rewinding import rewind, skip_numbers
from indexer.archive.store import Archive
from indexer.archive.tables import set_up
from indexer.backup.job import unfinished
from indexer.backup.manifest import (
    BackupManifest,
    find_newest,
    is_backup,
    list_backups,
    read_file,
    read_manifest,
    read_take_downs,
)
from indexer.backup.packing import is_packed, unpack
from indexer.backup.parts import OpenParts
from indexer.backup.writing import FILES
from indexer.errors import ArchiveDamagedError, BackupDamagedError, OptionError
from indexer.home.durable import name_beside, sync_folder
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.operations.alert_matches import take_back_alerts
from indexer.operations.queue import JobQueue
from indexer.progress import Progress

# What SQLite writes beside a database.
_SUFFIXES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What was restored: the backup, how many articles there are, the `seq` of the newest version;
    how many articles were taken back to an earlier `seq`, how many are taken down because a later
    backup says so, and the files that were there already and stayed."""

    manifest: BackupManifest
    articles: int
    last_seq: int
    rewound: int
    taken_down: int
    kept_files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RestoreJob:
    """Restores a backup into a home without an archive: a folder of a backup, one of backups, of
    which the newest is meant, or a packed file. With a `seq` the archive is what it was then.

    Take-downs hold: those of later `seq`, and those that the newest backup beside this one tells
    of, are in force in what is restored. The home has an archive when all of it is restored, and
    none before.
    """

    home: ArchiveHome
    backup: Path
    seq: int | None = None

    def run(self, progress: Progress) -> RestoreReport:
        """Restore it. Raises OptionError for a home that holds an archive and a `seq` that the
        backup does not reach, BackupMissingError, BackupDamagedError, OSError and
        JobCancelledError."""
        self.home.path.mkdir(parents=True, exist_ok=True)
        with writing(self.home), self._open() as path:
            manifest = read_manifest(path)
            self._check(manifest)
            contents = [
                (file, read_file(path, file))
                for file in manifest.files
                if file.name.startswith(f"{FILES}/")
            ]
            with _beside(self.home) as database:
                _assemble(path, manifest, database, progress)
                # One of an earlier release is brought up to date first.
                Archive.open(database).close()
                with closing(connect(database)) as db:
                    set_up(db)
                    archive = Archive(db)
                    rewound, taken_down = self._amend(db, path, manifest)
                    archive.compact()
                    articles, last_seq = archive.count(), archive.last_seq()
                kept: list[str] = []
                for file, content in contents:
                    name = file.name.removeprefix(f"{FILES}/")
                    if not _write_new(self.home.path / name, content, file.mode):
                        kept.append(name)
                # They are kept by themselves, and may be of a later moment.
                with suppress(ArchiveDamagedError):
                    take_back_alerts(self.home.operations, last_seq)
                    # What was asked of the archive as it was is not to be done to this one.
                    if self.home.operations.exists():
                        JobQueue.of(self.home).abandon()
                database.chmod(manifest.database.mode)
                database.rename(self.home.database)
                sync_folder(self.home.path)
        return RestoreReport(manifest, articles, last_seq, rewound, taken_down, tuple(kept))

    @contextmanager
    def _open(self) -> Iterator[Path]:
        """The folder of the backup that is meant."""
        if self.home.database.exists():
            raise OptionError(
                "--home",
                f"{self.home.path} holds an archive; restore into a folder without one",
            )
        if is_packed(self.backup):
            with unfinished(self.home.path / "restore") as folder, _blaming(self.backup):
                unpack(self.backup, folder)
                yield folder
        elif is_backup(self.backup):
            yield self.backup
        else:
            newest = list_backups(self.backup)[-1]
            if newest.damage is not None:
                # An earlier one is taken by whoever names it.
                raise newest.damage
            yield newest.path

    def _check(self, manifest: BackupManifest) -> None:
        if self.seq is not None and not 0 <= self.seq <= manifest.last_seq:
            raise OptionError(
                "--seq", f"{self.seq}; backup {manifest.name} ends with {manifest.last_seq}"
            )

    def _amend(
        self, db: ArchiveConnection, path: Path, manifest: BackupManifest
    ) -> tuple[int, int]:
        """How many articles were taken back, and how many are taken down by a later backup."""
        newest = find_newest(path.parent)
        rewound = taken_down = 0
        with db.transaction():
            if self.seq is not None and self.seq < manifest.last_seq:
                rewound = rewind(db, self.seq)
            if newest and newest.manifest and newest.manifest.name > manifest.name:
                skip_numbers(db, newest.manifest.last_seq)
                taken_down = _take_down(db, newest.path, newest.manifest)
        return rewound, taken_down


@contextmanager
def _blaming(packed: Path) -> Iterator[None]:
    """What is damaged of a packed backup is told of its file."""
    try:
        yield
    except BackupDamagedError as error:
        raise BackupDamagedError(packed, error.reason) from error


def _take_down(db: ArchiveConnection, path: Path, manifest: BackupManifest) -> int:
    """Take down what a later backup says is taken down; how many articles were not."""
    archive = Archive(db)
    taken = read_take_downs(path, manifest)
    known = {gone.id for gone in archive.deletions()}
    later = [stored.gone for stored in taken if stored.gone.id not in known]
    for gone in later:
        archive.log.bury(gone)
    # To purge takes a look through the archive for each.
    done = list_purged(db)
    for stored in taken:
        if stored.is_purged and stored.gone.id not in done:
            archive.purge(stored.gone.id)
    return len(later)


def _assemble(path: Path, manifest: BackupManifest, target: Path, progress: Progress) -> None:
    progress.start("restore", manifest.database.size, "bytes")
    target.touch(0o600)
    with OpenParts(path, manifest) as parts, target.open("wb", buffering=2**20) as file:
        parts.copy(file.write, progress.advance)
        file.flush()
        os.fsync(file.fileno())


def _write_new(path: Path, content: bytes, mode: int) -> bool:
    """Write a file where there is none; whether there was none."""
    if path.exists() or path.is_symlink():
        return path.is_file() and path.read_bytes() == content
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = name_beside(path)
    beside.write_bytes(content)
    beside.chmod(mode)
    beside.rename(path)
    return True


@contextmanager
def _beside(home: ArchiveHome) -> Iterator[Path]:
    """Where the archive is made before it takes its place; what is left of it is removed, before
    that of a killed restore too."""
    database = name_beside(home.database)
    names = [database.name, *(database.name + suffix for suffix in _SUFFIXES)]
    paths = [home.path / name for name in names]
    for path in paths:
        path.unlink(missing_ok=True)
    try:
        yield database
    finally:
        for path in paths:
            path.unlink(missing_ok=True)
