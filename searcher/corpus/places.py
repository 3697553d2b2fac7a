"""Places in a concordance, as a client carries them from page to page."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from indexer.errors import ParameterError
from searcher.cursors import shorten_hash
from searcher.engines import Mark
from searcher.result_set import ResultSet


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a concordance begins: behind an article, so many occurrences further on;
    `seen` are the occurrences of the pages before it."""

    after: Mark | None = None
    occurrence: int = 0
    seen: int = 0


class ConcordanceCursor(msgspec.Struct, frozen=True, array_like=True, tag=True):
    """A place, and what it is a place of: a generation, the set whose hash begins so, an order, and
    how many articles are read to sort by contexts."""

    generation: str
    hash: str
    sort: str
    read: int
    place: Place


def make_cursor(found: ResultSet, sort: str, read: int, place: Place) -> ConcordanceCursor:
    """The cursor of a place in the concordance of a result."""
    generation = found.generation.manifest.generation
    return ConcordanceCursor(generation, shorten_hash(found.hash), sort, read, place)


def check_place(cursor: ConcordanceCursor, found: ResultSet, sort: str, read: int) -> None:
    """Refuse a cursor of another result, or of another order: ParameterError."""
    if cursor != make_cursor(found, sort, read, cursor.place):
        raise ParameterError("cursor", "", "foreign-cursor")
