"""An archive as it was at an earlier `seq`: what came later is left out of a copy of it.

Take-downs are not left out: they hold until somebody lifts them, and whoever asks for yesterday's
archive does not lift today's.
"""

from __future__ import annotations

from collections.abc import Iterable

from indexer.archive.checking import salvage_article
from indexer.archive.connection import ArchiveConnection
from indexer.archive.copies import ArchiveCopies
from indexer.archive.editions import ArchiveEditions
from indexer.archive.journal import ArchiveJournal
from indexer.archive.mirrored import ArchiveMirror
from indexer.archive.pairs import ArchivePairs

# Since a text may have been purged, the last that is left decides.
_LAST_LEFT = (
    "SELECT seq, article FROM version WHERE id = ? AND (article IS NOT NULL OR deleted IS NOT NULL)"
    " ORDER BY seq DESC LIMIT 1"
)
# What has no index by the id of an article is looked through once for all that are gone.
_REMAINS = (
    "DELETE FROM current WHERE id IN (SELECT id FROM temp.gone)",
    "DELETE FROM identity WHERE id IN (SELECT id FROM temp.gone)",
    "DELETE FROM near_copy WHERE first IN (SELECT id FROM temp.gone)",
    "DELETE FROM mirrored WHERE id IN (SELECT id FROM temp.gone)",
    "DELETE FROM pair WHERE ru IN (SELECT id FROM temp.gone) OR en IN (SELECT id FROM temp.gone)",
)


def rewind(db: ArchiveConnection, seq: int) -> int:
    """Leave out every version after a `seq`, inside a transaction; how many articles they were
    of. The numbers of what is left out are not given again.

    What was taken down after it stays so, and what was taken down then is so again. Pairs that no
    longer say what their articles say go; rejects and names of values, which have no `seq`, stay.
    """
    touched = {
        id_: bool(is_down)
        for id_, is_down in db.execute(
            "SELECT DISTINCT version.id, EXISTS (SELECT 1 FROM current JOIN version AS newest "
            "USING (seq) WHERE current.id = version.id AND newest.deleted IS NOT NULL) "
            "FROM version WHERE seq > ?",
            (seq,),
        ).fetchall()
    }
    db.execute("CREATE TEMP TABLE gone (id TEXT PRIMARY KEY) WITHOUT ROWID")
    for id_, is_down in touched.items():
        db.execute(
            "DELETE FROM version WHERE id = ?1 AND seq > ?2 "
            "AND NOT (?3 AND seq = (SELECT seq FROM current WHERE id = ?1))",
            (id_, seq, is_down),
        )
        if not is_down:
            _take_back(db, id_)
    for statement in _REMAINS:
        db.execute(statement)
    db.execute("DROP TABLE temp.gone")
    _drop_untrue_pairs(db, touched)
    ArchiveJournal(db).clear()
    # What it took of another archive since is taken again.
    ArchiveMirror(db).begin_anew()
    pairs = ArchivePairs(db)
    pairs.searched = min(pairs.searched, seq)
    return len(touched)


def skip_numbers(db: ArchiveConnection, seq: int) -> None:
    """Give no version a number up to a `seq`: elsewhere they may have been given already."""
    db.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'version'", (seq,))
    db.execute(
        "INSERT INTO sqlite_sequence SELECT 'version', ? "
        "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'version')",
        (seq,),
    )


def _take_back(db: ArchiveConnection, id_: str) -> None:
    """Let an article be what is left of it."""
    # Its sketch was that of a later text.
    ArchiveCopies(db).forget(id_)
    editions = ArchiveEditions(db)
    editions.remove(id_)
    left = db.execute(_LAST_LEFT, (id_,)).fetchone()
    if left is None:
        db.execute("INSERT INTO temp.gone VALUES (?)", (id_,))
        return
    number, stored = left
    db.execute("UPDATE current SET seq = ? WHERE id = ?", (number, id_))
    if (article := salvage_article(stored)) is not None:
        editions.add(article)


def _drop_untrue_pairs(db: ArchiveConnection, touched: Iterable[str]) -> None:
    pairs = ArchivePairs(db)
    for id_ in touched:
        for pair in pairs.of(id_):
            stories = (_find_story(db, pair.ru), _find_story(db, pair.en))
            if stories != (pair.ru_story, pair.en_story):
                pairs.forget(pair)


def _find_story(db: ArchiveConnection, id_: str) -> str | None:
    row = db.execute(
        "SELECT article FROM current JOIN version USING (seq) WHERE current.id = ?", (id_,)
    ).fetchone()
    article = salvage_article(row[0]) if row else None
    return article.story if article else None
