"""One backup, written into a folder."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from indexer.archive.checking import find_damaged
from indexer.archive.connection import connect_still
from indexer.archive.purging import list_purged
from indexer.archive.store import Archive
from indexer.backup.home_files import MOST_BYTES, list_home_files, read_mode
from indexer.backup.manifest import (
    BACKUP_FORMAT,
    TAKE_DOWNS,
    BackupManifest,
    StoredFile,
    StoredTakeDown,
    ToldTakeDown,
    encode_take_downs,
    read_manifest,
    write_manifest,
)
from indexer.backup.parts import OpenParts, Written, share_file, write_changed, write_whole
from indexer.backup.snapshot import copy_database
from indexer.engines.checksums import sum_bytes
from indexer.errors import ArchiveMissingError, BackupDamagedError, UnavailableError
from indexer.generations.folders import current_generation, list_generations
from indexer.home.durable import sync_tree
from indexer.home.paths import ArchiveHome
from indexer.operations.database import read_database
from indexer.progress import Progress

FILES = "files"
_GENERATIONS = "generations"
_OWN_MODE = 0o600


@dataclass(frozen=True, slots=True)
class WrittenBackup:
    """A backup that was written, the bytes that were written for it, and the files of the home that
    are too large to be settings, and were left out."""

    manifest: BackupManifest
    written: int
    left_out: tuple[str, ...]


def write_backup(
    home: ArchiveHome, folder: Path, name: str, progress: Progress, earlier: Path | None = None
) -> WrittenBackup:
    """Write a backup into an empty folder; where an earlier one is given only what that has not:
    all of it is on the disk then. Raises ArchiveMissingError, ArchiveDamagedError, OSError and
    JobCancelledError."""
    if not home.database.exists():
        raise ArchiveMissingError(home.path)
    writer = _FileWriter(home, folder, earlier)
    writer.keep_files()
    generation = writer.keep_generations()
    copy = folder / home.database.name
    progress.start("copy", home.database.stat().st_size, "bytes")
    taken = datetime.now(UTC)
    tally = copy_database(home.database, copy, progress.advance)
    progress.start("check", None)
    with closing(connect_still(copy)) as db:
        store = Archive(db)
        writer.keep_take_downs(store, list_purged(db))
        last_seq = store.last_seq()
        damaged = sum(1 for _ in find_damaged(db))
    database = _store(copy, name, read_mode(home.database), earlier, progress)
    manifest = BackupManifest(
        format=BACKUP_FORMAT,
        name=name,
        taken=taken,
        release=version("letopis"),
        articles=tally.articles,
        deleted=tally.deleted,
        versions=tally.versions,
        last_seq=last_seq,
        generation=generation,
        damaged=damaged,
        database=database.database,
        files=tuple(writer.files),
    )
    write_manifest(folder, manifest)
    sync_tree(folder)
    return WrittenBackup(manifest, database.written + writer.written, tuple(writer.left_out))


def _store(copy: Path, name: str, mode: int, earlier: Path | None, progress: Progress) -> Written:
    folder = copy.parent
    # The mode of the archive is restored; here it is nobody's but the owner's.
    copy.chmod(_OWN_MODE)
    progress.start("store", copy.stat().st_size, "bytes")
    with ExitStack() as opened:
        parts = None
        if earlier is not None:
            try:
                parts = opened.enter_context(OpenParts(earlier, read_manifest(earlier)))
            except BackupDamagedError:
                # What cannot be built upon is not.
                parts = None
        if parts is None:
            return write_whole(copy, folder, name, mode, progress.advance)
        return write_changed(copy, folder, name, mode, parts, progress.advance)


class _FileWriter:
    """Writes the small files of a backup, and remembers them."""

    def __init__(self, home: ArchiveHome, folder: Path, earlier: Path | None) -> None:
        self._home = home
        self._folder = folder
        self._earlier = earlier
        self.files: list[StoredFile] = []
        self.left_out: list[str] = []
        self.written = 0

    def keep_files(self) -> None:
        """The files that people write."""
        for path in list_home_files(self._home):
            name = path.relative_to(self._home.path).as_posix()
            if path.stat().st_size > MOST_BYTES:
                self.left_out.append(name)
            else:
                self._write(f"{FILES}/{name}", path.read_bytes(), read_mode(path))
        operations = self._home.operations
        if operations.exists():
            content = read_database(operations)
            self._write(f"{FILES}/{operations.name}", content, read_mode(operations))

    def keep_generations(self) -> str | None:
        """The manifests of all generations; the name of the one that is served."""
        for name in list_generations(self._home):
            manifest = self._home.index / name / "manifest.json"
            # It may be swept meanwhile, or damaged.
            if manifest.is_file():
                self._write(f"{_GENERATIONS}/{name}.json", manifest.read_bytes(), _OWN_MODE)
        try:
            return current_generation(self._home)
        except UnavailableError:
            return None

    def keep_take_downs(self, store: Archive, purged: set[str]) -> None:
        """What was taken down."""
        followed, told = store.mirror.read(), store.mirror.told_take_downs()
        taken = [
            StoredTakeDown(
                gone,
                gone.id in purged,
                ToldTakeDown(followed.archive, told[gone.id])
                if followed and gone.id in told
                else None,
            )
            for gone in store.log.take_downs()
        ]
        self._write(TAKE_DOWNS, encode_take_downs(taken), _OWN_MODE)

    def _write(self, name: str, content: bytes, mode: int) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        known = self._earlier / name if self._earlier else None
        if known and _holds(known, content, mode):
            share_file(known, path)
        else:
            path.touch(_OWN_MODE)
            path.write_bytes(content)
            path.chmod(mode)
            self.written += len(content)
        self.files.append(StoredFile(name, sum_bytes(content), mode))


def _holds(path: Path, content: bytes, mode: int) -> bool:
    try:
        return path.read_bytes() == content and read_mode(path) == mode
    except OSError:
        return False
