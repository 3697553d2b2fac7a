"""The verify job: the current generation against its checksums and the archive."""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.archive.store import Archive
from indexer.building.job import Candidate, IndexReport, IndexWork
from indexer.gate_report import GateReport
from indexer.generations.folders import (
    check_files,
    current_generation,
)
from indexer.generations.manifest import (
    check_compatible,
    read_labels_of,
    read_manifest,
)
from indexer.home.lock import writing
from indexer.progress import Progress


@dataclass(frozen=True, slots=True)
class VerifyJob:
    """Checks the current generation: every file against its checksum and, where it has all of the
    archive's changes, its contents against the archive."""

    work: IndexWork

    def run(self, progress: Progress) -> IndexReport:
        """What was found, and what passed, stands in the report's `gate`. Raises UnavailableError,
        ArchiveLockedError and JobCancelledError."""
        work, home = self.work, self.work.home
        with Archive.open(home.database) as archive, writing(home):
            manifest = read_manifest(home, current_generation(home))
            check_compatible(manifest, work.analyzer, work.settings.zone)
            progress.start("verify", None)
            check_files(home, manifest)
            if archive.last_seq() != manifest.last_seq:
                return IndexReport(manifest, gate=GateReport(passed=("files",)))
            folder = home.index / manifest.generation
            labels = read_labels_of(home, manifest)
            gate = work.gate(Candidate(folder, manifest, labels), archive)
        return IndexReport(manifest, gate=replace(gate, passed=("files", *gate.passed)))
