"""Finding articles that say nearly the same, and telling which was there first."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.archive.likeness import measure_likeness
from indexer.archive.sketch import sketch_article
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.progress import Progress

LIKE = 0.85
"""The share of words that a near copy has in common with its first, at least."""


@dataclass(frozen=True, slots=True)
class KnownCopy:
    """The article that another is a near copy of, and the share of words in common."""

    id: str
    likeness: float


def link_copy(archive: Archive, article: Article) -> KnownCopy | None:
    """Keep the sketch of an article that was stored, inside a transaction, and which one it is a
    near copy of, if any: the likest of those that were there before."""
    keys = sketch_article(article)
    best: KnownCopy | None = None
    for id_ in archive.copies.find(keys):
        known = archive.get(id_)
        if id_ == article.id or known is None or known.article is None:
            continue
        likeness = measure_likeness(article, known.article)
        if likeness >= max(LIKE, best.likeness if best else 0):
            best = KnownCopy(id_, round(likeness, 3))
    archive.copies.put(article.id, keys, best.id if best else None)
    return best


@dataclass(frozen=True, slots=True)
class CopyJob:
    """Looks for near copies among the articles that were stored before there were sketches."""

    home: ArchiveHome

    def run(self, progress: Progress) -> int:
        """How many were found. Raises ArchiveLockedError and JobCancelledError; what was found
        until then stays."""
        found = 0
        with Archive.open(self.home.database) as archive, writing(self.home):
            progress.start("duplicates", archive.count())
            for span in archive.spans(1000):
                with archive.transaction():
                    for article in [article for _, article in archive.articles(*span)]:
                        if not archive.copies.has(article.id):
                            found += link_copy(archive, article) is not None
                        progress.advance()
        return found
