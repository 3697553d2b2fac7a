"""The doctor: everything is looked at, nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from indexer.backup.job import read_note
from indexer.building.job import IndexWork
from indexer.building.verify import VerifyJob
from indexer.errors import (
    ArchiveLockedError,
    IndexDamagedError,
    UnavailableError,
    VersionDamagedError,
)
from indexer.home.paths import ArchiveHome, open_home
from indexer.home.settings import load_analyzer, read_settings
from indexer.progress import Progress
from indexer.status import read_status
from searcher.doctor.finding import Finding
from searcher.doctor.hooks import check_hooks
from searcher.doctor.index_state import check_index, check_status
from searcher.doctor.settings_files import check_lists, check_settings
from searcher.doctor.upkeep import (
    check_backup,
    check_backup_whole,
    check_disk,
    check_former,
    check_generations,
    check_rights,
)
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.tagging.compiling import TagBook

# "quick" reads what is cheap to read, "full" every version, every file of the index and of the last
# backup.
Depth = Literal["quick", "full"]

_ORDER = ("wrong", "due", "advice")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoctorJob:
    """Looks an archive over: what is wrong or due, each with the one command that mends it.

    `backup_age` is how old a backup may be.
    """

    path: Path
    depth: Depth = "quick"
    backup_age: timedelta = timedelta(days=2)
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def run(self, progress: Progress) -> list[Finding]:
        """All that was found, what is wrong first. Raises ArchiveMissingError, OSError and
        JobCancelledError."""
        found = list(self._examine(progress))
        return sorted(found, key=lambda one: _ORDER.index(one.weight))

    def _examine(self, progress: Progress) -> Iterator[Finding]:
        home = open_home(self.path)
        progress.start("examine", None)
        yield from check_former(home)
        yield from check_rights(home)
        wrong = list(check_settings(home))
        yield from wrong
        if not wrong:
            yield from self._examine_archive(home, progress)
        yield from check_generations(home)
        yield from check_backup(home, self.now, self.backup_age)
        if self.depth == "full":
            yield from check_backup_whole(home, progress)

    def _examine_archive(self, home: ArchiveHome, progress: Progress) -> Iterator[Finding]:
        """What can be known where the settings are right."""
        settings = read_settings(home)
        home = replace(home, cluster=settings.opensearch)
        analyzer = load_analyzer(home, settings)
        try:
            status = read_status(home, settings, analyzer)
            yield from check_status(status, self.now)
            if status.damage is not None and self.depth != "full":
                # In full, all that is damaged is told.
                yield _blame_archive(home, status.damage)
            yield from check_lists(home, settings, analyzer)
            if status.index is not None:
                yield from check_index(home, status.index, analyzer)
            yield from check_hooks(home, self.now)
            yield from check_disk(home, status.archive_bytes, status.index_bytes)
            if self.depth == "full":
                gate = make_gate(home, analyzer, GoldenQueries())
                book = TagBook(home.tags_file, analyzer)
                work = IndexWork(home, settings, analyzer, gate, book)
                yield from _verify(VerifyJob(work), home, progress)
        except UnavailableError as error:
            yield _blame_archive(home, error)


def _verify(job: VerifyJob, home: ArchiveHome, progress: Progress) -> Iterator[Finding]:
    try:
        report = job.run(progress)
    except ArchiveLockedError as error:
        yield Finding("archive", "advice", f"not verified: {error}", "letopis doctor --full")
        return
    for version in report.archive.versions:
        yield _blame_archive(home, VersionDamagedError(home.database, (version,)))
    for fault in report.archive.faults:
        yield Finding("archive", "wrong", fault, _name_restore(home) or "letopis export")
    if isinstance(report.index, UnavailableError):
        # That there is none, or of another release, is told by the status.
        if isinstance(report.index, IndexDamagedError):
            yield Finding("index", "wrong", str(report.index), report.index.command)
        return
    for failure in report.index.gate.failures:
        yield Finding("index", "wrong", str(failure), "letopis index")


def _blame_archive(home: ArchiveHome, error: UnavailableError) -> Finding:
    # What imports heal needs no backup.
    is_healed = isinstance(error, VersionDamagedError)
    command = error.command if is_healed else _name_restore(home) or error.command
    return Finding("archive", "wrong", str(error), command)


def _name_restore(home: ArchiveHome) -> str | None:
    note = read_note(home)
    return f"letopis --home NEW backup restore {note.path}" if note else None
