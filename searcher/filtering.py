"""The filters that words of a query could be: they name a value, or a date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from searcher.copies import NearCopies
from searcher.deadline import current_deadline
from searcher.engines import EngineQuery, IndexSearcher, Selection
from searcher.query.dates import is_year
from searcher.query.matching import Match, MatchEvery
from searcher.query.nodes import Everything, Node, write_query
from searcher.query.reading import QueryReader
from searcher.query.recognizing import (
    DATE,
    Recognition,
    is_plain,
    leave_out,
    match_value,
    read_as_words,
)
from searcher.request import SearchRequest


@dataclass(frozen=True, slots=True)
class NamedFilter:
    """Words of a query that name values of a facet (their ids) or, as a `date`, days (in ISO form),
    and are read as such too.

    `rest` is the query without the words, for whoever filters instead, and `total` what that finds;
    where the words are one side of an `OR`, there is no such query, and `total` counts all that is
    filed so. `as_words` is the query in which they are nothing but words; None for a year by
    itself, which is read as a number, though the filter may be meant.
    """

    facet: str
    text: str
    values: tuple[str, ...]
    total: int
    rest: str | None
    as_words: str | None


@dataclass(frozen=True, slots=True)
class FilterFinder:
    """Finds the filters that the words of a query name."""

    searcher: IndexSearcher
    reader: QueryReader
    copies: NearCopies
    tree: Node
    request: SearchRequest

    def find(
        self, selection: Selection, recognized: Sequence[Recognition]
    ) -> tuple[NamedFilter, ...]:
        """Those that find something, under the filters and days of the selection; where time is up,
        those that were found till then."""
        found: list[NamedFilter] = []
        with current_deadline().as_time_allows():
            found.extend(self._find_recognized(selection, recognized))
            found.extend(self._find_year(selection))
        return tuple(found)

    def _find_recognized(
        self, selection: Selection, recognized: Sequence[Recognition]
    ) -> Iterator[NamedFilter]:
        for one in dict.fromkeys(recognized):
            rest = leave_out(self.tree, one.words, self.reader.is_stop_word)
            if rest is not None and self.reader.is_stop_word(rest):
                rest = Everything()
            total = self._count(selection, one.match, rest)
            if total:
                as_words = read_as_words(self.tree, one.words, self.reader.is_stop_word)
                yield NamedFilter(
                    one.facet,
                    one.text,
                    one.values,
                    total,
                    None if rest is None else write_query(rest),
                    write_query(as_words),
                )

    def _find_year(self, selection: Selection) -> Iterator[NamedFilter]:
        """A year that is all of the query."""
        tree = self.tree
        if "dates" in self.request.off or not (is_plain(tree) and is_year(tree.text)):
            return
        total = self._count(selection, match_value(DATE, (tree.text,)), None)
        if total:
            yield NamedFilter(DATE, tree.text, (tree.text,), total, "", None)

    def _count(self, selection: Selection, match: Match, rest: Node | None) -> int:
        if rest is not None and not isinstance(rest, Everything):
            match = MatchEvery((self.reader.read(rest, self.request.off).match, match))
        found = self.copies.choose(replace(selection, match=match), self.request.copies)
        return self.searcher.search(EngineQuery(selection=found.selection, limit=0)).total
