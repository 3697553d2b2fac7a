"""Near copies in results: which articles say nearly the same, as a generation knows it, and what is
left of a selection where each of them counts once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from indexer.generations.manifest import Copies as CopyIds
from searcher.engines import IndexSearcher, Selection
from searcher.request import Copies

# Selections of which it is remembered what is left out: each page of a walk asks again. One takes
# some hundred bytes for each article in a group.
_CACHED_SELECTIONS = 8


@dataclass(frozen=True, slots=True)
class FoldedSelection:
    """What a selection finds without near copies: of each group the earliest that it finds.
    `copies` are those that are left out, by the id of the one that stays, the earliest first."""

    selection: Selection
    copies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        """How many articles are left out."""
        return len(self.selection.but)


class NearCopies:
    """The near copies of a generation, in groups. Safe to share between threads."""

    def __init__(self, searcher: IndexSearcher, groups: CopyIds) -> None:
        """`groups` have the ids of their articles, the earliest first."""
        self._searcher = searcher
        self._groups = groups
        self._places = {id_: place for place, group in enumerate(groups) for id_ in group}
        # Engines know it again.
        self._ids = frozenset(self._places)
        self._fold = lru_cache(maxsize=_CACHED_SELECTIONS)(self._find_copies)

    def __len__(self) -> int:
        """How many articles are in groups."""
        return len(self._places)

    def has_any(self, ids: Iterable[str]) -> bool:
        """Whether any of some articles is in a group; nothing is searched."""
        return any(id_ in self._places for id_ in ids)

    def others(self, article_id: str) -> tuple[str, ...]:
        """The near copies of an article, the earliest first."""
        place = self._places.get(article_id)
        group = () if place is None else self._groups[place]
        return tuple(id_ for id_ in group if id_ != article_id)

    def keep_first(self, ids: AbstractSet[str]) -> AbstractSet[str]:
        """Some articles without those that are near copies of earlier ones among them."""
        return ids - frozenset(chain.from_iterable(self._list_copies(ids).values()))

    def choose(self, selection: Selection, copies: Copies) -> FoldedSelection:
        """What is found of a selection, with all near copies or one of each group. One search, of
        the articles that are in groups. Raises what `IndexSearcher.find_among` raises."""
        if copies == "all" or not self._places:
            return FoldedSelection(selection)
        return self._fold(selection)

    def _find_copies(self, selection: Selection) -> FoldedSelection:
        copies = self._list_copies(self._searcher.find_among(selection, self._ids))
        left_out = frozenset(chain.from_iterable(copies.values()))
        return FoldedSelection(replace(selection, but=left_out), copies)

    def _list_copies(self, ids: AbstractSet[str]) -> dict[str, tuple[str, ...]]:
        """Those of some articles that are near copies of others of them, by the id of the earliest
        one."""
        places = sorted({self._places[id_] for id_ in ids if id_ in self._places})
        among = ([id_ for id_ in self._groups[place] if id_ in ids] for place in places)
        return {first: tuple(others) for first, *others in among if others}
