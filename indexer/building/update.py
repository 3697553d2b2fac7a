"""The update job: the changes of the archive brought into the index."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from indexer.analysis.ring_lists import read_rings
from indexer.archive.labels import load_labels
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.building.job import (
    Candidate,
    IndexReport,
    IndexWork,
    examine,
    list_copies,
    list_tombstones,
    settle,
)
from indexer.building.withdrawing import withdraw_deleted
from indexer.engines import load_engine, remove_generation
from indexer.engines.folder import engine_folder, sum_derived
from indexer.generations.folders import (
    blaming_parent,
    current_generation,
    derive_generation,
    generation_name,
    name_generation,
)
from indexer.generations.manifest import (
    Manifest,
    check_compatible,
    read_copies,
    read_labels_of,
    read_manifest,
    read_tombstones,
)
from indexer.generations.sweeping import sweep_generations
from indexer.home.lock import writing
from indexer.labels import Labels, facet_ids
from indexer.progress import Progress
from indexer.schema import make_document


@dataclass(frozen=True, slots=True)
class UpdateJob:
    """Brings the archive's changes since the current generation into a new one, and switches it in.

    The new generation shares the files of the current one, so this costs what the changes cost, and
    a new word list. Nothing changed, nothing is done. Golden queries that no longer hold are
    reported and do not stop it: a take-down must go through.
    """

    work: IndexWork

    def run(self, progress: Progress) -> IndexReport:
        """Update. Raises what makes the current generation unfit (UnavailableError),
        VerificationError, ArchiveLockedError and JobCancelledError; the current generation then
        stays as it was."""
        report = self._run(progress)
        # Behind the lock: nobody who writes waits for it.
        return replace(report, announced=self.work.announcer.announce())

    def _run(self, progress: Progress) -> IndexReport:
        work, home = self.work, self.work.home
        with Archive.open(home.database) as archive, writing(home):
            parent = read_manifest(home, current_generation(home))
            check_compatible(parent, work.analyzer, work.settings.zone, home.cluster)
            sweep_generations(home)
            if self._is_current(archive, parent):
                return IndexReport(parent)
            work.announcer.begin()
            folder = derive_generation(
                home, home.index / parent.generation, parent, name_generation(home)
            )
            try:
                with blaming_parent(home, parent):
                    report = self._update(archive, parent, folder, progress)
                    progress.check()
            except BaseException:
                remove_generation(folder, home.cluster)
                raise
            settle(home, folder, report.gate, None)
            withdraw_deleted(work, archive)
        return report

    def _is_current(self, archive: Archive, parent: Manifest) -> bool:
        folder = self.work.home.index / parent.generation
        return (
            archive.last_seq() == parent.last_seq
            and read_tombstones(folder, parent) == list_tombstones(archive)
            and read_copies(folder, parent) == list_copies(archive)
        )

    def _update(
        self, archive: Archive, parent: Manifest, folder: Path, progress: Progress
    ) -> IndexReport:
        """Write the changes into a generation that was derived from its parent, and examine it."""
        work, started = self.work, datetime.now(UTC)
        progress.start("update", None)
        labels = load_labels(work.home, archive)
        former = read_labels_of(work.home.index / parent.generation, parent)
        # What was written goes by it, and only a build writes all anew.
        labels.within = former.within
        for kind, names in former.names.items():
            for id_ in names:
                labels.add_id(kind, id_)
        half, rings = (
            load_engine(parent.engine, work.home.cluster),
            read_rings(work.home.rings_file, work.settings.rings),
        )
        # As with regions.
        rules = work.rules.read(folder)
        tagger = rules.tagger(work.analyzer, work.settings.zone_info, labels.within)
        written = removed = 0
        with half.open_index(engine_folder(folder)) as writer:
            for version in archive.changes(parent.last_seq):
                writer.delete(version.id)
                if version.article is None:
                    removed += 1
                else:
                    document = make_document(
                        version.article,
                        work.analyzer,
                        work.settings.zone_info,
                        archive.first_seen(version.id),
                        labels.within,
                        tagger,
                    )
                    writer.add(half.prepare(document))
                    _add_ids(version.article, labels)
                    written += 1
                progress.advance()
        manifest = replace(
            parent,
            generation=generation_name(folder),
            articles=archive.count(),
            last_seq=archive.last_seq(),
            started=started,
            finished=datetime.now(UTC),
            files=sum_derived(folder, work.home.index / parent.generation, parent.files),
            rings=rings,
        )
        candidate = Candidate(folder, manifest, labels, parent.last_seq, parent.generation)
        return examine(work, archive, candidate, written, removed)


def _add_ids(article: Article, labels: Labels) -> None:
    """Make every facet value of an article known, those too that have no name."""
    for kind, ids in facet_ids(article, labels.within).items():
        for id_ in ids:
            labels.add_id(kind, id_)
