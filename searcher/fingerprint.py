"""The fingerprint of a set of articles: equal sets of equal texts have equal fingerprints.

Whoever has an export can make it again. `/api/v1/export?format=ndjson&fields=…` with these fields
gives a line for each article, in the order of ids; the digest of an article is the SHA-256, in
hexadecimal, of its line without the end. The fingerprint is the SHA-256 of the lines `id TAB digest
LF`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from indexer.article import Article, decode_article
from searcher.deadline import current_deadline
from searcher.engines import Mark
from searcher.result_set import ResultSet

# Never changed: what had a fingerprint once must have the same in a later release.
FINGERPRINT_FIELDS: tuple[str, ...] = (
    "id",
    "lang",
    "title",
    "lead",
    "body",
    "captions",
    "published",
    "original_published",
    "authors",
    "source",
    "countries",
    "tags",
    "url",
)

# Articles digested in one go; reading one and making its digest takes some 40 microseconds.
BATCH = 1_000

# An id and the digest of its article.
IdDigest = tuple[str, bytes]


def digest_text(article: Article) -> bytes:
    """Names what the fingerprint covers of an article."""
    article = article.untag()
    covered = {name: getattr(article, name) for name in FINGERPRINT_FIELDS}
    return hashlib.sha256(msgspec.json.encode(covered)).digest()


class Fingerprint:
    """A fingerprint in the making; articles are added in the order of their ids."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()
        self.count = 0

    def add(self, digests: Iterable[IdDigest]) -> None:
        for id_, digest in digests:
            self._sum.update(f"{id_}\t{digest.hex()}\n".encode())
            self.count += 1

    @property
    def value(self) -> str:
        """`sha256:` and 64 hexadecimal digits."""
        return f"sha256:{self._sum.hexdigest()}"


class DigestedSet(Protocol):
    """A set of articles whose texts can be digested batch by batch, however many there are."""

    def digest_after(self, id_: str | None) -> Sequence[IdDigest]:
        """The next articles behind an id, or the first ones; none at the end. Raises
        TooExpensiveError, IndexDamagedError."""


@dataclass(frozen=True, slots=True)
class PresentSet:
    """What a request finds now, to be digested."""

    found: ResultSet

    def digest_after(self, id_: str | None) -> Sequence[IdDigest]:
        mark = None if id_ is None else Mark(0, id_)
        searcher, digests = self.found.generation.searcher, []
        for hit in searcher.walk(self.found.selection, "id", mark, BATCH):
            current_deadline().check()
            digests.append((hit.id, digest_text(decode_article(hit.article))))
        return digests


def take_fingerprint(digested: DigestedSet) -> str:
    """The fingerprint of a set, made in one go."""
    made, last = Fingerprint(), None
    while batch := digested.digest_after(last):
        made.add(batch)
        last = batch[-1][0]
    return made.value
