"""Checking a backup: all of it is read, and compared with its checksums."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.backup.manifest import BackupManifest, read_file, read_manifest
from indexer.backup.parts import OpenParts
from indexer.progress import Progress


@dataclass(frozen=True, slots=True)
class CheckJob:
    """Checks the backup in a folder; it writes nothing."""

    path: Path

    def run(self, progress: Progress) -> BackupManifest:
        """What the backup is. Raises BackupDamagedError, which says what is not as it was, and
        JobCancelledError."""
        manifest = read_manifest(self.path)
        for file in manifest.files:
            read_file(self.path, file)
        progress.start("check", manifest.database.size, "bytes")
        with OpenParts(self.path, manifest) as parts:
            parts.copy(_forget, progress.advance)
        return manifest


def _forget(_: bytes) -> None:
    """What is only checked goes nowhere."""
