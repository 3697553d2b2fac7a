"""Which articles say nearly the same: reprints, corrections under another address.

The article that was stored first is the first of its group; the others are its copies. They stay
articles of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from indexer.archive.connection import ArchiveConnection

# Articles that one key finds at most: more tell of a form letter, and each is compared.
_MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """An article and its near copies, by their ids, the first stored first."""

    first: str
    copies: tuple[str, ...]


class ArchiveCopies:
    """The near copies of an archive store."""

    def __init__(self, connection: ArchiveConnection) -> None:
        self._db = connection

    def find(self, keys: Sequence[bytes]) -> list[str]:
        """The articles that share a key of a sketch, those that share most of them first."""
        shared: dict[str, int] = {}
        for key in keys:
            rows = self._db.execute(
                "SELECT id FROM sketch WHERE key = ? LIMIT ?", (key, _MOST_FOUND)
            )
            for (id_,) in rows:
                shared[id_] = shared.get(id_, 0) + 1
        return sorted(shared, key=lambda id_: (-shared[id_], id_))[:_MOST_FOUND]

    def put(self, article_id: str, keys: Iterable[bytes], first: str | None) -> None:
        """Keep the sketch of an article, and of which it is a near copy: of none, or of one that
        may be a copy itself."""
        self._db.execute("DELETE FROM sketch WHERE id = ?", (article_id,))
        self._db.executemany(
            "INSERT OR IGNORE INTO sketch VALUES (?, ?)", [(key, article_id) for key in keys]
        )
        self._db.execute("DELETE FROM near_copy WHERE id = ?", (article_id,))
        if first is not None:
            row = self._db.execute("SELECT first FROM near_copy WHERE id = ?", (first,)).fetchone()
            root = row[0] if row else first
            if root != article_id:
                self._db.execute("INSERT INTO near_copy VALUES (?, ?)", (article_id, root))

    def has(self, article_id: str) -> bool:
        """Whether the archive has a sketch of an article."""
        row = self._db.execute("SELECT 1 FROM sketch WHERE id = ? LIMIT 1", (article_id,))
        return row.fetchone() is not None

    def forget(self, article_id: str) -> None:
        """Drop what is known of a text that is purged."""
        self._db.execute("DELETE FROM sketch WHERE id = ?", (article_id,))
        self._db.execute("DELETE FROM near_copy WHERE id = ?", (article_id,))

    def groups(self) -> Iterator[CopyGroup]:
        """Every group of articles that are not deleted, by the id of its first."""
        rows = self._db.execute(
            "SELECT near_copy.first, near_copy.id FROM near_copy "
            "JOIN current ON current.id = near_copy.id JOIN version USING (seq) "
            "WHERE version.deleted IS NULL ORDER BY near_copy.first, current.seq"
        )
        for first, members in groupby(rows, key=lambda row: str(row[0])):
            yield CopyGroup(first, tuple(str(id_) for _, id_ in members))
