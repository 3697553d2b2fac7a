"""Facets as they are answered: values with labels, counts, and whether they are filtered by."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from indexer.errors import ParameterError
from indexer.labels import Labels
from searcher.answers.beginnings import WordBeginnings
from searcher.answers.collation import collate
from searcher.engines import FacetFilter
from searcher.request import DATE_FACETS, FILTER_FACETS, SearchRequest
from searcher.response import Facet, Row
from searcher.words.nearest import find_nearest


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
    made: list[FacetFilter] = []
    for facet in FILTER_FACETS:
        wanted, unwanted = request.values(facet), request.values(facet, excluded=True)
        if facet in request.all_of:
            made.append(FacetFilter(facet, (), unwanted, wanted))
        elif wanted or unwanted:
            made.append(FacetFilter(facet, wanted, unwanted))
    return tuple(made)


def check_values(request: SearchRequest, labels: Labels) -> None:
    """Refuse a filter by a value that the archive has never known: ParameterError.

    A mistyped id would otherwise be an empty result that looks like an answer.
    """
    for entry in request.filters:
        known = labels.of(entry.facet)
        if entry.value not in known:
            name = "-" * entry.excluded + entry.facet
            nearest = find_nearest(entry.value, known)
            raise ParameterError(name, entry.value, "unknown-value", nearest=nearest)


class ValueNames:
    """The names of all facet values, ranked once for each language of a generation, because an
    answer shows hundreds of them, and found by the beginnings of their words. Safe to share between
    threads."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._ranked: dict[tuple[str, str], RankedNames] = {}
        self._beginnings: dict[str, WordBeginnings] = {}

    def rank(self, facet: str, lang: str) -> RankedNames:
        """Every value of a facet that its generation knows."""
        known = self._ranked.get((facet, lang))
        if known is None:
            labels = self._labels
            named = [
                (collate(label, lang), label.casefold(), value, label)
                for value in labels.of(facet)
                for label in (labels.label(facet, value, lang),)
            ]
            named.sort()
            values = [(value, label) for *_, value, label in named]
            known = RankedNames(values, {value: place for place, (value, _) in enumerate(values)})
            self._ranked[facet, lang] = known
        return known

    def find(self, facet: str, prefix: str) -> AbstractSet[str]:
        """The values of a facet that its generation knows with a label, or an id, of which words
        begin with each word of a text: case and `ё` do not count."""
        known = self._beginnings.get(facet)
        if known is None:
            known = self._beginnings[facet] = WordBeginnings(self._labels.of(facet))
        return known.find(prefix)


def make_facet(
    facet: str, counts: Mapping[str, int], request: SearchRequest, names: ValueNames, lang: str
) -> Facet:
    """A facet with its labels in a language, from the counts of its values."""
    order = order_dates if facet in DATE_FACETS else names.rank(facet, lang).order
    chosen, unwanted = request.values(facet), request.values(facet, excluded=True)
    return Facet(counts, order, chosen, unwanted)
