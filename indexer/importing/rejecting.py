"""What is kept of the records that a file gave and that could not be read.

A file of another kind has as many of them as it has lines: they are kept up to a limit and counted
from there on, so that neither the archive nor the memory grows by what was refused.
"""

from __future__ import annotations

from indexer.archive.entries import Reject
from indexer.archive.store import Archive
from indexer.importing.readers import Rejection
from indexer.importing.report import ImportReport

MOST_REJECTS = 2_000
"""Rejects of one file that are kept: the first ones. The last is kept too: it may tell why a file
was not read to its end."""

MOST_IN_A_ROW = 100_000
"""Records without one between them that can be read, after which the rest of a file is left."""

# Characters of what a reject says: names and reasons quote what stands in the file.
_LONGEST_FIELD = 100
_LONGEST_REASON = 500


class FileRejects:
    """The rejects of one file, on their way to the archive and to the report of an import. Those
    that the archive has of it already are of the same import, which was stopped."""

    def __init__(self, archive: Archive, report: ImportReport, file: str) -> None:
        self._archive = archive
        self._report = report
        self._file = file
        self._kept, self._unlisted = archive.rejects.count_of(file)
        self._row = 0
        self._last: Rejection | None = None

    def add(self, rejection: Rejection) -> None:
        """A record cannot be read."""
        self._report.file.counts.rejected += 1
        self._row += 1
        if self._kept < MOST_REJECTS:
            self._keep(rejection)
            return
        self._unlisted += self._last is not None
        self._last = rejection

    def end_row(self) -> None:
        """A record can be read."""
        self._row = 0

    @property
    def is_hopeless(self) -> bool:
        """Whether nothing good is to be expected of the rest of the file."""
        return self._row >= MOST_IN_A_ROW

    def give_up(self, line: int) -> None:
        """Tell that the file is not read any further than this line."""
        reason = f"{MOST_IN_A_ROW} records in a row cannot be read; the rest is left"
        self.add(Rejection(line, "", reason, ""))

    def note(self) -> None:
        """Let the archive know how many there are so far, before what was written is made sure."""
        self._count(self._unlisted + (self._last is not None))

    def finish(self) -> None:
        """Nothing more comes of the file."""
        if self._last is not None:
            self._keep(self._last)
        self._count(self._unlisted)

    def _count(self, unlisted: int) -> None:
        if unlisted:
            self._archive.rejects.count_unlisted(self._file, unlisted)

    def _keep(self, rejection: Rejection) -> None:
        self._kept += 1
        reject = Reject(
            self._file,
            rejection.line,
            _cut(rejection.field, _LONGEST_FIELD),
            _cut(rejection.reason, _LONGEST_REASON),
            rejection.raw,
        )
        self._archive.rejects.add(reject)
        self._report.add_reject(reject)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
