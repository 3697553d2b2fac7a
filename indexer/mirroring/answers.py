"""What an archive answers to those who follow it, and what of that is believed.

Answers come from somewhere else: a portal before the net may give a page instead, a server another
archive, and a rotten disk other texts. So nothing is stored that does not have the shape, the order
and the digests it should have.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Protocol, TypeVar

import msgspec

from indexer.archive.history import ChangeKind
from indexer.errors import ServerError
from indexer.labels import NamedKind

T = TypeVar("T")

# What SQLite and the API count to.
_Seq = Annotated[int, msgspec.Meta(ge=0, le=999_999_999)]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
_Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class SourceArchive(msgspec.Struct, frozen=True, kw_only=True):
    """Which archive answers, and what it holds (`/api/v1/archive`); where it could make no
    `root`, it has not counted either."""

    archive: _Name
    zone: _Name
    public_fields: Annotated[tuple[_Name, ...], msgspec.Meta(max_length=1000)]
    name: Annotated[Mapping[str, str], msgspec.Meta(max_length=10)]
    seq: _Seq
    root: _Digest | None
    checkpoint: _Name
    articles: int | None
    deleted: int | None

    @property
    def states(self) -> int | None:
        """How many articles and take-downs it has, if that is known."""
        if self.articles is None or self.deleted is None:
            return None
        return self.articles + self.deleted


class SourceChange(msgspec.Struct, frozen=True, kw_only=True):
    """The latest that happened to an article; `article` is None of a deleted one, and where it was
    not asked for."""

    seq: _Seq
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
    kind: ChangeKind
    time: _Aware
    reason: str | None = None
    digest: _Digest | None
    article: Mapping[str, Any] | None = None

    @property
    def is_down(self) -> bool:
        """Whether it was taken down."""
        return self.kind == "deleted"


class SourceChanges(msgspec.Struct, frozen=True, kw_only=True):
    """Changes in the order of `seq` (`/api/v1/changes`); nothing is missing up to `last_seq`, and
    `next` is there where there are more."""

    changes: tuple[SourceChange, ...]
    last_seq: _Seq
    checkpoint: _Name
    next: str | None


class SourceNames(msgspec.Struct, frozen=True, kw_only=True):
    """The names of values, by facet, id and language (`/api/v1/names`)."""

    names: Mapping[NamedKind, Mapping[str, Mapping[str, str]]]


class Source(Protocol):
    """An archive that is followed. What it is asked raises ServerError where no answer came that
    can be used, and OtherHistoryError where it never told what was taken of it."""

    @property
    def address(self) -> str:
        """Where it is."""

    def describe(self, seq: int | None = None) -> SourceArchive:
        """Which it is, and what it holds, or held at an earlier `seq`."""

    def list_changes(
        self, since: int, checkpoint: str = "", fields: str = "", limit: int | None = None
    ) -> SourceChanges:
        """The first changes after a `seq`, whose history up to there has a checkpoint, with these
        fields of the articles; at most so many, or as many as are good."""

    def list_names(self) -> SourceNames | None:
        """The names of its values; None where they are the same as when they were asked for
        last."""


def read_answer(address: str, body: bytes, kind: type[T]) -> T:
    """An answer of a kind. Raises ServerError for anything else."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ServerError(address, f"no answer of an archive: {error}") from error


def check_changes(address: str, page: SourceChanges, since: int) -> None:
    """Refuse changes that cannot follow those up to a `seq`. Raises ServerError."""
    before = since
    for change in page.changes:
        if change.seq <= before:
            raise ServerError(address, f"seq {change.seq} comes behind {before}")
        if change.is_down != (change.digest is None):
            raise ServerError(address, f"seq {change.seq} is {change.kind}, and its digest is not")
        before = change.seq
    if page.last_seq < before:
        raise ServerError(address, f"it ends at seq {page.last_seq}, and has {before}")
    if page.next is not None and page.last_seq == since:
        raise ServerError(address, f"no changes after seq {since}, and more of them")
    if len({change.id for change in page.changes}) < len(page.changes):
        raise ServerError(address, "two changes of one article")
