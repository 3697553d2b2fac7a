"""What an import did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from indexer.archive.store import PutOutcome, Reject


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    `outcomes` counts the articles stored, `healed` those whose damaged versions were written anew,
    `rejected` holds every record, file or folder that could not be read, `ignored` the files that
    no reader knows, and READMEs, `vanished` what was gone when its turn came: the articles imported
    from it before stay.
    """

    files: int = 0
    outcomes: dict[PutOutcome, int] = field(
        default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0}
    )
    healed: int = 0
    rejected: list[Reject] = field(default_factory=list)
    ignored: list[Path] = field(default_factory=list)
    vanished: list[Path] = field(default_factory=list)
