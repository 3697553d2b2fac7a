"""What happened to the articles of an archive, in the order of its sequence: the base of mirrors
and harvests.

Told is what is served: nothing beyond the `seq` of the generation. A take-down holds from the
moment it is written: what the index still has of such an article is not told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.archive.history import Change
from indexer.archive.roots import RootHash, read_root
from indexer.archive.store import Archive
from indexer.errors import OtherHistoryError, VersionDamagedError
from searcher.deadline import current_deadline
from searcher.response import IndexInfo
from searcher.service import SearchService

# Bytes of texts of a page, of which one article may have millions: the article with which there are
# more is its last.
MOST_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Some changes in the order of `seq`; `last` is the `seq` up to which nothing is missing,
    `checkpoint` names the history up to there, and `has_more` tells whether the index has later
    ones."""

    changes: tuple[Change, ...]
    last: int
    checkpoint: str
    has_more: bool
    index: IndexInfo


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an archive holds, as its index has it: the identity of the archive, and up to a `seq`
    the checkpoint and the root hash, None where a text is damaged that it is of, or where time was
    up before it was made."""

    archive: str
    seq: int
    checkpoint: str
    root: RootHash | None
    index: IndexInfo


def list_changes(
    service: SearchService, since: int, limit: int, checkpoint: str = ""
) -> ChangesPage:
    """The first changes after a `seq`, of each article its latest. The reasons of take-downs are
    told where the settings say so.

    Raises OtherHistoryError where the archive has another checkpoint at that `seq`,
    TooExpensiveError, and what `SearchService.generation`, `Archive.open` and reading raise.
    """
    # The generation is asked first: nothing later than it has is told.
    info = service.generation().info
    changes: list[Change] = []
    size, last, has_more = 0, max(since, info.seq), False
    with Archive.open(service.home.database) as store:
        if checkpoint and checkpoint != store.history.checkpoint(since):
            raise OtherHistoryError(since)
        for change in store.history.changes(since, info.seq, limit + 1):
            if len(changes) == limit or size > MOST_BYTES:
                last, has_more = changes[-1].seq, True
                break
            current_deadline().check()
            told = change.reason if service.settings.public_reasons else None
            changes.append(replace(change, reason=told))
            size += change.size
        return ChangesPage(tuple(changes), last, store.history.checkpoint(last), has_more, info)


def read_holdings(service: SearchService, seq: int | None = None) -> Holdings:
    """What the archive holds, or held at an earlier `seq`. Raises what `SearchService.generation`
    and `Archive.open` raise."""
    info = service.generation().info
    last = info.seq if seq is None else min(seq, info.seq)
    root = _make_root(service, last, info.seq)
    with Archive.open(service.home.database) as store:
        return Holdings(store.history.identity, last, store.history.checkpoint(last), root, info)


def _make_root(service: SearchService, seq: int, served: int) -> RootHash | None:
    """The root hash up to a `seq`. Who follows the archive asks who it is by the same answer, and
    is to learn of take-downs even where there is none."""
    deadline = current_deadline()
    # What is served is hashed once for all; any earlier state may be asked for.
    check_hashing = _go_on if seq == served else deadline.check
    with deadline.as_time_allows():
        try:
            fields = service.settings.public_fields
            return read_root(service.home, fields, seq, deadline.check, check_hashing)
        except VersionDamagedError:
            # Healed, the same index has another answer.
            deadline.is_curtailed = True
    return None


def _go_on() -> None:
    pass
