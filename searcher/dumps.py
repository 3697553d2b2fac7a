"""The bulk dump that an archive gives to everybody, but for what may not be given any more.

A take-down holds from the moment it is written, and a dump is written at night: until the next one
the file with the article is held back. So are all files where something is no longer public, where
nobody knows any more in which year an article stood, and where the archive was put back since.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from indexer.archive.store import Archive
from indexer.dumping.manifest import CURRENT, MANIFEST, DumpedYear, DumpManifest, read_dump
from indexer.errors import DumpMissingError, DumpOutdatedError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings


@dataclass(frozen=True, slots=True)
class ServedDump:
    """The newest dump: its folder, what it is, and the names of the files that are held back."""

    folder: Path
    manifest: DumpManifest
    held_back: frozenset[str]

    def find(self, name: str) -> DumpedYear:
        """The file of a name. Raises DumpMissingError where there is none, and DumpOutdatedError
        for one that is held back."""
        for year in self.manifest.files:
            if year.name == name:
                if name in self.held_back:
                    raise DumpOutdatedError(name)
                return year
        raise DumpMissingError(name)


def has_dump(home: ArchiveHome) -> bool:
    """Whether an archive offers a dump."""
    return (home.dumps / CURRENT / MANIFEST).exists()


def find_dump(home: ArchiveHome, settings: Settings) -> ServedDump:
    """The newest dump of an archive. Raises DumpMissingError where it has none."""
    found = read_dump(home.dumps)
    if found is None:
        raise DumpMissingError("")
    folder, manifest = found
    return ServedDump(folder, manifest, frozenset(_hold_back(home, settings, manifest)))


def _hold_back(home: ArchiveHome, settings: Settings, manifest: DumpManifest) -> set[str]:
    every = {year.name for year in manifest.files}
    if not set(manifest.public_fields) <= set(settings.public_fields):
        return every
    zone = ZoneInfo(manifest.zone)
    with Archive.open(home.database) as archive:
        if not manifest.is_of(archive.history):
            return every
        held: set[str] = set()
        for gone in archive.deletions(manifest.seq):
            versions = [one.article for one in archive.versions(gone.id) if one.article]
            if not versions:
                # Its texts were purged, and might stand in any of them.
                return every
            for article in versions:
                year = manifest.find(article.published.astimezone(zone).year)
                held.update({year.name} if year else ())
    return held
