"""Values of a facet in pages: all that an archive has, or those of the articles that are found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, get_args

from indexer.article import LANGS
from indexer.errors import ParameterError
from indexer.labels import Labels, NamedKind, has_words, split_label
from searcher.answers.facets import ValueNames
from searcher.deadline import current_deadline
from searcher.engines import EngineQuery, IndexSearcher, Selection
from searcher.query.matching import MatchAll
from searcher.request import DATE_FACETS
from searcher.words.nearest import find_nearest

ValueOrder = Literal["id", "count", "label"]
VALUE_ORDERS: tuple[ValueOrder, ...] = get_args(ValueOrder)

DEFAULT_VALUES = 100
MAX_VALUES = 1_000
# Of making a list. Measured on one core, of articles with four tags each.
_SECONDS_AN_ARTICLE = 1e-6
# Characters of a beginning: each word of it is looked for in every label.
MAX_PREFIX = 100


@dataclass(frozen=True, slots=True)
class ArchiveValue:
    """A value of a facet: its labels by language (those it has), how many articles have it, and the
    first and the last day on which one of them was published, in the archive's zone."""

    id: str
    labels: Mapping[str, str]
    count: int
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesWindow:
    """Which of some values are wanted, in which order, and which page of them.

    `order` is by id, the commonest first and then by id, or by label as pages do. `prefix` leaves
    those with a label, or an id, of which words begin with each word of it: case and `ё` do not
    count. The page begins behind the value with the id `after`.
    """

    order: ValueOrder = "id"
    prefix: str = ""
    limit: int = DEFAULT_VALUES
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesRequest(ValuesWindow):
    """Which values of a facet of the archive are wanted."""

    facet: NamedKind


@dataclass(frozen=True, slots=True)
class ValuesPage:
    """A page of the values that are wanted, how many all pages have together, and what asks for the
    page behind it, if there is one."""

    values: tuple[ArchiveValue, ...]
    total: int
    next: ValuesRequest | None


@dataclass(frozen=True, slots=True)
class IdsPage:
    """The ids of a page of values, how many all pages have together, and whether this is not the
    last one."""

    ids: tuple[str, ...]
    total: int
    has_more: bool


class ValueLists:
    """The values that the articles of one generation have, each list made once. Safe to share
    between threads."""

    def __init__(self, searcher: IndexSearcher, labels: Labels, names: ValueNames) -> None:
        self._searcher = searcher
        self._labels = labels
        self._names = names
        self._made: dict[NamedKind, Mapping[str, ArchiveValue]] = {}
        self._ordered: dict[tuple[NamedKind, ValueOrder, str], Sequence[str]] = {}

    def find_page(self, wanted: ValuesRequest, lang: str) -> ValuesPage:
        """A page of values; `lang` is the language of the labels that they are ordered by.

        Raises ParameterError where no article has the value that the page is to begin behind.
        """
        values = self._collect(wanted.facet)
        ordered = self._list(wanted.facet, wanted.order, lang)
        page = cut_page(ordered, self._labels.names.get(wanted.facet, {}), wanted)
        return ValuesPage(
            values=tuple(values[id_] for id_ in page.ids),
            total=page.total,
            next=replace(wanted, after=page.ids[-1]) if page.has_more else None,
        )

    def _list(self, facet: NamedKind, order: ValueOrder, lang: str) -> Sequence[str]:
        known = self._ordered.get((facet, order, lang))
        if known is None:
            counts = {id_: value.count for id_, value in self._collect(facet).items()}
            known = order_ids(counts, facet, order, self._names, lang)
            self._ordered[facet, order, lang] = known
        return known

    def _collect(self, facet: NamedKind) -> Mapping[str, ArchiveValue]:
        known = self._made.get(facet)
        if known is None:
            current_deadline().expect(self._searcher.count * _SECONDS_AN_ARTICLE)
            everything = EngineQuery(selection=Selection(MatchAll()), limit=0, facets=(facet,))
            counts = self._searcher.search(everything).facets[facet]
            spans = self._searcher.spans(facet)
            names = self._labels.names.get(facet, {})
            known = {
                id_: ArchiveValue(id_, labels_of(names, id_), count, *spans[id_])
                for id_, count in counts.items()
            }
            self._made[facet] = known
        return known


def order_ids(
    counts: Mapping[str, int], facet: str, order: ValueOrder, names: ValueNames, lang: str
) -> Sequence[str]:
    """The ids of counted values of a facet in an order; dates are their own labels."""
    match order:
        case "label" if facet not in DATE_FACETS:
            return [id_ for id_, _ in names.rank(facet, lang).values if id_ in counts]
        case "id" | "label":
            return sorted(counts)
        case "count":
            return sorted(counts, key=lambda id_: (-counts[id_], id_))


def cut_page(
    ordered: Sequence[str], names: Mapping[str, Mapping[str, str]], wanted: ValuesWindow
) -> IdsPage:
    """The page that is wanted of ids in their order; `names` are those of the facet by id and
    language. Raises ParameterError where the id that the page is to begin behind is not there."""
    beginnings = [word for word in split_label(wanted.prefix) if word]
    start = 0
    if wanted.after:
        start = _place_of(wanted.after, ordered) + 1
    passing = [
        (place, id_)
        for place, id_ in enumerate(ordered)
        if _has(id_, names.get(id_, {}), beginnings)
    ]
    behind = [id_ for place, id_ in passing if place >= start]
    return IdsPage(tuple(behind[: wanted.limit]), len(passing), len(behind) > wanted.limit)


def labels_of(names: Mapping[str, Mapping[str, str]], id_: str) -> Mapping[str, str]:
    """The labels of a value by language, those it has."""
    labels = names.get(id_, {})
    return {lang: labels[lang] for lang in LANGS if lang in labels}


def _has(id_: str, labels: Mapping[str, str], beginnings: Sequence[str]) -> bool:
    return not beginnings or any(
        has_words(label, beginnings)
        for label in (id_, *(labels[lang] for lang in LANGS if lang in labels))
    )


def _place_of(id_: str, ordered: Sequence[str]) -> int:
    for place, other in enumerate(ordered):
        if other == id_:
            return place
    raise ParameterError("after", id_, "unknown-value", nearest=find_nearest(id_, ordered))
