"""What an import did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from indexer.archive.entries import PutOutcome, Reject
from indexer.archive.identity import Recognition
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

    `outcomes` counts the articles stored, `healed` those whose damaged versions were written anew,
    `rejected` holds the records, files and folders that could not be read, and `unlisted` counts
    those that there was no room for. `ignored` are the files that no reader knows, and READMEs,
    `unnamed` counts more of them, `skipped` what files hold beside articles, by kind.
    `vanished` is what was gone when its turn came: the articles imported from it before stay.
    `withheld` are records of articles that were taken down, `taken` those recognized by other signs
    than an id, `doubts` what is doubtful of records that were imported, `copies` near copies of
    other articles; `untold` counts those of all four that there was no room for. `named` are the
    values of authors, tags and sources that were given a name for the first time in a language.
    `pairs` are articles that were joined with their version in the other language, `joined` counts
    all of these.
    `taken_down` counts the articles that are down since an export said so, `returned` those whose
    file is back, `gone` names those that a mirrored folder has no file of any more. `resumed`
    counts the files that an import of the same had read before it was stopped (`is_resumed`).
    """

    files: int = 0
    outcomes: dict[PutOutcome, int] = field(
        default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0}
    )
    healed: int = 0
    rejected: list[Reject] = field(default_factory=list)
    unlisted: int = 0
    ignored: list[Path] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    unnamed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    gone: list[str] = field(default_factory=list)
    returned: int = 0
    resumed: int = 0
    is_resumed: bool = False
    doubts: list[Doubt] = field(default_factory=list)
    copies: list[NearCopy] = field(default_factory=list)
    taken_down: int = 0
    untold: int = 0
    vanished: list[Path] = field(default_factory=list)
    named: set[tuple[LabelKind, str]] = field(default_factory=set)
    pairs: list[FoundPair] = field(default_factory=list)
    joined: int = 0

    def add_ignored(self, path: Path) -> None:
        """Tell of a file without articles."""
        if len(self.ignored) < MOST_REPORTED:
            self.ignored.append(path)
        else:
            self.unnamed += 1

    def add_reject(self, reject: Reject) -> None:
        """Tell of one more; after MOST_REPORTED they are only counted."""
        if len(self.rejected) < MOST_REPORTED:
            self.rejected.append(reject)
        else:
            self.unlisted += 1

    def add_withheld(self, withheld: Withheld) -> None:
        """Tell of a record that was held back."""
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
        if len(self.copies) < MOST_REPORTED:
            self.copies.append(copy)
        else:
            self.untold += 1

    def add_pairs(self, pairs: Sequence[FoundPair]) -> None:
        """Tell of articles that were joined with their version in the other language."""
        self.joined += len(pairs)
        self.pairs += pairs[: MOST_REPORTED - len(self.pairs)]
