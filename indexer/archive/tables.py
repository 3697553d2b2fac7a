"""The tables of an archive store, and how those of earlier releases become today's."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from indexer.archive.checking import salvage_article
from indexer.archive.clock import FILL_CLOCK
from indexer.archive.connection import ArchiveConnection, is_database
from indexer.archive.digest import digest_article, digest_as_first
from indexer.archive.editions import ArchiveEditions
from indexer.archive.identity import id_key, list_keys
from indexer.archive.keeping import keep_former
from indexer.errors import ArchiveDamagedError, ArchiveMismatchError, ArchiveMissingError

ARCHIVE_SCHEMA = 6

_TABLES = """
CREATE TABLE archive (schema INTEGER NOT NULL, created TEXT NOT NULL);
CREATE TABLE version (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    first_seen TEXT NOT NULL,
    digest BLOB NOT NULL,
    -- JSON, NULL for a tombstone, whose reason is in `deleted`, and where a text was purged
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

_SINCE_2 = """
-- What records are recognized by (indexer.archive.identity), of deleted articles too
CREATE TABLE identity (key BLOB NOT NULL, id TEXT NOT NULL, PRIMARY KEY (key, id)) WITHOUT ROWID;
-- How many rejects of a file are not kept
CREATE TABLE reject_unlisted (file TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
"""

_SINCE_3 = """
-- What near copies are found by, and of which article each is one (indexer.archive.copies)
CREATE TABLE sketch (key BLOB NOT NULL, id TEXT NOT NULL, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE INDEX sketch_id ON sketch (id);
CREATE TABLE near_copy (id TEXT PRIMARY KEY, first TEXT NOT NULL) WITHOUT ROWID;
-- The articles that are not deleted, as versions of stories (indexer.archive.editions): the moment
-- is that of the original, where the article tells it
CREATE TABLE edition (
    id TEXT PRIMARY KEY, lang TEXT NOT NULL, moment TEXT NOT NULL, story TEXT
) WITHOUT ROWID;
CREATE INDEX edition_moment ON edition (moment);
CREATE INDEX edition_story ON edition (story) WHERE story IS NOT NULL;
-- Who belongs together, or does not, by what we found or an admin decided (indexer.archive.pairs)
CREATE TABLE pair (
    ru TEXT NOT NULL, en TEXT NOT NULL, state TEXT NOT NULL, ground TEXT NOT NULL,
    confidence REAL NOT NULL, evidence TEXT NOT NULL, decided TEXT NOT NULL,
    -- the stories that they have by it, and those that their records gave them
    ru_story TEXT, en_story TEXT, ru_given TEXT, en_given TEXT,
    PRIMARY KEY (ru, en)
) WITHOUT ROWID;
CREATE INDEX pair_en ON pair (en);
-- The seq up to which pairs were looked for
ALTER TABLE archive ADD COLUMN searched INTEGER NOT NULL DEFAULT 0;
"""

_SINCE_4 = """
-- What schema 3 knew of a stopped import is too little: that one begins anew
DROP TABLE IF EXISTS import_run;
DROP TABLE IF EXISTS import_file;
-- The import that is under way or was stopped, and how far it came (indexer.archive.journal)
CREATE TABLE import_run (key BLOB NOT NULL, begun TEXT NOT NULL, seq INTEGER NOT NULL);
CREATE TABLE import_file (
    name TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    modified_ns INTEGER NOT NULL,
    is_done INTEGER NOT NULL,
    source TEXT NOT NULL,
    records INTEGER NOT NULL,
    -- JSON: what its report tells of the file
    told BLOB NOT NULL
) WITHOUT ROWID;
-- The articles that it met, each with its last record
CREATE TABLE import_met (
    id TEXT PRIMARY KEY, file TEXT NOT NULL, record INTEGER NOT NULL
) WITHOUT ROWID;
"""

_SINCE_5 = """
-- The seconds in which something was stored, each with the first seq (indexer.archive.clock)
CREATE TABLE stored (moment INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
CREATE UNIQUE INDEX stored_seq ON stored (seq);
CREATE INDEX version_deleted ON version (seq) WHERE deleted IS NOT NULL;
"""

_SINCE_6 = """
-- What tells this archive from all others, whatever its address: copies of it have the same
ALTER TABLE archive ADD COLUMN identity TEXT NOT NULL DEFAULT '';
-- The archive that this one is a mirror of, if it is one (indexer.archive.mirrored): no more than
-- one row
CREATE TABLE mirror (
    url TEXT NOT NULL, archive TEXT NOT NULL, fields TEXT NOT NULL,
    seq INTEGER NOT NULL, checkpoint TEXT NOT NULL, asked TEXT NOT NULL
);
-- The newest that the other archive told of each article: its `seq` there (below zero where all is
-- told anew, and this was not yet), whether it is taken down there, and the `seq` of the tombstone
-- that it has here by that. A text is_held that was told and not stored, as it is taken down here
CREATE TABLE mirrored (
    id TEXT PRIMARY KEY, seq INTEGER NOT NULL, is_down INTEGER NOT NULL, tombstone INTEGER,
    is_held INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX mirrored_seq ON mirrored (seq);
"""


# Texts that are in memory at a time.
_PORTION = 500
_FIRST_TEXTS = (
    "SELECT seq, digest, article FROM version WHERE seq > ? AND article IS NOT NULL "
    "ORDER BY seq LIMIT ?"
)


def create_tables(db: ArchiveConnection) -> None:
    """Fill an empty database, inside a transaction; one that has tables is left as it is."""
    if has_tables(db):
        return
    _run_all(db, _TABLES + _SINCE_2 + _SINCE_3 + _SINCE_4 + _SINCE_5 + _SINCE_6)
    db.execute(
        "INSERT INTO archive (schema, created, identity) VALUES (?, ?, ?)",
        (ARCHIVE_SCHEMA, now(), uuid4().hex),
    )


def set_up(db: sqlite3.Connection) -> None:
    """Make a connection durable, and what is removed gone from the file."""
    db.execute("PRAGMA journal_mode = WAL")
    # FULL: what a command reported as imported survives a power cut.
    db.execute("PRAGMA synchronous = FULL")
    # What is purged is overwritten, not only given up.
    db.execute("PRAGMA secure_delete = ON")


def check_schema(db: sqlite3.Connection, path: Path) -> int:
    """The schema of an archive that this release can read or migrate; another file is refused
    without writing to it: ArchiveMissingError, ArchiveMismatchError."""
    try:
        if not has_tables(db):
            raise ArchiveMissingError(path.parent)
        known = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'archive'").fetchone()
        row = db.execute("SELECT schema FROM archive").fetchone() if known else None
    except ArchiveDamagedError as error:
        if not is_database(path):
            raise ArchiveMismatchError(path, f"not an archive: {error.reason}") from error
        raise
    found = row[0] if row else "none"
    if found not in range(1, ARCHIVE_SCHEMA + 1):
        raise ArchiveMismatchError(
            path, f"archive schema {found}, this release needs {ARCHIVE_SCHEMA}"
        )
    return int(found)


def migrate(db: ArchiveConnection) -> None:
    """Bring the tables of an earlier release up to date, inside a transaction. No version, `seq` or
    id changes."""
    schema = db.execute("SELECT schema FROM archive").fetchone()[0]
    if schema == ARCHIVE_SCHEMA:
        # Somebody else was first.
        return
    keep_former(db, schema)
    if schema < 2:
        _name_texts(db)
        _make_keys(db)
    if schema < 3:
        _list_editions(db)
    if schema < 4:
        _run_all(db, _SINCE_4)
    if schema < 5:
        _run_all(db, _SINCE_5)
        db.execute(FILL_CLOCK)
    if schema < 6:
        _run_all(db, _SINCE_6)
        db.execute("UPDATE archive SET identity = ?", (uuid4().hex,))
    db.execute("UPDATE archive SET schema = ?", (ARCHIVE_SCHEMA,))


def _name_texts(db: ArchiveConnection) -> None:
    """Give the versions of the first release the digests of today. One that is no longer what was
    stored keeps its own, and is told to be damaged."""
    last = 0
    while texts := db.execute(_FIRST_TEXTS, (last, _PORTION)).fetchall():
        for seq, digest, stored in texts:
            article = salvage_article(stored)
            if article is not None and digest == digest_as_first(article):
                today = digest_article(article)
                db.execute("UPDATE version SET digest = ? WHERE seq = ?", (today, seq))
        last = texts[-1][0]


def _make_keys(db: ArchiveConnection) -> None:
    """Make the keys that articles are recognized by, of the newest text of each, that of a deleted
    one included."""
    _run_all(db, _SINCE_2)
    newest = db.execute(
        "SELECT id, article FROM version WHERE seq IN "
        "(SELECT max(seq) FROM version WHERE article IS NOT NULL GROUP BY id)"
    )
    for id_, article in newest:
        found = salvage_article(article)
        keys = [id_key(id_), *(list_keys(found) if found else ())]
        db.executemany("INSERT OR IGNORE INTO identity VALUES (?, ?)", [(key, id_) for key in keys])


def _list_editions(db: ArchiveConnection) -> None:
    """List the articles that are not deleted. No import looks for pairs among those that are there:
    that takes minutes in a large archive, and is left to its admin."""
    _run_all(db, _SINCE_3)
    editions = ArchiveEditions(db)
    texts = db.execute(
        "SELECT article FROM current JOIN version USING (seq) WHERE article IS NOT NULL"
    )
    for (stored,) in texts:
        if (article := salvage_article(stored)) is not None:
            editions.add(article)
    db.execute("UPDATE archive SET searched = (SELECT coalesce(max(seq), 0) FROM version)")


def _run_all(db: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";"):
        db.execute(statement)


def has_tables(db: sqlite3.Connection) -> bool:
    """Whether anything was ever written to the database."""
    return bool(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])


def now() -> str:
    """The time as the store keeps it: ISO, UTC, with microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
