"""When the archive stored what: the instants by which harvests select.

They are those of this archive, whatever a record or the archive that it came from says, and grow
with the `seq` even where a clock went back: what is stored later is never older. So whoever took
all up to an instant, and asks for all since, misses nothing.
"""

from __future__ import annotations

import time

from indexer.archive.connection import ArchiveConnection

# In archives that were there before it is known when versions were first seen.
FILL_CLOCK = (
    "INSERT INTO stored SELECT moment, min(seq) FROM (SELECT seq, "
    "max(CAST(strftime('%s', first_seen) AS INTEGER)) OVER (ORDER BY seq) AS moment FROM version) "
    "WHERE moment IS NOT NULL GROUP BY moment"
)
_TICK = (
    "INSERT INTO stored SELECT ?1, ?2 "
    "WHERE ?1 > coalesce((SELECT moment FROM stored ORDER BY moment DESC LIMIT 1), -1)"
)


class ArchiveClock:
    """The clock of an open archive, in whole seconds since 1970."""

    def __init__(self, db: ArchiveConnection) -> None:
        self._db = db

    def tick(self, seq: int) -> None:
        """Remember that a row is stored now."""
        self._db.execute(_TICK, (int(time.time()), seq))

    def moment(self, seq: int) -> int:
        """When the row of a `seq` was stored; of one before all others, the first moment."""
        row = self._db.execute(
            "SELECT moment FROM stored WHERE seq <= ? ORDER BY seq DESC LIMIT 1", (seq,)
        ).fetchone()
        return int(row[0]) if row else self.first_moment() or 0

    def first_moment(self) -> int | None:
        """When the first row was stored; None in an empty archive."""
        row = self._db.execute("SELECT moment FROM stored ORDER BY moment LIMIT 1").fetchone()
        return int(row[0]) if row else None

    def first_since(self, moment: int) -> int | None:
        """The `seq` of the first row that was stored at a moment or later; None where none was."""
        row = self._db.execute(
            "SELECT seq FROM stored WHERE moment >= ? ORDER BY moment LIMIT 1", (moment,)
        ).fetchone()
        return int(row[0]) if row else None
