"""The build job: from the archive store to a new generation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.analysis.ring_lists import read_rings
from indexer.archive.labels import load_labels, load_regions
from indexer.archive.store import Archive
from indexer.building.job import Candidate, IndexReport, IndexWork, examine, settle
from indexer.building.preparing import Preparation, count_cores, prepare_archive
from indexer.building.withdrawing import withdraw_deleted
from indexer.engines import load_engine, remove_generation
from indexer.engines.folder import engine_folder, sum_files
from indexer.errors import GoldenError, VersionDamagedError
from indexer.generations.folders import (
    create_generation,
    generation_name,
    name_generation,
)
from indexer.generations.manifest import Manifest
from indexer.generations.sweeping import sweep_generations
from indexer.home.lock import writing
from indexer.home.settings import EngineChoice
from indexer.progress import Progress
from indexer.schema import SCHEMA_VERSION


def choose_engine(choice: EngineChoice, articles: int, threshold: int) -> tuple[str, str]:
    """The engine of the next generation, and why."""
    if choice != "auto":
        return choice, "chosen"
    if articles <= threshold:
        return "whoosh", f"auto: at most {threshold} articles"
    return "tantivy", f"auto: more than {threshold} articles"


@contextmanager
def naming_damaged(archive: Archive) -> Iterator[None]:
    """Where one stored version is found damaged inside, all are told, so that they can be healed
    together."""
    try:
        yield
    except VersionDamagedError as error:
        raise VersionDamagedError(error.path, archive.check().versions or error.versions) from error


@dataclass(frozen=True, slots=True)
class BuildJob:
    """Builds a generation beside the living one, examines it, and switches it in.

    `choice` is the engine it asks for; the settings' where it is None.
    """

    work: IndexWork
    choice: EngineChoice | None = None

    def run(self, progress: Progress) -> IndexReport:
        """Build. Raises VerificationError or GoldenError when the gate keeps the generation aside,
        VersionDamagedError naming every version that is damaged, ArchiveDamagedError,
        ArchiveLockedError and JobCancelledError; the living generation then stays as it was. What a
        killed build left is swept away first."""
        report = self._run(progress)
        # Behind the lock: nobody who writes waits for it.
        return replace(report, announced=self.work.announcer.announce())

    def _run(self, progress: Progress) -> IndexReport:
        home = self.work.home
        with Archive.open(home.database) as archive, writing(home):
            home.index.mkdir(exist_ok=True)
            sweep_generations(home)
            self.work.announcer.begin()
            folder = create_generation(home, name_generation(home))
            try:
                with naming_damaged(archive):
                    report = self._build(archive, folder, progress)
                progress.check()
            except BaseException:
                # Also Ctrl-C and a full disk: what is half built helps nobody.
                remove_generation(folder, home.cluster)
                raise
            refusal = GoldenError if report.gate.golden else None
            settle(home, folder, report.gate, refusal)
            withdraw_deleted(self.work, archive)
        return report

    def _build(self, archive: Archive, folder: Path, progress: Progress) -> IndexReport:
        """Build a generation in its folder and examine it."""
        work, settings, analyzer = self.work, self.work.settings, self.work.analyzer
        started = datetime.now(UTC)
        total = archive.count()
        engine, reason = choose_engine(
            self.choice or settings.engine, total, settings.auto_threshold
        )
        rings = read_rings(work.home.rings_file, work.settings.rings)
        labels = load_labels(work.home, archive)
        labels.within = load_regions(work.home, labels, analyzer.tokenizer)
        rules = work.rules.compile(labels, rings)
        progress.start("index", total)
        half = load_engine(engine, work.home.cluster)
        with half.create_index(engine_folder(folder)) as writer:
            preparation = Preparation(work.home, settings, engine, labels.within, rules)
            workers = settings.workers or count_cores()
            for batch in prepare_archive(archive, preparation, analyzer, workers):
                for entry in batch.entries:
                    writer.add(entry)
                for kind, id_ in batch.values:
                    labels.add_id(kind, id_)
                progress.advance(len(batch.entries))
            progress.start("write", None)
        rules.write(folder)
        manifest = Manifest(
            generation=generation_name(folder),
            build=generation_name(folder),
            engine=engine,
            reason=reason,
            release=half.release(),
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
        return examine(work, archive, Candidate(folder, manifest, labels), total)
