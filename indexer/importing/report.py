"""What an import did."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from indexer.archive.identity import Recognition
from indexer.archive.store import PutOutcome, Reject


@dataclass(frozen=True, slots=True)
class Withheld:
    """A record of an article that was taken down: nothing of it was stored. `reason` is that of the
    take-down."""

    file: str
    record: int
    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that was taken for a version or a copy of an article by other signs than its id, or
    that got another id than it gave (`how` is "new") since that is another article's."""

    file: str
    record: int
    id: str
    how: Recognition


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    `outcomes` counts the articles stored, `rejected` holds every record, file or folder that could
    not be read, `ignored` the files that no reader knows, and READMEs, `vanished` what was
    gone when its turn came: the articles imported from it before stay. `withheld` are records of
    articles that were taken down, `taken` what the archive was changed by and an admin may want to
    look at, `taken_down` the ids that an export says were taken down where it was written, and that
    are here too from now on.
    """

    files: int = 0
    outcomes: dict[PutOutcome, int] = field(
        default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0}
    )
    rejected: list[Reject] = field(default_factory=list)
    ignored: list[Path] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    taken_down: list[str] = field(default_factory=list)
    vanished: list[Path] = field(default_factory=list)
