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
    known = dict.fromkeys((*selected, *excluded), 0) | dict(counts)
    if facet in DATE_FACETS:
        rows = [(0, "", value, value, count) for value, count in known.items()]
    else:
        rows = [
            (-count, label.casefold(), value, label, count)
            for value, count in known.items()
            for label in (labels.label(facet, value, lang),)
        ]
    rows.sort()
    return tuple(
        FacetValue(value, label, count, value in selected, value in excluded)
        for _, _, value, label, count in rows
    )
