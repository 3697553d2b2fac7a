"""Whoosh, the embedded engine: its read half.

Whoosh finds the postings of terms and keeps the stored articles; sets of documents are bits
(`columns`), so that Boolean queries, filters, facets and the timeline are integer arithmetic and
exact. `scoring` ranks.
"""

from __future__ import annotations

import heapq
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, cast

from whoosh import index

from indexer.analysis import Analyzer
from indexer.dates import DayRange
from indexer.draws import draw_of, mix_draw
from indexer.engines.whoosh import DAMAGE, make_schema
from searcher.deadline import current_deadline
from searcher.engines import (
    DaySpan,
    EngineAnswer,
    EngineHit,
    EngineQuery,
    Histogram,
    Mark,
    Selection,
    WalkSort,
)
from searcher.engines.whoosh.columns import BitColumns, bits_of, membership, union
from searcher.engines.whoosh.postings import PostingsReader, describe_damage
from searcher.engines.whoosh.scoring import MOST_PLACED, HeldPostings, Scorer
from searcher.query.costs import CostEstimator, Prices
from searcher.query.matching import (
    Match,
    MatchAll,
    MatchAny,
    MatchDays,
    MatchEvery,
    MatchLifted,
    MatchNear,
    MatchNot,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    MatchValue,
    drop_lifts,
)
from searcher.query.positions import find_near, find_sequence
from searcher.query.related import Likeness, find_tier
from searcher.query.scoring import ScorePart
from searcher.request import FILTER_FACETS, DateField, Interval, Sort

# Terms whose decoded postings are kept; the common words of queries recur. A term that stands in
# every one of 20,000 articles takes 160 KB.
_CACHED_TERMS = 256

# Measured on one core.
_PRICES = Prices(posting=2.5e-6, phrase=8e-6, near=1e-5, prefix=5e-5)
# Prefixes whose terms are kept: they are asked for again and again within a request.
_CACHED_PREFIXES = 64
# Phrases and near words whose documents are kept: the ranking asks again which they are.
_CACHED_PHRASES = 16
# Words whose positions in some documents are kept: those of a query, of which several rows and
# pairs are made.
_CACHED_POSITIONS = 8


class WhooshSearcher:
    """Answers from one committed state of a Whoosh index."""

    def __init__(self, storage: Any, path: Path, analyzer: Analyzer) -> None:
        self._reader = PostingsReader(storage, path, analyzer)
        self._columns = BitColumns(self._reader.read_columns())
        self._reader.number_slots(self._columns.slots)
        self._postings = lru_cache(maxsize=_CACHED_TERMS)(self._read_postings)
        self._positions = lru_cache(maxsize=_CACHED_POSITIONS)(self._read_positions)
        self._find_places = lru_cache(maxsize=_CACHED_PHRASES)(self._read_places)
        self._expand = lru_cache(maxsize=_CACHED_PREFIXES)(self._reader.expand)
        self._scorer = Scorer(self._columns, self._postings, self._expand, self._bits)
        self._costs = CostEstimator(
            _PRICES,
            self._reader.count_about,
            lambda field, prefix: len(self._expand(field, prefix)),
            MOST_PLACED,
        )

    @property
    def count(self) -> int:
        return self._columns.count

    def days(self, date: DateField) -> DayRange:
        return self._columns.days(date)

    def spans(self, facet: str) -> dict[str, DaySpan]:
        return self._columns.spans(facet)

    def count_years(self, facet: str, values: Collection[str]) -> dict[str, dict[int, int]]:
        return self._columns.count_years(facet, values)

    def search(self, query: EngineQuery) -> EngineAnswer:
        selection, columns = query.selection, self._columns
        by_relevance = query.sort == "relevance" and query.limit
        self._announce(query.ranked if by_relevance else drop_lifts(selection.match))
        # What all must have holds for the counts of its facet too.
        matching = self._bits(selection.match) & columns.needed(selection)
        within = columns.within(selection.days, selection.date)
        passing = {entry.facet: columns.passing(entry) for entry in selection.filters}
        filtered = matching
        for bits in passing.values():
            filtered &= bits
        selected = filtered & within
        facets: dict[str, dict[str, int]] = {}
        for facet in query.facets:
            if facet in FILTER_FACETS:
                others = matching & within
                for other, bits in passing.items():
                    others &= bits if other != facet else columns.everything
                facets[facet] = columns.count_values(facet, others)
            else:
                interval = cast("Interval", facet)
                facets[facet] = columns.count_intervals(interval, filtered, selection.date)
        return EngineAnswer(
            total=selected.bit_count(),
            hits=self._page(query, selected),
            facets=facets,
            histogram=self._histogram(query, selected, within),
        )

    def walk(
        self, selection: Selection, sort: WalkSort, after: Mark | None, limit: int
    ) -> tuple[EngineHit, ...]:
        self._announce(drop_lifts(selection.match))
        slots = self._columns.behind(self._select(selection), sort, after)
        return tuple(self._hit(slot, 0.0) for slot in islice(slots, limit))

    def rank(self, selection: Selection, _: int, /) -> SlotRanking:
        self._announce(selection.match)
        selected = self._select(selection)
        scores = self._scorer.score(selection.match, selected)
        # A search for some of them finds just those: the order does not depend on how many.
        best = self._scorer.rank(scores, selected, selected.bit_count())
        return SlotRanking(best, [scores[slot] for slot in best], self._hit)

    def sample(self, selection: Selection, seed: int, size: int) -> tuple[EngineHit, ...]:
        self._announce(drop_lifts(selection.match))
        entries = self._columns.entries
        slots = self._columns.in_time_order(self._select(selection))
        draws = ((mix_draw(draw_of(entries[slot].id), seed), slot) for slot in slots)
        return tuple(self._hit(slot, 0.0) for _, slot in heapq.nsmallest(size, draws))

    def explain(
        self, selection: Selection, ids: Sequence[str]
    ) -> tuple[tuple[ScorePart, ...], ...]:
        slots = [self._columns.slot_by_id[id_] for id_ in ids]
        selected = self._select(selection)
        return tuple(map(tuple, self._scorer.explain(selection.match, selected, slots)))

    def get(self, document_id: str) -> bytes | None:
        slot = self._columns.slot_by_id.get(document_id)
        return None if slot is None else self._article(slot)

    def scan(self, selection: Selection) -> Iterator[str]:
        self._announce(drop_lifts(selection.match))
        selected = self._select(selection)
        return (self._columns.entries[slot].id for slot in self._columns.in_id_order(selected))

    def find_among(self, selection: Selection, ids: Collection[str]) -> frozenset[str]:
        self._announce(drop_lifts(selection.match))
        bits, entries = self._select(selection) & self._columns.with_ids(ids), self._columns.entries
        return frozenset(entries[slot].id for slot in self._columns.in_time_order(bits))

    def siblings(self, stories: Collection[str], but: Collection[str] = ()) -> list[bytes]:
        by_story, by_id = self._columns.slots_by_story, self._columns.slot_by_id
        slots = {slot for story in stories for slot in by_story.get(story, ())}
        return self._list_by_id(slots.difference(by_id.get(id_) for id_ in but))

    def at_address(self, key: str) -> list[bytes]:
        return self._list_by_id(self._reader.read_postings("address", key).slots)

    def _list_by_id(self, slots: Iterable[int]) -> list[bytes]:
        """The articles of some slots, in the order of their ids."""
        entries = self._columns.entries
        return [self._article(slot) for slot in sorted(slots, key=lambda s: entries[s].id)]

    def related(self, asked: Likeness, limit: int) -> tuple[EngineHit, ...]:
        self._announce(asked.match)
        columns, deadline = self._columns, current_deadline()
        holders = [self._bits(sign.match) for sign in asked.signs]
        among = columns.with_values("lang", asked.langs)
        points: Counter[int] = Counter()
        for sign, bits in zip(asked.signs, holders, strict=True):
            if sign.points:
                deadline.check()
                for slot in columns.in_time_order(bits & among):
                    points[slot] += sign.points
        parts: dict[int, float] = {}
        for slot, shared in points.items():
            tier = find_tier(columns.entries[slot].length)
            if shared >= asked.least + tier.more_points and not _is_left_out(columns, slot, asked):
                parts[slot] = tier.part
        like = bits_of(parts, self.count)
        worth: Counter[int] = Counter()
        for sign, bits in zip(asked.signs, holders, strict=True):
            for slot in columns.in_time_order(bits & like):
                worth[slot] += sign.worth
        scores = {slot: worth[slot] * part for slot, part in parts.items()}
        best = heapq.nlargest(limit, scores, key=lambda slot: (scores[slot], slot))
        return tuple(self._hit(slot, scores[slot]) for slot in best)

    def count_holders(self, field: str, term: str, limit: int) -> int:
        if field in FILTER_FACETS:
            return self._columns.with_values(field, (term,)).bit_count()
        return self._reader.count_holders(field, term, limit)

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        return self._reader.read_terms(field, prefix)

    def check(self) -> None:
        """Nothing to do: open files stay whole, whatever becomes of their names."""

    def close(self) -> None:
        self._reader.close()

    # Matching

    def _announce(self, match: Match) -> None:
        estimate = self._costs.estimate(match)
        current_deadline().announce(estimate.seconds, estimate.part)

    def _select(self, selection: Selection) -> int:
        bits = self._bits(selection.match)
        bits &= self._columns.within(selection.days, selection.date)
        bits &= self._columns.needed(selection)
        for entry in selection.filters:
            bits &= self._columns.passing(entry)
        return bits

    def _bits(self, match: Match, placed: int | None = None) -> int:
        """The documents that match; phrases and near words are placed in some documents only,
        where those are told."""
        columns = self._columns
        match match:
            case MatchAll():
                return columns.everything
            case MatchTerms(field, terms):
                return union(self._postings(field, term).bits for term in terms)
            case MatchPrefix(field, prefix):
                terms = self._expand(field, prefix)
                return union(self._postings(field, term).bits for term in terms)
            case MatchSequence() | MatchNear():
                return self._find_places(match, columns.everything if placed is None else placed)
            case MatchValue(facet, values):
                return columns.with_values(facet, values)
            case MatchDays(days, date):
                return columns.within(days, date)
            case MatchEvery(parts):
                bits = columns.everything
                for part in parts:
                    bits &= self._bits(part, placed)
                    if not bits:
                        break
                return bits
            case MatchAny(parts):
                return union(self._bits(part, placed) for part in parts)
            case MatchNot(part):
                among = columns.everything if placed is None else placed
                return among & ~self._bits(part, placed)
            case MatchLifted(inner):
                return self._bits(inner, placed)

    def _read_positions(
        self, field: str, terms: tuple[str, ...], candidates: int
    ) -> dict[int, list[int]]:
        wanted = membership(candidates, self._columns.count)
        return self._reader.read_positions(field, terms, wanted)

    def _read_places(self, part: MatchSequence | MatchNear, candidates: int) -> int:
        """Which of the candidates hold the words in a row, or near one another."""
        for terms in set(part.steps):
            candidates &= union(self._postings(part.field, term).bits for term in terms)
        if not candidates:
            return 0
        by_step = [self._positions(part.field, terms, candidates) for terms in part.steps]
        deadline = current_deadline()
        found: list[int] = []
        for slot in by_step[0]:
            deadline.check()
            if _stands(part, [positions[slot] for positions in by_step]):
                found.append(slot)
        return bits_of(found, self._columns.count)

    # Ranking

    def _page(self, query: EngineQuery, selected: int) -> tuple[EngineHit, ...]:
        first, last = query.offset, query.offset + query.limit
        if not query.limit:
            return ()
        if query.sort == "relevance":
            match = query.selection.match
            scores = (
                self._count_points(query.points, selected)
                if query.points
                else self._scorer.score(match, selected)
            )
            best = self._scorer.rank(scores, selected, last)
            return tuple(self._hit(slot, scores[slot]) for slot in best[first:last])
        orders: dict[Sort, Any] = {
            "newest": self._columns.newest_first,
            "oldest": self._columns.in_time_order,
            "id": self._columns.in_id_order,
        }
        slots = [
            slot
            for rank, slot in zip(range(last), orders[query.sort](selected), strict=False)
            if rank >= first
        ]
        return tuple(self._hit(slot, 0.0) for slot in slots)

    def _count_points(self, points: tuple[tuple[Match, int], ...], selected: int) -> list[float]:
        """The points of each slot; only those of the selected ones count."""
        scores = [0.0] * self._columns.count
        for match, number in points:
            current_deadline().check()
            for slot in self._columns.in_time_order(selected & self._bits(match, selected)):
                scores[slot] += number
        return scores

    # Counting

    def _histogram(self, query: EngineQuery, selected: int, within: int) -> Histogram:
        if query.interval is None:
            return Histogram()
        name = query.selection.date
        return Histogram(
            matching=self._columns.count_intervals(query.interval, selected, name),
            archive=self._columns.count_intervals(query.interval, within, name),
        )

    # Reading

    def _read_postings(self, field: str, term: str) -> HeldPostings:
        found = self._reader.read_postings(field, term)
        bits = bits_of(found.slots, self._columns.count)
        return HeldPostings(found.slots, found.frequencies, bits)

    def _article(self, slot: int) -> bytes:
        return self._reader.read_article(self._columns.numbers[slot])

    def _hit(self, slot: int, score: float) -> EngineHit:
        return EngineHit(self._columns.entries[slot].id, self._article(slot), round(score, 4))


class SlotRanking:
    """All hits by relevance, as slots and their scores."""

    def __init__(
        self,
        slots: Sequence[int],
        scores: Sequence[float],
        read_hit: Callable[[int, float], EngineHit],
    ) -> None:
        self._slots = array("I", slots)
        self._scores = array("d", (round(score, 4) for score in scores))
        self._read_hit = read_hit

    def __len__(self) -> int:
        return len(self._slots)

    def read(self, first: int, last: int) -> tuple[EngineHit, ...]:
        pairs = zip(self._slots[first:last], self._scores[first:last], strict=True)
        return tuple(self._read_hit(slot, score) for slot, score in pairs)


def _is_left_out(columns: BitColumns, slot: int, asked: Likeness) -> bool:
    entry = columns.entries[slot]
    return entry.id == asked.but_id or bool(entry.story and entry.story == asked.but_story)


def _stands(part: MatchSequence | MatchNear, positions: list[list[int]]) -> bool:
    """Whether a part stands in a document, given the positions of its steps there."""
    match part:
        case MatchSequence():
            return bool(find_sequence(positions))
        case MatchNear(gap=gap):
            return any(True for _ in find_near(positions, gap))


def open_searcher(path: Path, analyzer: Analyzer) -> WhooshSearcher:
    """Open the index in a folder. Raises IndexDamagedError where it cannot be read."""
    try:
        return WhooshSearcher(index.open_dir(str(path), schema=make_schema()), path, analyzer)
    except DAMAGE as error:
        raise describe_damage(path, error) from error
