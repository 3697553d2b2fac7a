"""The values of one facet that the articles of a result set have, in pages."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from searcher.answers.values import (
    OrderedValues,
    ValueMark,
    ValueOrder,
    ValuesWindow,
    find_passing,
    labels_of,
    rank_ids,
)
from searcher.deadline import current_deadline
from searcher.directory import DirectoryWindow, number_page
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


@dataclass(frozen=True, slots=True)
class CountedList:
    """A numbered page of the values that are wanted, how many all pages have together, and how many
    pages there are. `filtered` are the values that are filtered by, wherever they stand; `articles`
    is how many the result set has."""

    values: tuple[CountedValue, ...]
    filtered: tuple[CountedValue, ...]
    total: int
    pages: int
    articles: int


def count_values(found: ResultSet, facet: str, wanted: ValuesWindow, lang: str) -> CountedPage:
    """A page of the values of a facet, counted as in the list of the articles: under all filters
    but its own, those of dates without the days that are asked for. `lang` is the language of the
    labels that they are ordered by."""
    counter = _count(found, facet)
    ordered = counter.order(wanted.order, lang)
    page = ordered.cut_page(counter.find_passing(ordered.ids, wanted.prefix), wanted)
    return CountedPage(counter.describe(page.ids), page.total, counter.articles, page.after)


def list_values(found: ResultSet, facet: str, wanted: DirectoryWindow, lang: str) -> CountedList:
    """A numbered page of what `count_values` counts; the commonest stand first, or they are in the
    order of their labels. Raises ParameterError for a page that there is not."""
    counter = _count(found, facet)
    if wanted.order == "label":
        ordered = counter.order("label", lang).ids
    else:
        ordered = rank_ids(counter.counts, facet, found.generation.names, lang)
    page = number_page(ordered, counter.find_passing(ordered, wanted.prefix), wanted.page)
    request = found.request
    filtered = dict.fromkeys((*request.values(facet), *request.values(facet, excluded=True)))
    return CountedList(
        counter.describe(page.ids),
        counter.describe(tuple(filtered)),
        page.total,
        page.pages,
        counter.articles,
    )


@dataclass(frozen=True, slots=True)
class _CountedFacet:
    """The values of a facet that the articles of a result set have, with their counts."""

    found: ResultSet
    facet: str
    counts: Mapping[str, int]
    articles: int

    def order(self, order: ValueOrder, lang: str) -> OrderedValues:
        current_deadline().expect(len(self.counts) * _SECONDS_A_VALUE)
        names = self.found.generation.names
        return OrderedValues.of(self.counts, self.facet, order, names, lang)

    def find_passing(self, ids: Sequence[str], prefix: str) -> Container[str] | None:
        return find_passing(self.facet, ids, prefix, self.found.generation.names)

    def describe(self, ids: Sequence[str]) -> tuple[CountedValue, ...]:
        request, names = self.found.request, self.found.generation.labels.of(self.facet)
        selected = request.values(self.facet)
        excluded = request.values(self.facet, excluded=True)
        return tuple(
            CountedValue(
                id_, labels_of(names, id_), self.counts[id_], id_ in selected, id_ in excluded
            )
            for id_ in ids
        )


def _count(found: ResultSet, facet: str) -> _CountedFacet:
    query = EngineQuery(selection=found.selection, limit=0, facets=(facet,))
    answer = found.search(query)
    request = found.request
    filtered = (*request.values(facet), *request.values(facet, excluded=True))
    # Values that are filtered by are there even where nothing has them, as in the list.
    counts = {**dict.fromkeys(filtered, 0), **answer.facets[facet]}
    return _CountedFacet(found, facet, counts, answer.total)
