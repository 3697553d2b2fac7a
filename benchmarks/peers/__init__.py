"""Other engines that do the same work on the same documents, each as its expert would have it.

A peer indexes analyzed documents and answers a selection with the ten best articles, the exact
total, six facets (each counted without its own filter) and a timeline of months. All find the same
documents; where one cannot, its module says so.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from indexer.dates import DayRange
from indexer.schema import Document
from searcher.engines import Selection
from searcher.query.matching import (
    Match,
    MatchAll,
    MatchAny,
    MatchEvery,
    MatchLifted,
    MatchNear,
    MatchNot,
    MatchSequence,
    drop_lifts,
)
from searcher.request import FILTER_FACETS

_MODULES = {
    "raw tantivy": "benchmarks.peers.raw_tantivy",
    "fts5": "benchmarks.peers.fts5",
    "xapian": "benchmarks.peers.xapian",
}
PEERS = tuple(_MODULES)

FACETS = (*FILTER_FACETS, "year")
HITS = 10

Counts = dict[str, int]


class PeerMissingError(Exception):
    """A peer is not installed here; the message says what to install."""


@dataclass(frozen=True, slots=True)
class PeerAnswer:
    """What a peer found, and in how many seconds of processor time.

    `timeline` maps months (`2001-03`) to the numbers of matching and of all articles.
    """

    seconds: float
    total: int
    hits: tuple[str, ...]
    facets: dict[str, Counts]
    timeline: dict[str, tuple[int, int]]


class Peer(Protocol):
    """An open index of a peer."""

    def ask(self, selection: Selection) -> PeerAnswer:
        """The whole answer: ten hits with their articles read, total, facets, timeline."""

    def close(self) -> None:
        """Let go of the index."""


class PeerModule(Protocol):
    """What the module of a peer offers. Every function may raise PeerMissingError."""

    EXACT_PHRASES: bool
    """Whether phrases of words with several lemmas find the same articles as in Letopis."""

    def release(self) -> str:
        """The name and version of what is measured."""

    def build(self, documents: Iterator[Document], path: Path) -> None:
        """Index the documents into an empty folder."""

    def tidy(self, path: Path) -> None:
        """What makes the finished index answer faster and is not counted as building it."""

    def open_peer(self, path: Path) -> Peer:
        """Open an index for asking."""


def load_peer(name: str) -> PeerModule:
    """The module of a peer. Raises KeyError for a name that is not in `PEERS`."""
    return cast("PeerModule", import_module(_MODULES[name]))


def facet_passes(selection: Selection) -> list[tuple[Selection, tuple[str, ...]]]:
    """Which facets are counted under which selection: each under all filters but its own.

    The first pass is the selection itself; total, hits and timeline are its.
    """
    narrowed = [entry.facet for entry in selection.filters]
    if selection.days:
        narrowed.append("year")
    passes = [(selection, tuple(facet for facet in FACETS if facet not in narrowed))]
    for facet in narrowed:
        if facet == "year":
            passes.append((replace(selection, days=DayRange(None, None)), (facet,)))
        else:
            others = tuple(entry for entry in selection.filters if entry.facet != facet)
            passes.append((replace(selection, filters=others), (facet,)))
    return passes


def without_lifts(selection: Selection) -> Selection:
    """What is found and counted, for peers that rank by nothing else."""
    return replace(selection, match=drop_lifts(selection.match))


def day_numbers(days: DayRange) -> tuple[int, int]:
    """A range of days as proleptic ordinals, the open ends too."""
    first = days.first.toordinal() if days.first else 0
    last = days.last.toordinal() if days.last else date.max.toordinal()
    return first, last


def month_number(ordinal: int) -> int:
    """The month of a day as one number: 202103."""
    day = date.fromordinal(ordinal)
    return day.year * 100 + day.month


def month_name(number: int) -> str:
    """The ISO name of a `month_number`: 2021-03."""
    return f"{number // 100}-{number % 100:02}"


def count_years(months: Mapping[str, int]) -> Counts:
    """Counts of years from those of months."""
    years: Counts = {}
    for month, count in months.items():
        years[month[:4]] = years.get(month[:4], 0) + count
    return years


def has_text(match: Match) -> bool:
    """Whether there is anything to rank by; else the newest articles come first."""
    match match:
        case MatchAll():
            return False
        case MatchEvery(parts) | MatchAny(parts):
            return any(map(has_text, parts))
        case MatchLifted(inner):
            return has_text(inner)
        case MatchNot():
            return False
    return True


def has_phrase(match: Match) -> bool:
    """Whether the order of words decides anywhere what is found."""
    match match:
        case MatchSequence() | MatchNear():
            return True
        case MatchEvery(parts) | MatchAny(parts):
            return any(map(has_phrase, parts))
        case MatchNot(part) | MatchLifted(part):
            return has_phrase(part)
    return False


class Volume:
    """How many articles an index holds by day; given as months of a range of days.

    Kept in memory by every peer, and ranges asked for again are remembered, as in Letopis.
    """

    def __init__(self, by_day: Mapping[int, int]) -> None:
        self._days = sorted(by_day)
        self._counts = [by_day[day] for day in self._days]
        self._months = [month_name(month_number(day)) for day in self._days]
        self._within = lru_cache(maxsize=64)(self._count)

    def timeline(self, days: DayRange, matching: Mapping[str, int]) -> dict[str, tuple[int, int]]:
        """The months of the days with matching and all articles."""
        volume = self._within(days)
        return {month: (matching.get(month, 0), count) for month, count in volume.items()}

    def _count(self, days: DayRange) -> Counts:
        first, last = day_numbers(days)
        begin, end = bisect_left(self._days, first), bisect_right(self._days, last)
        volume: Counts = {}
        for month, count in zip(self._months[begin:end], self._counts[begin:end], strict=True):
            volume[month] = volume.get(month, 0) + count
        return volume
