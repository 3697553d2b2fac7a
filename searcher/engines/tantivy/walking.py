"""Walking through all documents of a selection: by id, by time, by relevance, by lot."""

from __future__ import annotations

import heapq
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, groupby
from typing import Any, cast

import tantivy
from tantivy import FieldType, Order, Query

from indexer.draws import draw_of, mix_draw
from searcher.deadline import current_deadline
from searcher.engines import EngineHit, Mark
from searcher.engines.tantivy.documents import read_hit
from searcher.engines.tantivy.queries import CACHED_IDS, QueryCompiler, every, unscored

# A score, or what was ordered by, and where its document is, as tantivy gives them.
Placed = tuple[Any, tantivy.DocAddress]

# Documents of one instant that are put in order here; of more, tantivy looks for the next ids.
_FEW = 1_000

# Seconds of a document, where all of a selection are looked at. Measured on one core.
SECONDS_A_DOCUMENT = 1.5e-6
# Of a document that is found by its id, among many.
SECONDS_AN_ID = 7e-7

# Any character of a pattern; a dot stands for all but the end of a line.
_ANY = r"[\x{0}-\x{10FFFF}]"
_GREATEST = "\U0010ffff"


class AddressWalker:
    """Finds the next documents of queries, behind a mark."""

    def __init__(self, searcher: tantivy.Searcher, queries: QueryCompiler) -> None:
        self._searcher = searcher
        self._queries = queries
        self._draw = lru_cache(maxsize=CACHED_IDS)(_draw_each)

    def in_order(self, query: Query, field: str, order: Order, limit: int) -> list[Placed]:
        """The first documents in the order of a column."""
        return self._searcher.search(
            query, limit, count=False, order_by_field=field, order=order
        ).hits

    def find_among(self, query: Query, ids: frozenset[str]) -> frozenset[str]:
        """Those of some ids whose documents a query has."""
        current_deadline().expect(len(ids) * SECONDS_AN_ID)
        found = every([query, self._queries.any_id(ids)])
        id_of = self._draw(ids)
        if len(id_of) < len(ids):
            hits = self.in_order(found, "id", Order.Asc, len(ids))
            return frozenset(id_ for id_, _ in hits)
        # To read a number of a document is ten times as fast as to read its id.
        hits = self._searcher.search(found, len(ids) or 1, count=False).hits
        draws = self.read_column("draw", [address for _, address in hits])
        return frozenset(map(id_of.__getitem__, draws))

    def by_id(self, query: Query, after: Mark | None, limit: int) -> list[Placed]:
        """The next documents in the order of ids."""
        if after is None:
            return self.in_order(query, "id", Order.Asc, limit)
        return self._beyond(query, after.id, Order.Asc, limit)

    def by_time(self, query: Query, order: Order, after: Mark | None, limit: int) -> list[Placed]:
        """The next documents in the order of time; those of one instant in the order of ids."""
        if after is None:
            return self._in_time(query, order, limit)
        found = self._at_instant(query, order, after, limit)
        if len(found) < limit:
            bounds = (
                (None, after.published - 1) if order == Order.Desc else (after.published + 1, None)
            )
            rest = every([query, self.published(*bounds)])
            found += self._in_time(rest, order, limit - len(found))
        return found

    def published(self, first: int | None, last: int | None) -> Query:
        """The documents from one instant to another, both included."""
        return unscored(self._queries.range("published", FieldType.Integer, first, last))

    def newest_first(self, equals: list[Placed]) -> list[Placed]:
        """Some documents by time, and by id within an instant, both descending."""
        if len(equals) < 2:
            return equals
        instants = self.read_column("published", [address for _, address in equals])
        pairs = sorted(zip(instants, equals, strict=True), key=lambda pair: -pair[0])
        ordered: list[Placed] = []
        for _, group in groupby(pairs, key=lambda pair: pair[0]):
            at_once = [placed for _, placed in group]
            if len(at_once) > 1:
                at_once.sort(key=lambda placed: self.read_id(placed[1]), reverse=True)
            ordered += at_once
        return ordered

    def read_column(self, name: str, addresses: Sequence[tantivy.DocAddress]) -> list[int]:
        """The whole numbers of a column that every document has, of some documents."""
        # Told of its type by the schema alone.
        numbers: Any = self._searcher.fast_field_values(name, list(addresses))
        return cast("list[int]", numbers)

    def read_id(self, address: tantivy.DocAddress) -> str:
        """The id of the document at an address."""
        return read_hit(self._searcher, address, 0.0).id

    def _in_time(self, query: Query, order: Order, limit: int) -> list[Placed]:
        # tantivy orders by one column, so those of one instant are asked for again by id.
        found = self.in_order(query, "published", order, limit)
        page: list[Placed] = []
        for instant, group in groupby(found, key=lambda placed: placed[0]):
            at_once = list(group)
            # The last ones of a page may have others beside them.
            if len(at_once) > 1 or len(page) + 1 == limit:
                same = every([query, self.published(instant, instant)])
                at_once = self.in_order(same, "id", order, len(at_once))
            page += at_once
        return page

    def _at_instant(self, query: Query, order: Order, after: Mark, limit: int) -> list[Placed]:
        """The next documents of the instant of a mark."""
        same = every([query, self.published(after.published, after.published)])
        found = self.in_order(same, "id", order, _FEW + 1)
        if len(found) > _FEW:
            return self._beyond(same, after.id, order, limit)
        is_behind = after.id.__lt__ if order == Order.Asc else after.id.__gt__
        return [placed for placed in found if is_behind(placed[0])][:limit]

    def _beyond(self, query: Query, id_: str, order: Order, limit: int) -> list[Placed]:
        """The next documents whose ids come behind one.

        tantivy has no ranges of texts. Nearest are the ids that begin as this one does to its last
        character but one, and so on: of few ids at first, of ten times as many at every tenth page.
        """
        found: list[Placed] = []
        for pattern in list_patterns(id_, order):
            current_deadline().check()
            part = unscored(self._queries.matching("id", pattern))
            found += self.in_order(every([query, part]), "id", order, limit - len(found))
            if len(found) == limit:
                break
        return found


def list_patterns(id_: str, order: Order) -> Iterator[str]:
    """Patterns of all ids behind one: those of a pattern come before those of the next."""
    if order == Order.Asc:
        yield f"{_quote(id_)}{_ANY}+"
    for length in range(len(id_) - 1, -1, -1):
        beginning, character = _quote(id_[:length]), id_[length]
        if order == Order.Desc:
            smaller = _range("\0", chr(ord(character) - 1)) if character != "\0" else ""
            yield f"{beginning}({smaller}{_ANY}*)?" if smaller else beginning
        elif character != _GREATEST:
            yield f"{beginning}{_range(chr(ord(character) + 1), _GREATEST)}{_ANY}*"


def _quote(text: str) -> str:
    return "".join(f"\\x{{{ord(character):X}}}" for character in text)


def _range(first: str, last: str) -> str:
    # Halves of characters of two are none, and a pattern may not name them.
    start = 0xE000 if 0xD800 <= ord(first) < 0xE000 else ord(first)
    end = 0xD7FF if 0xD800 <= ord(last) < 0xE000 else ord(last)
    return f"[\\x{{{start:X}}}-\\x{{{end:X}}}]"


class AddressRanking:
    """All hits by relevance, as addresses and their scores: 16 bytes each, while they are put in
    order some more."""

    def __init__(
        self,
        searcher: tantivy.Searcher,
        walker: AddressWalker,
        head: Iterable[Placed],
        parts: Iterable[Sequence[Placed]],
    ) -> None:
        """`head` comes first, as it is; of the `parts`, which hold all hits, each holds all those
        of one instant."""
        self._searcher = searcher
        self._walker = walker
        self._lock = threading.Lock()
        first = [(_pack(address), score) for score, address in head]
        at_head = {place for place, _ in first}
        places, scores, keys = array("Q"), array("d"), []
        for part in parts:
            current_deadline().check()
            addresses = [address for _, address in part]
            instants = walker.read_column("published", addresses)
            for (score, address), instant in zip(part, instants, strict=True):
                place = _pack(address)
                if place not in at_head:
                    shown = round(float(score), 4)
                    keys.append((shown, instant))
                    places.append(place)
                    scores.append(shown)
        order = sorted(range(len(keys)), key=keys.__getitem__, reverse=True)
        self._places = array("Q", chain((p for p, _ in first), (places[n] for n in order)))
        self._scores = array("d", chain((s for _, s in first), (scores[n] for n in order)))
        # Where hits of one score and one instant end: their ids are looked at when they are read.
        self._ties = _find_ties([keys[n] for n in order], len(first))

    def __len__(self) -> int:
        return len(self._places)

    def read(self, first: int, last: int) -> tuple[EngineHit, ...]:
        with self._lock:
            self._settle(first, last)
            pairs = list(zip(self._places[first:last], self._scores[first:last], strict=True))
        return tuple(read_hit(self._searcher, _unpack(place), score) for place, score in pairs)

    def _settle(self, first: int, last: int) -> None:
        """Put hits of one score and one instant in the order of their ids."""
        for start, end in list(self._ties):
            if start < last and end > first:
                group = self._places[start:end]
                by_id = sorted(
                    group, key=lambda place: self._walker.read_id(_unpack(place)), reverse=True
                )
                self._places[start:end] = array("Q", by_id)
                self._ties.remove((start, end))


def _find_ties(keys: Sequence[tuple[float, int]], offset: int) -> list[tuple[int, int]]:
    ties: list[tuple[int, int]] = []
    start = 0
    for place in range(1, len(keys) + 1):
        if place == len(keys) or keys[place] != keys[start]:
            if place - start > 1:
                ties.append((start + offset, place + offset))
            start = place
    return ties


def draw_sample(
    walker: AddressWalker, parts: Iterable[Sequence[Placed]], seed: int, size: int
) -> list[tantivy.DocAddress]:
    """Some of the documents by lot, in the order of what a seed makes of their draws."""

    def draw() -> Iterator[tuple[int, int]]:
        for part in parts:
            current_deadline().check()
            addresses = [address for _, address in part]
            for lot, address in zip(walker.read_column("draw", addresses), addresses, strict=True):
                yield mix_draw(lot, seed), _pack(address)

    return [_unpack(place) for _, place in heapq.nsmallest(size, draw())]


def _draw_each(ids: frozenset[str]) -> dict[int, str]:
    return {draw_of(id_): id_ for id_ in ids}


def _pack(address: tantivy.DocAddress) -> int:
    return address.segment_ord << 32 | address.doc


def _unpack(place: int) -> tantivy.DocAddress:
    return tantivy.DocAddress(place >> 32, place & 0xFFFFFFFF)
