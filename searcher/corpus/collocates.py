"""Collocates: what stands near the occurrences of a result more often than elsewhere.

Each token of an article that is read counts once: as part of an occurrence, as near one, or as
neither. The tokens near are compared with those that are neither, of the same articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer
from searcher.answers.marking import TokenRange
from searcher.corpus.measures import log_dice, log_likelihood, log_ratio
from searcher.corpus.occurrences import OccurrenceFinder
from searcher.corpus.reading import DEFAULT_READ, ReadArticles, sample_articles
from searcher.corpus.texts import TermReader, Unit
from searcher.result_set import ResultSet

CollocateOrder = Literal["log_likelihood", "log_dice", "count", "term"]
COLLOCATE_ORDERS: tuple[CollocateOrder, ...] = get_args(CollocateOrder)

DEFAULT_WINDOW = 5
MAX_WINDOW = 20
DEFAULT_LEAST = 3
DEFAULT_COLLOCATES = 50
MAX_COLLOCATES = 1_000

# Which way of an occurrence a token stands.
_INSIDE, _LEFT, _RIGHT = 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CollocatesRequest:
    """Which collocates are wanted: within so many tokens `left` and `right` of an occurrence, with
    at least `least` tokens there. `stop_words` tells whether the commonest words are listed."""

    unit: Unit = "lemma"
    left: int = DEFAULT_WINDOW
    right: int = DEFAULT_WINDOW
    least: int = DEFAULT_LEAST
    order: CollocateOrder = "log_likelihood"
    stop_words: bool = False
    limit: int = DEFAULT_COLLOCATES
    read: int = DEFAULT_READ


@dataclass(frozen=True, slots=True)
class Collocate:
    """A term near the occurrences: `count` tokens of it there, `left` and `right` of the nearest
    occurrence, and `elsewhere` in the rest of the articles. `log_likelihood` is negative where
    it is rarer near them."""

    term: str
    count: int
    left: int
    right: int
    elsewhere: int
    log_likelihood: float
    log_dice: float
    log_ratio: float


@dataclass(frozen=True, slots=True)
class Collocates:
    """The collocates that were asked for, of `terms` that there are; how many occurrences and
    tokens near them (`window`) there are, and tokens of the rest (`reference`)."""

    collocates: tuple[Collocate, ...]
    terms: int
    occurrences: int
    window: int
    reference: int
    articles: ReadArticles


def find_collocates(
    found: ResultSet, asked: CollocatesRequest, analyzer: Analyzer, zone: ZoneInfo
) -> Collocates:
    """The collocates of what a result was found by. Raises QueryError where it was
    found by no words, TooExpensiveError, IndexDamagedError."""
    finder = OccurrenceFinder(analyzer, found.reading.match, zone, found.generation.labels.within)
    sample = sample_articles(found, asked.read)
    every, inside = Counter[str](), Counter[str]()
    left, right = Counter[str](), Counter[str]()
    occurrences = 0
    for article in sample:
        for read in finder.find(article):
            forms = read.part.forms
            every.update(forms)
            if not read.occurrences:
                continue
            occurrences += len(read.occurrences)
            for token, side in _place_near(read.occurrences, len(forms), asked).items():
                counted = inside if side == _INSIDE else left if side == _LEFT else right
                counted[forms[token]] += 1
    terms = TermReader(analyzer, asked.unit)
    counts = _Counts(
        occurrences,
        terms.join(every),
        terms.join(inside),
        terms.join(left),
        terms.join(right),
    )
    listed = [
        counts.measure(term)
        for term in counts.left | counts.right
        if counts.near(term) >= asked.least and (asked.stop_words or not terms.is_stop_word(term))
    ]
    listed.sort(key=_ORDERS[asked.order])
    shown = tuple(listed[: asked.limit])
    return Collocates(
        shown, len(listed), occurrences, counts.window, counts.reference, sample.counted
    )


def _place_near(
    occurrences: Sequence[TokenRange], length: int, asked: CollocatesRequest
) -> dict[int, int]:
    """Where the tokens in and near the occurrences of a part stand, each once: with the nearest."""
    sides: dict[int, int] = {}
    for first, last in occurrences:
        sides.update(dict.fromkeys(range(first, last + 1), _INSIDE))
    nearest: dict[int, int] = {}
    for first, last in occurrences:
        for side, tokens in (
            (_LEFT, range(first - 1, max(-1, first - 1 - asked.left), -1)),
            (_RIGHT, range(last + 1, min(length, last + 1 + asked.right))),
        ):
            for distance, token in enumerate(tokens):
                known = sides.get(token)
                if known != _INSIDE and (known is None or distance < nearest[token]):
                    sides[token], nearest[token] = side, distance
    return sides


@dataclass(frozen=True)
class _Counts:
    """How many tokens of each term stand where."""

    occurrences: int
    every: Counter[str]
    inside: Counter[str]
    left: Counter[str]
    right: Counter[str]

    @cached_property
    def window(self) -> int:
        return self.left.total() + self.right.total()

    @cached_property
    def reference(self) -> int:
        return self.every.total() - self.inside.total() - self.window

    def near(self, term: str) -> int:
        return self.left[term] + self.right[term]

    def measure(self, term: str) -> Collocate:
        near = self.near(term)
        elsewhere = self.every[term] - self.inside[term] - near
        table = (near, self.window, elsewhere, self.reference)
        return Collocate(
            term=term,
            count=near,
            left=self.left[term],
            right=self.right[term],
            elsewhere=elsewhere,
            log_likelihood=log_likelihood(*table),
            log_dice=log_dice(near, self.occurrences, self.every[term]),
            log_ratio=log_ratio(*table),
        )


_ORDERS: Mapping[CollocateOrder, Callable[[Collocate], tuple[float | str, ...]]] = {
    "log_likelihood": lambda one: (-one.log_likelihood, one.term),
    "log_dice": lambda one: (-one.log_dice, one.term),
    "count": lambda one: (-one.count, one.term),
    "term": lambda one: (one.term,),
}
