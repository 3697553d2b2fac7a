"""Whoosh, the embedded engine: its read half.

Whoosh finds the postings of terms and keeps the stored articles; sets of documents are bits
(`searcher.columns`), so that Boolean queries, filters, facets and the timeline are integer
arithmetic and exact. Scores are BM25 (Robertson and Zaragoza 2009) over the terms asked for, with
the title counted on top.
"""

from __future__ import annotations

import heapq
import math
import threading
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import msgspec
from whoosh import index
from whoosh.reading import TermNotFound

from indexer.analysis import Analyzer
from indexer.article import decode_article
from indexer.dates import DayRange
from indexer.engines.whoosh import DAMAGE, make_schema
from indexer.errors import IndexDamagedError
from indexer.schema import TEXT_FIELDS, Columns, analyze_texts, make_postings
from searcher.columns import BitColumns, bits_of, membership, union
from searcher.engines import (
    TITLE_WEIGHT,
    EngineAnswer,
    EngineHit,
    EngineQuery,
    Selection,
    field_weight,
    title_field,
)
from searcher.query.matching import (
    Match,
    MatchAll,
    MatchAny,
    MatchDays,
    MatchEvery,
    MatchNear,
    MatchNot,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    MatchValue,
    TextMatch,
    find_near,
    find_sequence,
    list_steps,
    text_matches,
)
from searcher.related import choose_lemmas
from searcher.request import FILTER_FACETS, DateField, Interval, Sort

# BM25's usual constants.
K1 = 1.2
B = 0.75

# Terms whose decoded postings are kept; the common words of queries recur. A term that stands in
# every one of 20,000 articles takes 160 KB.
_CACHED_TERMS = 256

_LEMMAS = TEXT_FIELDS["text"].lemmas

_decode_columns = msgspec.msgpack.Decoder(Columns).decode


@dataclass(frozen=True, slots=True)
class _Postings:
    """The documents of a term: their slots, how often each holds it, and the slots as bits."""

    slots: array[int]
    frequencies: array[int]
    bits: int


_NO_POSTINGS = _Postings(array("I"), array("I"), 0)


class WhooshSearcher:
    """Answers from one committed state of a Whoosh index."""

    def __init__(self, storage: Any, path: Path, analyzer: Analyzer) -> None:
        self._index = storage
        self._path = path
        self._analyzer = analyzer
        self._reader: Any = storage.reader()
        self._lock = threading.Lock()
        columns = self._read_columns()
        self._columns = BitColumns(columns)
        self._deleted = columns.count(None)
        lengths = [entry.length for entry in self._columns.entries]
        average = sum(lengths) / len(lengths) if lengths else 1.0
        self._norms = [K1 * (1 - B + B * length / (average or 1.0)) for length in lengths]
        self._postings = lru_cache(maxsize=_CACHED_TERMS)(self._read_postings)

    @property
    def count(self) -> int:
        return self._columns.count

    def days(self, date: DateField) -> DayRange:
        return self._columns.days(date)

    def search(self, query: EngineQuery) -> EngineAnswer:
        selection, columns = query.selection, self._columns
        matching = self._bits(selection.match)
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

    def get(self, document_id: str) -> bytes | None:
        slot = self._columns.slot_by_id.get(document_id)
        return None if slot is None else self._article(slot)

    def scan(self, selection: Selection) -> Iterator[str]:
        bits = self._bits(selection.match)
        bits &= self._columns.within(selection.days, selection.date)
        for entry in selection.filters:
            bits &= self._columns.passing(entry)
        return (self._columns.entries[slot].id for slot in self._columns.in_id_order(bits))

    def siblings(self, story: str) -> list[bytes]:
        entries = self._columns.entries
        found = [slot for slot, entry in enumerate(entries) if entry.story == story]
        return [self._article(slot) for slot in sorted(found, key=lambda s: entries[s].id)]

    def related(self, document_id: str, limit: int) -> tuple[EngineHit, ...]:
        slot = self._columns.slot_by_id.get(document_id)
        if slot is None:
            return ()
        texts = analyze_texts(decode_article(self._article(slot)), self._analyzer)
        telling = choose_lemmas(texts, self._analyzer.stop_words, self._count_holders, self.count)
        entries, story = self._columns.entries, self._columns.entries[slot].story
        points: Counter[int] = Counter()
        scores = [0.0] * self.count
        for part in telling.lemmas:
            for holder in self._postings(_LEMMAS, part.lemma).slots:
                points[holder] += part.points
            self._add_scores(MatchTerms(_LEMMAS, (part.lemma,)), scores)
        like = [
            other
            for other, shared in points.items()
            if shared >= telling.least
            and other != slot
            and not (story and entries[other].story == story)
        ]

        best = heapq.nlargest(limit, like, key=lambda other: (round(scores[other], 4), other))
        return tuple(self._hit(other, scores[other]) for other in best)

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        with self._reading():
            infos = self._reader.iter_prefix(field, prefix.encode())
            listed = [(term.decode(), int(info.doc_frequency())) for term, info in infos]
        # Whoosh counts deleted documents until their segment is merged.
        doubtful = self._terms_of_deleted(field)
        for term, holders in listed:
            count = len(self._read_postings(field, term).slots) if term in doubtful else holders
            if count:
                yield term, count

    def close(self) -> None:
        with self._lock:
            self._reader.close()
            self._index.close()

    # Matching

    def _bits(self, match: Match) -> int:
        columns = self._columns
        match match:
            case MatchAll():
                return columns.everything
            case MatchTerms(field, terms):
                return union(self._postings(field, term).bits for term in terms)
            case MatchPrefix(field, prefix):
                terms = tuple(self._expand(field, prefix))
                return union(self._postings(field, term).bits for term in terms)
            case MatchSequence(field, steps):
                return self._positional(
                    field, steps, lambda positions: bool(find_sequence(positions))
                )
            case MatchNear(field, steps, gap):
                return self._positional(
                    field, steps, lambda positions: any(True for _ in find_near(positions, gap))
                )
            case MatchValue(facet, values):
                return columns.with_values(facet, values)
            case MatchDays(days):
                return columns.within(days)
            case MatchEvery(parts):
                bits = columns.everything
                for part in parts:
                    bits &= self._bits(part)
                    if not bits:
                        break
                return bits
            case MatchAny(parts):
                return union(self._bits(part) for part in parts)
            case MatchNot(part):
                return columns.everything & ~self._bits(part)

    def _positional(self, field: str, steps: tuple[tuple[str, ...], ...], stands: Any) -> int:
        candidates = self._columns.everything
        for terms in steps:
            candidates &= union(self._postings(field, term).bits for term in terms)
        if not candidates:
            return 0
        wanted = membership(candidates, self._columns.count)
        by_step = [self._read_positions(field, terms, wanted) for terms in steps]
        found = [slot for slot in by_step[0] if stands([positions[slot] for positions in by_step])]
        return bits_of(found, self._columns.count)

    # Ranking

    def _page(self, query: EngineQuery, selected: int) -> tuple[EngineHit, ...]:
        first, last = query.offset, query.offset + query.limit
        if not query.limit:
            return ()
        if query.sort == "relevance":
            return self._ranked(query.selection.match, selected, first, last)
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

    def _ranked(self, match: Match, selected: int, first: int, last: int) -> tuple[EngineHit, ...]:
        scores = [0.0] * self._columns.count
        for part in text_matches(match):
            self._add_scores(part, scores)
        # Equal scores go newest first: slots are in the order of time.
        slots = list(self._columns.in_time_order(selected))
        best = heapq.nlargest(last, slots, key=lambda slot: (scores[slot], slot))
        return tuple(self._hit(slot, scores[slot]) for slot in best[first:last])

    def _add_scores(self, part: TextMatch, scores: list[float]) -> None:
        weight, title = field_weight(part.field), title_field(part.field)
        for terms in self._scored_terms(part):
            self._add_term_scores(part.field, terms, weight, scores)
            if title:
                self._add_term_scores(title, terms, weight * TITLE_WEIGHT, scores)

    def _scored_terms(self, part: TextMatch) -> Iterator[tuple[str, ...]]:
        if isinstance(part, MatchPrefix):
            yield tuple(self._expand(part.field, part.prefix))
        yield from list_steps(part)

    def _add_term_scores(
        self, field: str, terms: tuple[str, ...], weight: float, scores: list[float]
    ) -> None:
        # The alternatives of one word are one term to BM25. An ambiguous form counts under each of
        # its lemmas: the largest count is nearest to how often the word stands there.
        frequencies: dict[int, int] = {}
        for term in terms:
            entry = self._postings(field, term)
            for slot, frequency in zip(entry.slots, entry.frequencies, strict=True):
                if frequency > frequencies.get(slot, 0):
                    frequencies[slot] = frequency
        documents = len(frequencies)
        rarity = weight * math.log(1 + (self._columns.count - documents + 0.5) / (documents + 0.5))
        norms = self._norms
        for slot, frequency in frequencies.items():
            scores[slot] += rarity * frequency * (K1 + 1) / (frequency + norms[slot])

    # Counting

    def _histogram(
        self, query: EngineQuery, selected: int, within: int
    ) -> dict[str, tuple[int, int]]:
        if query.interval is None:
            return {}
        name = query.selection.date
        archive = self._columns.count_intervals(query.interval, within, name)
        counts = self._columns.count_intervals(query.interval, selected, name)
        return {key: (counts.get(key, 0), volume) for key, volume in archive.items()}

    def _count_holders(self, lemma: str, limit: int) -> int:
        """How many documents hold a lemma; any number above the limit where it is passed."""
        with self._reading():
            # Whoosh counts deleted documents until their segment is merged.
            holders = int(self._reader.doc_frequency(_LEMMAS, lemma.encode()))
        if not self._deleted or holders - self._deleted > limit:
            return holders
        return len(self._read_postings(_LEMMAS, lemma).slots)

    # Reading

    def _read_columns(self) -> list[Columns | None]:
        reader = self._reader
        if not reader.doc_count_all():
            return []
        column = reader.column_reader("columns")
        return [
            None if reader.is_deleted(number) else _decode_columns(column[number])
            for number in range(reader.doc_count_all())
        ]

    def _terms_of_deleted(self, field: str) -> set[str]:
        """The terms that deleted documents have in a field."""
        found: set[str] = set()
        for number in range(self._reader.doc_count_all()) if self._deleted else ():
            if self._reader.is_deleted(number):
                with self._reading():
                    stored = self._reader.stored_fields(number)
                    article = decode_article(zlib.decompress(stored["article"]))
                postings = make_postings(analyze_texts(article, self._analyzer))
                found.update(postings.get(field, ()))
                if field == "id":
                    found.add(article.id)
        return found

    def _read_postings(self, field: str, term: str) -> _Postings:
        slot_of = self._columns.slots
        slots, frequencies = array("I"), array("I")
        with self._reading():
            try:
                matcher = self._reader.postings(field, term.encode())
            except TermNotFound:
                return _NO_POSTINGS
            while matcher.is_active():
                slot = slot_of[matcher.id()]
                if slot >= 0:
                    slots.append(slot)
                    frequencies.append(int(matcher.weight()))
                matcher.next()
        return _Postings(slots, frequencies, bits_of(slots, self._columns.count))

    def _read_positions(
        self, field: str, terms: tuple[str, ...], wanted: list[bool]
    ) -> dict[int, list[int]]:
        found: dict[int, set[int]] = {}
        slot_of = self._columns.slots
        with self._reading():
            for term in terms:
                try:
                    matcher = self._reader.postings(field, term.encode())
                except TermNotFound:
                    continue
                while matcher.is_active():
                    slot = slot_of[matcher.id()]
                    if slot >= 0 and wanted[slot]:
                        found.setdefault(slot, set()).update(matcher.value_as("positions"))
                    matcher.next()
        return {slot: sorted(positions) for slot, positions in found.items()}

    def _expand(self, field: str, prefix: str) -> Iterator[str]:
        with self._reading():
            terms = [term.decode() for term in self._reader.expand_prefix(field, prefix.encode())]
        return iter(terms)

    def _article(self, slot: int) -> bytes:
        with self._reading():
            stored = self._reader.stored_fields(self._columns.numbers[slot])
            return zlib.decompress(stored["article"])

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Reads one at a time: Whoosh's readers move positions in files they share. Damage that
        reading comes upon becomes IndexDamagedError."""
        with self._lock:
            try:
                yield
            except DAMAGE as error:
                raise _damaged(self._path, error) from error

    def _hit(self, slot: int, score: float) -> EngineHit:
        return EngineHit(self._columns.entries[slot].id, self._article(slot), round(score, 4))


def open_searcher(path: Path, analyzer: Analyzer) -> WhooshSearcher:
    """Open the index in a folder. Raises IndexDamagedError where it cannot be read."""
    try:
        return WhooshSearcher(index.open_dir(str(path), schema=make_schema()), path, analyzer)
    except DAMAGE as error:
        raise _damaged(path, error) from error


def _damaged(path: Path, error: Exception) -> IndexDamagedError:
    return IndexDamagedError(path.parent.name, f"{type(error).__name__}: {error}")
