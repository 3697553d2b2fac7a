"""The articles of an archive as language versions of stories: what is asked of them to find those
that belong together, without reading them.

An edition has the moment of the article, or of its original where it tells that: versions of one
story have nearly the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import get_args

from indexer.archive.checking import reading_rows
from indexer.archive.connection import ArchiveConnection
from indexer.article import LANGS, Article, Lang
from indexer.errors import ArchiveDamagedError

_SELECT = (
    "SELECT edition.id, lang, moment, story, seq, EXISTS (SELECT 1 FROM edition AS other "
    "WHERE other.story = edition.story AND other.lang != edition.lang) "
    "FROM edition JOIN current ON current.id = edition.id "
)
# The few that are new are found by their numbers: a CROSS JOIN keeps its order.
_NEWER = _SELECT.replace("edition JOIN current", "current CROSS JOIN edition") + "WHERE seq > ? "


@dataclass(frozen=True, slots=True)
class Edition:
    """An article that is not deleted: the `seq` of its current version, and whether its story has a
    version in the other language."""

    id: str
    lang: Lang
    moment: datetime
    story: str | None
    seq: int
    has_partner: bool


class ArchiveEditions:
    """The editions of an open archive store."""

    def __init__(self, db: ArchiveConnection) -> None:
        self._db = db

    def add(self, article: Article) -> None:
        """List an article, or what became of it."""
        moment = _write(article.original_published or article.published)
        self._db.execute(
            "INSERT OR REPLACE INTO edition VALUES (?, ?, ?, ?)",
            (article.id, article.lang, moment, article.story),
        )

    def remove(self, article_id: str) -> None:
        """Leave a deleted article out."""
        self._db.execute("DELETE FROM edition WHERE id = ?", (article_id,))

    def after(self, seq: int) -> list[Edition]:
        """Those whose current version is newer than a `seq`, in the order of their moments."""
        rows = self._db.execute(f"{_NEWER} ORDER BY moment, edition.id", (seq,))
        return self._read(rows)

    def between(self, first: datetime, last: datetime) -> list[Edition]:
        """Those of a span of moments, both ends included, in the order of their moments."""
        rows = self._db.execute(
            f"{_SELECT} WHERE moment BETWEEN ? AND ? ORDER BY moment, edition.id",
            (_write(first), _write(last)),
        )
        return self._read(rows)

    def of_story(self, story: str) -> list[Edition]:
        """Those of a story, in the order of their moments."""
        rows = self._db.execute(f"{_SELECT} WHERE story = ? ORDER BY moment, edition.id", (story,))
        return self._read(rows)

    def get(self, article_id: str) -> Edition | None:
        """The edition that an article is; None where there is none, or it is deleted."""
        rows = self._db.execute(f"{_SELECT} WHERE edition.id = ?", (article_id,))
        return next(iter(self._read(rows)), None)

    def _read(self, rows: Iterable[tuple[str, str, str, str | None, int, int]]) -> list[Edition]:
        found: list[Edition] = []
        with reading_rows(self._db.path):
            for id_, lang, moment, story, seq, has_partner in rows:
                if lang not in get_args(Lang):
                    raise ArchiveDamagedError(self._db.path, f"no language: {lang!r}")
                known = LANGS[LANGS.index(lang)]
                when = datetime.fromisoformat(moment).replace(tzinfo=UTC)
                found.append(Edition(id_, known, when, story, seq, bool(has_partner)))
        return found


def _write(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")
