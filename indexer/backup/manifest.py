"""What a backup is on disk.

    DIR/<name>/backup.json        what it is, written last, with a checksum of its own
    DIR/<name>/parts/<name>       blocks of archive.db that this or an earlier backup wrote
    DIR/<name>/archive.map        which block stands where in the parts
    DIR/<name>/files/…            the files of the home that people write
    DIR/<name>/generations/…      the manifests of the generations that were there
    DIR/<name>/take-downs.json    what was taken down, for restores of earlier backups
    DIR/<name>.partial/           one that is being written, or was killed

Names are moments, and sort by time. What an earlier backup holds too is a hard link to it, so each
folder is whole by itself: any may be removed, copied elsewhere, or lost, and the others stay.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from indexer.archive.log import TakeDown
from indexer.engines.checksums import sum_bytes
from indexer.errors import BackupDamagedError, BackupMissingError, IndexDamagedError
from indexer.generations.manifest import read_sealed, write_sealed

BACKUP_FORMAT = 1
MANIFEST = "backup.json"
PARTIAL = ".partial"
TAKE_DOWNS = "take-downs.json"

_TIME = "%Y%m%dT%H%M%SZ"
_NEXT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a backup: its name within the folder, its checksum, and its mode in the home."""

    name: str
    digest: str
    mode: int


@dataclass(frozen=True, slots=True)
class StoredDatabase:
    """archive.db in a backup: its size in bytes, its checksum, its mode, and the parts that hold
    its blocks."""

    size: int
    digest: str
    mode: int
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupManifest:
    """What a backup is: of what release, what it holds, and the checksums of it. `generation` is
    the index that was served then; `damaged` counts the stored versions that were not what was
    stored when it was taken."""

    format: int
    name: str
    taken: datetime
    release: str
    articles: int
    deleted: int
    versions: int
    last_seq: int
    generation: str | None
    damaged: int
    database: StoredDatabase
    files: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class ToldTakeDown:
    """That a take-down was told by the archive that a mirror follows: the identity of that, and the
    `seq` there."""

    archive: str
    seq: int


@dataclass(frozen=True, slots=True)
class StoredTakeDown:
    """A take-down as a backup keeps it, whether its texts were purged, and by whom it was told,
    None where it was made here."""

    gone: TakeDown
    is_purged: bool
    told: ToldTakeDown | None = None


@dataclass(frozen=True, slots=True)
class ListedBackup:
    """A backup in a folder of them: what it is, or why that cannot be read."""

    path: Path
    manifest: BackupManifest | None
    damage: BackupDamagedError | None


def name_backup(folder: Path) -> str:
    """A new name, behind all that are there even where the clock was set back."""
    moment = datetime.now(UTC)
    for name in list_names(folder):
        moment = max(moment, datetime.strptime(name, _TIME).replace(tzinfo=UTC) + _NEXT)
    return f"{moment:{_TIME}}"


def list_names(folder: Path) -> list[str]:
    """The names of the backups in a folder, oldest first; damaged ones are among them."""
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if _is_name(path.name) and path.is_dir())


def is_backup(path: Path) -> bool:
    """Whether a folder is a backup, or was one."""
    return (path / MANIFEST).exists() or (path.is_dir() and _is_name(path.name))


def list_backups(folder: Path) -> list[ListedBackup]:
    """The backups in a folder, oldest first. Raises BackupMissingError where there are none."""
    found: list[ListedBackup] = []
    for name in list_names(folder):
        path = folder / name
        try:
            found.append(ListedBackup(path, read_manifest(path), None))
        except BackupDamagedError as error:
            found.append(ListedBackup(path, None, error))
    if not found:
        raise BackupMissingError(folder)
    return found


def find_newest(folder: Path) -> ListedBackup | None:
    """The newest backup of a folder whose manifest can be read."""
    with suppress(BackupMissingError):
        return next((one for one in reversed(list_backups(folder)) if one.manifest), None)
    return None


def read_manifest(path: Path) -> BackupManifest:
    """What the backup in a folder is. Raises BackupDamagedError."""
    try:
        manifest = read_sealed(path / MANIFEST, BackupManifest, path.name)
    except IndexDamagedError as error:
        raise BackupDamagedError(path, error.reason) from error
    if manifest.format != BACKUP_FORMAT:
        reason = f"written by release {manifest.release}, whose backups this one does not read"
        raise BackupDamagedError(path, reason)
    for name in (*manifest.database.parts, *(file.name for file in manifest.files)):
        # Whoever sends a packed backup must not choose what is written where.
        if name.startswith("/") or ".." in name.split("/"):
            raise BackupDamagedError(path, f"{MANIFEST} names a file elsewhere: {name!r}")
    return manifest


def write_manifest(path: Path, manifest: BackupManifest) -> None:
    """Write what makes a folder a backup."""
    write_sealed(path / MANIFEST, manifest)


def read_file(path: Path, file: StoredFile) -> bytes:
    """A small file of a backup. Raises BackupDamagedError where it is not what was written."""
    try:
        content = (path / file.name).read_bytes()
    except OSError as error:
        raise BackupDamagedError(path, f"{file.name}: {error.strerror}") from error
    if sum_bytes(content) != file.digest:
        raise BackupDamagedError(path, f"{file.name} was changed")
    return content


def encode_take_downs(taken: Sequence[StoredTakeDown]) -> bytes:
    """Take-downs as a backup keeps them."""
    return msgspec.json.encode(taken)


def read_take_downs(path: Path, manifest: BackupManifest) -> list[StoredTakeDown]:
    """What was taken down when a backup was taken. Raises BackupDamagedError."""
    (file,) = (file for file in manifest.files if file.name == TAKE_DOWNS)
    return msgspec.json.decode(read_file(path, file), type=list[StoredTakeDown])


def _is_name(name: str) -> bool:
    try:
        datetime.strptime(name, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True
