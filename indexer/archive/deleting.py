"""Taking articles down."""

from __future__ import annotations

from indexer.archive.store import Archive
from indexer.errors import (
    ArticleNotFoundError,
)
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome


def delete_article(home: ArchiveHome, article_id: str, reason: str) -> None:
    """Leave a tombstone in the archive; the next update takes the article out of the index.

    Raises ArticleNotFoundError, also for an article that is deleted already.
    """
    with Archive.open(home.database) as archive, writing(home), archive.transaction():
        if not archive.delete(article_id, reason):
            known = archive.get(article_id)
            raise ArticleNotFoundError(article_id, known.deleted if known else None)
