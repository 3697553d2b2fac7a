"""Values of a facet in pages: all that an archive has, or those of the articles that are found."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Literal, get_args

from indexer.article import LANGS
from indexer.labels import NO_REGIONS, Labels, NamedKind, split_label
from searcher.answers.beginnings import WordBeginnings
from searcher.answers.collation import initial
from searcher.answers.facets import ValueNames
from searcher.deadline import current_deadline
from searcher.engines import EngineQuery, IndexSearcher, Selection
from searcher.query.matching import MatchAll
from searcher.request import DATE_FACETS

ValueOrder = Literal["id", "count", "label"]
VALUE_ORDERS: tuple[ValueOrder, ...] = get_args(ValueOrder)

DEFAULT_VALUES = 100
MAX_VALUES = 1_000
# Of making a list. Measured on one core, of articles with four tags each.
_SECONDS_AN_ARTICLE = 1e-6
# Of telling which letter a label begins with.
_SECONDS_A_LETTER = 3e-6
# Characters of a beginning: each word of it is looked for in every label.
MAX_PREFIX = 100


@dataclass(frozen=True, slots=True)
class ArchiveValue:
    """A value of a facet: its labels by language (those it has), how many articles have it, and the
    first and the last day on which one of them was published, in the archive's zone. What a region
    is `within` has its articles too: the ids of the countries and regions around it, the nearest
    first."""

    id: str
    labels: Mapping[str, str]
    count: int
    first: date
    last: date
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ValueMark:
    """A value by which its place in a list is found, also where it is gone or has another count."""

    id: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesWindow:
    """Which of some values are wanted, in which order, and which page of them.

    `order` is by id, the commonest first and then by id, or by label as pages do. `prefix` leaves
    those with a label, or an id, of which words begin with each word of it: case and `ё` do not
    count. The page begins behind the mark `after`.
    """

    order: ValueOrder = "id"
    prefix: str = ""
    limit: int = DEFAULT_VALUES
    after: ValueMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesRequest(ValuesWindow):
    """Which values of a facet of the archive are wanted."""

    facet: NamedKind


@dataclass(frozen=True, slots=True)
class ValuesPage:
    """A page of the values that are wanted, how many all pages have together, and the mark behind
    which the next page begins, if there is one."""

    values: tuple[ArchiveValue, ...]
    total: int
    after: ValueMark | None


@dataclass(frozen=True, slots=True)
class IdsPage:
    """The ids of a page of values, how many all pages have together, and the mark behind which the
    next page begins, if there is one."""

    ids: tuple[str, ...]
    total: int
    after: ValueMark | None


@dataclass(frozen=True, slots=True)
class OrderedValues:
    """Counted values of a facet in an order: that of the keys that `key` makes of an id and its
    count."""

    ids: Sequence[str]
    counts: Mapping[str, int]
    key: Callable[[str, int], Any]

    @classmethod
    def of(
        cls, counts: Mapping[str, int], facet: str, order: ValueOrder, names: ValueNames, lang: str
    ) -> OrderedValues:
        """Values by their counts, those of dates with themselves for labels."""
        key = _make_key(facet, order, names, lang)
        return cls(sorted(counts, key=lambda id_: key(id_, counts[id_])), counts, key)

    def cut_page(self, passing: Container[str] | None, wanted: ValuesWindow) -> IdsPage:
        """The page that is wanted of those that pass; None stands for all (`find_passing`)."""
        start = self._find_place(wanted.after) if wanted.after else 0
        if passing is None:
            total, behind = len(self.ids), self.ids[start : start + wanted.limit + 1]
        else:
            places = [place for place, id_ in enumerate(self.ids) if id_ in passing]
            total, behind = len(places), [self.ids[place] for place in places if place >= start]
        page = tuple(behind[: wanted.limit])
        more = len(behind) > wanted.limit
        return IdsPage(page, total, ValueMark(page[-1], self.counts[page[-1]]) if more else None)

    def _find_place(self, mark: ValueMark) -> int:
        """The place behind a mark. What was taken down since has left the counts of its generation:
        the value of the mark may have gone or moved."""
        sought = self.key(mark.id, mark.count)
        return bisect_right(self.ids, sought, key=lambda id_: self.key(id_, self.counts[id_]))


class ValueLists:
    """The values that the articles of one generation have, each list made once. Safe to share
    between threads."""

    def __init__(self, searcher: IndexSearcher, labels: Labels, names: ValueNames) -> None:
        self._searcher = searcher
        self._labels = labels
        self._names = names
        self._made: dict[NamedKind, Mapping[str, ArchiveValue]] = {}
        self._ordered: dict[tuple[NamedKind, ValueOrder, str], OrderedValues] = {}
        self._ranked: dict[tuple[NamedKind, str], Sequence[str]] = {}
        self._letters: dict[tuple[NamedKind, str], Mapping[str, range]] = {}

    def find_page(self, wanted: ValuesRequest, lang: str) -> ValuesPage:
        """A page of values; `lang` is the language of the labels that they are ordered by."""
        values = self._collect(wanted.facet)
        ordered = self._list(wanted.facet, wanted.order, lang)
        passing = find_passing(wanted.facet, ordered.ids, wanted.prefix, self._names)
        page = ordered.cut_page(passing, wanted)
        return ValuesPage(
            values=tuple(values[id_] for id_ in page.ids),
            total=page.total,
            after=page.after,
        )

    def get(self, facet: NamedKind, id_: str) -> ArchiveValue | None:
        """A value, if an article has it."""
        return self._collect(facet).get(id_)

    def list_by_label(self, facet: NamedKind, lang: str) -> Sequence[str]:
        """The ids of all values in the order of their labels in a language."""
        return self._list(facet, "label", lang).ids

    def list_by_count(self, facet: NamedKind, lang: str) -> Sequence[str]:
        """The ids of all values, the commonest first, then by their labels in a language."""
        known = self._ranked.get((facet, lang))
        if known is None:
            counts = {id_: value.count for id_, value in self._collect(facet).items()}
            known = rank_ids(counts, facet, self._names, lang)
            self._ranked[facet, lang] = known
        return known

    def find_letters(self, facet: NamedKind, lang: str) -> Mapping[str, range]:
        """Where in the list in the order of labels those stand that begin with each letter
        (`collation.initial`), in the order of the letters."""
        known = self._letters.get((facet, lang))
        if known is None:
            ordered = self.list_by_label(facet, lang)
            current_deadline().expect(len(ordered) * _SECONDS_A_LETTER)
            known, start = {}, 0
            for letter, group in groupby(
                ordered, lambda id_: initial(self._labels.label(facet, id_, lang))
            ):
                end = start + sum(1 for _ in group)
                known[letter] = range(start, end)
                start = end
            self._letters[facet, lang] = known
        return known

    def _list(self, facet: NamedKind, order: ValueOrder, lang: str) -> OrderedValues:
        known = self._ordered.get((facet, order, lang))
        if known is None:
            counts = {id_: value.count for id_, value in self._collect(facet).items()}
            known = OrderedValues.of(counts, facet, order, self._names, lang)
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
            within = self._labels.within if facet == "country" else NO_REGIONS
            known = {
                id_: ArchiveValue(
                    id_, labels_of(names, id_), count, *spans[id_], within.get(id_, ())
                )
                for id_, count in counts.items()
            }
            self._made[facet] = known
        return known


def rank_ids(counts: Mapping[str, int], facet: str, names: ValueNames, lang: str) -> Sequence[str]:
    """The ids of counted values of a facet, the commonest first, then by label."""
    return [id_ for id_, *_ in names.rank(facet, lang).order(counts)]


def find_passing(
    facet: str, ids: Sequence[str], prefix: str, names: ValueNames
) -> Container[str] | None:
    """Those of some values of a facet that the words of a beginning leave (`ValuesWindow.prefix`);
    None stands for all."""
    if not any(split_label(prefix)):
        return None
    if facet in DATE_FACETS:
        return WordBeginnings({id_: {} for id_ in ids}).find(prefix)
    return names.find(facet, prefix)


def labels_of(names: Mapping[str, Mapping[str, str]], id_: str) -> Mapping[str, str]:
    """The labels of a value by language, those it has."""
    labels = names.get(id_, {})
    return {lang: labels[lang] for lang in LANGS if lang in labels}


def _make_key(
    facet: str, order: ValueOrder, names: ValueNames, lang: str
) -> Callable[[str, int], Any]:
    match order:
        case "label" if facet not in DATE_FACETS:
            places = names.rank(facet, lang).places
            return lambda id_, _: places[id_]
        case "id" | "label":
            return lambda id_, _: id_
        case "count":
            return lambda id_, count: (-count, id_)
