"""Walking through the articles of a result in the order of time, as far as somebody needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from indexer.article import Article, decode_article
from searcher.deadline import current_deadline
from searcher.engines import IndexSearcher, Mark, Selection

# Articles that are asked for at a time: few first, since many a page needs no more.
_FIRST_BATCH = 20
_LARGEST_BATCH = 200


def walk_articles(
    searcher: IndexSearcher,
    selection: Selection,
    sort: Literal["newest", "oldest"],
    after: Mark | None,
) -> Iterator[tuple[Article, Mark]]:
    """The articles behind a mark, each with its own mark. Raises TooExpensiveError,
    IndexDamagedError."""
    size = _FIRST_BATCH
    while hits := searcher.walk(selection, sort, after, size):
        for hit in hits:
            current_deadline().check()
            article = decode_article(hit.article)
            after = Mark.of(article)
            yield article, after
        if len(hits) < size:
            return
        size = min(2 * size, _LARGEST_BATCH)
