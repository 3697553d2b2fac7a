"""What all jobs on an index share: what they work with, how their work is examined and settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.building.announcing import Announcement, Announcer, NoAnnouncer
from indexer.building.tagging import RuleBook
from indexer.errors import (
    GateError,
    VerificationError,
)
from indexer.gate_report import GateReport
from indexer.generations.aside import set_aside
from indexer.generations.folders import (
    generation_name,
    switch_generation,
)
from indexer.generations.manifest import (
    Copies,
    Manifest,
    Tombstone,
    write_manifest,
)
from indexer.generations.sweeping import sweep_generations
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.labels import Labels


@dataclass(frozen=True, slots=True)
class Candidate:
    """A generation as the gate examines it, in its folder. `since` is the `seq` up to which an
    update took over what was checked before; 0 asks for a check against the whole archive. `parent`
    is the generation that an update began with, which holds all but what came since. `copies` are
    the near copies that it knows; None where they are those of an earlier state of the archive."""

    folder: Path
    manifest: Manifest
    labels: Labels
    since: int = 0
    parent: str = ""
    copies: Copies | None = None


# Examines a finished generation. To examine is to search, so this is `searcher.gate.examining` and
# comes in here.
Gate = Callable[[Candidate, Archive], GateReport]


@dataclass(frozen=True, slots=True)
class IndexWork:
    """What every job on an index works with. `announcer` is told before another generation is
    served, and after."""

    home: ArchiveHome
    settings: Settings
    analyzer: Analyzer
    gate: Gate
    rules: RuleBook
    announcer: Announcer = NoAnnouncer()


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a job on an index did: how many articles it wrote and removed, what the gate found, and
    what was announced behind it."""

    manifest: Manifest
    written: int = 0
    removed: int = 0
    gate: GateReport = field(default_factory=GateReport)
    announced: Announcement = Announcement()

    @property
    def seconds(self) -> float:
        return (self.manifest.finished - self.manifest.started).total_seconds()


def list_tombstones(archive: Archive) -> tuple[Tombstone, ...]:
    """What is taken down now, as a generation keeps it: without any text."""
    return tuple(Tombstone(gone.id, gone.when, gone.reason) for gone in archive.deletions())


def list_copies(archive: Archive) -> Copies:
    """The near copies that the archive knows now, as a generation keeps them."""
    return tuple((group.first, *group.copies) for group in archive.copies.groups())


def settle(
    home: ArchiveHome, folder: Path, gate: GateReport, refusal: type[GateError] | None
) -> None:
    """Switch a finished generation in; keep it aside and raise where it is unsound or refused."""
    if gate.failures:
        refusal = VerificationError
    if refusal is None:
        switch_generation(home, folder)
    else:
        set_aside(home, folder, gate)
    sweep_generations(home)
    if refusal is not None:
        raise refusal(generation_name(folder), gate)


def examine(
    work: IndexWork, archive: Archive, candidate: Candidate, written: int, removed: int = 0
) -> IndexReport:
    """Examine what was built, and write down what it is; whether it is served is not decided."""
    copies = list_copies(archive)
    gate = work.gate(replace(candidate, copies=copies), archive)
    manifest = replace(
        candidate.manifest,
        checks=gate.passed,
        finished=datetime.now(UTC),
    )
    manifest = write_manifest(
        candidate.folder,
        manifest,
        candidate.labels,
        list_tombstones(archive),
        copies,
    )
    return IndexReport(manifest, written, removed, gate)
