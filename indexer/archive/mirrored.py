"""What a mirror keeps of the archive that it follows: which one it is, how far it came, and the
newest that it was told of each article.

The articles themselves are those of any archive, under numbers of its own. What is kept here stands
in the same file, so that both are written or neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from indexer.archive.checking import TOMBSTONE, reading_rows
from indexer.archive.connection import ArchiveConnection

_ALL = (
    "SELECT mirrored.id, mirrored.seq, is_down, tombstone, version.seq, version.digest "
    "FROM mirrored LEFT JOIN current ON current.id = mirrored.id "
    "LEFT JOIN version ON version.seq = current.seq "
)
_LACKING = (
    "SELECT mirrored.seq, mirrored.id FROM mirrored LEFT JOIN current ON current.id = mirrored.id "
    "LEFT JOIN version ON version.seq = current.seq WHERE NOT is_down AND mirrored.seq > 0 "
    "AND (version.seq IS NULL OR (is_held AND version.digest != x'')) ORDER BY mirrored.seq"
)
_OTHERS = (
    "SELECT current.id FROM current JOIN version USING (seq) WHERE digest != x'' "
    "AND current.id NOT IN (SELECT id FROM mirrored) ORDER BY current.seq"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """The archive that is followed: its address and identity, the names of the fields beside ours
    that it publishes, the `seq` there up to which all was taken, the checkpoint of that, and when
    it last said that there was no more."""

    url: str
    archive: str
    fields: tuple[str, ...]
    seq: int = 0
    checkpoint: str = ""
    asked: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """An article as it was told last, and as it stands here.

    `seq` is its number in the other archive, below zero where all is told anew and this was not
    yet; `is_down` tells whether it is taken down there, `tombstone` is the `seq` here of the row
    that it was taken down with by that. Here it has the text of a `digest`, or is taken down
    (`is_down_here`), or neither where its texts were purged; `is_ours` tells that whoever looks
    after this archive took it down, not the mirror.
    """

    id: str
    seq: int
    is_down: bool
    tombstone: int | None
    digest: bytes | None
    is_down_here: bool
    is_ours: bool

    @property
    def state(self) -> str | None:
        """What it is here, as a root hash tells it: the digest of its text, or that it is taken
        down; None where it is not here."""
        if self.is_down_here:
            return None if self.is_ours and not self.is_down else DELETED
        return self.digest.hex() if self.digest else None


DELETED = "deleted"
"""How a root hash tells that an article is taken down."""


class ArchiveMirror:
    """What an open archive took of another one."""

    def __init__(self, db: ArchiveConnection) -> None:
        self._db = db

    def read(self) -> Followed | None:
        """The archive that it is a mirror of; None of one that is no mirror."""
        query = "SELECT url, archive, fields, seq, checkpoint, asked FROM mirror"
        row = self._db.execute(query).fetchone()
        if row is None:
            return None
        url, archive, fields, seq, checkpoint, asked = row
        with reading_rows(self._db.path):
            return Followed(
                url=url,
                archive=archive,
                fields=msgspec.json.decode(fields, type=tuple[str, ...]),
                seq=seq,
                checkpoint=checkpoint,
                asked=datetime.fromisoformat(asked) if asked else None,
            )

    def write(self, followed: Followed) -> None:
        """Remember whom it follows, and how far it came, inside a transaction."""
        self._db.execute("DELETE FROM mirror")
        self._db.execute(
            "INSERT INTO mirror VALUES (?, ?, ?, ?, ?, ?)",
            (
                followed.url,
                followed.archive,
                msgspec.json.encode(followed.fields).decode(),
                followed.seq,
                followed.checkpoint,
                followed.asked.isoformat() if followed.asked else "",
            ),
        )

    def begin_anew(self) -> None:
        """Follow from the first change on, inside a transaction; what is here stays until all was
        told."""
        self._db.execute("UPDATE mirror SET seq = 0, checkpoint = ''")
        self._db.execute("UPDATE mirrored SET seq = -abs(seq)")

    def list_untold(self) -> list[str]:
        """The ids of what was told once, and not since all is told anew."""
        rows = self._db.execute("SELECT id FROM mirrored WHERE seq < 0 ORDER BY seq DESC")
        return [id_ for (id_,) in rows]

    def get(self, article_id: str) -> Mirrored | None:
        """What is known of an article; None of one that was never told of."""
        row = self._db.execute(f"{_ALL} WHERE mirrored.id = ?", (article_id,)).fetchone()
        return None if row is None else _read(row)

    def note_text(self, article_id: str, seq: int) -> None:
        """Remember that a text of an article was told and stored."""
        self._put(article_id, seq, 0, None, 0)

    def note_held(self, article_id: str, seq: int) -> None:
        """Remember that a text was told of an article that is kept down here."""
        self._put(article_id, seq, 0, None, 1)

    def note_down(self, article_id: str, seq: int, tombstone: int | None) -> None:
        """Remember that an article was told to be taken down, and the `seq` of the row by which it
        is so here, if it is by that."""
        self._put(article_id, seq, 1, tombstone, 0)

    def _put(self, *row: str | int | None) -> None:
        self._db.execute("INSERT OR REPLACE INTO mirrored VALUES (?, ?, ?, ?, ?)", row)

    def told_take_downs(self) -> dict[str, int]:
        """The articles that are taken down here by what was told: their ids, and the `seq`s
        there."""
        return {
            one.id: abs(one.seq)
            for one in self.articles()
            if one.is_down and one.is_down_here and not one.is_ours
        }

    def list_lacking(self) -> list[tuple[int, str]]:
        """The articles whose text was told and is not here, though nobody keeps it down any more:
        the `seq` there, and the id."""
        return self._db.execute(_LACKING).fetchall()

    def remove(self, article_id: str) -> None:
        """Forget what was told of an article."""
        self._db.execute("DELETE FROM mirrored WHERE id = ?", (article_id,))

    def articles(self) -> Iterator[Mirrored]:
        """All that was told of, in the order of `seq`."""
        return map(_read, self._db.execute(f"{_ALL} ORDER BY mirrored.seq"))

    def list_others(self) -> list[str]:
        """The ids of the articles here that the other archive never told of."""
        return [id_ for (id_,) in self._db.execute(_OTHERS)]

    def find_row(self, article_id: str) -> tuple[int, bool] | None:
        """The `seq` here of the newest row of an article, and whether that is a tombstone; None
        where there is none."""
        row = self._db.execute(
            "SELECT seq, digest = x'' FROM current JOIN version USING (seq) WHERE current.id = ?",
            (article_id,),
        ).fetchone()
        return None if row is None else (row[0], bool(row[1]))


def _read(row: tuple[str, int, int, int | None, int | None, bytes | None]) -> Mirrored:
    id_, seq, is_down, tombstone, here, digest = row
    is_down_here = here is not None and digest == TOMBSTONE
    return Mirrored(
        id=id_,
        seq=seq,
        is_down=bool(is_down),
        tombstone=tombstone,
        digest=digest or None,
        is_down_here=is_down_here,
        is_ours=is_down_here and here != tombstone,
    )
