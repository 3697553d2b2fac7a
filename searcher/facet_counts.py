"""The values of one facet that the articles of a result set have, in pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from searcher.answers.values import OrderedValues, ValueMark, ValuesWindow, labels_of
from searcher.deadline import current_deadline
from searcher.engines import EngineQuery
from searcher.result_set import ResultSet

# Of putting it in order. Measured on one core.
_SECONDS_A_VALUE = 1e-6


@dataclass(frozen=True, slots=True)
class CountedValue:
    """A value of a facet: its labels by language (those it has), how many of the articles have it,
    and whether they are filtered by it."""

    id: str
    labels: Mapping[str, str]
    count: int
    selected: bool
    excluded: bool


@dataclass(frozen=True, slots=True)
class CountedPage:
    """A page of the values that are wanted, how many all pages have together, and the mark
    behind which the next page begins, if there is one. `articles` is how many the result set
    has."""

    values: tuple[CountedValue, ...]
    total: int
    articles: int
    after: ValueMark | None


def count_values(found: ResultSet, facet: str, wanted: ValuesWindow, lang: str) -> CountedPage:
    """A page of the values of a facet, counted as in the list of the articles: under all filters
    but its own, those of dates without the days that are asked for. `lang` is the language of the
    labels that they are ordered by."""
    generation, request = found.generation, found.request
    query = EngineQuery(selection=found.selection, limit=0, facets=(facet,))
    answer = generation.searcher.search(query)
    selected, excluded = request.values(facet), request.values(facet, excluded=True)
    # Values that are filtered by are there even where nothing has them, as in the list.
    counts = {**dict.fromkeys((*selected, *excluded), 0), **answer.facets[facet]}
    current_deadline().expect(len(counts) * _SECONDS_A_VALUE)
    ordered = OrderedValues.of(counts, facet, wanted.order, generation.names, lang)
    names = generation.labels.of(facet)
    page = ordered.cut_page(names, wanted)
    values = tuple(
        CountedValue(id_, labels_of(names, id_), counts[id_], id_ in selected, id_ in excluded)
        for id_ in page.ids
    )
    return CountedPage(values, page.total, answer.total, page.after)
