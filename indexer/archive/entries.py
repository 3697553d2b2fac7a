"""What an archive store gives back: versions, deletions, rejects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from indexer.article import Article

# What became of an article that was to be stored.
PutOutcome = Literal["new", "changed", "unchanged", "withheld"]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article. `article` is None for a tombstone, whose reason is `deleted`, and
    where the text was purged; `digest` names the text, that of a purged one too."""

    seq: int
    id: str
    first_seen: datetime
    digest: bytes
    article: Article | None
    deleted: str | None


@dataclass(frozen=True, slots=True)
class Deletion:
    """A deleted article: the `seq` of its tombstone, when and why it was deleted, and its headline;
    None where its texts were purged."""

    id: str
    seq: int
    when: datetime
    reason: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read, and why."""

    file: str
    line: int
    field: str
    reason: str
    raw: str
