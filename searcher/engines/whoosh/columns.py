"""Columns held in memory as sets of bits: filters, facet counts and histograms by arithmetic.

A set of documents is one Python integer, bit n for the document in slot n. Slots are numbered by
time of publication, then id, so that the highest bits are the newest articles. An intersection is
`&`, a count `int.bit_count`: both run at the speed of memory. That suits archives of some ten
thousand articles, which the embedded engine is for: a value then takes a few kilobytes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import compress, islice

from indexer.dates import DayRange
from indexer.schema import Columns
from searcher.deadline import current_deadline
from searcher.engines import DaySpan, FacetFilter, Mark, Selection, WalkSort
from searcher.request import FILTER_FACETS, ISO_LENGTH, DateField, Interval


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
        self.slots_by_story: defaultdict[str, list[int]] = defaultdict(list)
        for slot, entry in enumerate(self.entries):
            if entry.story:
                self.slots_by_story[entry.story].append(slot)
        self._in_id_order = sorted(range(self.count), key=lambda slot: self.entries[slot].id)
        self._values = _collect_values(self.entries)
        self._days: dict[DateField, list[int]] = {
            "published": [entry.day for entry in self.entries],
            "original": [entry.original_day for entry in self.entries],
            "first_seen": [entry.seen_day for entry in self.entries],
        }
        # Slots with their days, in the order of days: a short range is found without a look at all.
        self._by_day: dict[DateField, list[tuple[int, int]]] = {
            name: sorted((day, slot) for slot, day in enumerate(days) if day)
            for name, days in self._days.items()
        }
        self._intervals: dict[tuple[DateField, Interval], list[str]] = {
            (name, interval): _name_intervals(days, length)
            for name, days in self._days.items()
            for interval, length in ISO_LENGTH.items()
        }

    def days(self, name: DateField) -> DayRange:
        """From the first day of a date to the last; open where no document has that date."""
        known = [day for day in self._days[name] if day]
        if not known:
            return DayRange(None, None)
        return DayRange(date.fromordinal(min(known)), date.fromordinal(max(known)))

    def spans(self, facet: str) -> dict[str, DaySpan]:
        """From the first day to the last of the documents with each value."""
        days: defaultdict[str, set[int]] = defaultdict(set)
        deadline = current_deadline()
        for entry in self.entries:
            deadline.check()
            for value in _values_of(entry)[facet]:
                days[value].add(entry.day)
        return {
            value: (date.fromordinal(min(held)), date.fromordinal(max(held)))
            for value, held in days.items()
        }

    def count_years(self, facet: str, values: Iterable[str]) -> dict[str, dict[int, int]]:
        """How many of the documents with each value are of each year."""
        deadline = current_deadline()
        counts: dict[str, dict[int, int]] = {}
        for value in values:
            deadline.check()
            members = self._values[facet].get(value, 0)
            of_years = ((year, (members & bits).bit_count()) for year, bits in self._years.items())
            if members:
                counts[value] = {year: count for year, count in of_years if count}
        return counts

    @cached_property
    def _years(self) -> dict[int, int]:
        """The documents of each year."""
        slots: defaultdict[int, list[int]] = defaultdict(list)
        for slot, name in enumerate(self._intervals["published", "year"]):
            slots[int(name)].append(slot)
        return {year: bits_of(members, self.count) for year, members in slots.items()}

    def with_ids(self, ids: Iterable[str]) -> int:
        """The documents of some ids, of those that there are."""
        known = self.slot_by_id
        return bits_of((known[id_] for id_ in ids if id_ in known), self.count)

    def with_values(self, facet: str, values: Iterable[str]) -> int:
        """The documents with any of the values."""
        known = self._values[facet]
        return union(known.get(value, 0) for value in values)

    def passing(self, entry: FacetFilter) -> int:
        """The documents that pass a filter."""
        passing = self.with_values(entry.facet, entry.any_of) if entry.any_of else self.everything
        return passing & ~self.with_values(entry.facet, entry.none_of)

    def needed(self, selection: Selection) -> int:
        """The documents that have all values of which all must be there, and are not left out."""
        bits = self.everything & ~self.with_ids(selection.but)
        for entry in selection.filters:
            for value in entry.all_of:
                bits &= self.with_values(entry.facet, (value,))
        return bits

    def within(self, days: DayRange, name: DateField = "published") -> int:
        """The documents of the days; those without this date only if no day is asked for."""
        if not days:
            return self.everything
        first = days.first.toordinal() if days.first else 0
        last = days.last.toordinal() if days.last else date.max.toordinal()
        dated = self._by_day[name]
        start = bisect_left(dated, (first, -1))
        end = bisect_right(dated, (last, self.count))
        return bits_of((slot for _, slot in dated[start:end]), self.count)

    def count_values(self, facet: str, bits: int) -> dict[str, int]:
        """How many of the documents have each value; values without any are left out."""
        sets = self._values[facet].items()
        counts = ((value, (members & bits).bit_count()) for value, members in sets)
        return {value: count for value, count in counts if count}

    def count_intervals(self, interval: Interval, bits: int, name: DateField) -> dict[str, int]:
        """How many of the documents fall into each interval; empty ones are left out."""
        members = membership(bits, self.count)
        counts = Counter(compress(self._intervals[name, interval], members))
        counts.pop("", None)
        return dict(counts)

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

    def behind(self, bits: int, sort: WalkSort, after: Mark | None) -> Iterator[int]:
        """The slots of a set in an order, those behind a mark."""
        match sort:
            case "newest":
                if after is not None:
                    bits &= (1 << bisect_left(self.entries, _place(after), key=_place)) - 1
                return self.newest_first(bits)
            case "oldest":
                if after is not None:
                    first = bisect_right(self.entries, _place(after), key=_place)
                    bits = bits >> first << first
                return self.in_time_order(bits)
            case "id":
                start = 0
                if after is not None:
                    entries = self.entries
                    start = bisect_right(
                        self._in_id_order, after.id, key=lambda slot: entries[slot].id
                    )
                behind = islice(self._in_id_order, start, None)
                return (slot for slot in behind if bits >> slot & 1)

    def in_id_order(self, bits: int) -> Iterator[int]:
        """The slots of a set in the order of the ids."""
        member = membership(bits, self.count)
        return (slot for slot in self._in_id_order if member[slot])


def _place(document: Columns | Mark) -> tuple[int, str]:
    return document.published, document.id


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


def _values_of(entry: Columns) -> dict[str, tuple[str, ...]]:
    """The values that a document has of each facet."""
    return {
        "author": entry.authors,
        "country": entry.countries,
        "tag": entry.tags,
        "lang": (entry.lang,),
        "source": (entry.source,) if entry.source else (),
    }


def _collect_values(entries: Sequence[Columns]) -> dict[str, dict[str, int]]:
    slots: dict[str, defaultdict[str, list[int]]] = {
        facet: defaultdict(list) for facet in FILTER_FACETS
    }
    for slot, entry in enumerate(entries):
        for facet, values in _values_of(entry).items():
            for value in values:
                slots[facet][value].append(slot)
    return {
        facet: {value: bits_of(members, len(entries)) for value, members in values.items()}
        for facet, values in slots.items()
    }


def _name_intervals(days: Sequence[int], length: int) -> list[str]:
    """The interval of each day, as the beginning of its ISO date; empty for a missing day."""
    # One string for each interval, not for each document.
    names = {day: date.fromordinal(day).isoformat()[:length] if day else "" for day in set(days)}
    shared = {name: name for name in names.values()}
    return [shared[names[day]] for day in days]
