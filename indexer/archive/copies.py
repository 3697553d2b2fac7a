"""Which articles say nearly the same: reprints, corrections under another address.

They stay articles of their own. The earliest of a group is its first, the others are its copies.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from indexer.archive.connection import ArchiveConnection

# Articles that one key finds at most: more tell of a form letter, and each is compared.
_MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """An article and its near copies, by their ids, the earliest first: by the moment of the
    article, or of its original where it tells that; of one moment, the first stored first."""

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
        """Every group of articles that are not deleted, by the id of its first. Copies of copies
        are in one group."""
        roots = _join(self._db.execute("SELECT id, first FROM near_copy"))
        # Deleted articles are no editions.
        rows = self._db.execute(
            "SELECT edition.id FROM edition WHERE id IN "
            "(SELECT id FROM near_copy UNION SELECT first FROM near_copy) ORDER BY moment, "
            "(SELECT min(seq) FROM version WHERE version.id = edition.id)"
        )
        members: defaultdict[str, list[str]] = defaultdict(list)
        for (id_,) in rows:
            members[_find_root(roots, id_)].append(id_)
        groups = (CopyGroup(first, tuple(copies)) for first, *copies in members.values() if copies)
        yield from sorted(groups, key=lambda group: group.first)


def _join(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each of some articles with one that it is joined to, up to the root of its group, which is
    joined to none."""
    roots: dict[str, str] = {}
    for one, other in pairs:
        root, another = _find_root(roots, one), _find_root(roots, other)
        if root != another:
            roots[root] = another
    return roots


def _find_root(roots: dict[str, str], id_: str) -> str:
    found = id_
    while found in roots:
        found = roots[found]
    # Whoever comes this way again has a short one.
    while id_ != found:
        roots[id_], id_ = found, roots[id_]
    return found
