"""The purge job: every text of a deleted article leaves the files of the archive."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.archive.deleting import purge_article
from indexer.building.build import BuildJob
from indexer.building.job import IndexReport, IndexWork
from indexer.generations.sweeping import sweep_generations
from indexer.home.lock import writing
from indexer.progress import Progress


@dataclass(frozen=True, slots=True)
class PurgeJob:
    """Removes a deleted article's texts from the archive store, and every generation that an engine
    wrote them into: engines mark documents as deleted long before they overwrite them, so the index
    is built anew and nothing is kept beside it.

    Golden queries must not stop it: `work` comes without them.
    """

    work: IndexWork
    article_id: str

    def run(self, progress: Progress) -> IndexReport | None:
        """Purge; None where there is no index yet. It can be run again after it was stopped.

        Raises ArticleNotFoundError for an article that is not deleted, sqlite3.OperationalError
        where somebody keeps on reading the archive, and what a build raises.
        """
        home = self.work.home
        purge_article(home, self.article_id)
        if not home.index.exists():
            return None
        report = BuildJob(self.work).run(progress)
        with writing(home):
            sweep_generations(home, keep=0)
        return report
