"""Which articles were joined to one story, or parted, by more than what their records say.

What was found and what an admin decided stands in a table of its own, so that it can be told, taken
back, and kept when the same records are imported again (decision 23).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal, TypeAlias

import msgspec

from indexer.archive.checking import reading_rows
from indexer.archive.connection import ArchiveConnection
from indexer.article import Article

# "found" by us, "confirmed" by an admin, or "split" by one: never to be found again.
PairState = Literal["found", "confirmed", "split"]

# By what a pair was found: a link of one to the other, the time at which one says that the other
# was published, what both say; or an admin made it.
PairGround = Literal["link", "time", "signs", "hand"]

_COLUMNS = (
    "ru, en, state, ground, confidence, evidence, decided, ru_story, en_story, ru_given, en_given"
)
_Row: TypeAlias = tuple[object, ...]


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Two articles that are versions of one story, or are not, by a decision: `ground` is by what,
    `confidence` how sure it is (0 to 1), and `evidence` what both say, as the English one has it.

    `ru_story` and `en_story` are the stories that the articles have by it, `ru_given` and
    `en_given` those that their records gave them.
    """

    ru: str
    en: str
    state: PairState
    ground: PairGround
    confidence: float
    decided: datetime
    evidence: tuple[str, ...] = ()
    ru_story: str | None = None
    en_story: str | None = None
    ru_given: str | None = None
    en_given: str | None = None

    def tell_stories(self, article_id: str) -> tuple[str | None, str | None]:
        """The story that the record of one of the two gave it, and the one that it has by this."""
        if article_id == self.ru:
            return self.ru_given, self.ru_story
        return self.en_given, self.en_story


class ArchivePairs:
    """The pairs of an open archive store. Whatever writes stands inside a transaction."""

    def __init__(self, db: ArchiveConnection) -> None:
        self._db = db

    def keep(self, pair: Pair) -> None:
        """Remember a pair, in the place of what was known of these two."""
        self._db.execute(
            f"INSERT OR REPLACE INTO pair ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (
                pair.ru,
                pair.en,
                pair.state,
                pair.ground,
                pair.confidence,
                msgspec.json.encode(pair.evidence).decode(),
                pair.decided.astimezone(UTC).isoformat(),
                pair.ru_story,
                pair.en_story,
                pair.ru_given,
                pair.en_given,
            ),
        )

    def forget(self, pair: Pair) -> None:
        """Drop what is known of two articles."""
        self._db.execute("DELETE FROM pair WHERE ru = ? AND en = ?", (pair.ru, pair.en))

    def of(self, article_id: str) -> list[Pair]:
        """The pairs that an article is in, or was."""
        query = f"SELECT {_COLUMNS} FROM pair WHERE ru = ?1 OR en = ?1 ORDER BY ru, en"  # noqa: S608
        return self._read(self._db.execute(query, (article_id,)))

    def all(self) -> list[Pair]:
        """Every pair, in the order of decisions."""
        query = f"SELECT {_COLUMNS} FROM pair ORDER BY decided, ru, en"  # noqa: S608
        return self._read(self._db.execute(query))

    def settle(self, article: Article) -> Article:
        """An article as its record has it, with the story that it has by a decision; one that its
        record gives anew goes before."""
        story = article.story
        # What it was taken out of first, then what it was joined to since.
        for pair in sorted(self.of(article.id), key=lambda pair: pair.state != "split"):
            given, decided = pair.tell_stories(article.id)
            if story == given or (story is None and pair.state != "split"):
                story = decided
        return article if story == article.story else replace(article, story=story)

    def list_split(self) -> set[tuple[str, str]]:
        """The articles that an admin parted, the Russian one first."""
        rows = self._db.execute("SELECT ru, en FROM pair WHERE state = 'split'")
        return {(ru, en) for ru, en in rows}

    @property
    def searched(self) -> int:
        """The `seq` up to which pairs were looked for."""
        return int(self._db.execute("SELECT searched FROM archive").fetchone()[0])

    @searched.setter
    def searched(self, seq: int) -> None:
        self._db.execute("UPDATE archive SET searched = ?", (seq,))

    def _read(self, rows: Iterable[_Row]) -> list[Pair]:
        with reading_rows(self._db.path):
            return list(map(_read_pair, rows))


def _read_pair(row: _Row) -> Pair:
    names = _COLUMNS.split(", ")
    values = dict(zip(names, row, strict=True))
    values["evidence"] = msgspec.json.decode(str(values["evidence"]))
    return msgspec.convert(values, Pair)
