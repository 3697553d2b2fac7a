"""The root hash of an archive: what two archives compare to know that they hold the same.

It is the SHA-256 of a line for each article, in the order of `seq`: the number of its newest row up
to a `seq`, its id, and the digest of what is published of it, or that it is taken down. What
happens later changes nothing of it.

To work out what is published of each text takes long where there are many. Few have other digests
than those they are stored with, so these are remembered, in a file beside the archive that may be
deleted at any time (`published.db`), and with them the last hashes.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

import msgspec

from indexer.archive.checking import TOMBSTONE, read_stored
from indexer.archive.connection import ArchiveConnection, connect
from indexer.archive.history import ArchiveHistory
from indexer.archive.mirrored import DELETED
from indexer.archive.publishing import digest_published
from indexer.errors import ArchiveDamagedError
from indexer.home.paths import ArchiveHome

# Texts that are read between two calls of `check`, and remembered together.
_PORTION = 500
# Articles that are hashed between two calls of `check`.
_HASHED = 5_000
# Hashes that are remembered: those that were asked for last.
_KEPT = 20

_TABLES = """
CREATE TABLE IF NOT EXISTS learned (
    fields TEXT NOT NULL, seq INTEGER NOT NULL, checkpoint TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS published (seq INTEGER PRIMARY KEY, digest BLOB, published BLOB);
CREATE TABLE IF NOT EXISTS root_hash (
    seq INTEGER PRIMARY KEY, checkpoint TEXT, hash TEXT, articles INTEGER, deleted INTEGER,
    -- the larger the later it was asked for
    used INTEGER
);
"""
# The reason of a tombstone stands behind the text, which is long: its digest tells it as well.
_STATES = (
    "SELECT seq, id, digest FROM version WHERE seq <= ?1 AND NOT EXISTS (SELECT 1 FROM version "
    "AS later WHERE later.id = version.id AND later.seq > version.seq AND later.seq <= ?1) "
    "ORDER BY seq"
)
_TEXTS = (
    "SELECT seq, id, digest, article FROM version WHERE seq > ? AND seq <= ? "
    "AND digest != x'' ORDER BY seq LIMIT ?"
)

_LAST = "SELECT coalesce(max(seq), 0) FROM version"
# Asked for twice in a row, it is not written again.
_USE = (
    "UPDATE root_hash SET used = (SELECT coalesce(max(used), 0) + 1 FROM root_hash) "
    "WHERE seq = ? AND coalesce(used < (SELECT max(used) FROM root_hash), 1)"
)


class _Beside(msgspec.Struct, frozen=True):
    """Of an article, the fields that Letopis does not know."""

    extra: dict[str, msgspec.Raw] = {}


_BESIDE = msgspec.json.Decoder(_Beside)


@dataclass(frozen=True, slots=True)
class RootHash:
    """The root hash of an archive up to a `seq`, and how many articles it is of, and take-downs."""

    seq: int
    hash: str
    articles: int
    deleted: int


class RootHasher:
    """Makes the hash of articles up to a `seq`, which are told in the order of their numbers."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._counts = [0, 0]

    def add(self, number: int, id_: str, state: str) -> None:
        """An article: its number, its id, and its digest or `DELETED`."""
        self._digest.update(f"{number}\t{id_}\t{state}\n".encode())
        self._counts[state == DELETED] += 1

    def finish(self, seq: int) -> RootHash:
        """The hash of all that was told."""
        return RootHash(seq, self._digest.hexdigest(), *self._counts)


def hash_states(
    seq: int, states: Iterable[tuple[int, str, str]], check: Callable[[], None] = lambda: None
) -> RootHash:
    """The hash of articles up to a `seq`, in the order of their numbers; see `RootHasher.add`.
    `check` is called now and then and may raise."""
    hasher = RootHasher()
    for count, state in enumerate(states):
        if count % _HASHED == 0:
            check()
        hasher.add(*state)
    return hasher.finish(seq)


def read_root(
    home: ArchiveHome,
    fields: tuple[str, ...],
    seq: int,
    check: Callable[[], None] = lambda: None,
    check_hashing: Callable[[], None] = lambda: None,
) -> RootHash:
    """The root hash of an archive up to a `seq`, which publishes these fields beside ours.

    `check` is called now and then while texts are read, and may raise: those that were read are
    not read again. So is `check_hashing` while all is hashed, which begins again the next time.
    Raises VersionDamagedError where a text that was not read before is not what was stored, and
    ArchiveDamagedError.
    """
    try:
        with _opened(home) as beside, closing(connect(home.database)) as db:
            return _RootReader(db, beside, fields).read(seq, check, check_hashing)
    except ArchiveDamagedError as error:
        if error.path != home.published:
            raise
        home.published.unlink()
        return read_root(home, fields, seq, check, check_hashing)


def _opened(home: ArchiveHome) -> closing[ArchiveConnection]:
    """The file of what is remembered; where none can be written, one for the moment."""
    path = home.published
    is_writable = os.access(path if path.exists() else path.parent, os.W_OK)
    if not is_writable:
        db = sqlite3.connect(":memory:", isolation_level=None, factory=ArchiveConnection)
        db.path = path
    else:
        db = connect(path)
        db.execute("PRAGMA journal_mode = WAL")
        # What is lost is worked out again.
        db.execute("PRAGMA synchronous = OFF")
    for statement in _TABLES.split(";"):
        db.execute(statement)
    return closing(db)


class _RootReader:
    def __init__(
        self, db: ArchiveConnection, beside: ArchiveConnection, fields: tuple[str, ...]
    ) -> None:
        self._db = db
        self._beside = beside
        self._fields = fields
        self._history = ArchiveHistory(db)

    def read(
        self, seq: int, check: Callable[[], None], check_hashing: Callable[[], None]
    ) -> RootHash:
        self._learn(seq, check)
        checkpoint = self._history.checkpoint(seq)
        known = self._beside.execute(
            "SELECT hash, articles, deleted FROM root_hash WHERE seq = ? AND checkpoint = ?",
            (seq, checkpoint),
        ).fetchone()
        if known is not None:
            self._beside.execute(_USE, (seq,))
            return RootHash(seq, *known)
        root = hash_states(seq, self._states(seq), check_hashing)
        self._beside.execute(
            "INSERT OR REPLACE INTO root_hash VALUES (?, ?, ?, ?, ?, NULL)",
            (seq, checkpoint, root.hash, root.articles, root.deleted),
        )
        self._beside.execute(_USE, (seq,))
        self._beside.execute(
            "DELETE FROM root_hash WHERE used <= (SELECT used FROM root_hash ORDER BY used DESC "
            "LIMIT 1 OFFSET ?)",
            (_KEPT,),
        )
        return root

    def _states(self, seq: int) -> Iterator[tuple[int, str, str]]:
        rows = self._beside.execute("SELECT seq, digest, published FROM published")
        others = {number: (digest, published) for number, digest, published in rows}
        for number, id_, digest in self._db.execute(_STATES, (seq,)):
            known, published = others.get(number, (digest, digest))
            if known != digest:
                # It was told anew in its place, with another story.
                published = self._republish(number, digest)
            yield number, id_, DELETED if digest == TOMBSTONE else published.hex()

    def _republish(self, seq: int, digest: bytes) -> bytes:
        row = self._db.execute(_TEXTS, (seq - 1, seq, 1)).fetchone()
        found = self._publish(row) if row else None
        return found[2] if found else digest

    def _learn(self, seq: int, check: Callable[[], None]) -> None:
        """Find the texts up to a `seq` that are published under other digests."""
        learned = self._recall()
        # What is not there yet was not read.
        seq = min(seq, self._db.execute(_LAST).fetchone()[0])
        while learned < seq:
            check()
            rows = self._db.execute(_TEXTS, (learned, seq, _PORTION)).fetchall()
            found = [row for row in map(self._publish, rows) if row is not None]
            learned = rows[-1][0] if len(rows) == _PORTION else seq
            with self._beside.transaction():
                self._beside.executemany("INSERT OR REPLACE INTO published VALUES (?, ?, ?)", found)
                self._beside.execute("DELETE FROM learned")
                self._beside.execute(
                    "INSERT INTO learned VALUES (?, ?, ?)",
                    (self._name_fields(), learned, self._history.checkpoint(learned)),
                )

    def _recall(self) -> int:
        """The `seq` up to which all is remembered; what is of other fields, or of an archive that
        was put back, is forgotten."""
        row = self._beside.execute("SELECT fields, seq, checkpoint FROM learned").fetchone()
        if row is not None:
            fields, seq, checkpoint = row
            if fields == self._name_fields() and checkpoint == self._history.checkpoint(seq):
                return int(seq)
        with self._beside.transaction():
            self._beside.execute("DELETE FROM learned")
            self._beside.execute("DELETE FROM published")
            self._beside.execute("DELETE FROM root_hash")
        return 0

    def _publish(
        self, row: tuple[int, str, bytes, bytes | None]
    ) -> tuple[int, bytes, bytes] | None:
        seq, id_, digest, stored = row
        # Of a text that was purged nothing else is left.
        if stored is None or not self._has_private(seq, id_, digest, stored):
            return None
        article = read_stored(self._db.path, seq, id_, digest, stored)
        return seq, digest, digest_published(article, self._fields)

    def _has_private(self, seq: int, id_: str, digest: bytes, stored: bytes) -> bool:
        try:
            beside = _BESIDE.decode(stored)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            read_stored(self._db.path, seq, id_, digest, stored)
            raise
        return not beside.extra.keys() <= set(self._fields)

    def _name_fields(self) -> str:
        return msgspec.json.encode(self._fields).decode()
