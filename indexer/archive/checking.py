"""Stored versions are checked whenever they are read: a text must have the digest that it had when
it was stored. What was damaged since is found, named, and healed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec

from indexer.archive.connection import ArchiveConnection
from indexer.archive.digest import digest_article
from indexer.archive.entries import Version
from indexer.article import Article, ArticleValues, decode_article, decode_values, encode_article
from indexer.errors import ArchiveDamagedError, DamagedVersion, VersionDamagedError

# What reading values of wrong types or contents fails of.
_UNREADABLE = (TypeError, ValueError, LookupError, OverflowError, msgspec.MsgspecError)

# The digest of a deletion: no text has it.
TOMBSTONE = b""

# How many faults SQLite's check names.
_MOST_FAULTS = 20

# A row of the table `version`: seq, id, digest, article, the reason of a deletion, and whether it
# is the current one.
StoredRow = tuple[int, str, bytes, bytes | None, str | None, int]
_ALL = (
    "SELECT seq, id, digest, article, deleted, seq IN (SELECT seq FROM current) FROM version "
    "ORDER BY seq"
)
_OF_ONE = (
    "SELECT seq, id, digest, article, deleted, seq IN (SELECT seq FROM current) FROM version "
    "WHERE id = ?1 OR seq = (SELECT seq FROM current WHERE id = ?1)"
)


@dataclass(frozen=True, slots=True)
class ArchiveCheck:
    """What is wrong with an archive: what SQLite says of its file, and the versions that are no
    longer what was stored."""

    faults: tuple[str, ...] = ()
    versions: tuple[DamagedVersion, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not self.faults and not self.versions


def read_stored(path: Path, seq: int, id_: str, digest: bytes, stored: bytes) -> Article:
    """The article of a stored version. Raises VersionDamagedError where it is not what was
    stored."""
    file = ""
    try:
        article = decode_article(stored)
        file = article.provenance.file if article.provenance else ""
        is_same_text = digest_article(article) == digest
    except _UNREADABLE as error:
        raise _damaged(path, DamagedVersion(seq, id_, f"cannot be read: {error}", file)) from error
    if article.id != id_:
        raise _damaged(path, DamagedVersion(seq, id_, f"its id is {article.id!r}", file))
    if not is_same_text:
        raise _damaged(path, DamagedVersion(seq, id_, "its text was changed", file))
    return article


def read_values(path: Path, seq: int, id_: str, stored: bytes) -> ArticleValues:
    """The values of a stored version, unchecked. Raises VersionDamagedError where they cannot be
    read."""
    try:
        return decode_values(stored)
    except _UNREADABLE as error:
        raise _damaged(path, DamagedVersion(seq, id_, f"cannot be read: {error}")) from error


def read_version(path: Path, row: tuple[int, str, str, bytes, bytes | None, str | None]) -> Version:
    """A version of its seq, id, time, digest, text and the reason of its deletion. Raises
    VersionDamagedError, and ArchiveDamagedError where its time cannot be read."""
    seq, id_, first_seen, digest, stored, deleted = row
    with reading_rows(path):
        moment = datetime.fromisoformat(first_seen)
    article = None if stored is None else read_stored(path, seq, id_, digest, stored)
    return Version(seq, id_, moment, digest, article, deleted)


def _find_damaged(path: Path, rows: Iterable[StoredRow]) -> Iterator[DamagedVersion]:
    """The versions that are no longer what was stored."""
    for seq, id_, digest, stored, deleted, is_current in rows:
        if stored is None:
            # An old text may have been taken away for good; then it is no damage, and never healed.
            if not isinstance(deleted, str) and (is_current or digest == TOMBSTONE):
                yield DamagedVersion(seq, id_, "its text is gone")
            continue
        try:
            read_stored(path, seq, id_, digest, stored)
        except VersionDamagedError as error:
            yield from error.versions


def find_damaged(db: ArchiveConnection) -> Iterator[DamagedVersion]:
    """The versions of an archive, old ones too, that are no longer what was stored. Raises
    ArchiveDamagedError where they cannot be read."""
    return _find_damaged(db.path, db.execute(_ALL))


def check_database(db: ArchiveConnection) -> ArchiveCheck:
    """Read all of an archive: what SQLite finds wrong with the file, and the versions that are not
    what was stored. Raises ArchiveDamagedError where they cannot be read."""
    checked = db.execute(f"PRAGMA integrity_check({_MOST_FAULTS})").fetchall()
    faults = tuple(str(fault) for (fault,) in checked if fault != "ok")
    damaged = list(find_damaged(db))
    for seq, id_, first_seen in db.execute("SELECT seq, id, first_seen FROM version ORDER BY seq"):
        try:
            datetime.fromisoformat(first_seen)
        except _UNREADABLE as error:
            damaged.append(DamagedVersion(seq, id_, f"when it was first seen: {error}"))
    return ArchiveCheck(faults, tuple(damaged))


def heal_versions(db: ArchiveConnection, article: Article) -> bool:
    """Write the versions of an article anew that were this text and are damaged, in their place;
    whether there were any."""
    rows = db.execute(_OF_ONE, (article.id,)).fetchall()
    damaged = {version.seq for version in _find_damaged(db.path, rows)}
    if not damaged:
        return False
    digest = digest_article(article)
    healed: list[tuple[str, bytes, bytes, int]] = []
    for seq, _, known, stored, *_ in rows:
        found = salvage_article(stored) if seq in damaged else None
        if seq in damaged and digest in {known, found and digest_article(found)}:
            # An index that holds it was given this provenance.
            whole = replace(article, provenance=found.provenance) if found else article
            healed.append((article.id, digest, encode_article(whole), seq))
    db.executemany(
        "UPDATE version SET id = ?, digest = ?, article = ?, deleted = NULL WHERE seq = ?", healed
    )
    return bool(healed)


def salvage_article(stored: bytes | None) -> Article | None:
    """What can still be read of a damaged version; None where nothing can."""
    try:
        article = decode_article(stored or b"")
        digest_article(article)
    except _UNREADABLE:
        return None
    return article


@contextmanager
def reading_rows(path: Path) -> Iterator[None]:
    """Values of a row that cannot be what was stored are damage of the archive."""
    try:
        yield
    except _UNREADABLE as error:
        raise ArchiveDamagedError(path, str(error)) from error


def _damaged(path: Path, version: DamagedVersion) -> VersionDamagedError:
    return VersionDamagedError(path, (version,))
