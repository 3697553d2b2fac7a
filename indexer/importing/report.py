"""What an import did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.archive.entries import PutOutcome, Reject
from indexer.archive.identity import Recognition
from indexer.importing.counting import CountsByPlace, FileSummary, RecordCounts
from indexer.labels import LabelKind
from indexer.pairing.finding import FoundPair

MOST_REPORTED = 10_000
"""Records of a kind that a report holds: rejected, recognized, held back. More are counted."""


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


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something of a record that was imported and that an admin should know: a field that was set
    aside, or taken from a place that may mean something else."""

    file: str
    record: int
    id: str
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class NearCopy:
    """An article that says nearly what another one said before, and the share of words that both
    have in common."""

    file: str
    record: int
    id: str
    of: str
    likeness: float


@dataclass(slots=True)
class ImportReport:
    """What an import did.

    `total` tells of all files in numbers, `places` of each. `rejected` holds the records, files and
    folders that could not be read. `ignored` are the files that no reader knows, and READMEs,
    `unnamed` counts more of them. `vanished` is what was gone when its turn came: the articles
    imported from it before stay. `withheld` are records of articles that were taken down, `taken`
    those recognized by other signs than an id, `doubts` what is doubtful of records that were
    imported, `copies` near copies of other articles; `untold` counts those of all four that there
    was no room for. `named` are the values of authors, tags and sources that were given a name for
    the first time in a language. `pairs` are articles that were joined with their version in the
    other language, `joined` counts all of these. `gone` names the articles that a mirrored folder
    has no file of any more.

    An import that goes on with one of the same that was stopped (`is_resumed`) tells all numbers
    and rejects of both; `resumed` counts the files that were read before, of which `taken`,
    `withheld`, `doubts`, `copies`, `named` and `vanished` tell nothing.
    """

    total: FileSummary = field(default_factory=FileSummary)
    places: CountsByPlace = field(default_factory=CountsByPlace)
    file: FileSummary = field(default_factory=FileSummary)
    rejected: list[Reject] = field(default_factory=list)
    ignored: list[Path] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    unnamed: int = 0
    gone: list[str] = field(default_factory=list)
    resumed: int = 0
    is_resumed: bool = False
    doubts: list[Doubt] = field(default_factory=list)
    copies: list[NearCopy] = field(default_factory=list)
    untold: int = 0
    vanished: list[Path] = field(default_factory=list)
    named: set[tuple[LabelKind, str]] = field(default_factory=set)
    pairs: list[FoundPair] = field(default_factory=list)
    joined: int = 0

    @property
    def counts(self) -> RecordCounts:
        """What became of all records."""
        return self.total.counts

    @property
    def outcomes(self) -> dict[PutOutcome, int]:
        """The articles stored."""
        return self.counts.outcomes

    @property
    def unlisted(self) -> int:
        """How many are rejected that there was no room for."""
        return self.counts.rejected - len(self.rejected)

    def end_file(self, name: str) -> None:
        """What was counted of `file` is all of it, or of what else is called by a name."""
        self.total.add(self.file)
        if self.file.counts != RecordCounts():
            self.places.add(name, self.file.counts)
        self.file = FileSummary()

    def add_ignored(self, path: Path) -> None:
        """Tell of a file without articles."""
        if len(self.ignored) < MOST_REPORTED:
            self.ignored.append(path)
        else:
            self.unnamed += 1

    def add_reject(self, reject: Reject) -> None:
        """Tell of one that is counted; after MOST_REPORTED they are only counted."""
        if len(self.rejected) < MOST_REPORTED:
            self.rejected.append(reject)

    def refuse_path(self, reject: Reject) -> None:
        """Tell of a path that cannot be read at all."""
        self.file.counts.rejected += 1
        self.add_reject(reject)
        self.end_file(reject.file)

    def add_withheld(self, withheld: Withheld) -> None:
        """Tell of a record that was held back."""
        self.file.counts.count("withheld")
        if len(self.withheld) < MOST_REPORTED:
            self.withheld.append(withheld)
        else:
            self.untold += 1

    def add_taken(self, taken: Taken) -> None:
        """Tell of a record that was recognized by other signs than an id."""
        if len(self.taken) < MOST_REPORTED:
            self.taken.append(taken)
        else:
            self.untold += 1

    def add_doubt(self, doubt: Doubt) -> None:
        """Tell of something doubtful of a record that was imported."""
        if len(self.doubts) < MOST_REPORTED:
            self.doubts.append(doubt)
        else:
            self.untold += 1

    def add_copy(self, copy: NearCopy) -> None:
        """Tell of an article that says nearly what another one said before."""
        self.file.counts.copies += 1
        if len(self.copies) < MOST_REPORTED:
            self.copies.append(copy)
        else:
            self.untold += 1

    def add_pairs(self, pairs: Sequence[FoundPair]) -> None:
        """Tell of articles that were joined with their version in the other language."""
        self.joined += len(pairs)
        self.pairs += pairs[: MOST_REPORTED - len(self.pairs)]
