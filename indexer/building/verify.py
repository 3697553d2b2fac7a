"""The verify job: the archive against its digests, and the current generation against its checksums
and the archive."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.archive.checking import ArchiveCheck
from indexer.archive.store import Archive
from indexer.building.job import Candidate, IndexReport, IndexWork
from indexer.errors import UnavailableError
from indexer.gate_report import GateReport
from indexer.generations.folders import (
    check_files,
    current_generation,
)
from indexer.generations.manifest import (
    COPIES,
    check_compatible,
    read_copies,
    read_labels_of,
    read_manifest,
)
from indexer.home.lock import undisturbed
from indexer.progress import Progress


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was found of an archive and of its index: a report on the current generation, whose
    `gate` tells what passed, or why it could not be checked."""

    archive: ArchiveCheck
    index: IndexReport | UnavailableError


@dataclass(frozen=True, slots=True)
class VerifyJob:
    """Checks the archive, every version of every article, and the current generation: every file
    against its checksum and, where the archive is sound and the generation has all of its changes,
    its contents against the archive. It writes nothing: a home that may only be read can be
    checked."""

    work: IndexWork

    def run(self, progress: Progress) -> VerifyReport:
        """Check everything. Raises ArchiveMissingError, ArchiveMismatchError and
        ArchiveDamagedError where no archive can be read, ArchiveLockedError and
        JobCancelledError."""
        home = self.work.home
        with Archive.open(home.database) as archive, undisturbed(home):
            progress.start("verify", None)
            found = archive.check()
            progress.check()
            try:
                return VerifyReport(found, self._check_index(archive, found))
            except UnavailableError as error:
                return VerifyReport(found, error)

    def _check_index(self, archive: Archive, found: ArchiveCheck) -> IndexReport:
        work, home = self.work, self.work.home
        manifest = read_manifest(home, current_generation(home))
        check_compatible(manifest, work.analyzer, work.settings.zone, home.cluster)
        check_files(home, manifest)
        # With what is damaged, or newer, nothing can be compared.
        if not found.is_sound or archive.last_seq() != manifest.last_seq:
            return IndexReport(manifest, gate=GateReport(passed=("files",)))
        folder = home.index / manifest.generation
        labels = read_labels_of(folder, manifest)
        # One of an earlier release knows of none.
        copies = read_copies(folder, manifest) if COPIES in manifest.attached else None
        gate = work.gate(Candidate(folder, manifest, labels, copies=copies), archive)
        return IndexReport(manifest, gate=replace(gate, passed=("files", *gate.passed)))
