"""Facets as they are answered: values with labels, counts, and whether they are filtered by."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.errors import ParameterError
from indexer.labels import Labels
from searcher.engines import FacetFilter
from searcher.request import DATE_FACETS, FILTER_FACETS, SearchRequest
from searcher.response import FacetValue


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


def make_facet(
    facet: str, counts: Mapping[str, int], request: SearchRequest, labels: Labels, lang: str
) -> tuple[FacetValue, ...]:
    """The values of a facet: commonest first, then by label; date facets by time.

    Values that are filtered by are there even with a count of 0.
    """
    selected = set(request.values(facet))
    excluded = set(request.values(facet, excluded=True))
    values = [
        FacetValue(
            id=value,
            label=labels.label(facet, value, lang),
            count=counts.get(value, 0),
            selected=value in selected,
            excluded=value in excluded,
        )
        for value in {*counts, *selected, *excluded}
    ]
    if facet in DATE_FACETS:
        return tuple(sorted(values, key=lambda value: value.id))
    return tuple(sorted(values, key=lambda value: (-value.count, value.label.casefold(), value.id)))
