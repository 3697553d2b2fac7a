"""What became of the records of an import, in numbers: of each file, and of all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from indexer.archive.entries import PutOutcome

MOST_PLACES = 1_000
"""Files, or folders, that are counted by themselves."""

# New names of a kind that are told; more are counted.
_FIRST = 10


class RecordCounts(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What became of the records of some files.

    Each record that was `read` is `new`, `changed`, `unchanged`, `withheld` (of an article that was
    taken down) or `rejected`, but for what else crawls and exports hold. Of the first three,
    `duplicates` are of articles that other records of the import gave too, `weak_dates` have a date
    that may mean something else, and `inferred` have countries that their text told; `copies` are
    new or changed articles that say nearly what others said before. `healed` counts the articles
    whose damaged versions were written anew, `returned` those that are back with their file,
    `taken_down` those that are down since an export said so.
    """

    files: int = 0
    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withheld: int = 0
    rejected: int = 0
    duplicates: int = 0
    copies: int = 0
    weak_dates: int = 0
    inferred: int = 0
    healed: int = 0
    returned: int = 0
    taken_down: int = 0

    @property
    def outcomes(self) -> dict[PutOutcome, int]:
        """The articles stored."""
        return {"new": self.new, "changed": self.changed, "unchanged": self.unchanged}

    def count(self, outcome: PutOutcome) -> None:
        """One more record is stored, or withheld."""
        setattr(self, outcome, getattr(self, outcome) + 1)

    def add(self, other: RecordCounts) -> None:
        """Count the records of other files too."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class NewNames(msgspec.Struct, kw_only=True):
    """Names that the archive never had: how many, and the first."""

    count: int = 0
    first: list[str] = msgspec.field(default_factory=list)

    def add(self, names: Iterable[str], count: int) -> None:
        """So many more came; some of them."""
        self.count += count
        self.first += list(names)[: _FIRST - len(self.first)]


class FileSummary(msgspec.Struct, omit_defaults=True, kw_only=True):
    """What a report tells of a file, or of all, without the records themselves.

    `countries` are those that texts told, with the number of their articles, `names` the new
    values by their kind, `skipped` what the files hold beside articles, by kind. `built` counts the
    articles that no export had.
    """

    counts: RecordCounts = msgspec.field(default_factory=RecordCounts)
    countries: dict[str, int] = {}
    names: dict[str, NewNames] = {}
    skipped: dict[str, int] = {}
    built: int = 0

    def add(self, other: FileSummary) -> None:
        """Tell of other files too."""
        self.counts.add(other.counts)
        _add_up(self.countries, other.countries)
        _add_up(self.skipped, other.skipped)
        for kind, names in other.names.items():
            self.names.setdefault(kind, NewNames()).add(names.first, names.count)
        self.built += other.built


class CountsByPlace:
    """The counts of each file; of more than MOST_PLACES files, of the folders of those that lie
    deepest, whose names end with a slash, and so on."""

    def __init__(self) -> None:
        self._places: dict[str, RecordCounts] = {}
        self._levels: int | None = None

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[tuple[str, RecordCounts]]:
        """The places in the order in which they came."""
        return iter(self._places.items())

    def add(self, file: str, counts: RecordCounts) -> None:
        """Count the records of a file."""
        self._add(file, counts)
        while len(self._places) > MOST_PLACES:
            self._fold()

    def _add(self, place: str, counts: RecordCounts) -> None:
        parts = place.removesuffix("/").split("/")
        if self._levels is not None and len(parts) > self._levels:
            place = "/".join(parts[: self._levels]) + "/" if self._levels else "./"
        self._places.setdefault(place, RecordCounts()).add(counts)

    def _fold(self) -> None:
        """Count what lies deepest by its folders, now and from now on."""
        before, self._places = self._places, {}
        self._levels = max(place.removesuffix("/").count("/") for place in before)
        for place, counts in before.items():
            self._add(place, counts)


def _add_up(total: dict[str, int], more: Mapping[str, int]) -> None:
    for name, count in more.items():
        total[name] = total.get(name, 0) + count
