"""Taking articles down, and lifting that."""

from __future__ import annotations

from indexer.archive.store import Archive
from indexer.errors import ArticleDeletedError, ArticleNotFoundError
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome


def delete_article(home: ArchiveHome, article_id: str, reason: str) -> None:
    """Leave a tombstone in the archive, which holds until it is lifted; the next update takes the
    article out of the index.

    Raises ArticleNotFoundError, ArticleDeletedError for an article that is deleted already, and
    ArchiveLockedError.
    """
    with Archive.open(home.database) as archive, writing(home), archive.transaction():
        if not archive.delete(article_id, reason):
            known = archive.get(article_id)
            if known is None or known.deleted is None:
                raise ArticleNotFoundError(article_id)
            raise ArticleDeletedError(article_id, known.first_seen, known.deleted)


def restore_article(home: ArchiveHome, article_id: str) -> bool:
    """Lift a tombstone; the next update brings the article back. False where its texts were purged:
    the next import brings it.

    Raises ArticleNotFoundError for an article that is not deleted, and ArchiveLockedError.
    """
    with Archive.open(home.database) as archive, writing(home), archive.transaction():
        if not archive.restore(article_id):
            raise ArticleNotFoundError(article_id)
        return archive.has(article_id)


def purge_article(home: ArchiveHome, article_id: str) -> None:
    """Remove every text of a deleted article from the archive's files.

    Raises ArticleNotFoundError for an article that is not deleted, ArchiveLockedError, and
    sqlite3.OperationalError where somebody keeps on reading the archive.
    """
    with Archive.open(home.database) as archive, writing(home):
        known = archive.get(article_id)
        if known is None or known.deleted is None:
            raise ArticleNotFoundError(article_id)
        with archive.transaction():
            archive.purge(article_id)
        archive.compact()
