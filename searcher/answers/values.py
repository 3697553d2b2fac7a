"""Every value of a facet that an archive has, in pages."""

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
class ValuesRequest:
    """Which values of a facet are wanted, in which order, and which page of them.

    `order` is by id, the commonest first and then by id, or by label as pages do. `prefix` leaves
    those with a label, or an id, of which words begin with each word of it: case and `ё` do not
    count. The page begins behind the value with the id `after`.
    """

    facet: NamedKind
    order: ValueOrder = "id"
    prefix: str = ""
    limit: int = DEFAULT_VALUES
    after: str = ""


@dataclass(frozen=True, slots=True)
class ValuesPage:
    """A page of the values that are wanted, how many all pages have together, and what asks for the
    page behind it, if there is one."""

    values: tuple[ArchiveValue, ...]
    total: int
    next: ValuesRequest | None


class ValueLists:
    """The values that the articles of one generation have, each list made once. Safe to share
    between threads."""

    def __init__(self, searcher: IndexSearcher, labels: Labels, names: ValueNames) -> None:
        self._searcher = searcher
        self._labels = labels
        self._names = names
        self._made: dict[NamedKind, Mapping[str, ArchiveValue]] = {}
        self._ordered: dict[tuple[NamedKind, ValueOrder, str], Sequence[ArchiveValue]] = {}

    def find_page(self, wanted: ValuesRequest, lang: str) -> ValuesPage:
        """A page of values; `lang` is the language of the labels that they are ordered by.

        Raises ParameterError where no article has the value that the page is to begin behind.
        """
        ordered = self._list(wanted.facet, wanted.order, lang)
        beginnings = [word for word in split_label(wanted.prefix) if word]
        passing = [place for place, value in enumerate(ordered) if _has(value, beginnings)]
        start = 0
        if wanted.after:
            behind = _place_of(wanted.after, ordered)
            start = next((n for n, place in enumerate(passing) if place > behind), len(passing))
        shown = tuple(ordered[place] for place in passing[start : start + wanted.limit])
        has_more = start + wanted.limit < len(passing)
        return ValuesPage(
            values=shown,
            total=len(passing),
            next=replace(wanted, after=shown[-1].id) if has_more else None,
        )

    def _list(self, facet: NamedKind, order: ValueOrder, lang: str) -> Sequence[ArchiveValue]:
        known = self._ordered.get((facet, order, lang))
        if known is None:
            known = self._order(self._collect(facet), facet, order, lang)
            self._ordered[facet, order, lang] = known
        return known

    def _order(
        self, values: Mapping[str, ArchiveValue], facet: NamedKind, order: ValueOrder, lang: str
    ) -> Sequence[ArchiveValue]:
        match order:
            case "id":
                return sorted(values.values(), key=lambda value: value.id)
            case "count":
                return sorted(values.values(), key=lambda value: (-value.count, value.id))
            case "label":
                ranked = self._names.rank(facet, lang).values
                return [values[id_] for id_, _ in ranked if id_ in values]

    def _collect(self, facet: NamedKind) -> Mapping[str, ArchiveValue]:
        known = self._made.get(facet)
        if known is None:
            current_deadline().expect(self._searcher.count * _SECONDS_AN_ARTICLE)
            everything = EngineQuery(selection=Selection(MatchAll()), limit=0, facets=(facet,))
            counts = self._searcher.search(everything).facets[facet]
            spans = self._searcher.spans(facet)
            names = self._labels.names.get(facet, {})
            known = {
                id_: ArchiveValue(id_, _in_langs(names.get(id_, {})), count, *spans[id_])
                for id_, count in counts.items()
            }
            self._made[facet] = known
        return known


def _in_langs(names: Mapping[str, str]) -> Mapping[str, str]:
    return {lang: names[lang] for lang in LANGS if lang in names}


def _has(value: ArchiveValue, beginnings: Sequence[str]) -> bool:
    return not beginnings or any(
        has_words(label, beginnings) for label in (value.id, *value.labels.values())
    )


def _place_of(id_: str, values: Sequence[ArchiveValue]) -> int:
    for place, value in enumerate(values):
        if value.id == id_:
            return place
    nearest = find_nearest(id_, (value.id for value in values))
    raise ParameterError("after", id_, "unknown-value", nearest=nearest)
