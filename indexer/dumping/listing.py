"""Which articles the files of a dump have, in their order, without their texts.

They stand in a table of their own, beside the archive and for the moment: an archive may have more
articles than memory has room for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo

from indexer.archive.checking import read_stored, reading_rows
from indexer.archive.connection import ArchiveConnection
from indexer.archive.log import LoggedVersion
from indexer.archive.publishing import publish_article
from indexer.progress import Progress

_CURRENT = (
    "SELECT seq, current.id, first_seen, digest, article FROM current JOIN version USING (seq) "
    "WHERE digest != x'' AND seq > ? ORDER BY seq LIMIT ?"
)
_PORTION = 500


class DumpListing:
    """The articles of an open archive by year and instant, at one moment: all of it is to be done
    within one `reading` of the connection."""

    def __init__(self, db: ArchiveConnection, zone: tzinfo, fields: tuple[str, ...]) -> None:
        self._db = db
        self._zone = zone
        self._fields = fields
        db.execute(
            "CREATE TEMP TABLE dumped (year INTEGER, published TEXT, id TEXT, seq INTEGER, "
            "state BLOB, PRIMARY KEY (year, published, id)) WITHOUT ROWID"
        )

    def fill(self, progress: Progress) -> None:
        """List all articles. Raises VersionDamagedError where one is not what was stored."""
        seq = 0
        while rows := self._db.execute(_CURRENT, (seq, _PORTION)).fetchall():
            seq = rows[-1][0]
            found = []
            for number, id_, _, digest, stored in rows:
                article = read_stored(self._db.path, number, id_, digest, stored)
                published = article.published.astimezone(UTC).isoformat()
                year = article.published.astimezone(self._zone).year
                state = hashlib.blake2b(stored, digest_size=16).digest()
                found.append((year, published, id_, number, state))
            self._db.executemany("INSERT INTO temp.dumped VALUES (?, ?, ?, ?, ?)", found)
            progress.advance(len(rows))

    def years(self) -> list[tuple[int, int]]:
        """The years that have articles, and how many each."""
        rows = self._db.execute(
            "SELECT year, count(*) FROM temp.dumped GROUP BY year ORDER BY year"
        )
        return rows.fetchall()

    def name_state(self, year: int, made_by: str) -> str:
        """Names the articles of a year as they are stored, and what else a file is made by."""
        digest = hashlib.sha256(made_by.encode())
        rows = self._db.execute(
            "SELECT id, first_seen, state FROM temp.dumped JOIN version USING (seq, id) "
            "WHERE year = ? ORDER BY published, id",
            (year,),
        )
        for id_, first_seen, state in rows:
            digest.update(f"{id_}\t{first_seen}\t{state.hex()}\n".encode())
        return digest.hexdigest()

    def read(self, year: int) -> Iterator[LoggedVersion]:
        """The articles of a year, oldest first, with what of them is published."""
        rows = self._db.execute(
            "SELECT version.seq, version.id, first_seen, digest, article FROM temp.dumped "
            "JOIN version USING (seq) WHERE year = ? ORDER BY dumped.published, dumped.id",
            (year,),
        )
        for seq, id_, first_seen, digest, stored in rows:
            article = read_stored(self._db.path, seq, id_, digest, stored)
            with reading_rows(self._db.path):
                moment = datetime.fromisoformat(first_seen)
            yield LoggedVersion(publish_article(article, self._fields), moment)
