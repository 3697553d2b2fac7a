"""What an archive was at an earlier `seq`, and what became of it since.

Rows are read in portions, none of which holds up a writer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Literal

from indexer.archive.checking import read_stored, read_values, reading_rows, salvage_article
from indexer.archive.clock import ArchiveClock
from indexer.archive.connection import ArchiveConnection
from indexer.archive.digest import name_text
from indexer.article import Article, ArticleValues

# What happened to an article; a restored one had been taken down.
ChangeKind = Literal["new", "changed", "restored", "deleted"]

# Of the versions up to a `seq`, the last of each article that has one after another `seq`. What is
# taken down and not known to be so at the later `seq` is not among them.
_CHANGES = (
    "SELECT seq, id, first_seen, digest, article, deleted, "
    "(SELECT earlier.deleted IS NOT NULL FROM version AS earlier WHERE earlier.id = version.id "
    "AND earlier.seq < version.seq ORDER BY earlier.seq DESC LIMIT 1) AS was_deleted "
    "FROM version WHERE seq > ?1 AND seq <= ?2 "
    "AND NOT EXISTS (SELECT 1 FROM version AS later WHERE later.id = version.id "
    "AND later.seq > version.seq AND later.seq <= ?2) "
    "AND (deleted IS NOT NULL OR (article IS NOT NULL AND (SELECT newest.deleted IS NULL "
    "FROM version AS newest WHERE newest.id = version.id ORDER BY newest.seq DESC LIMIT 1))) "
    "ORDER BY seq LIMIT ?3"
)
# Of the articles that have a row after one `seq`, the last up to another, where it has a text, and
# whether the article was taken down at the first.
_CAME = (
    "SELECT seq, id, "
    "(SELECT earlier.deleted IS NOT NULL FROM version AS earlier WHERE earlier.id = version.id "
    "AND earlier.seq <= ?1 ORDER BY earlier.seq DESC LIMIT 1) "
    "FROM version WHERE seq > ?1 AND seq <= ?2 AND article IS NOT NULL "
    "AND NOT EXISTS (SELECT 1 FROM version AS later WHERE later.id = version.id "
    "AND later.seq > version.seq AND later.seq <= ?2) ORDER BY seq"
)
_TOUCHED = (
    "SELECT touched.id, "
    "(SELECT max(seq) FROM version WHERE version.id = touched.id AND seq <= ?1), "
    "(SELECT max(seq) FROM version WHERE version.id = touched.id AND seq <= ?2), "
    "(SELECT deleted IS NOT NULL FROM version WHERE version.id = touched.id "
    "ORDER BY seq DESC LIMIT 1) "
    "FROM (SELECT DISTINCT id FROM version WHERE seq > ?1) AS touched"
)
# The first versions of articles, the newest first.
_ARRIVALS = (
    "SELECT seq, id, first_seen FROM version WHERE seq <= ? AND deleted IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM version AS earlier WHERE earlier.id = version.id "
    "AND earlier.seq < version.seq AND earlier.deleted IS NULL) ORDER BY seq DESC LIMIT ?"
)
# As the index has it: by the earliest instant, where a clock went back.
_ARRIVAL = (
    "SELECT min(seq), id, min(first_seen) FROM version WHERE id = ? AND deleted IS NULL GROUP BY id"
)
_TEXTS = "SELECT seq, first_seen, digest, article, deleted FROM version WHERE id = ? ORDER BY seq"
# Articles with several versions, by the index alone.
_CORRECTED = (
    "SELECT seq, id, first_seen, article FROM version WHERE seq IN "
    "(SELECT max(seq) FROM version WHERE seq <= ? GROUP BY id HAVING count(*) > 1) "
    "AND article IS NOT NULL"
)
_CHECKPOINT = (
    "SELECT archive.identity, version.seq, version.id, version.first_seen FROM archive "
    "LEFT JOIN version ON version.seq = (SELECT max(seq) FROM version WHERE seq <= ?)"
)
_CHECKPOINT_DIGITS = 32
_ROW = (
    "SELECT id, digest, article, deleted, (SELECT min(earlier.first_seen) FROM version AS earlier "
    "WHERE earlier.id = version.id AND earlier.seq <= version.seq AND earlier.deleted IS NULL) "
    "FROM version WHERE seq = ?"
)


@dataclass(frozen=True, slots=True)
class Change:
    """The latest that happened to an article: its `seq` and instant, the text since then (None for
    a deletion), and the reason of a deletion; `size` is how many bytes its text takes."""

    seq: int
    id: str
    kind: ChangeKind
    when: datetime
    article: Article | None
    reason: str | None
    size: int = 0


@dataclass(frozen=True, slots=True)
class Came:
    """An article that has another row than at an earlier `seq`: its id, the `seq` of that row, and
    what it is compared with then."""

    seq: int
    id: str
    kind: ChangeKind


@dataclass(frozen=True, slots=True)
class Touched:
    """An article that has a row after an earlier `seq`: the `seq` of its row at that time (None
    where it had none), that of its row in the index (None likewise), and whether it is taken down
    now, if only a moment ago."""

    id: str
    was: int | None
    served: int | None
    is_deleted: bool


@dataclass(frozen=True, slots=True)
class PastRow:
    """What an article was at some time: taken down, or a text; neither where the text was purged
    since. `first_seen` is when the archive first stored the article, by what it knew then."""

    is_deleted: bool
    article: Article | None
    first_seen: datetime | None


@dataclass(frozen=True, slots=True, order=True)
class Arrival:
    """When the archive first had an article: the `seq` of its first version, and the instant."""

    seq: int
    id: str
    first_seen: datetime


class ArchiveHistory:
    """The history of an open archive. Whatever reads versions raises VersionDamagedError where
    they are not what was stored."""

    def __init__(self, db: ArchiveConnection) -> None:
        self._db = db

    @property
    def clock(self) -> ArchiveClock:
        """When it stored what."""
        return ArchiveClock(self._db)

    def changes(self, since: int, last: int, limit: int) -> Iterator[Change]:
        """What happened after one `seq` and up to another, in the order of `seq`: of each article
        the latest. What was taken down later still is left out: it is not to be told any more."""
        rows = self._db.execute(_CHANGES, (since, last, limit))
        for seq, id_, first_seen, digest, stored, deleted, was_deleted in rows:
            with reading_rows(self._db.path):
                when = datetime.fromisoformat(first_seen)
            if deleted is not None:
                yield Change(seq, id_, "deleted", when, None, deleted)
                continue
            article = read_stored(self._db.path, seq, id_, digest, stored)
            yield Change(seq, id_, _KINDS[was_deleted], when, article, None, len(stored))

    @property
    def identity(self) -> str:
        """What tells the archive from all others, whatever its address; copies have the same."""
        return str(self._db.execute("SELECT identity FROM archive").fetchone()[0])

    def checkpoint(self, seq: int) -> str:
        """Names all that happened up to a `seq`, by the last row of it: where an archive has
        another one, it is another archive, or was put back to what it had been before."""
        identity, *row = self._db.execute(_CHECKPOINT, (seq,)).fetchone()
        told = "\0".join((identity, *map(str, row)))
        return hashlib.sha256(told.encode()).hexdigest()[:_CHECKPOINT_DIGITS]

    def change(self, seq: int, last: int) -> Change | None:
        """What `changes` up to a `seq` tell of the row of another; None where it is not told."""
        found = next(self.changes(seq - 1, last, 1), None)
        return found if found is not None and found.seq == seq else None

    def came(self, since: int, last: int) -> Iterator[Came]:
        """What came after one `seq` and is there at another, in the order of `seq`: no text is
        read."""
        for seq, id_, was_deleted in self._db.execute(_CAME, (since, last)):
            yield Came(seq, id_, _KINDS[was_deleted])

    def has_new_text(self, article_id: str, since: int, seq: int) -> bool:
        """Whether readers find another text in the row of a `seq` than in the last up to another:
        see `updated`."""
        before = now = None
        for at, _, digest, stored, deleted in self._db.execute(_TEXTS, (article_id,)):
            if deleted is None and (at <= since or at == seq):
                text = name_text(digest, salvage_article(stored) if stored else None)
                before, now = (text, now) if at <= since else (before, text)
        return before != now

    def newest(self, article_id: str, last: int) -> int | None:
        """The `seq` of the newest row of an article up to a `seq`; None where it has none."""
        query = "SELECT max(seq) FROM version WHERE id = ? AND seq <= ?"
        found: int | None = self._db.execute(query, (article_id, last)).fetchone()[0]
        return found

    def current_text(self, article_id: str) -> int | None:
        """The `seq` of the text that an article has now; None where it is taken down, or never
        was."""
        query = (
            "SELECT seq FROM version JOIN current USING (seq) "
            "WHERE current.id = ? AND deleted IS NULL"
        )
        row = self._db.execute(query, (article_id,)).fetchone()
        return row[0] if row else None

    def deletions(self, since: int, last: int) -> list[int]:
        """The `seq`s of the take-downs after one `seq` and up to another, those that were lifted
        later too."""
        rows = self._db.execute(
            "SELECT seq FROM version WHERE deleted IS NOT NULL AND seq > ? AND seq <= ?",
            (since, last),
        )
        return [seq for (seq,) in rows]

    def touched(self, since: int, served: int) -> Iterator[Touched]:
        """The articles that have a row after a `seq`, as an index of another `seq` has them."""
        for id_, was, now, is_deleted in self._db.execute(_TOUCHED, (since, served)):
            yield Touched(id_, was, now, bool(is_deleted))

    def row(self, seq: int) -> PastRow:
        """The row of a `seq` that has one."""
        id_, digest, stored, deleted, first_seen = self._db.execute(_ROW, (seq,)).fetchone()
        with reading_rows(self._db.path):
            when = datetime.fromisoformat(first_seen) if first_seen else None
        article = None if stored is None else read_stored(self._db.path, seq, id_, digest, stored)
        return PastRow(deleted is not None, article, when)

    def arrivals(self, last: int, limit: int) -> Iterator[Arrival]:
        """The arrivals of at most so many articles up to a `seq`, the newest first."""
        for row in self._db.execute(_ARRIVALS, (last, limit)):
            yield self._read_arrival(*row)

    def arrival(self, article_id: str) -> Arrival | None:
        """The arrival of an article; None for one that never was."""
        row = self._db.execute(_ARRIVAL, (article_id,)).fetchone()
        return None if row is None else self._read_arrival(*row)

    def updated(self, article_id: str, last: int) -> datetime | None:
        """When the text that an article had at a `seq` was first stored: a text that came back with
        its article, when a take-down was lifted, is as old as before, and so is one of which
        nothing but the story changed. None for an article that was not there, or is taken down
        now."""
        rows = self._db.execute(_TEXTS, (article_id,)).fetchall()
        if not rows or rows[-1][4] is not None:
            return None
        texts = (
            (name_text(digest, salvage_article(stored) if stored else None), when)
            for seq, when, digest, stored, deleted in rows
            if seq <= last and deleted is None
        )
        runs = [next(same)[1] for _, same in groupby(texts, lambda text: text[0])]
        with reading_rows(self._db.path):
            return datetime.fromisoformat(runs[-1]) if runs else None

    def corrected(self, last: int) -> Iterator[tuple[datetime, ArticleValues]]:
        """Of the articles that have several versions up to a `seq`, when the last was stored, and
        the values it has; deleted ones left out."""
        for seq, id_, first_seen, stored in self._db.execute(_CORRECTED, (last,)):
            with reading_rows(self._db.path):
                when = datetime.fromisoformat(first_seen)
            yield when, read_values(self._db.path, seq, id_, stored)

    def _read_arrival(self, seq: int, id_: str, first_seen: str) -> Arrival:
        with reading_rows(self._db.path):
            return Arrival(seq, id_, datetime.fromisoformat(first_seen))


# By whether the row before was a deletion; None where there is none.
_KINDS: dict[int | None, ChangeKind] = {None: "new", 0: "changed", 1: "restored"}
