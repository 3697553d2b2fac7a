"""The index job: from the archive store to a new generation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.analysis import Analyzer
from indexer.archive import Archive
from indexer.article import Article
from indexer.countries import Gazetteer
from indexer.engines import load_engine
from indexer.errors import ArticleNotFoundError, GenerationNotFoundError
from indexer.generation import (
    Manifest,
    blaming_parent,
    check_compatible,
    check_files,
    create_generation,
    current_generation,
    derive_generation,
    engine_folder,
    generation_name,
    list_generations,
    name_generation,
    read_labels_of,
    read_manifest,
    remove_folder,
    set_current,
    sum_derived,
    sum_files,
    sweep_generations,
    switch_generation,
    write_manifest,
)
from indexer.home import ArchiveHome
from indexer.importing import load_labels
from indexer.labels import Labels, facet_ids
from indexer.lock import writing
from indexer.preparing import Preparation, count_cores, prepare_archive
from indexer.progress import Progress
from indexer.schema import SCHEMA_VERSION, make_document
from indexer.settings import EngineChoice, Settings

# Checks a finished generation, in its folder, against the archive's articles newer than a `seq` (0:
# against the whole archive): the names of the checks it passed, or VerificationError. The checks
# search, so they live in `searcher.verification` and come in here.
Verify = Callable[[Path, Manifest, Archive, int], tuple[str, ...]]


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
    """What a build or an update did: how many articles it wrote and removed."""

    manifest: Manifest
    written: int
    removed: int = 0

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
            remove_folder(folder)
            raise
        switch_generation(home, folder)
        sweep_generations(home)
    return IndexReport(manifest, manifest.articles)


def update_index(job: IndexJob) -> IndexReport:
    """Bring the archive's changes since the current generation into a new one, and switch it in.

    The new generation shares the files of the current one, so this costs what the changes cost.
    Nothing changed, nothing is done. Raises what makes the current generation unfit
    (UnavailableError), VerificationError, and ArchiveLockedError; the current generation then
    stays as it was.
    """
    home = job.home
    with Archive.open(home.database) as archive, writing(home):
        parent = read_manifest(home, current_generation(home))
        check_compatible(parent, job.analyzer, job.settings.zone)
        if archive.last_seq() == parent.last_seq:
            return IndexReport(parent, 0)
        sweep_generations(home)
        folder = derive_generation(home, parent, name_generation())
        try:
            with blaming_parent(home, parent):
                report = _update(job, archive, parent, folder)
        except BaseException:
            remove_folder(folder)
            raise
        switch_generation(home, folder)
        sweep_generations(home)
    return report


def _update(job: IndexJob, archive: Archive, parent: Manifest, folder: Path) -> IndexReport:
    """Write the changes into a generation that was derived from its parent, and check it."""
    started = datetime.now(UTC)
    job.progress.start("update", None)
    labels = load_labels(job.home, archive, Gazetteer(job.analyzer))
    for kind, names in read_labels_of(job.home, parent.generation).names.items():
        for id_ in names:
            labels.add_id(kind, id_)
    half = load_engine(parent.engine)
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
        files=sum_derived(job.home, folder, parent),
    )
    checks = job.verify(folder, manifest, archive, parent.last_seq)
    manifest = replace(manifest, checks=checks, finished=datetime.now(UTC))
    write_manifest(folder, manifest, labels)
    return IndexReport(manifest, written, removed)


def delete_article(home: ArchiveHome, article_id: str, reason: str) -> None:
    """Leave a tombstone in the archive; the next update takes the article out of the index.

    Raises ArticleNotFoundError, also for an article that is deleted already.
    """
    with Archive.open(home.database) as archive, writing(home), archive.transaction():
        known = archive.get(article_id)
        if not archive.delete(article_id, reason):
            raise ArticleNotFoundError(article_id, known.deleted if known else None)


def roll_back_index(job: IndexJob, name: str | None) -> Manifest:
    """Make a generation current again: the one named, or the newest before the current one.

    It is checked as if it were opened. Raises GenerationNotFoundError, IndexDamagedError,
    IndexMismatchError, ArchiveLockedError.
    """
    home = job.home
    with writing(home):
        current = current_generation(home)
        known = list_generations(home)
        earlier = [other for other in known if other < current]
        target = name or (earlier[-1] if earlier else "")
        if target not in known:
            raise GenerationNotFoundError(target)
        manifest = read_manifest(home, target)
        check_compatible(manifest, job.analyzer, job.settings.zone)
        check_files(home, manifest)
        set_current(home, target)
    return manifest


def verify_index(job: IndexJob) -> Manifest:
    """Check the current generation: every file against its checksum and, where it has all of the
    archive's changes, its contents against the archive. The manifest's `checks` are those made.

    Raises UnavailableError, VerificationError, ArchiveLockedError.
    """
    home = job.home
    with Archive.open(home.database) as archive, writing(home):
        manifest = read_manifest(home, current_generation(home))
        check_compatible(manifest, job.analyzer, job.settings.zone)
        job.progress.start("verify", None)
        check_files(home, manifest)
        if archive.last_seq() != manifest.last_seq:
            return replace(manifest, checks=("files",))
        checks = job.verify(home.index / manifest.generation, manifest, archive, 0)
    return replace(manifest, checks=("files", *checks))


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
        preparation = Preparation(job.home.database, engine, settings.zone)
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
    )
    progress.start("verify", None)
    checks = job.verify(folder, manifest, archive, 0)
    manifest = replace(manifest, checks=checks, finished=datetime.now(UTC))
    write_manifest(folder, manifest, labels)
    return manifest


def _add_ids(article: Article, labels: Labels) -> None:
    """Make every facet value of an article known, those too that have no name."""
    for kind, ids in facet_ids(article).items():
        for id_ in ids:
            labels.add_id(kind, id_)
