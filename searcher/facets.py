"""Facets as they are answered: values with labels, counts, and whether they are filtered by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import msgspec

from indexer.errors import ParameterError
from indexer.labels import Labels
from searcher.engines import FacetFilter
from searcher.request import DATE_FACETS, FILTER_FACETS, SearchRequest

# A value of a facet as it is listed: its id, its name, its count.
Row = tuple[str, str, int]


# An answer holds hundreds of these: a Struct is made several times faster than a dataclass, and
# without cycles to look for, the garbage collector has none of them to look at.
class FacetValue(msgspec.Struct, frozen=True, gc=False):
    """A value of a facet: how many articles have it under all filters but those of this facet."""

    id: str
    label: str
    count: int
    selected: bool
    excluded: bool


class Facet(Sequence[FacetValue]):
    """The values of a facet, in order: commonest first, then by label; those of dates by time.

    They are put in order and named when first looked at, since more are counted than are shown.
    Safe to share between threads.
    """

    def __init__(
        self,
        counts: Mapping[str, int],
        order: Callable[[Mapping[str, int]], list[Row]],
        selected: Iterable[str] = (),
        excluded: Iterable[str] = (),
    ) -> None:
        self._selected = frozenset(selected)
        self._excluded = frozenset(excluded)
        self._order = order
        self._counts = counts
        # Values that are filtered by are there even where nothing has them.
        missing = (self._selected | self._excluded) - counts.keys()
        if missing:
            self._counts = {**counts, **dict.fromkeys(missing, 0)}

    @cached_property
    def _rows(self) -> list[Row]:
        return self._order(self._counts)

    @property
    def filtered(self) -> tuple[FacetValue, ...]:
        """The values that are filtered by, in the order of all."""
        filtered = self._selected | self._excluded
        return tuple([self._value(row) for row in self._rows if row[0] in filtered])

    def __len__(self) -> int:
        return len(self._counts)

    @overload
    def __getitem__(self, place: int) -> FacetValue: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[FacetValue, ...]: ...
    def __getitem__(self, place: int | slice) -> FacetValue | tuple[FacetValue, ...]:
        if isinstance(place, int):
            return self._value(self._rows[place])
        return tuple(map(self._value, self._rows[place]))

    def __iter__(self) -> Iterator[FacetValue]:
        return map(self._value, self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facet) and self[:] == other[:]

    def _value(self, row: Row) -> FacetValue:
        value, label, count = row
        return FacetValue(value, label, count, value in self._selected, value in self._excluded)


@dataclass(frozen=True, slots=True)
class RankedNames:
    """The values of a facet in the alphabetical order of their names: each as its id and its name,
    and the place of each id in that order."""

    values: list[tuple[str, str]]
    places: Mapping[str, int]

    def order(self, counts: Mapping[str, int]) -> list[Row]:
        """Values with their names, the commonest first, then by name."""
        # Count and place as one number: numbers are sorted much faster than tuples.
        size = len(self.values)
        places = map(self.places.__getitem__, counts)
        keys = [place - count * size for place, count in zip(places, counts.values(), strict=True)]
        keys.sort()
        return [(*self.values[key % size], -(key // size)) for key in keys]


def order_dates(counts: Mapping[str, int]) -> list[Row]:
    """Dates and partial dates by time; they are their own names."""
    return [(value, value, counts[value]) for value in sorted(counts)]


def make_filters(request: SearchRequest) -> tuple[FacetFilter, ...]:
    """The filters of a request, one for each facet it narrows."""
    made = (
        FacetFilter(facet, request.values(facet), request.values(facet, excluded=True))
        for facet in FILTER_FACETS
    )
    return tuple(entry for entry in made if entry.any_of or entry.none_of)


def check_values(request: SearchRequest, labels: Labels) -> None:
    """Refuse a filter by a value that the archive has never known: ParameterError.

    A mistyped id would otherwise be an empty result that looks like an answer.
    """
    for entry in request.filters:
        if entry.value not in labels.names.get(entry.facet, {}):  # type: ignore[call-overload]
            name = "-" * entry.excluded + entry.facet
            raise ParameterError(name, entry.value, "unknown-value")


class ValueNames:
    """The names of all facet values, ranked once for each language of a generation, because an
    answer shows hundreds of them. Safe to share between threads."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._ranked: dict[tuple[str, str], RankedNames] = {}

    def rank(self, facet: str, lang: str) -> RankedNames:
        """Every value of a facet that its generation knows."""
        known = self._ranked.get((facet, lang))
        if known is None:
            labels = self._labels
            named = [
                (label.casefold(), value, label)
                for value in labels.names.get(facet, {})  # type: ignore[call-overload]
                for label in (labels.label(facet, value, lang),)
            ]
            named.sort()
            values = [(value, label) for _, value, label in named]
            known = RankedNames(values, {value: place for place, (value, _) in enumerate(values)})
            self._ranked[facet, lang] = known
        return known


def make_facet(
    facet: str, counts: Mapping[str, int], request: SearchRequest, names: ValueNames, lang: str
) -> Facet:
    """A facet with its labels in a language, from the counts of its values."""
    order = order_dates if facet in DATE_FACETS else names.rank(facet, lang).order
    chosen, unwanted = request.values(facet), request.values(facet, excluded=True)
    return Facet(counts, order, chosen, unwanted)
