"""What is read of a Whoosh index: postings, positions, stored articles."""

from __future__ import annotations

import threading
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from whoosh.reading import TermNotFound

from indexer.analysis import Analyzer
from indexer.article import decode_article
from indexer.engines.whoosh import DAMAGE
from indexer.errors import IndexDamagedError
from indexer.schema import Columns, analyze_texts, make_postings
from searcher.deadline import current_deadline

# Postings that are read at a time: others, and a deadline, wait for no more.
_AT_A_TIME = 256
# Terms whose number of holders is kept: an article is compared by two hundred of its words, and the
# costs of a query are told by the same numbers. A few hundred kilobytes.
_CACHED_COUNTS = 4_096

_decode_columns = msgspec.msgpack.Decoder(Columns).decode


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents of a term: their slots, and how often each holds it."""

    slots: array[int]
    frequencies: array[int]


class PostingsReader:
    """Reads an open Whoosh index, one call at a time. Safe to share between threads.

    Documents have Whoosh's numbers in the index and the slots of `BitColumns` outside; `slots` maps
    the one to the other, -1 for a deleted document. Damage that reading comes upon becomes
    IndexDamagedError.
    """

    def __init__(self, storage: Any, path: Path, analyzer: Analyzer) -> None:
        self._index = storage
        self._path = path
        self._analyzer = analyzer
        self._reader: Any = storage.reader()
        self._lock = threading.Lock()
        self._slots: Sequence[int] = ()
        self._deleted = 0
        self._count = lru_cache(maxsize=_CACHED_COUNTS)(self._read_count)

    def close(self) -> None:
        with self._lock:
            self._reader.close()
            self._index.close()

    def read_columns(self) -> list[Columns | None]:
        """The columns of each document by its number, None for a deleted one."""
        reader = self._reader
        if not reader.doc_count_all():
            return []
        column = reader.column_reader("columns")
        columns = [
            None if reader.is_deleted(number) else _decode_columns(column[number])
            for number in range(reader.doc_count_all())
        ]
        self._deleted = columns.count(None)
        return columns

    def number_slots(self, slots: Sequence[int]) -> None:
        """Take over the slots of the documents, by their numbers."""
        self._slots = slots

    def read_article(self, number: int) -> bytes:
        """The stored article of a document, by its number."""
        with self._reading():
            stored = self._reader.stored_fields(number)
            return zlib.decompress(stored["article"])

    def expand(self, field: str, prefix: str) -> tuple[str, ...]:
        """The terms of a field that begin so, those of deleted documents included."""
        with self._reading():
            found = self._reader.expand_prefix(field, prefix.encode())
            return tuple(term.decode() for term in found)

    def read_terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """The terms of a field that begin so, in order, each with how many documents hold it."""
        with self._reading():
            infos = self._reader.iter_prefix(field, prefix.encode())
            listed = [(term.decode(), int(info.doc_frequency())) for term, info in infos]
        # Whoosh counts deleted documents until their segment is merged.
        doubtful = self._terms_of_deleted(field)
        for term, holders in listed:
            count = len(self.read_postings(field, term).slots) if term in doubtful else holders
            if count:
                yield term, count

    def count_about(self, field: str, term: str) -> int:
        """How many documents hold a term, deleted ones included until their segment is merged."""
        return self._count(field, term)

    def count_holders(self, field: str, term: str, limit: int) -> int:
        """How many documents hold a term; any number above the limit where it is passed."""
        holders = self.count_about(field, term)
        if not self._deleted or holders - self._deleted > limit:
            return holders
        return len(self.read_postings(field, term).slots)

    def read_postings(self, field: str, term: str) -> Postings:
        """The postings of a term; none for a term that stands nowhere."""
        slots, frequencies = array("I"), array("I")

        def take(slot: int, matcher: Any) -> None:
            slots.append(slot)
            frequencies.append(int(matcher.weight()))

        self._walk(field, term, take)
        return Postings(slots, frequencies)

    def read_positions(
        self, field: str, terms: tuple[str, ...], wanted: Sequence[bool]
    ) -> dict[int, list[int]]:
        """The sorted positions of any of the terms in each wanted slot that holds one."""
        found: dict[int, set[int]] = {}

        def take(slot: int, matcher: Any) -> None:
            if wanted[slot]:
                found.setdefault(slot, set()).update(matcher.value_as("positions"))

        for term in terms:
            self._walk(field, term, take)
        return {slot: sorted(positions) for slot, positions in found.items()}

    def _read_count(self, field: str, term: str) -> int:
        with self._reading():
            return int(self._reader.doc_frequency(field, term.encode()))

    def _walk(self, field: str, term: str, take: Callable[[int, Any], None]) -> None:
        """Give each slot of a term to `take`, with Whoosh's matcher standing at it."""
        deadline = current_deadline()
        with self._reading():
            try:
                matcher = self._reader.postings(field, term.encode())
            except TermNotFound:
                return
        active = True
        while active:
            deadline.check()
            with self._reading():
                active = self._step(matcher, take)

    def _step(self, matcher: Any, take: Callable[[int, Any], None]) -> bool:
        """Give some slots of a matcher to `take`; whether there are more."""
        slot_of = self._slots
        for _ in range(_AT_A_TIME):
            if not matcher.is_active():
                return False
            slot = slot_of[matcher.id()]
            if slot >= 0:
                take(slot, matcher)
            matcher.next()
        return True

    def _terms_of_deleted(self, field: str) -> set[str]:
        """The terms that deleted documents have in a field."""
        found: set[str] = set()
        for number in range(self._reader.doc_count_all()) if self._deleted else ():
            if self._reader.is_deleted(number):
                article = decode_article(self.read_article(number))
                postings = make_postings(analyze_texts(article, self._analyzer))
                found.update(postings.get(field, ()))
                if field == "id":
                    found.add(article.id)
        return found

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Reads one at a time: Whoosh's readers move positions in files they share."""
        with self._lock:
            try:
                yield
            except DAMAGE as error:
                raise describe_damage(self._path, error) from error


def describe_damage(path: Path, error: Exception) -> IndexDamagedError:
    """What Whoosh raised about the index in a folder, as damage of its generation."""
    return IndexDamagedError(path.parent.name, f"{type(error).__name__}: {error}")
