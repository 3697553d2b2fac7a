"""What an import did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from indexer.archive.store import PutOutcome, Reject

MOST_REPORTED = 10_000
"""Rejects that a report holds."""


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    `outcomes` counts the articles stored, `rejected` holds the records, files and folders that
    could not be read, and `unlisted` counts those that there was no room for. `ignored` are the
    files that no reader knows, and READMEs, `vanished` what was gone when its turn came: the
    articles imported from it before stay.
    """

    files: int = 0
    outcomes: dict[PutOutcome, int] = field(
        default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0}
    )
    rejected: list[Reject] = field(default_factory=list)
    unlisted: int = 0
    ignored: list[Path] = field(default_factory=list)
    vanished: list[Path] = field(default_factory=list)

    def add_reject(self, reject: Reject) -> None:
        """Tell of one more; after MOST_REPORTED they are only counted."""
        if len(self.rejected) < MOST_REPORTED:
            self.rejected.append(reject)
        else:
            self.unlisted += 1
