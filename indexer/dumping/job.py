"""The dump job: a new set of files with all that the archive publishes, beside the one before."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import msgspec

from indexer.archive.connection import connect
from indexer.archive.roots import read_root
from indexer.archive.store import Archive
from indexer.backup.parts import share_file
from indexer.dumping.listing import DumpListing
from indexer.dumping.manifest import (
    CURRENT,
    DUMP_FORMAT,
    MANIFEST,
    PARTIAL,
    SUMS,
    TIME,
    DumpedYear,
    DumpManifest,
    list_sets,
    read_dump,
)
from indexer.dumping.writing import is_whole, write_public, write_year
from indexer.errors import OptionError
from indexer.home.durable import sync_folder, sync_tree
from indexer.home.labels import read_labels
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.labels import NAMED_KINDS, Labels
from indexer.progress import Progress

# Sets that stay: the newest, and the one that somebody may still be reading.
_KEPT = 2
_MODE = 0o755


@dataclass(frozen=True, slots=True)
class DumpReport:
    """A dump that was written: where, what it is, and the names of the files that were written
    anew, not taken over."""

    path: Path
    manifest: DumpManifest
    written: tuple[str, ...]


@dataclass(slots=True)
class _Set:
    """A set that is being written."""

    folder: Path
    files: list[DumpedYear] = field(default_factory=list)
    written: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DumpJob:
    """Writes all that the archive publishes into a folder, a file a year.

    What is taken down, old versions, and what is not public stay out. Others may search, import and
    index meanwhile.
    """

    home: ArchiveHome
    settings: Settings
    folder: Path

    def run(self, progress: Progress) -> DumpReport:
        """Write a set and let `current` lead to it. Raises OptionError for what is no folder,
        SettingsError, VersionDamagedError, ArchiveLockedError where another dump is written there,
        OSError and JobCancelledError; the set before then stays."""
        if self.folder.exists() and not self.folder.is_dir():
            raise OptionError("DIR", f"{self.folder}: no folder")
        current = self.folder / CURRENT
        if current.exists() and not current.is_symlink():
            raise OptionError("DIR", f"{current} is no link, as that of a dump is: remove it")
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(_MODE)
        Archive.open(self.home.database).close()
        # Of the folder, not of the archive: an import may go on.
        with writing(ArchiveHome(self.folder)):
            self._sweep()
            path, is_outdated = self._name_set(), self._is_outdated()
            unfinished = path.with_name(f"{path.name}{PARTIAL}")
            unfinished.mkdir(mode=_MODE)
            try:
                report = self._write(_Set(unfinished), progress)
                unfinished.rename(path)
            except BaseException:
                shutil.rmtree(unfinished, ignore_errors=True)
                raise
            self._switch(path)
            for old in list_sets(self.folder)[: -1 if is_outdated else -_KEPT]:
                shutil.rmtree(old)
        return DumpReport(path, report.manifest, report.written)

    def _write(self, found: _Set, progress: Progress) -> DumpReport:
        fields = self.settings.public_fields
        with closing(connect(self.home.database)) as db, db.reading():
            archive = Archive(db)
            seq, identity = archive.last_seq(), archive.history.identity
            checkpoint = archive.history.checkpoint(seq)
            labels = Labels()
            read_labels(self.home.labels_file, labels)
            archive.load_labels(labels)
            listing = DumpListing(db, self.settings.zone_info, fields)
            progress.start("list", archive.count())
            listing.fill(progress)
            self._write_years(found, listing, labels, progress)
        root = read_root(self.home, fields, seq, progress.check)
        url = self.settings.base_url
        manifest = DumpManifest(
            format=DUMP_FORMAT,
            archive=identity,
            name=self.settings.name,
            url=url,
            about=f"{url}/about" if url else "",
            taken=datetime.now(UTC),
            release=version("letopis"),
            zone=self.settings.zone,
            public_fields=fields,
            seq=seq,
            root=root.hash,
            checkpoint=checkpoint,
            articles=sum(year.articles for year in found.files),
            files=tuple(found.files),
        )
        sums = "".join(f"{year.sha256}  {year.name}\n" for year in found.files)
        write_public(found.folder / SUMS, sums.encode())
        write_public(found.folder / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest)))
        sync_tree(found.folder)
        return DumpReport(found.folder, manifest, tuple(found.written))

    def _write_years(
        self, found: _Set, listing: DumpListing, labels: Labels, progress: Progress
    ) -> None:
        former = read_dump(self.folder)
        made_by = _name_means(labels, self.settings)
        years = listing.years()
        progress.start("dump", sum(articles for _, articles in years))
        for year, articles in years:
            made_of = listing.name_state(year, made_by)
            path = found.folder / f"{year}.jsonl.gz"
            known = former[1].find(year) if former else None
            if former and known and known.made_of == made_of:
                before = former[0] / known.name
                if is_whole(before, known):
                    share_file(before, path)
                    found.files.append(known)
                    progress.advance(articles)
                    continue
            written = write_year(path, year, listing.read(year), labels, made_of, progress)
            found.files.append(written)
            if former and known and written.sha256 == known.sha256:
                before = former[0] / known.name
                if is_whole(before, known):
                    # Names changed that it does not have.
                    path.unlink()
                    share_file(before, path)
                    continue
            found.written.append(path.name)

    def _switch(self, path: Path) -> None:
        """Let `current` lead to a set, in one step."""
        link = self.folder / f"{CURRENT}{PARTIAL}"
        link.unlink(missing_ok=True)
        link.symlink_to(path.name)
        link.replace(self.folder / CURRENT)
        sync_folder(self.folder)

    def _is_outdated(self) -> bool:
        """Whether the newest set has what was taken down since, or nobody can tell: then it is not
        to be read any more."""
        former = read_dump(self.folder)
        if former is None:
            return False
        with Archive.open(self.home.database) as archive:
            manifest = former[1]
            return not manifest.is_of(archive.history) or any(archive.deletions(manifest.seq))

    def _name_set(self) -> Path:
        """A name later than that of every set there is."""
        now = datetime.now(UTC).replace(microsecond=0)
        sets = list_sets(self.folder)
        if sets:
            last = datetime.strptime(sets[-1].name, TIME).replace(tzinfo=UTC)
            now = max(now, last + timedelta(seconds=1))
        return self.folder / now.strftime(TIME)

    def _sweep(self) -> None:
        """Remove what killed dumps left, and sets that nobody was led to."""
        newest = read_dump(self.folder)
        for path in self.folder.iterdir():
            if path.name.endswith(PARTIAL):
                path.unlink() if path.is_symlink() else shutil.rmtree(path)
        for path in list_sets(self.folder):
            if newest is not None and path.name > newest[0].name:
                shutil.rmtree(path)


def _name_means(labels: Labels, settings: Settings) -> str:
    """Names what else than its articles decides what a file says."""
    names = {kind: labels.of(kind) for kind in NAMED_KINDS}
    told = (DUMP_FORMAT, settings.public_fields, settings.zone, names)
    return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()
