"""What has most of the words of a query, where nothing has all of them.

Articles come by how many parts of the query they have, among as many by the rarest of those parts,
then by where those stand, and the newest first. The order is the same on every engine. What a query
excludes, and the values and days it names, hold for them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from indexer.article import decode_article
from searcher.answers.evaluation import Evaluation
from searcher.engines import EngineHit, EngineQuery, IndexSearcher, Selection
from searcher.query.matching import Match, MatchAny, MatchEvery, MatchNot, TextMatch
from searcher.query.nodes import Dates, Node, Not, Value, join_and, write_query
from searcher.query.reading import QueryPart, QueryReader
from searcher.query.scoring import ScoredPart, field_weight, list_scored
from searcher.request import SearchRequest
from searcher.shortening import SHOWN_LENGTH, cut_texts

# How many articles are found at most: there are no further pages.
MOST_FOUND = 20
# Parts of a query that are looked for, the first ones, and the rarest of them that decide what is
# found: their points fit into the scores of the engines (`MOST_POINTS`).
MOST_PARTS = 40
MOST_DECIDING = 19
# The points of a word in the text: whatever else is worth something then has whole numbers too.
_WORD_POINTS = 20

Points = tuple[tuple[Match, int], ...]


@dataclass(frozen=True, slots=True)
class PartialMatch:
    """A document that has some parts of a query, scored by their number, and the parts it has not,
    as they are written."""

    hit: EngineHit
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartialSearch:
    """Looks for what has most of the parts of a query that finds nothing in an index."""

    searcher: IndexSearcher
    reader: QueryReader
    tree: Node
    request: SearchRequest
    zone: ZoneInfo

    def find(self, selection: Selection) -> Iterator[PartialMatch]:
        """The documents that have most, best first, under the filters and days of the selection:
        the first page and no other, and none that has no more than half as many parts as the best.
        There are none for a query that does not ask for several parts together."""
        limit = min(MOST_FOUND, self.request.limit) if self.request.page == 1 else 0
        return islice(self._iterate(selection, limit), limit)

    def _iterate(self, selection: Selection, limit: int) -> Iterator[PartialMatch]:
        parts = self.reader.read_parts(self.tree, self.request.off)
        held = tuple(part.match for part in parts if _is_condition(part.node))
        asked = _list_asked(parts)
        present = self._list_present(selection, asked, held)
        if not present:
            # Names that stand nowhere are looked for by their words.
            asked = _list_asked(self.reader.read_apart(self.tree, self.request.off))
            present = self._list_present(selection, asked, held)
        deciding, others = present[:MOST_DECIDING], present[MOST_DECIDING:]
        best = 0
        for having, hits in self._combine(selection, deciding, held, limit):
            best = best or len(having)
            if len(having) * 2 <= best:
                return
            if len(hits) > 1:
                lacking = [part for part in deciding if part not in having]
                without = map(MatchNot, _list_matches(lacking))
                match = MatchEvery((*_list_matches(having), *without, *held))
                points = self._weigh([part for part in asked if part in having])
                hits = self._search(selection, match, limit, points)
            for hit in hits:
                kept = {*map(_write, having), *self._list_held(hit, others)}
                missing = tuple(text for text in map(_write, asked) if text not in kept)
                yield PartialMatch(replace(hit, score=float(len(kept))), missing)

    def _list_present(
        self, selection: Selection, asked: Sequence[QueryPart], held: tuple[Match, ...]
    ) -> list[QueryPart]:
        """Those of several parts that anything has, the rarest first."""
        if len(asked) < 2:
            return []
        counted = [(self._count(selection, (part.match, *held)), part) for part in asked]
        return [part for count, part in sorted(counted, key=lambda entry: entry[0]) if count]

    def _combine(
        self,
        selection: Selection,
        parts: Sequence[QueryPart],
        held: tuple[Match, ...],
        limit: int,
    ) -> Iterator[tuple[list[QueryPart], Sequence[EngineHit]]]:
        """The parts that articles have together, best first, with articles that have just these: a
        single one where no other has, or would find room. Parts are given rarest first.

        Each part has points of its own, twice those of the next, and all of them the same points
        more, which are worth more than those together: the number of parts comes first, and a score
        tells which they are.
        """
        if not parts:
            return
        size = len(parts)
        own = {part: 1 << (size - place) for place, part in enumerate(parts, 1)}
        points = tuple((part.match, (1 << size) + own[part]) for part in parts)
        match = MatchEvery((MatchAny(_list_matches(parts)), *held))
        hits = self._search(selection, match, limit + 1, points)
        for score, group in groupby(hits, lambda hit: int(hit.score)):
            yield [part for part in parts if score & own[part]], tuple(group)

    def _weigh(self, parts: Sequence[QueryPart]) -> Points:
        """What a search for some parts scores, where all words are worth the same, and count once:
        in the title, in a row, and near one another."""
        tree = join_and([part.node for part in parts])
        match = self.reader.read(tree, self.request.off).match
        return tuple(
            (MatchEvery((scored.part, *scored.within)), _count_points(scored))
            for scored in list_scored(match)
        )

    def _search(
        self, selection: Selection, match: Match, limit: int, points: Points
    ) -> tuple[EngineHit, ...]:
        query = EngineQuery(selection=replace(selection, match=match), points=points, limit=limit)
        return self.searcher.search(query).hits

    def _count(self, selection: Selection, matches: tuple[Match, ...]) -> int:
        selected = replace(selection, match=MatchEvery(matches))
        return self.searcher.search(EngineQuery(selection=selected, limit=0)).total

    def _list_held(self, hit: EngineHit, parts: Sequence[QueryPart]) -> Iterator[str]:
        """Those of some parts that an article has, by reading as much of it as is ever shown."""
        if parts:
            article = cut_texts(decode_article(hit.article), SHOWN_LENGTH)
            within = self.reader.labels.within
            evaluation = Evaluation(article, self.reader.analyzer, self.zone, within)
            yield from (_write(part) for part in parts if evaluation.holds(part.match))


def _list_asked(parts: Sequence[QueryPart]) -> list[QueryPart]:
    """The first different parts that ask for words."""
    different = dict.fromkeys(part for part in parts if not _is_condition(part.node))
    return list(different)[:MOST_PARTS]


def _is_condition(node: Node) -> bool:
    """Whether a node narrows what is found, as filters do, instead of asking for words."""
    return isinstance(node, Not | Value | Dates)


def _count_points(scored: ScoredPart) -> int:
    weight = field_weight(scored.part.field) if isinstance(scored.part, TextMatch) else 1.0
    return round(scored.weight * weight * _WORD_POINTS)


def _list_matches(parts: Sequence[QueryPart]) -> tuple[Match, ...]:
    return tuple(part.match for part in parts)


def _write(part: QueryPart) -> str:
    return write_query(part.node)
