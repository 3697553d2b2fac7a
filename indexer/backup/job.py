"""The backup job: one more backup in a folder of them, and the oldest ones removed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import msgspec

from indexer.backup.manifest import PARTIAL, find_newest, list_backups, name_backup
from indexer.backup.writing import WrittenBackup, write_backup
from indexer.errors import OptionError
from indexer.home.durable import sync_folder, write_durably
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress

# A month of nights.
KEPT = 30

# Names of other kinds of packed files: whoever gives one does not mean a folder.
_NO_FOLDERS = frozenset({".bz2", ".gz", ".tar", ".tgz", ".xz", ".zip", ".zst"})


@dataclass(frozen=True, slots=True)
class BackupNote:
    """Where the last backup of an archive went, and when."""

    path: str
    taken: Annotated[datetime, msgspec.Meta(tz=True)]


@dataclass(frozen=True, slots=True)
class BackupReport:
    """A backup that was taken, where it stands, and the backups that were removed, the leftovers of
    killed ones among them."""

    path: Path
    backup: WrittenBackup
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BackupJob:
    """Takes a backup of an archive into a folder of them, and leaves the `keep` newest there.

    Others may search, import and index meanwhile. Where stored texts turn out to be damaged the
    backup is taken all the same, and no earlier one is removed: they may hold those texts whole.
    """

    home: ArchiveHome
    folder: Path
    keep: int = KEPT

    def run(self, progress: Progress) -> BackupReport:
        """Take it. Raises OptionError for what cannot be a folder, ArchiveMissingError,
        ArchiveDamagedError, ArchiveLockedError where another backup is written there, OSError, and
        JobCancelledError."""
        if self.folder.is_file() or self.folder.suffix.lower() in _NO_FOLDERS:
            raise OptionError("DIR|FILE", f"{self.folder}: a packed backup is a .tar.zst")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Of the folder, not of the archive: an import may go on.
        with writing(ArchiveHome(self.folder)):
            leftovers = _sweep(self.folder)
            newest = find_newest(self.folder)
            earlier = newest.path if newest else None
            name = name_backup(self.folder)
            path = self.folder / name
            with unfinished(path) as folder:
                written = write_backup(self.home, folder, name, progress, earlier)
                folder.rename(path)
                sync_folder(self.folder)
            removed = () if written.manifest.damaged else _prune(self.folder, self.keep)
        note_backup(self.home, BackupNote(str(path.absolute()), written.manifest.taken))
        return BackupReport(path, written, (*leftovers, *removed))


def note_backup(home: ArchiveHome, note: BackupNote) -> None:
    """Let the home know of its last backup."""
    # A home that may only be read can be backed up.
    with suppress(OSError):
        write_durably(home.last_backup, msgspec.json.encode(note))


def read_note(home: ArchiveHome) -> BackupNote | None:
    """What the home knows of its last backup; None for nothing."""
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(home.last_backup.read_bytes(), type=BackupNote)
    return None


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """The folder in which what is to be `path` is written; whatever is left of it is removed."""
    folder = path.with_name(f"{path.name}{PARTIAL}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(folder: Path) -> tuple[str, ...]:
    """Remove what killed backups left."""
    left = sorted(path for path in folder.iterdir() if path.name.endswith(PARTIAL))
    for path in left:
        shutil.rmtree(path)
    return tuple(path.name for path in left)


def _prune(folder: Path, keep: int) -> tuple[str, ...]:
    """Remove all backups but the newest; damaged ones count for nothing, and go when they are older
    than those that stay."""
    backups = list_backups(folder)
    sound = [backup.path.name for backup in backups if backup.manifest][-keep:]
    doomed = [backup.path for backup in backups if backup.path.name < sound[0]]
    for path in doomed:
        # Removed halfway, it must not pass for a backup.
        aside = path.with_name(f"{path.name}{PARTIAL}")
        path.rename(aside)
        shutil.rmtree(aside)
    return tuple(path.name for path in doomed)
