"""The index job: from the archive store to a new generation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.analysis import Analyzer
from indexer.analysis.rings import read_rings
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.building.preparing import Preparation, count_cores, prepare_archive
from indexer.engines import load_engine
from indexer.engines.checksums import sum_file
from indexer.engines.folder import engine_folder, remove_folder, sum_derived, sum_files
from indexer.enriching.countries import Gazetteer
from indexer.errors import (
    GateError,
    GoldenError,
    VerificationError,
)
from indexer.gate_report import GateReport
from indexer.generations.aside import set_aside
from indexer.generations.folders import (
    blaming_parent,
    check_files,
    create_generation,
    current_generation,
    derive_generation,
    generation_name,
    lexicon_file,
    name_generation,
    switch_generation,
)
from indexer.generations.manifest import (
    Manifest,
    check_compatible,
    read_labels_of,
    read_manifest,
    write_manifest,
)
from indexer.generations.sweeping import sweep_generations
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.home.settings import EngineChoice, Settings
from indexer.labels import Labels, facet_ids
from indexer.progress import Progress
from indexer.schema import SCHEMA_VERSION, make_document


@dataclass(frozen=True, slots=True)
class Candidate:
    """A generation as the gate examines it, in its folder. `since` is the `seq` up to which an
    update took over what was checked before; 0 asks for a check against the whole archive."""

    folder: Path
    manifest: Manifest
    labels: Labels
    since: int = 0


# Examines a finished generation. To examine is to search, so this is `searcher.gate.examining` and
# comes in here.
Gate = Callable[[Candidate, Archive], GateReport]


@dataclass(frozen=True, slots=True)
class IndexJob:
    """What every job on an index works with."""

    home: ArchiveHome
    settings: Settings
    analyzer: Analyzer
    gate: Gate
    progress: Progress


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a job on an index did: how many articles it wrote and removed, what the gate found."""

    manifest: Manifest
    written: int = 0
    removed: int = 0
    gate: GateReport = field(default_factory=GateReport)

    @property
    def seconds(self) -> float:
        return (self.manifest.finished - self.manifest.started).total_seconds()


def choose_engine(choice: EngineChoice, articles: int, threshold: int) -> tuple[str, str]:
    """The engine of the next generation, and why."""
    if choice != "auto":
        return choice, "chosen"
    if articles <= threshold:
        return "whoosh", f"auto: {articles} articles are not more than {threshold}"
    return "tantivy", f"auto: {articles} articles are more than {threshold}"


def build_index(job: IndexJob, choice: EngineChoice) -> IndexReport:
    """Build a generation beside the living one, examine it, and switch it in.

    Raises VerificationError or GoldenError when the gate keeps it aside, and ArchiveLockedError;
    the living generation then stays as it was. What a killed build left is swept away first.
    """
    home = job.home
    with Archive.open(home.database) as archive, writing(home):
        home.index.mkdir(exist_ok=True)
        sweep_generations(home)
        folder = create_generation(home, name_generation())
        try:
            report = _build(job, archive, choice, folder)
        except BaseException:
            # Also Ctrl-C and a full disk: what is half built helps nobody.
            remove_folder(folder)
            raise
        refusal = GoldenError if report.gate.golden else None
        _settle(home, folder, report.gate, refusal)
    return report


def update_index(job: IndexJob) -> IndexReport:
    """Bring the archive's changes since the current generation into a new one, and switch it in.

    The new generation shares the files of the current one, so this costs what the changes cost, and
    a new word list. Nothing changed, nothing is done. Golden queries that no longer hold are
    reported and do not stop it: a take-down must go through. Raises what makes the current
    generation unfit (UnavailableError), VerificationError, and ArchiveLockedError; the current
    generation then stays as it was.
    """
    home = job.home
    with Archive.open(home.database) as archive, writing(home):
        parent = read_manifest(home, current_generation(home))
        check_compatible(parent, job.analyzer, job.settings.zone)
        if archive.last_seq() == parent.last_seq:
            return IndexReport(parent)
        sweep_generations(home)
        folder = derive_generation(home, parent, name_generation())
        try:
            with blaming_parent(home, parent):
                report = _update(job, archive, parent, folder)
        except BaseException:
            remove_folder(folder)
            raise
        _settle(home, folder, report.gate, None)
    return report


def _settle(
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


def _update(job: IndexJob, archive: Archive, parent: Manifest, folder: Path) -> IndexReport:
    """Write the changes into a generation that was derived from its parent, and examine it."""
    started = datetime.now(UTC)
    job.progress.start("update", None)
    labels = load_labels(job.home, archive, Gazetteer(job.analyzer))
    for kind, names in read_labels_of(job.home, parent.generation).names.items():
        for id_ in names:
            labels.add_id(kind, id_)
    half, rings = load_engine(parent.engine), read_rings(job.home.rings_file)
    written = removed = 0
    with half.open_index(engine_folder(folder)) as writer:
        for version in archive.changes(parent.last_seq):
            writer.delete(version.id)
            if version.article is None:
                removed += 1
            else:
                document = make_document(version.article, job.analyzer, job.settings.zone_info)
                writer.add(half.prepare(document))
                _add_ids(version.article, labels)
                written += 1
            job.progress.advance()
    manifest = replace(
        parent,
        generation=generation_name(folder),
        articles=archive.count(),
        last_seq=archive.last_seq(),
        started=started,
        finished=datetime.now(UTC),
        files=sum_derived(folder, job.home.index / parent.generation, parent.files),
        rings=rings,
    )
    return _examine(
        job, archive, Candidate(folder, manifest, labels, parent.last_seq), written, removed
    )


def _examine(
    job: IndexJob, archive: Archive, candidate: Candidate, written: int, removed: int = 0
) -> IndexReport:
    """Examine what was built, and write down what it is; whether it is served is not decided."""
    gate = job.gate(candidate, archive)
    lexicon = lexicon_file(candidate.folder)
    manifest = replace(
        candidate.manifest,
        checks=gate.passed,
        finished=datetime.now(UTC),
        lexicon=sum_file(lexicon) if lexicon.exists() else "",
    )
    write_manifest(candidate.folder, manifest, candidate.labels)
    return IndexReport(manifest, written, removed, gate)


def verify_index(job: IndexJob) -> IndexReport:
    """Check the current generation: every file against its checksum and, where it has all of the
    archive's changes, its contents against the archive. What was found, and what passed, stands in
    the report's `gate`.

    Raises UnavailableError, ArchiveLockedError.
    """
    home = job.home
    with Archive.open(home.database) as archive, writing(home):
        manifest = read_manifest(home, current_generation(home))
        check_compatible(manifest, job.analyzer, job.settings.zone)
        job.progress.start("verify", None)
        check_files(home, manifest)
        if archive.last_seq() != manifest.last_seq:
            return IndexReport(manifest, gate=GateReport(passed=("files",)))
        folder = home.index / manifest.generation
        labels = read_labels_of(home, manifest.generation)
        gate = job.gate(Candidate(folder, manifest, labels), archive)
    return IndexReport(manifest, gate=replace(gate, passed=("files", *gate.passed)))


def _build(job: IndexJob, archive: Archive, choice: EngineChoice, folder: Path) -> IndexReport:
    """Build a generation in its folder and examine it."""
    settings, analyzer, progress = job.settings, job.analyzer, job.progress
    started = datetime.now(UTC)
    total = archive.count()
    engine, reason = choose_engine(choice, total, settings.auto_threshold)
    rings = read_rings(job.home.rings_file)
    progress.start("index", total)
    labels = load_labels(job.home, archive, Gazetteer(analyzer))
    half = load_engine(engine)
    with half.create_index(engine_folder(folder)) as writer:
        preparation = Preparation(job.home, settings, engine)
        workers = settings.workers or count_cores()
        for batch in prepare_archive(archive, preparation, analyzer, workers):
            for entry in batch.entries:
                writer.add(entry)
            for kind, id_ in batch.values:
                labels.add_id(kind, id_)
            progress.advance(len(batch.entries))
        progress.start("write", None)
    manifest = Manifest(
        generation=generation_name(folder),
        build=generation_name(folder),
        engine=engine,
        reason=reason,
        release=half.RELEASE,
        schema=SCHEMA_VERSION,
        analyzer=analyzer.fingerprint,
        zone=settings.zone,
        articles=total,
        last_seq=archive.last_seq(),
        started=started,
        finished=datetime.now(UTC),
        files=sum_files(folder),
        rings=rings,
    )
    progress.start("verify", None)
    return _examine(job, archive, Candidate(folder, manifest, labels), total)


def _add_ids(article: Article, labels: Labels) -> None:
    """Make every facet value of an article known, those too that have no name."""
    for kind, ids in facet_ids(article).items():
        for id_ in ids:
            labels.add_id(kind, id_)
