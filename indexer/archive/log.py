"""The archive as a log: its versions and take-downs, as an export writes them and an import of one
takes them up again.

What is read is read in portions, none of which holds up a writer. What is written meanwhile has a
later `seq` and comes later, so nothing is missed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from indexer.archive.checking import TOMBSTONE, read_stored, salvage_article
from indexer.archive.clock import ArchiveClock
from indexer.archive.connection import ArchiveConnection
from indexer.archive.digest import digest_article
from indexer.archive.editions import ArchiveEditions
from indexer.archive.identity import id_key, list_keys, list_weak_keys
from indexer.article import Article, encode_article

_PORTION = 200

_CURRENT = (
    "SELECT seq, current.id, first_seen, digest, article FROM current JOIN version USING (seq) "
    "WHERE TRUE"
)
# Lifted take-downs and purged texts are no versions, and those of deleted articles are not told.
_ALL = (
    "SELECT seq, id, first_seen, digest, article FROM version "
    "WHERE article IS NOT NULL AND EXISTS (SELECT 1 FROM current "
    "JOIN version AS newest ON newest.seq = current.seq "
    "WHERE current.id = version.id AND newest.deleted IS NULL)"
)


@dataclass(frozen=True, slots=True)
class LoggedVersion:
    """A version of an article that is not deleted. `given_id` is the id that its record gave, where
    the article got a longer one."""

    article: Article
    first_seen: datetime
    given_id: str | None = None


@dataclass(frozen=True, slots=True)
class TakeDown:
    """A deleted article without its texts: when and why, and the keys it is recognized by."""

    id: str
    when: datetime
    reason: str
    keys: tuple[bytes, ...] = ()


class ArchiveLog:
    """The log of an open archive. Whatever reads versions raises VersionDamagedError where they are
    not what was stored."""

    def __init__(self, db: ArchiveConnection) -> None:
        self._db = db
        self._editions = ArchiveEditions(db)
        self._clock = ArchiveClock(db)

    def newest(self) -> Iterator[LoggedVersion]:
        """The newest version of every article, in the order of `seq`. An article that is changed
        meanwhile comes again."""
        return self._read(f"{_CURRENT} AND deleted IS NULL")

    def versions(self) -> Iterator[LoggedVersion]:
        """Every version of every article, in the order of `seq`."""
        return self._read(_ALL)

    def newest_of(self, article_id: str) -> Iterator[LoggedVersion]:
        """The newest version of an article; none where it is deleted, or was never there."""
        return self._read(f"{_CURRENT} AND deleted IS NULL AND current.id = ?", article_id)

    def versions_of(self, article_id: str) -> Iterator[LoggedVersion]:
        """Every version of an article, oldest first; none where it is deleted."""
        return self._read(f"{_ALL} AND version.id = ?", article_id)

    def take_downs(self) -> Iterator[TakeDown]:
        """The deleted articles, in the order of their deletion."""
        rows = self._db.execute(
            "SELECT id, first_seen, deleted FROM current JOIN version USING (seq, id) "
            "WHERE deleted IS NOT NULL ORDER BY seq"
        ).fetchall()
        # Found by key, not by id: all are read once.
        keys: dict[str, list[bytes]] = defaultdict(list)
        if rows:
            found = self._db.execute(
                "SELECT identity.id, key FROM identity JOIN current ON current.id = identity.id "
                "JOIN version USING (seq) WHERE deleted IS NOT NULL"
            )
            for id_, key in found:
                keys[id_].append(key)
        for id_, when, reason in rows:
            weak = set(self._list_weak_keys(id_))
            kept = tuple(key for key in keys[id_] if key not in weak)
            yield TakeDown(id_, datetime.fromisoformat(when), reason, kept)

    def append(self, article: Article, first_seen: datetime | None = None) -> None:
        """Store an article as its newest version, first seen now where nothing is said."""
        encoded = encode_article(article)
        self.insert(article.id, digest_article(article), encoded, None, first_seen)
        self._editions.add(article)
        self.add_keys(article.id, (id_key(article.id), *list_keys(article)))

    def amend(self, article: Article) -> None:
        """Tell the newest version of an article anew, in its place: for one that nobody has seen
        yet, and of which nothing but its story changes."""
        self._db.execute(
            "UPDATE version SET digest = ?, article = ? "
            "WHERE seq = (SELECT seq FROM current WHERE id = ?)",
            (digest_article(article), encode_article(article), article.id),
        )
        self._editions.add(article)

    def restore(self, article: Article, digest: bytes, encoded: bytes) -> None:
        """Make the text that a deleted article had its current version again."""
        self.insert(article.id, digest, encoded, None)
        self._editions.add(article)

    def bury(self, gone: TakeDown) -> None:
        """Leave a tombstone, whether there was a text or not."""
        self.insert(gone.id, TOMBSTONE, None, gone.reason, gone.when)
        self._editions.remove(gone.id)
        self.recognize(gone)

    def recognize(self, gone: TakeDown) -> None:
        """Let a deleted article be recognized by these keys too."""
        self.add_keys(gone.id, (id_key(gone.id), *gone.keys))

    def insert(
        self,
        id_: str,
        digest: bytes,
        article: bytes | None,
        deleted: str | None,
        when: datetime | None = None,
    ) -> None:
        """Give an article its next row, which is the current one from now on."""
        moment = (when or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="microseconds")
        cursor = self._db.execute(
            "INSERT INTO version (id, first_seen, digest, article, deleted) VALUES (?, ?, ?, ?, ?)",
            (id_, moment, digest, article, deleted),
        )
        self._db.execute(
            "INSERT INTO current VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq",
            (id_, cursor.lastrowid),
        )
        if cursor.lastrowid is not None:
            self._clock.tick(cursor.lastrowid)

    def add_keys(self, article_id: str, keys: Iterable[bytes]) -> None:
        """Let an article be recognized by these keys too."""
        self._db.executemany(
            "INSERT OR IGNORE INTO identity VALUES (?, ?)", [(key, article_id) for key in keys]
        )

    def _list_weak_keys(self, article_id: str) -> Iterator[bytes]:
        rows = self._db.execute("SELECT article FROM version WHERE id = ?", (article_id,))
        for (stored,) in rows.fetchall():
            if (article := salvage_article(stored)) is not None:
                yield from list_weak_keys(article)

    def _read(self, query: str, *values: str) -> Iterator[LoggedVersion]:
        seq = 0
        # The columns of a join have one name for both tables.
        page = f"SELECT * FROM ({query}) WHERE seq > ? ORDER BY seq LIMIT {_PORTION}"  # noqa: S608
        while rows := self._db.execute(page, (*values, seq)).fetchall():
            for number, id_, first_seen, digest, stored in rows:
                article = read_stored(self._db.path, number, id_, digest, stored)
                moment = datetime.fromisoformat(first_seen)
                yield LoggedVersion(article, moment, self._find_given_id(article))
            seq = rows[-1][0]

    def _find_given_id(self, article: Article) -> str | None:
        """The id that the record of an article gave: longer ones are it and the language."""
        mark = f"-{article.lang}"
        parts = f"{article.id}-".split(f"{mark}-")
        for count in range(1, len(parts)):
            given = f"{mark}-".join(parts[:count])
            found = self._db.execute(
                "SELECT 1 FROM identity WHERE key = ? AND id = ?", (id_key(given), article.id)
            )
            if found.fetchone():
                return given
        return None
