"""What an archive publishes of its articles, and the digests that name that.

Fields of records that Letopis does not know are published where the settings name them, and where
an article was read from never is. So a digest of what is stored would tell more than is published:
with all else known, the rest could be guessed by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from indexer.archive.digest import digest_article
from indexer.article import Article


def publish_article(article: Article, fields: Iterable[str]) -> Article:
    """An article with what everybody may read of it; `fields` are the names of those fields that
    Letopis does not know and the archive publishes all the same."""
    extra = {name: article.extra[name] for name in fields if name in article.extra}
    return replace(article.untag(), extra=extra, provenance=None)


def digest_published(article: Article, fields: Iterable[str]) -> bytes:
    """Names what everybody may read of an article, but for what was inferred from it."""
    return digest_article(publish_article(article, fields))
