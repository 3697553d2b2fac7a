"""Columns held in memory as sets of bits: filters, facet counts and histograms by arithmetic.

A set of documents is one Python integer, bit n for the document in slot n. Slots are numbered by
time of publication, then id, so that the highest bits are the newest articles. An intersection is
`&`, a count `int.bit_count`: both run at the speed of memory. For archives of some ten thousand
articles, which is what the embedded engine is for, everything fits in a few megabytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from indexer.dates import DayRange
from indexer.schema import Columns
from searcher.engines import FacetFilter
from searcher.request import DateField, Interval

# How much of an ISO date names an interval: 2021, 2021-01, 2021-01-23.
_ISO_LENGTH: Mapping[Interval, int] = {"year": 4, "month": 7, "day": 10}


class BitColumns:
    """The columns of an index.

    `slots` maps a document number of the engine to its slot, -1 for a deleted document.
    """

    def __init__(self, columns: Sequence[Columns | None]) -> None:
        live = [(entry, number) for number, entry in enumerate(columns) if entry is not None]
        live.sort(key=lambda pair: (pair[0].published, pair[0].id))
        self.slots = [-1] * len(columns)
        for slot, (_, number) in enumerate(live):
            self.slots[number] = slot
        self.numbers = [number for _, number in live]
        self.entries = [entry for entry, _ in live]
        self.count = len(live)
        self.everything = (1 << self.count) - 1
        self.slot_by_id = {entry.id: slot for slot, entry in enumerate(self.entries)}
        self._in_id_order = sorted(range(self.count), key=lambda slot: self.entries[slot].id)
        self._values = _collect_values(self.entries)
        self._days: dict[DateField, dict[int, int]] = {
            "published": _collect_days(entry.day for entry in self.entries),
            "original": _collect_days(entry.original_day for entry in self.entries),
        }
        self._intervals: dict[tuple[DateField, Interval], dict[str, int]] = {
            (name, interval): _roll_up(days, _ISO_LENGTH[interval])
            for name, days in self._days.items()
            for interval in _ISO_LENGTH
        }

    @property
    def days(self) -> DayRange:
        """From the first day of publication to the last; open if there are no documents."""
        if not self.entries:
            return DayRange(None, None)
        days = [entry.day for entry in self.entries]
        return DayRange(date.fromordinal(min(days)), date.fromordinal(max(days)))

    def with_values(self, facet: str, values: Iterable[str]) -> int:
        """The documents with any of the values."""
        known = self._values[facet]
        return union(known.get(value, 0) for value in values)

    def passing(self, entry: FacetFilter) -> int:
        """The documents that pass a filter."""
        passing = self.with_values(entry.facet, entry.any_of) if entry.any_of else self.everything
        return passing & ~self.with_values(entry.facet, entry.none_of)

    def within(self, days: DayRange, name: DateField = "published") -> int:
        """The documents of the days; those without this date only if no day is asked for."""
        if not days:
            return self.everything
        first = days.first.toordinal() if days.first else 0
        last = days.last.toordinal() if days.last else date.max.toordinal()
        return union(bits for day, bits in self._days[name].items() if first <= day <= last)

    def count_values(self, facet: str, bits: int) -> dict[str, int]:
        """How many of the documents have each value; values without any are left out."""
        return _count(self._values[facet], bits)

    def count_intervals(self, interval: Interval, bits: int, name: DateField) -> dict[str, int]:
        """How many of the documents fall into each interval; empty ones are left out."""
        return _count(self._intervals[name, interval], bits)

    def in_time_order(self, bits: int) -> Iterator[int]:
        """The slots of a set, oldest first."""
        digits = bin(bits)[:1:-1]
        slot = digits.find("1")
        while slot >= 0:
            yield slot
            slot = digits.find("1", slot + 1)

    def newest_first(self, bits: int) -> Iterator[int]:
        """The slots of a set, newest first."""
        digits = bin(bits)[2:]
        top = len(digits) - 1
        place = digits.find("1") if bits else -1
        while place >= 0:
            yield top - place
            place = digits.find("1", place + 1)

    def in_id_order(self, bits: int) -> Iterator[int]:
        """The slots of a set in the order of the ids."""
        member = membership(bits, self.count)
        return (slot for slot in self._in_id_order if member[slot])


def union(sets: Iterable[int]) -> int:
    """The union of sets of bits."""
    bits = 0
    for other in sets:
        bits |= other
    return bits


def membership(bits: int, count: int) -> list[bool]:
    """A set of bits as a list for quick look-ups by slot."""
    members = [False] * count
    for slot, digit in enumerate(bin(bits)[:1:-1]):
        if digit == "1":
            members[slot] = True
    return members


def bits_of(slots: Iterable[int], count: int) -> int:
    """The set of bits of some slots below `count`."""
    members = bytearray(count // 8 + 1)
    for slot in slots:
        members[slot >> 3] |= 1 << (slot & 7)
    return int.from_bytes(members, "little")


def _count(sets: Mapping[str, int], bits: int) -> dict[str, int]:
    counts = ((value, (members & bits).bit_count()) for value, members in sets.items())
    return {value: count for value, count in counts if count}


def _collect_values(entries: Sequence[Columns]) -> dict[str, dict[str, int]]:
    slots: dict[str, defaultdict[str, list[int]]] = {
        facet: defaultdict(list) for facet in ("author", "country", "tag", "lang", "source")
    }
    for slot, entry in enumerate(entries):
        slots["lang"][entry.lang].append(slot)
        if entry.source:
            slots["source"][entry.source].append(slot)
        for facet, values in (
            ("author", entry.authors),
            ("country", entry.countries),
            ("tag", entry.tags),
        ):
            for value in values:
                slots[facet][value].append(slot)
    return {
        facet: {value: bits_of(members, len(entries)) for value, members in values.items()}
        for facet, values in slots.items()
    }


def _collect_days(ordinals: Iterable[int]) -> dict[int, int]:
    by_day: defaultdict[int, list[int]] = defaultdict(list)
    count = 0
    for count, day in enumerate(ordinals, 1):
        if day:
            by_day[day].append(count - 1)
    return {day: bits_of(slots, count) for day, slots in sorted(by_day.items())}


def _roll_up(days: Mapping[int, int], length: int) -> dict[str, int]:
    intervals: defaultdict[str, int] = defaultdict(int)
    for day, bits in days.items():
        intervals[date.fromordinal(day).isoformat()[:length]] |= bits
    return dict(intervals)
