"""The archive store: every version of every article, in one SQLite file. It is the truth; an
index can always be built again from it.

Each new version, and each deletion, takes the next number of one growing sequence (`seq`). The
newest version of an id is the current one; a deletion leaves a tombstone.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from indexer.archive.digest import digest_article
from indexer.article import (
    Article,
    ArticleValues,
    decode_article,
    decode_values,
    encode_article,
)
from indexer.errors import ArchiveMismatchError, ArchiveMissingError
from indexer.labels import LabelKind, Labels

ARCHIVE_SCHEMA = 1

_TABLES = """
CREATE TABLE archive (schema INTEGER NOT NULL, created TEXT NOT NULL);
CREATE TABLE version (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    digest BLOB NOT NULL,
    -- JSON, NULL for a tombstone, whose reason is in `deleted`
    article BLOB,
    deleted TEXT
);
CREATE INDEX version_id ON version (id, seq);
CREATE TABLE current (id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE UNIQUE INDEX current_seq ON current (seq);
CREATE TABLE reject (
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    raw TEXT NOT NULL,
    seen TEXT NOT NULL
);
CREATE INDEX reject_file ON reject (file);
CREATE TABLE label (
    kind TEXT NOT NULL, id TEXT NOT NULL, lang TEXT NOT NULL, label TEXT NOT NULL,
    PRIMARY KEY (kind, id, lang)
) WITHOUT ROWID;
"""

# SQLite's largest integer.
_NO_LAST = 2**63 - 1

# The digest of a deletion: no text has it.
_TOMBSTONE = b""
PutOutcome = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article. `article` is None for a tombstone, whose reason is `deleted`."""

    seq: int
    id: str
    first_seen: datetime
    article: Article | None
    deleted: str | None


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not be read, and why."""

    file: str
    line: int
    field: str
    reason: str
    raw: str


class Tally(NamedTuple):
    """An archive in numbers. `changes` are the articles and tombstones newer than a `seq`,
    `versions` all texts ever stored; `newest` is when the last of them came."""

    articles: int
    deleted: int
    changes: int
    versions: int
    newest: datetime | None


class Archive:
    """An open archive store. Use it as a context manager, from the thread that opened it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    @classmethod
    def create(cls, path: Path) -> Archive:
        """Create an empty archive; one that is there already is opened."""
        archive = cls(db := _connect(path))
        # A command killed here before leaves an empty file: it is filled like a new one.
        with archive.transaction():
            if not _has_tables(db):
                for statement in _TABLES.split(";"):
                    db.execute(statement)
                db.execute("INSERT INTO archive VALUES (?, ?)", (ARCHIVE_SCHEMA, _now()))
        archive.close()
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Archive:
        """Open an archive that is there.

        Raises ArchiveMissingError, ArchiveMismatchError for another schema version or a file that
        is no archive, and sqlite3.OperationalError where the file cannot be opened.
        """
        if not path.exists():
            raise ArchiveMissingError(path.parent)
        db = _connect(path)
        try:
            _check_schema(db, path)
            _set_up(db)
        except BaseException:
            db.close()
            raise
        return cls(db)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside happen, or none."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            # A full disk makes SQLite roll back by itself.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # Articles

    def put(self, article: Article) -> PutOutcome:
        """Store an article; a text that differs from the current version becomes a new one.

        A deleted article stays deleted, unless its text is one that was not there before.
        """
        digest = digest_article(article)
        known = self._known_digest(article.id)
        if known == digest or (known == _TOMBSTONE and self._had_text(article.id, digest)):
            return "unchanged"
        self._append(article.id, digest, encode_article(article), None)
        return "new" if known is None else "changed"

    def would_change(self, article: Article) -> bool:
        """Whether `put` would store a new version over another one."""
        return self._known_digest(article.id) not in {None, digest_article(article)}

    def _had_text(self, article_id: str, digest: bytes) -> bool:
        query = "SELECT 1 FROM version WHERE id = ? AND digest = ?"
        return self._db.execute(query, (article_id, digest)).fetchone() is not None

    def _known_digest(self, article_id: str) -> bytes | None:
        row = self._db.execute(
            "SELECT digest FROM version JOIN current USING (seq) WHERE current.id = ?",
            (article_id,),
        ).fetchone()
        return None if row is None else bytes(row[0])

    def delete(self, article_id: str, reason: str) -> bool:
        """Leave a tombstone; False where there is no such article, or it is deleted already."""
        known = self.get(article_id)
        if known is None or known.deleted is not None:
            return False
        self._append(article_id, _TOMBSTONE, None, reason)
        return True

    def _append(self, id_: str, digest: bytes, article: bytes | None, deleted: str | None) -> None:
        cursor = self._db.execute(
            "INSERT INTO version (id, first_seen, digest, article, deleted) VALUES (?, ?, ?, ?, ?)",
            (id_, _now(), digest, article, deleted),
        )
        self._db.execute(
            "INSERT INTO current VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq",
            (id_, cursor.lastrowid),
        )

    def get(self, article_id: str) -> Version | None:
        """The current version of an article, a tombstone included."""
        row = self._db.execute(
            "SELECT seq, version.id, first_seen, article, deleted FROM version "
            "JOIN current USING (seq) WHERE current.id = ?",
            (article_id,),
        ).fetchone()
        return None if row is None else _version(row)

    def versions(self, article_id: str) -> list[Version]:
        """Every version of an article, oldest first."""
        rows = self._db.execute(
            "SELECT seq, id, first_seen, article, deleted FROM version WHERE id = ? ORDER BY seq",
            (article_id,),
        )
        return [_version(row) for row in rows]

    def articles(self, first: int = 0, last: int = _NO_LAST) -> Iterator[tuple[int, Article]]:
        """The current articles with their `seq`, in its order, from one `seq` to another, both
        included; deleted ones left out."""
        rows = self._db.execute(
            "SELECT seq, article FROM current JOIN version USING (seq) "
            "WHERE current.seq BETWEEN ? AND ? AND deleted IS NULL ORDER BY current.seq",
            (first, last),
        )
        for seq, article in rows:
            yield seq, decode_article(article)

    def values(self) -> Iterator[ArticleValues]:
        """The facet values and times of all current articles, in the order of `seq`."""
        rows = self._db.execute(
            "SELECT article FROM current JOIN version USING (seq) "
            "WHERE deleted IS NULL ORDER BY current.seq"
        )
        for (article,) in rows:
            yield decode_values(article)

    def spans(self, size: int) -> list[tuple[int, int]]:
        """The `seq`s of all current versions cut into spans of so many: the first and the last
        `seq` of each."""
        rows = self._db.execute(
            "SELECT min(seq), max(seq) FROM "
            "(SELECT seq, (row_number() OVER (ORDER BY seq) - 1) / ? AS span FROM current) "
            "GROUP BY span ORDER BY span",
            (size,),
        )
        return [(first, last) for first, last in rows]

    def changes(self, since: int) -> Iterator[Version]:
        """The current versions newer than a `seq`, tombstones included, in the order of `seq`."""
        rows = self._db.execute(
            "SELECT seq, version.id, first_seen, article, deleted "
            "FROM current JOIN version USING (seq) WHERE current.seq > ? ORDER BY current.seq",
            (since,),
        )
        return map(_version, rows)

    def sample_changes(self, since: int, size: int) -> Iterator[Version]:
        """At least so many of the `changes`, or all, spread evenly; less than twice as many."""
        rows = self._db.execute(
            "SELECT seq, version.id, first_seen, article, deleted FROM version JOIN "
            "(SELECT seq, row_number() OVER (ORDER BY seq) - 1 AS place, count(*) OVER () AS total "
            "FROM current WHERE seq > ?) USING (seq) "
            "WHERE place % max(1, total / ?) = 0 ORDER BY seq",
            (since, size),
        )
        return map(_version, rows)

    def count(self) -> int:
        """How many articles the archive holds, deleted ones left out."""
        query = "SELECT count(*) FROM version JOIN current USING (seq) WHERE deleted IS NULL"
        return int(self._db.execute(query).fetchone()[0])

    def tally(self, since: int = 0) -> Tally:
        """What the archive holds, in numbers; changes are counted from a `seq` on."""
        row = self._db.execute(
            "SELECT count(*) - count(deleted), count(deleted), count(*) FILTER (WHERE seq > ?), "
            "(SELECT count(*) FROM version WHERE deleted IS NULL), "
            "(SELECT max(first_seen) FROM version WHERE deleted IS NULL) "
            "FROM current JOIN version USING (seq)",
            (since,),
        ).fetchone()
        articles, deleted, changes, versions, newest = row
        moment = datetime.fromisoformat(newest) if newest else None
        return Tally(articles, deleted, changes, versions, moment)

    def ids(self) -> Iterator[str]:
        """The ids of all articles in their order, deleted ones left out."""
        rows = self._db.execute(
            "SELECT current.id FROM current JOIN version USING (seq) "
            "WHERE deleted IS NULL ORDER BY current.id"
        )
        return (id_ for (id_,) in rows)

    def last_seq(self) -> int:
        """The newest `seq`; 0 in an empty archive."""
        return int(self._db.execute("SELECT coalesce(max(seq), 0) FROM version").fetchone()[0])

    # Rejects

    def forget_rejects(self, file: str) -> None:
        """Drop what an earlier import rejected of a file that is being read again."""
        self._db.execute("DELETE FROM reject WHERE file = ?", (file,))

    def add_reject(self, reject: Reject) -> None:
        """Keep a record that could not be read."""
        self._db.execute(
            "INSERT INTO reject VALUES (?, ?, ?, ?, ?, ?)",
            (reject.file, reject.line, reject.field, reject.reason, reject.raw, _now()),
        )

    def rejects(self) -> list[Reject]:
        """All rejected records, by file and line."""
        rows = self._db.execute(
            "SELECT file, line, field, reason, raw FROM reject ORDER BY file, line"
        )
        return [Reject(*row) for row in rows]

    # Labels

    def store_labels(self, learned: Iterable[tuple[LabelKind, str, str, str]]) -> None:
        """Keep names learned from records, as kind, id, language and name; known ones stay."""
        self._db.executemany(
            "INSERT INTO label VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", learned
        )

    def load_labels(self, labels: Labels) -> None:
        """Add the labels learned by earlier imports."""
        for kind, id_, lang, label in self._db.execute("SELECT kind, id, lang, label FROM label"):
            labels.add(kind, id_, lang, label)


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=30)


def _set_up(db: sqlite3.Connection) -> None:
    db.execute("PRAGMA journal_mode = WAL")
    # FULL: what a command reported as imported survives a power cut.
    db.execute("PRAGMA synchronous = FULL")


def _check_schema(db: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is no archive of this release, without writing to it."""
    try:
        if not _has_tables(db):
            raise ArchiveMissingError(path.parent)
        known = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'archive'").fetchone()
        row = db.execute("SELECT schema FROM archive").fetchone() if known else None
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        raise ArchiveMismatchError(path, f"not an archive: {error}") from error
    if row is None or row[0] != ARCHIVE_SCHEMA:
        found = row[0] if row else "none"
        raise ArchiveMismatchError(
            path, f"archive schema {found}, this release needs {ARCHIVE_SCHEMA}"
        )


def _has_tables(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def _version(row: tuple[int, str, str, bytes | None, str | None]) -> Version:
    seq, id_, first_seen, article, deleted = row
    return Version(
        seq,
        id_,
        datetime.fromisoformat(first_seen),
        decode_article(article) if article is not None else None,
        deleted,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
