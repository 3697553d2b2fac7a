"""The index job: from the archive store to a new generation."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.analysis import Analyzer
from indexer.archive import Archive
from indexer.article import Article
from indexer.countries import Gazetteer
from indexer.engines import load_engine
from indexer.generation import (
    Manifest,
    create_generation,
    engine_folder,
    generation_name,
    name_generation,
    sum_files,
    sweep_generations,
    switch_generation,
    write_manifest,
)
from indexer.home import ArchiveHome
from indexer.importing import load_labels
from indexer.labels import Labels, facet_ids
from indexer.lock import writing
from indexer.progress import Progress
from indexer.schema import SCHEMA_VERSION, make_document
from indexer.settings import EngineChoice, Settings

# Checks a finished build, in its folder, against the archive: the names of the checks it passed,
# or VerificationError. The checks search, so they live in `searcher.verification` and come in here.
Verify = Callable[[Path, Manifest, Archive], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class IndexJob:
    """What every job on an index works with."""

    home: ArchiveHome
    settings: Settings
    analyzer: Analyzer
    verify: Verify
    progress: Progress


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a build did."""

    manifest: Manifest

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
    """Build a generation beside the living one, check it, and switch it in.

    Raises VerificationError when the checks fail, and ArchiveLockedError; the living generation
    then stays as it was. What a killed build left is swept away first.
    """
    home = job.home
    with Archive.open(home.database) as archive, writing(home):
        home.index.mkdir(exist_ok=True)
        sweep_generations(home)
        folder = create_generation(home, name_generation())
        try:
            manifest = _build(job, archive, choice, folder)
        except BaseException:
            # Also Ctrl-C and a full disk: what is half built helps nobody.
            shutil.rmtree(folder)
            raise
        switch_generation(home, folder)
        sweep_generations(home)
    return IndexReport(manifest)


def _build(job: IndexJob, archive: Archive, choice: EngineChoice, folder: Path) -> Manifest:
    """Build a generation in its folder and check it."""
    settings, analyzer, progress = job.settings, job.analyzer, job.progress
    started = datetime.now(UTC)
    total = archive.count()
    engine, reason = choose_engine(choice, total, settings.auto_threshold)
    progress.start("index", total)
    labels = load_labels(job.home, archive, Gazetteer(analyzer))
    half = load_engine(engine)
    with half.create_index(engine_folder(folder)) as writer:
        for _, article in archive.articles():
            writer.add(half.prepare(make_document(article, analyzer, settings.zone_info)))
            _add_ids(article, labels)
            progress.advance()
        progress.start("write", None)
    manifest = Manifest(
        generation=generation_name(folder),
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
    )
    progress.start("verify", None)
    checks = job.verify(folder, manifest, archive)
    manifest = replace(manifest, checks=checks, finished=datetime.now(UTC))
    write_manifest(folder, manifest, labels)
    return manifest


def _add_ids(article: Article, labels: Labels) -> None:
    """Make every facet value of an article known, those too that have no name."""
    for kind, ids in facet_ids(article).items():
        for id_ in ids:
            labels.add_id(kind, id_)
