"""Articles to harvest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from indexer.article import Article

DAY = datetime(2014, 3, 1, 9, tzinfo=UTC)


def make_article(number: int, **values: object) -> Article:
    """An article with a number, and other values."""
    article = Article(id=f"a-{number}", lang="en", title=f"Bridge {number}", published=DAY)
    return replace(article, **values)
