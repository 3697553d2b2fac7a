"""A backup as one file, to be carried away: the folder of a backup that is whole by itself, packed.

It is a `.tar.zst`: `tar --zstd -xf FILE` unpacks it, and the one file in `parts/` is archive.db.
"""

from __future__ import annotations

import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from indexer.backup.job import BackupNote, BackupReport, note_backup, unfinished
from indexer.backup.manifest import name_backup
from indexer.backup.writing import write_backup
from indexer.errors import BackupDamagedError, OptionError
from indexer.home.durable import replacing
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKED = ".tar.zst"


def is_packed(path: Path) -> bool:
    """Whether a path names a packed backup, or one that is to be."""
    return path.name.endswith(PACKED) and not path.is_dir()


@dataclass(frozen=True, slots=True)
class PackJob:
    """Takes a backup of an archive as one file, which has its name when all of it is written. It
    needs the room of the archive beside it meanwhile."""

    home: ArchiveHome
    path: Path

    def run(self, progress: Progress) -> BackupReport:
        """Take it. Raises OptionError for a file that is there, ArchiveMissingError,
        ArchiveDamagedError, OSError and JobCancelledError."""
        if self.path.exists():
            raise OptionError("DIR|FILE", f"{self.path} is there already")
        with unfinished(self.path) as folder:
            backup = write_backup(self.home, folder, name_backup(folder), progress)
            progress.start("pack", None)
            with (
                replacing(self.path) as file,
                zstd.open(file, "wb") as packed,
                tarfile.open(fileobj=packed, mode="w|") as archive,
            ):
                for path in sorted(folder.rglob("*")):
                    progress.check()
                    archive.add(path, path.relative_to(folder).as_posix(), recursive=False)
            self.path.chmod(0o600)
        note_backup(self.home, BackupNote(str(self.path.absolute()), backup.manifest.taken))
        return BackupReport(self.path, backup)


def unpack(path: Path, folder: Path) -> None:
    """Unpack a backup into a folder. Raises BackupDamagedError, and OSError."""
    try:
        with zstd.open(path, "rb") as packed, tarfile.open(fileobj=packed, mode="r|") as archive:
            archive.extractall(folder, filter="data")
    except (zstd.ZstdError, tarfile.TarError, EOFError) as error:
        raise BackupDamagedError(path, str(error)) from error
