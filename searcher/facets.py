"""Facets as they are answered: values with labels, counts, and whether they are filtered by."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.errors import ParameterError
from indexer.labels import Labels
from searcher.engines import FacetFilter
from searcher.request import DATE_FACETS, FILTER_FACETS, SearchRequest
from searcher.response import FacetValue

# A value's place among all of its facet in the order of their names, its id, its name.
RankedName = tuple[int, str, str]


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
    """The names of all facet values, in alphabetical order: made once for each language of a
    generation, because an answer shows hundreds of them. Safe to share between threads."""

    def __init__(self, labels: Labels) -> None:
        self._labels = labels
        self._ranked: dict[tuple[str, str], dict[str, RankedName]] = {}

    def rank(self, facet: str, lang: str) -> Mapping[str, RankedName]:
        """Each value of a facet that its generation knows: its place, its id, and its name."""
        known = self._ranked.get((facet, lang))
        if known is None:
            labels = self._labels
            named = [
                (label.casefold(), value, label)
                for value in labels.names.get(facet, {})  # type: ignore[call-overload]
                for label in (labels.label(facet, value, lang),)
            ]
            named.sort()
            known = {value: (place, value, label) for place, (_, value, label) in enumerate(named)}
            self._ranked[facet, lang] = known
        return known


def make_facet(
    facet: str, counts: Mapping[str, int], request: SearchRequest, names: ValueNames, lang: str
) -> tuple[FacetValue, ...]:
    """The values of a facet: commonest first, then by label; date facets by time.

    Values that are filtered by are there even with a count of 0.
    """
    selected = set(request.values(facet))
    excluded = set(request.values(facet, excluded=True))
    counts = dict.fromkeys((*selected, *excluded), 0) | dict(counts)
    if facet in DATE_FACETS:
        rows = [(0, 0, value, value) for value in counts]
    else:
        ranked = names.rank(facet, lang)
        rows = [(-count, *ranked[value]) for value, count in counts.items()]
    rows.sort()
    return tuple(
        [
            FacetValue(value, label, counts[value], value in selected, value in excluded)
            for _, _, value, label in rows
        ]
    )
