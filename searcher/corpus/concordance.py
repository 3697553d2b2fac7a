"""The concordance of a result: each occurrence with what stands left and right of it (KWIC).

In the order of time it is walked article by article, and only as far as a page needs. In the order
of the contexts all of it must be known first: then it is that of the articles that are read
(`searcher.corpus.reading`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from indexer.analysis import Analyzer
from indexer.article import Article
from searcher.answers.marking import TokenRange
from searcher.corpus.occurrences import OccurrenceFinder
from searcher.corpus.places import Place
from searcher.corpus.reading import (
    DEFAULT_READ,
    SECONDS_AN_ARTICLE,
    ReadArticles,
    sample_articles,
)
from searcher.corpus.texts import PartKind, TermReader, TextPart
from searcher.corpus.walking import walk_articles
from searcher.deadline import current_deadline
from searcher.result_set import ResultSet

ConcordanceSort = Literal["newest", "oldest", "left", "right"]
CONCORDANCE_SORTS: tuple[ConcordanceSort, ...] = get_args(ConcordanceSort)

DEFAULT_WIDTH = 8
MAX_WIDTH = 50
DEFAULT_LINES = 50
MAX_LINES = 1_000

_BEGINNING = Place()

# Articles that one page walks through: where values made them match, few have an occurrence.
_MOST_WALKED = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcordanceRequest:
    """Which lines of a concordance are wanted: `width` tokens on each side, in an order, at most
    `limit` lines. `read` is how many articles are read at most to sort by contexts."""

    sort: ConcordanceSort = "newest"
    width: int = DEFAULT_WIDTH
    limit: int = DEFAULT_LINES
    read: int = DEFAULT_READ


@dataclass(frozen=True, slots=True)
class Line:
    """An occurrence in its context. `part`, of those of its kind the `number`th from 0, is the text
    in which it stands from `start` to `end`, in characters; `left`, `match` and `right` are what
    stands there, and their tokens."""

    article: Article
    part: PartKind
    number: int
    start: int
    end: int
    left: str
    match: str
    right: str
    left_tokens: tuple[str, ...]
    match_tokens: tuple[str, ...]
    right_tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concordance:
    """A page of the lines of a result; `occurrences` tells how many there are in the articles read,
    where that is known, and `next` where the next page begins."""

    found: ResultSet
    lines: tuple[Line, ...]
    articles: ReadArticles
    occurrences: int | None
    next: Place | None


def make_concordance(
    found: ResultSet,
    asked: ConcordanceRequest,
    analyzer: Analyzer,
    zone: ZoneInfo,
    place: Place = _BEGINNING,
) -> Concordance:
    """The page of the concordance of a result that begins at a place. Raises QueryError where
    it was found by no words, TooExpensiveError, IndexDamagedError."""
    finder = OccurrenceFinder(analyzer, found.reading.match, zone, found.generation.labels.within)
    if asked.sort in ("newest", "oldest"):
        return _walk_lines(found, asked, finder, place)
    return _sort_lines(found, asked, finder, TermReader(analyzer, "form"), place)


def _walk_lines(
    found: ResultSet, asked: ConcordanceRequest, finder: OccurrenceFinder, place: Place
) -> Concordance:
    total = found.count()
    current_deadline().announce(asked.limit * SECONDS_AN_ARTICLE, "page")
    articles = ReadArticles(total, total)
    lines: list[Line] = []
    after, skipped, seen = place.after, place.occurrence, place.seen
    sort: Literal["newest", "oldest"] = "oldest" if asked.sort == "oldest" else "newest"
    walked = walk_articles(found.generation.searcher, found.selection, sort, after)
    for number, (article, mark) in enumerate(walked):
        if len(lines) == asked.limit or number == _MOST_WALKED:
            following = Place(after=after, seen=seen + len(lines))
            return Concordance(found, tuple(lines), articles, None, following)
        wanted = asked.limit - len(lines) + 1
        new = list(islice(_list_lines(finder, article, asked.width), skipped, skipped + wanted))
        lines += new[: wanted - 1]
        if len(new) == wanted:
            following = Place(after, skipped + wanted - 1, seen + len(lines))
            return Concordance(found, tuple(lines), articles, None, following)
        after, skipped = mark, 0
    return Concordance(found, tuple(lines), articles, seen + len(lines), None)


def _list_lines(finder: OccurrenceFinder, article: Article, width: int) -> Iterator[Line]:
    for read in finder.find(article):
        for occurrence in read.occurrences:
            yield _make_line(article, read.part, occurrence, width)


def _make_line(article: Article, part: TextPart, occurrence: TokenRange, width: int) -> Line:
    first, last = occurrence
    left = range(max(0, first - width), first)
    right = range(last + 1, min(last + 1 + width, len(part.forms)))
    start, end = part.starts[first], part.end(last)
    return Line(
        article=article,
        part=part.kind,
        number=part.number,
        start=start,
        end=end,
        left=part.text[part.starts[left[0]] : start] if left else "",
        match=part.text[start:end],
        right=part.text[end : part.end(right[-1])] if right else "",
        left_tokens=tuple(map(part.token, left)),
        match_tokens=tuple(map(part.token, range(first, last + 1))),
        right_tokens=tuple(map(part.token, right)),
    )


@dataclass(frozen=True, slots=True)
class _Sorted:
    """An occurrence by its context: which article of the sample, which part of it, and where."""

    context: tuple[str, ...]
    article: int
    part: int
    occurrence: TokenRange


def _sort_lines(
    found: ResultSet,
    asked: ConcordanceRequest,
    finder: OccurrenceFinder,
    words: TermReader,
    place: Place,
) -> Concordance:
    sample = sample_articles(found, asked.read)
    by_context: list[_Sorted] = []
    for at, article in enumerate(sample):
        for number, read in enumerate(finder.find(article)):
            forms = read.part.forms
            for first, last in read.occurrences:
                if asked.sort == "left":
                    # From the occurrence outwards.
                    near: Sequence[str] = forms[max(0, first - asked.width) : first][::-1]
                else:
                    near = forms[last + 1 : last + 1 + asked.width]
                context = tuple(map(words.__getitem__, near))
                by_context.append(_Sorted(context, at, number, (first, last)))
    by_context.sort(key=lambda one: (one.context, one.article, one.part, one.occurrence))
    begin = place.occurrence
    page = by_context[begin : begin + asked.limit]
    lines: list[Line] = []
    for one in page:
        # Once more: to hold the parts of all articles would take as much as the sample itself.
        article = sample.read(one.article)
        part = next(islice(finder.find(article), one.part, None)).part
        lines.append(_make_line(article, part, one.occurrence, asked.width))
    is_last = begin + len(lines) >= len(by_context)
    following = None if is_last else Place(occurrence=begin + len(lines))
    return Concordance(found, tuple(lines), sample.counted, len(by_context), following)
