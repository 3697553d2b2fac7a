"""What an import did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from indexer.archive.store import PutOutcome, Reject
from indexer.labels import LabelKind


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    `outcomes` counts the articles stored, `rejected` holds every record, file or folder that could
    not be read, `ignored` the files that no reader knows, and READMEs, `vanished` what was
    gone when its turn came: the articles imported from it before stay. `named` are the values of
    authors, tags and sources that were given a name for the first time in a language.
    """

    files: int = 0
    outcomes: dict[PutOutcome, int] = field(
        default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0}
    )
    rejected: list[Reject] = field(default_factory=list)
    ignored: list[Path] = field(default_factory=list)
    vanished: list[Path] = field(default_factory=list)
    named: set[tuple[LabelKind, str]] = field(default_factory=set)
