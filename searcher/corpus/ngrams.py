"""N-grams over time: what stands in a row in the articles of a result, in each year or month.

Tokens stand in a row within one part of an article; no n-gram reaches over the border of two parts,
while the signs between two sentences are none.
"""

from __future__ import annotations

import heapq
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import compress, islice
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer
from indexer.article import Article
from searcher.corpus.reading import DEFAULT_READ, ReadArticles, sample_articles
from searcher.corpus.texts import SEARCHED_PARTS, TermReader, Unit, list_parts
from searcher.deadline import current_deadline
from searcher.request import ISO_LENGTH, DateField
from searcher.result_set import ResultSet

NgramInterval = Literal["year", "month"]
NGRAM_INTERVALS: tuple[NgramInterval, ...] = get_args(NgramInterval)

DEFAULT_LENGTH = 2
MAX_LENGTH = 5
DEFAULT_LEAST = 2
DEFAULT_NGRAMS = 20
MAX_NGRAMS = 200
# How many n-grams can be followed at once.
MAX_FOLLOWED = 20

# N-grams that are counted at a time, about 200 bytes each: of more, a share after the other, so
# that memory stays flat.
_MOST_COUNTED = 200_000

Gram = tuple[int, ...]
# Stands between two parts, and is no term.
_BORDER = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NgramsRequest:
    """Which n-grams are wanted: the commonest of so many tokens, with at least `least` occurrences,
    or those `followed`, as texts. `stop_words` tells whether those of the commonest words alone are
    listed."""

    length: int = DEFAULT_LENGTH
    unit: Unit = "form"
    interval: NgramInterval = "year"
    followed: tuple[str, ...] = ()
    least: int = DEFAULT_LEAST
    stop_words: bool = True
    limit: int = DEFAULT_NGRAMS
    read: int = DEFAULT_READ


@dataclass(frozen=True, slots=True)
class NgramBucket:
    """An interval, as a partial ISO date, and what was read of it."""

    interval: str
    articles: int
    tokens: int


@dataclass(frozen=True, slots=True)
class Ngram:
    """Terms in a row, and how often they stand so: in all, and in each bucket."""

    terms: tuple[str, ...]
    count: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Ngrams:
    """The n-grams that were asked for, of `total` with as many occurrences as are asked for; the
    buckets reach from the first interval with an article to the last. `undated` are the
    articles without the date that the request speaks of, which are in no bucket."""

    ngrams: tuple[Ngram, ...]
    total: int
    buckets: tuple[NgramBucket, ...]
    undated: int
    articles: ReadArticles


def count_ngrams(
    found: ResultSet, asked: NgramsRequest, analyzer: Analyzer, zone: ZoneInfo
) -> Ngrams:
    """The n-grams of a result. Raises TooExpensiveError, IndexDamagedError."""
    sample = sample_articles(found, asked.read)
    terms = TermReader(analyzer, asked.unit)
    read = _Texts(terms, analyzer)
    undated = 0
    for article in sample:
        instant = _date_of(article, found.request.date)
        if instant is None:
            undated += 1
            continue
        day = instant.astimezone(zone).date()
        read.add(day.isoformat()[: ISO_LENGTH[asked.interval]], article)
    if asked.followed:
        chosen = [read.find_gram(text) for text in asked.followed]
        total = len(chosen)
    else:
        chosen, total = read.find_commonest(asked)
    intervals = _fill_intervals(read.tokens)
    counts = read.count_each(chosen, intervals)
    return Ngrams(
        tuple(read.describe(gram, [counts[name][gram] for name in intervals]) for gram in chosen),
        total,
        tuple(
            NgramBucket(name, read.articles[name], read.count_tokens(name)) for name in intervals
        ),
        undated,
        sample.counted,
    )


class _Texts:
    """The terms of the articles of each interval as numbers, in their order."""

    def __init__(self, terms: TermReader, analyzer: Analyzer) -> None:
        self._terms = terms
        self._analyzer = analyzer
        self._numbers = _Numbers()
        self.tokens: defaultdict[str, array[int]] = defaultdict(lambda: array("I", (_BORDER,)))
        self.articles: Counter[str] = Counter()

    def add(self, interval: str, article: Article) -> None:
        """Add an article to those of an interval."""
        self.articles[interval] += 1
        numbers = self.tokens[interval]
        for part in list_parts(article, self._analyzer, *SEARCHED_PARTS):
            numbers.extend(map(self._numbers.__getitem__, self._terms.list(part.forms)))
            numbers.append(_BORDER)

    def count_tokens(self, interval: str) -> int:
        """How many tokens an interval has."""
        numbers = self.tokens.get(interval, ())
        return len(numbers) - sum(1 for number in numbers if number == _BORDER)

    def find_gram(self, text: str) -> Gram:
        """The n-gram of the words of a text."""
        return tuple(map(self._numbers.__getitem__, self._terms.read_asked(text)))

    def find_commonest(self, asked: NgramsRequest) -> tuple[list[Gram], int]:
        """The commonest n-grams, and how many there are that are common enough."""
        best: list[tuple[int, tuple[str, ...], Gram]] = []
        total = 0
        # Those that begin with the same term are counted together.
        shares = 1 + sum(map(len, self.tokens.values())) // _MOST_COUNTED
        for share in range(shares):
            counted = Counter[Gram]()
            for numbers in self.tokens.values():
                current_deadline().check()
                grams = _list_grams(numbers, asked.length)
                if shares > 1:
                    grams = compress(grams, [number % shares == share for number in numbers])
                counted.update(grams)
            common = [
                (count, gram)
                for gram, count in counted.items()
                if count >= asked.least and self._is_listed(gram, asked)
            ]
            total += len(common)
            # Most need not be spelt to know that they are not among them.
            floor = min(heapq.nlargest(asked.limit, (count for count, _ in common)), default=0)
            listed = [(-n, self._spell(gram), gram) for n, gram in common if n >= floor]
            best = heapq.nsmallest(asked.limit, [*best, *listed])
        return [gram for _, _, gram in best], total

    def count_each(
        self, chosen: Sequence[Gram], intervals: Iterable[str]
    ) -> Mapping[str, Counter[Gram]]:
        """How often some n-grams stand in each of some intervals."""
        by_length: defaultdict[int, set[Gram]] = defaultdict(set)
        for gram in chosen:
            by_length[len(gram)].add(gram)
        counts: dict[str, Counter[Gram]] = {}
        for name in intervals:
            counts[name] = Counter()
            for length, grams in by_length.items():
                current_deadline().check()
                numbers = self.tokens.get(name, ())
                counts[name].update(filter(grams.__contains__, _list_grams(numbers, length)))
        return counts

    def describe(self, gram: Gram, counts: Sequence[int]) -> Ngram:
        """An n-gram with its counts in each bucket."""
        return Ngram(self._spell(gram), sum(counts), tuple(counts))

    def _spell(self, gram: Gram) -> tuple[str, ...]:
        return tuple(map(self._numbers.names.__getitem__, gram))

    def _is_listed(self, gram: Gram, asked: NgramsRequest) -> bool:
        if _BORDER in gram:
            return False
        return asked.stop_words or not all(map(self._terms.is_stop_word, self._spell(gram)))


class _Numbers(dict[str, int]):
    """The numbers of terms, from 1; looking up a new one gives it the next. `names` lists them."""

    def __init__(self) -> None:
        super().__init__()
        self.names = [""]

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self.names)
        self.names.append(term)
        return number


def _list_grams(numbers: Sequence[int], length: int) -> Iterator[Gram]:
    return zip(*(islice(numbers, first, None) for first in range(length)), strict=False)


def _date_of(article: Article, date: DateField) -> datetime | None:
    return article.original_published if date == "original" else article.published


def _fill_intervals(names: Iterable[str]) -> list[str]:
    """The intervals from the first to the last of some, those between included."""
    known = sorted(names)
    if not known:
        return []
    first, last = known[0], known[-1]
    years = range(int(first[:4]), int(last[:4]) + 1)
    if len(first) == ISO_LENGTH["year"]:
        return [f"{year:04}" for year in years]
    months = (f"{year:04}-{month:02}" for year in years for month in range(1, 13))
    return [month for month in months if first <= month <= last]
