"""What happened to the articles of an archive, in the order of its sequence: the base of mirrors
and harvests.

Told is what is served: nothing beyond the `seq` of the generation. A take-down holds from the
moment it is written: what the index still has of such an article is not told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from indexer.archive.history import Change
from indexer.archive.store import Archive
from searcher.deadline import current_deadline
from searcher.response import IndexInfo
from searcher.service import SearchService


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """Some changes in the order of `seq`; `last` is the `seq` up to which nothing is missing, and
    `has_more` tells whether the index has later ones."""

    changes: tuple[Change, ...]
    last: int
    has_more: bool
    index: IndexInfo


def list_changes(service: SearchService, since: int, limit: int) -> ChangesPage:
    """The first changes after a `seq`, of each article its latest. The reasons of take-downs are
    told where the settings say so.

    Raises TooExpensiveError, and what `SearchService.generation`, `Archive.open` and reading raise.
    """
    # The generation is asked first: nothing later than it has is told.
    info = service.generation().info
    changes: list[Change] = []
    with Archive.open(service.home.database) as store:
        for change in store.history.changes(since, info.seq, limit + 1):
            current_deadline().check()
            told = change.reason if service.settings.public_reasons else None
            changes.append(replace(change, reason=told))
    has_more = len(changes) > limit
    del changes[limit:]
    last = changes[-1].seq if has_more else info.seq
    return ChangesPage(tuple(changes), last, has_more, info)
