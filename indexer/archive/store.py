"""The archive store: every version of every article, in one SQLite file. It is the truth; an
index can always be built again from it.

Each version, and each deletion, takes the next number of one growing sequence (`seq`). The newest
version of an id is the current one; a deletion leaves a tombstone, which holds until it is lifted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from indexer.archive.checking import (
    TOMBSTONE,
    ArchiveCheck,
    check_database,
    heal_versions,
    read_stored,
    read_values,
    read_version,
    reading_rows,
    salvage_article,
)
from indexer.archive.connection import ArchiveConnection, connect
from indexer.archive.copies import ArchiveCopies
from indexer.archive.digest import digest_article
from indexer.archive.editions import ArchiveEditions
from indexer.archive.entries import Deletion, PutOutcome, Version
from indexer.archive.history import ArchiveHistory
from indexer.archive.identity import KnownArticle, id_key, payload_key
from indexer.archive.journal import ArchiveJournal
from indexer.archive.log import ArchiveLog
from indexer.archive.mirrored import ArchiveMirror
from indexer.archive.pairs import ArchivePairs
from indexer.archive.purging import purge_article
from indexer.archive.rejects import ArchiveRejects
from indexer.archive.tables import ARCHIVE_SCHEMA, check_schema, create_tables, migrate, set_up
from indexer.article import Article, ArticleValues
from indexer.errors import ArchiveDamagedError, ArchiveMissingError, VersionDamagedError
from indexer.labels import LabelKind, Labels

# SQLite's largest integer.
_NO_LAST = 2**63 - 1

_NEWEST = (
    "SELECT seq, version.id, first_seen, digest, article, deleted "
    "FROM version JOIN current USING (seq)"
)
_LIVE = "FROM current JOIN version USING (seq) WHERE deleted IS NULL"
_NEWEST_TEXT = (
    "SELECT seq, id, digest, article FROM version "
    "WHERE id = ? AND article IS NOT NULL ORDER BY seq DESC LIMIT 1"
)

# Articles that one key finds at most: more tell nothing, and each is compared.
_MOST_FOUND = 20


class Archive:
    """An open archive store. Use it as a context manager, from the thread that opened it."""

    def __init__(self, connection: ArchiveConnection) -> None:
        self._db = connection
        self._path = connection.path

    @classmethod
    def create(cls, path: Path) -> Archive:
        """Create an empty archive; one that is there already is opened."""
        archive = cls(db := connect(path))
        # A command killed here before leaves an empty file: it is filled like a new one.
        with archive.transaction():
            create_tables(db)
        archive.close()
        return cls.open(path)

    @classmethod
    def open(cls, path: Path) -> Archive:
        """Open an archive that is there; one of an earlier release is brought up to date.

        One that may only be read can be read. Raises ArchiveMissingError, ArchiveMismatchError for
        another schema version or a file that is no archive, ArchiveDamagedError, and
        sqlite3.OperationalError where the file cannot be opened. Whatever reads stored versions
        raises VersionDamagedError where they are not what was stored.
        """
        if not path.exists():
            raise ArchiveMissingError(path.parent)
        archive = cls(db := connect(path))
        try:
            schema = check_schema(db, path)
            if db.is_writable:
                set_up(db)
            if schema != ARCHIVE_SCHEMA:
                with archive.transaction():
                    migrate(db)
        except BaseException:
            db.close()
            raise
        return archive

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All writes inside happen, or none."""
        return self._db.transaction()

    def rehearsal(self) -> AbstractContextManager[None]:
        """Everything inside is undone at the end, whatever it commits."""
        return self._db.rehearsal()

    def commit(self) -> None:
        """Make sure of what was written so far, inside a transaction, which goes on."""
        self._db.make_sure()

    @property
    def copies(self) -> ArchiveCopies:
        """Which of its articles say nearly the same."""
        return ArchiveCopies(self._db)

    @property
    def journal(self) -> ArchiveJournal:
        """How far imports came."""
        return ArchiveJournal(self._db)

    @property
    def log(self) -> ArchiveLog:
        """Its versions and take-downs as exports write them and imports take them up."""
        return ArchiveLog(self._db)

    @property
    def history(self) -> ArchiveHistory:
        """What it was at an earlier `seq`, and what became of it since."""
        return ArchiveHistory(self._db)

    @property
    def rejects(self) -> ArchiveRejects:
        """The records that imports could not read."""
        return ArchiveRejects(self._db)

    @property
    def editions(self) -> ArchiveEditions:
        """Its articles as versions of stories."""
        return ArchiveEditions(self._db)

    @property
    def mirror(self) -> ArchiveMirror:
        """What it took of the archive that it is a mirror of."""
        return ArchiveMirror(self._db)

    @property
    def pairs(self) -> ArchivePairs:
        """Which of them belong together by more than what their records say."""
        return ArchivePairs(self._db)

    # Articles

    def put(self, article: Article) -> PutOutcome:
        """Store an article; a text that differs from the current version becomes a new one.

        Of a deleted article nothing is stored, whatever its text: it is withheld.
        """
        digest = digest_article(article)
        known = self._known_digest(article.id)
        if known == TOMBSTONE:
            return "withheld"
        if known == digest:
            return "unchanged"
        self.log.append(article)
        return "new" if known is None else "changed"

    def add_given_id(self, article_id: str, given: str) -> None:
        """Remember the id that the record of an article gave, where it is a longer one here."""
        self.log.add_keys(article_id, (id_key(given),))

    def add_payload(self, article_id: str, digest: str) -> None:
        """Remember the digest of the bytes that an article was read from."""
        self.log.add_keys(article_id, (payload_key(digest),))

    def find(self, keys: Iterable[bytes]) -> list[KnownArticle]:
        """The articles that have any of the keys, deleted ones too; of a key that very many have,
        only some."""
        ids: dict[str, None] = {}
        query = "SELECT id FROM identity WHERE key = ? LIMIT ?"
        for key in keys:
            ids.update((id_, None) for (id_,) in self._db.execute(query, (key, _MOST_FOUND)))
        return [known for id_ in ids if (known := self._recall(id_))]

    def has(self, article_id: str) -> bool:
        """Whether an id is taken, by a deleted article too."""
        query = "SELECT 1 FROM current WHERE id = ?"
        return self._db.execute(query, (article_id,)).fetchone() is not None

    def _recall(self, article_id: str) -> KnownArticle | None:
        """The newest text of an article, that of before its deletion too; None for an id that was
        freed."""
        try:
            version = self.get(article_id)
        except VersionDamagedError:
            # What it was cannot be known, but that it was.
            return KnownArticle(article_id, None)
        if version is None or version.article is not None:
            return KnownArticle(article_id, version.article) if version else None
        row = self._db.execute(_NEWEST_TEXT, (article_id,)).fetchone()
        article = salvage_article(row[3]) if row else None
        return KnownArticle(article_id, article, version.deleted)

    def would_change(self, article: Article) -> bool:
        """Whether `put` would store a new version over another one."""
        return self._known_digest(article.id) not in {None, digest_article(article)}

    def heal(self, article: Article) -> bool:
        """Write the versions of an article anew that were this text and are damaged, in their
        place; whether there were any."""
        return heal_versions(self._db, article)

    def _known_digest(self, article_id: str) -> bytes | None:
        row = self._db.execute(
            "SELECT digest FROM version JOIN current USING (seq) WHERE current.id = ?",
            (article_id,),
        ).fetchone()
        if row is None:
            return None
        with reading_rows(self._path):
            return bytes(row[0])

    def delete(self, article_id: str, reason: str) -> bool:
        """Leave a tombstone; False where there is no such article, or it is deleted already."""
        # A text that is damaged can be taken down too.
        if self._known_digest(article_id) in {None, TOMBSTONE}:
            return False
        self.log.insert(article_id, TOMBSTONE, None, reason)
        self.editions.remove(article_id)
        return True

    def restore(self, article_id: str) -> bool:
        """Lift a tombstone: the newest text from before it becomes the current version again. Where
        it was purged there is none, and the next import brings one. False where the article is not
        deleted."""
        known = self.get(article_id)
        if known is None or known.deleted is None:
            return False
        row = self._db.execute(_NEWEST_TEXT, (article_id,)).fetchone()
        if row is None:
            self._db.execute("DELETE FROM current WHERE id = ?", (article_id,))
        else:
            self.log.restore(read_stored(self._path, *row), row[2], row[3])
        return True

    def purge(self, article_id: str) -> None:
        """Remove every text of a deleted article; see `purge_article`."""
        purge_article(self._db, article_id)

    def compact(self) -> None:
        """Let nothing of what was purged stay in the database or beside it, outside of a
        transaction. Raises sqlite3.OperationalError where somebody keeps on reading it."""
        is_busy, *_ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise sqlite3.OperationalError("what was purged is still being read; purge it again")

    def deletions(self, since: int = 0) -> Iterator[Deletion]:
        """The deleted articles, in the order of their deletion; those after a `seq`."""
        rows = self._db.execute(
            "SELECT version.id, seq, first_seen, deleted, (SELECT article FROM version AS text "
            "WHERE text.id = version.id AND article IS NOT NULL ORDER BY text.seq DESC LIMIT 1) "
            "FROM version JOIN current USING (seq) "
            "WHERE deleted IS NOT NULL AND current.seq > ? ORDER BY seq",
            (since,),
        )
        for id_, seq, when, reason, text in rows:
            article = salvage_article(text)
            with reading_rows(self._path):
                moment = datetime.fromisoformat(when)
            yield Deletion(id_, seq, moment, reason, article.title if article else None)

    def get(self, article_id: str) -> Version | None:
        """The current version of an article, a tombstone included."""
        row = self._db.execute(f"{_NEWEST} WHERE current.id = ?", (article_id,)).fetchone()
        return None if row is None else read_version(self._path, row)

    def first_seen(self, article_id: str) -> datetime | None:
        """When an article was first stored; None for one that never was."""
        query = "SELECT min(first_seen) FROM version WHERE id = ? AND deleted IS NULL"
        (moment,) = self._db.execute(query, (article_id,)).fetchone()
        if moment is None:
            return None
        with reading_rows(self._path):
            return datetime.fromisoformat(moment)

    def versions(self, article_id: str) -> list[Version]:
        """Every version of an article, oldest first."""
        return list(self.read_versions(article_id))

    def read_versions(self, article_id: str) -> Iterator[Version]:
        """The `versions` of an article as they stand at one moment, read one by one."""
        rows = self._db.execute(
            "SELECT seq, id, first_seen, digest, article, deleted FROM version "
            "WHERE id = ? ORDER BY seq",
            (article_id,),
        )
        return (read_version(self._path, row) for row in rows)

    def articles(self, first: int = 0, last: int = _NO_LAST) -> Iterator[tuple[int, Article]]:
        """The current articles with their `seq`, in its order, from one `seq` to another, both
        included; deleted ones left out."""
        rows = self._db.execute(
            "SELECT seq, current.id, digest, article FROM current JOIN version USING (seq) "
            "WHERE current.seq BETWEEN ? AND ? AND deleted IS NULL ORDER BY current.seq",
            (first, last),
        )
        for seq, id_, digest, article in rows:
            yield seq, read_stored(self._path, seq, id_, digest, article)

    def values(self) -> Iterator[ArticleValues]:
        """The facet values and times of all current articles, in the order of `seq`."""
        rows = self._db.execute(f"SELECT seq, current.id, article {_LIVE} ORDER BY seq")
        for seq, id_, article in rows:
            yield read_values(self._path, seq, id_, article)

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
        rows = self._db.execute(f"{_NEWEST} WHERE current.seq > ? ORDER BY seq", (since,))
        return (read_version(self._path, row) for row in rows)

    def sample_changes(self, since: int, size: int) -> Iterator[Version]:
        """At least so many of the `changes`, or all, spread evenly; less than twice as many."""
        rows = self._db.execute(
            "SELECT seq, version.id, first_seen, digest, article, deleted FROM version JOIN "
            "(SELECT seq, row_number() OVER (ORDER BY seq) - 1 AS place, count(*) OVER () AS total "
            "FROM current WHERE seq > ?) USING (seq) "
            "WHERE place % max(1, total / ?) = 0 ORDER BY seq",
            (since, size),
        )
        return (read_version(self._path, row) for row in rows)

    def count(self) -> int:
        """How many articles the archive holds, deleted ones left out."""
        return int(self._db.execute(f"SELECT count(*) {_LIVE}").fetchone()[0])

    def ids(self) -> Iterator[str]:
        """The ids of all articles in their order, deleted ones left out."""
        live = f"SELECT current.id {_LIVE} ORDER BY current.id"
        return (id_ for (id_,) in self._db.execute(live))

    def last_seq(self) -> int:
        """The newest `seq`; 0 in an empty archive."""
        return int(self._db.execute("SELECT coalesce(max(seq), 0) FROM version").fetchone()[0])

    def check(self) -> ArchiveCheck:
        """Read all of the archive, old versions too, and tell what is wrong with it. Raises
        ArchiveDamagedError where it cannot be read."""
        found = check_database(self._db)
        try:
            self.rejects.read()
            self.load_labels(Labels())
        except ArchiveDamagedError as error:
            return replace(found, faults=(*found.faults, error.reason))
        return found

    # Labels

    def store_labels(self, learned: Iterable[tuple[LabelKind, str, str, str]]) -> None:
        """Keep names learned from records, as kind, id, language and name; known ones stay."""
        self._db.executemany(
            "INSERT INTO label VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", learned
        )

    def replace_labels(self, names: Iterable[tuple[LabelKind, str, str, str]]) -> None:
        """Keep names, as kind, id, language and name, in the place of known ones."""
        self._db.executemany("INSERT OR REPLACE INTO label VALUES (?, ?, ?, ?)", names)

    def load_labels(self, labels: Labels) -> None:
        """Add the labels learned by earlier imports."""
        rows = self._db.execute("SELECT kind, id, lang, label FROM label")
        with reading_rows(self._path):
            for kind, id_, lang, label in rows:
                labels.add(kind, id_, lang, label)
