"""Storing what a followed archive tells.

A text is believed when what would be stored has the digest it came with. A take-down there is one
here; one that was made here holds, whatever is told, until an admin of this archive lifts it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import tzinfo

from indexer.archive.digest import digest_article
from indexer.archive.log import TakeDown
from indexer.archive.mirrored import Mirrored
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.dates import check_instant
from indexer.errors import RecordError, ServerError
from indexer.importing.copying import link_copy
from indexer.importing.restoring import read_exported
from indexer.importing.values import read_id
from indexer.mirroring.answers import SourceChange

TAKEN_DOWN = "taken down in the archive that is mirrored"
"""Why an article is taken down here, where that archive tells no reason."""

GONE = "no longer in the archive that is mirrored"
"""Why an article is taken down that a followed archive lost: it comes back with it."""


@dataclass(frozen=True, slots=True)
class MirrorStorer:
    """Stores changes, inside a transaction, and counts what became of them. `zone` is that of
    the archive, `address` where the changes come from."""

    archive: Archive
    address: str
    zone: tzinfo
    counts: Counter[str]

    def store(self, change: SourceChange) -> None:
        """Store a change. Raises ServerError for one that cannot be true, and then nothing of it is
        stored."""
        try:
            is_id = read_id("id", change.id) == change.id
            check_instant(change.time, self.zone)
        except (RecordError, ValueError) as error:
            raise self._refuse(change, str(error)) from error
        if not is_id:
            raise self._refuse(change, "no id")
        known = self.archive.mirror.get(change.id)
        if change.is_down:
            self._take_down(change, known)
        else:
            self._put(change, self._read(change), known)

    def take_away(self, article_id: str) -> None:
        """Take down what the followed archive has no longer."""
        if self.archive.delete(article_id, GONE):
            self.counts["gone"] += 1
        self.archive.mirror.remove(article_id)

    def _read(self, change: SourceChange) -> Article:
        if change.article is None:
            raise self._refuse(change, "it has no text")
        try:
            article = read_exported(change.article, self.zone)
        except RecordError as error:
            raise self._refuse(change, str(error)) from error
        if article.id != change.id:
            raise self._refuse(change, f"its text is that of {article.id!r}")
        if digest_article(article).hex() != change.digest:
            raise self._refuse(change, "its text has not the digest that it came with")
        return article

    def _take_down(self, change: SourceChange, known: Mirrored | None) -> None:
        """Take an article down, once: who lifted it here since meant it."""
        mirror, tombstone = self.archive.mirror, None
        if known is not None and known.is_down and abs(known.seq) == change.seq:
            tombstone = known.tombstone
        elif self._is_down(change.id):
            if self._is_by_mirror(change.id, known):
                tombstone = self._find_tombstone(change.id)
            else:
                self.counts["held"] += 1
        else:
            reason = change.reason or TAKEN_DOWN
            if self.archive.has(change.id):
                self.archive.delete(change.id, reason)
            else:
                self.archive.log.bury(TakeDown(change.id, change.time, reason))
            tombstone = self._find_tombstone(change.id)
            self.counts["taken_down"] += 1
        mirror.note_down(change.id, change.seq, tombstone)

    def _put(self, change: SourceChange, article: Article, known: Mirrored | None) -> None:
        mirror = self.archive.mirror
        if self._is_down(change.id):
            if not self._is_by_mirror(change.id, known):
                self.counts["held"] += 1
                mirror.note_held(change.id, change.seq)
                return
            self.archive.restore(change.id)
            self.counts["restored"] += 1
        self.archive.heal(article)
        is_known = self.archive.has(change.id)
        if is_known and not self.archive.would_change(article):
            self.counts["unchanged"] += 1
        else:
            self.archive.log.append(article, change.time)
            link_copy(self.archive, article)
            self.counts["changed" if is_known else "new"] += 1
        mirror.note_text(change.id, change.seq)

    def _is_down(self, article_id: str) -> bool:
        return self._find_tombstone(article_id) is not None

    def _find_tombstone(self, article_id: str) -> int | None:
        row = self.archive.mirror.find_row(article_id)
        return row[0] if row is not None and row[1] else None

    def _is_by_mirror(self, article_id: str, known: Mirrored | None) -> bool:
        """Whether an article that is taken down is so by what the followed archive told, and nobody
        else wants it."""
        if known is not None and not known.is_ours:
            return True
        newest = self.archive.get(article_id)
        return newest is not None and newest.deleted == GONE

    def _refuse(self, change: SourceChange, reason: str) -> ServerError:
        return ServerError(self.address, f"article {change.id!r} (seq {change.seq}): {reason}")
