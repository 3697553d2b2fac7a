"""What names a text: equal articles have equal digests, wherever they were read."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from indexer.article import (
    Article,
    encode_article,
)


def digest_article(article: Article) -> bytes:
    """Names a text. Where it was read from, in which zone its times are told, and what we inferred
    from it do not make it another one."""
    given = () if article.inferred_countries else article.countries
    text = replace(
        article.untag(),
        published=article.published.astimezone(UTC),
        original_published=_to_utc(article.original_published),
        modified=_to_utc(article.modified),
        countries=given,
        inferred_countries=(),
        provenance=None,
    )
    return hashlib.sha256(encode_article(text)).digest()


def digest_as_first(article: Article) -> bytes:
    """What the first release named a text by: the zone of its times and what was inferred from it
    made it another one."""
    return hashlib.sha256(encode_article(replace(article.untag(), provenance=None))).digest()


def name_text(digest: bytes, article: Article | None) -> tuple[bytes, bool]:
    """Names the text of a stored version as readers know it: with which other versions an article
    is one story makes it no other text. One that was purged has its digest alone."""
    if article is None or article.story is None:
        return digest, article is None
    return digest_article(replace(article, story=None)), False


def _to_utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
