"""What is kept of the records that a file gave and that could not be read.

A file of another kind has as many of them as it has lines: they are kept up to a limit and counted
from there on, so that neither the archive nor the memory grows by what was refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.archive.store import Archive, Reject
from indexer.importing.readers import Rejection
from indexer.importing.report import ImportReport

MOST_REJECTS = 2_000
"""Rejects of one file that are kept."""

# Characters of what a reject says: names and reasons quote what stands in the file.
_LONGEST_FIELD = 100
_LONGEST_REASON = 500


@dataclass
class FileRejects:
    """The rejects of one file, on their way to the archive and the report."""

    archive: Archive
    report: ImportReport
    file: str
    count: int = 0

    def add(self, rejection: Rejection) -> None:
        """Keep a record that could not be read, or count it."""
        self.count += 1
        if self.count > MOST_REJECTS:
            self.report.unlisted += 1
            return
        reject = Reject(
            self.file,
            rejection.line,
            _cut(rejection.field, _LONGEST_FIELD),
            _cut(rejection.reason, _LONGEST_REASON),
            rejection.raw,
        )
        self.archive.add_reject(reject)
        self.report.add_reject(reject)

    def finish(self) -> None:
        """Tell the archive how many are not kept."""
        if self.count > MOST_REJECTS:
            self.archive.count_unlisted(self.file, self.count - MOST_REJECTS)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
