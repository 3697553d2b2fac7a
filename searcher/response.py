"""The answer to a request: one frozen value that pages, the API and the command line render."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from heapq import nlargest
from operator import itemgetter
from typing import overload

import msgspec

from indexer.analysis import WordReading
from indexer.article import Article, StoryVersion
from indexer.dates import ALL_DAYS, DayRange
from indexer.labels import Labels
from searcher.filtering import NamedFilter
from searcher.pasting import PastedArticle
from searcher.query.recognizing import ValueReading
from searcher.query.scoring import ScorePart
from searcher.query.signs import PlainSign
from searcher.request import Interval, SearchRequest, Sort


# An answer holds hundreds of these: a Struct is made several times faster than a dataclass, and
# without cycles to look for, the garbage collector has none of them to look at.
class FacetValue(msgspec.Struct, frozen=True, gc=False):
    """A value of a facet: how many articles have it under all filters but those of this facet."""

    id: str
    label: str
    count: int
    selected: bool
    excluded: bool


# A value of a facet as it is listed: its id, its name, its count.
Row = tuple[str, str, int]
_count_of: Callable[[Row], int] = itemgetter(2)


class Facet(Sequence[FacetValue]):
    """The values of a facet, in order: commonest first, then by label; those of dates by time.

    They are put in order and named when first looked at, since more are counted than are shown.
    Safe to share between threads.
    """

    def __init__(
        self,
        counts: Mapping[str, int],
        order: Callable[[Mapping[str, int]], list[Row]],
        selected: Iterable[str] = (),
        excluded: Iterable[str] = (),
    ) -> None:
        self._selected = frozenset(selected)
        self._excluded = frozenset(excluded)
        self._order = order
        self._counts = counts
        # Values that are filtered by are there even where nothing has them.
        missing = (self._selected | self._excluded) - counts.keys()
        if missing:
            self._counts = {**counts, **dict.fromkeys(missing, 0)}

    @cached_property
    def _rows(self) -> list[Row]:
        return self._order(self._counts)

    @property
    def filtered(self) -> tuple[FacetValue, ...]:
        """The values that are filtered by, in the order of all."""
        filtered = self._selected | self._excluded
        return tuple([self._value(row) for row in self._rows if row[0] in filtered])

    def commonest(self, limit: int) -> tuple[FacetValue, ...]:
        """So many values that most articles have, and those that are filtered by, in the order of
        all. Of equal counts those are taken that come first."""
        rows = self._rows
        if limit >= len(rows):
            return self[:]
        listed = {row[0] for row in nlargest(limit, rows, key=_count_of)}
        listed |= self._selected | self._excluded
        return tuple([self._value(row) for row in rows if row[0] in listed])

    @cached_property
    def counted(self) -> int:
        """The counts of all values added up: articles of several values count for each."""
        return sum(self._counts.values())

    def __len__(self) -> int:
        return len(self._counts)

    @overload
    def __getitem__(self, place: int) -> FacetValue: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[FacetValue, ...]: ...
    def __getitem__(self, place: int | slice) -> FacetValue | tuple[FacetValue, ...]:
        if isinstance(place, int):
            return self._value(self._rows[place])
        return tuple(map(self._value, self._rows[place]))

    def __iter__(self) -> Iterator[FacetValue]:
        return map(self._value, self._rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Facet) and self[:] == other[:]

    def _value(self, row: Row) -> FacetValue:
        value, label, count = row
        return FacetValue(value, label, count, value in self._selected, value in self._excluded)


# Character offsets of a marked piece: start included, end not.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of an article's text and the spans of it that matched.

    `cut_before` and `cut_after` tell whether its paragraph goes on there.
    """

    text: str
    spans: tuple[Span, ...]
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True)
class MatchedForm:
    """A word form of an article that matched, as it first stands there, and why it did.

    `rule` is `exact` for a word as it was typed, `lemma` for another form of it, `ring` for another
    name, `name` for another spelling, and `pattern` where a prefix or a fuzzy term was asked for.
    """

    text: str
    rule: str


# The rules of forms that are neither what was typed nor a form of it.
OTHER_SPELLINGS = frozenset({"name", "ring"})


@dataclass(frozen=True, slots=True)
class FoundValue:
    """A value of a facet that an article has, or a `date` (in ISO form) on which it was published,
    named by words of the query that do not stand in it."""

    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An article of the result page. `title` carries its marks, `forms` are the forms that matched,
    `found_by` is what it was found by instead of words; `score` is 0 unless sorted by relevance,
    and `parts`, which add up to it, are there if asked for, as are the versions of its story that
    are `elsewhere`: on no hit of the page. `copies` are the ids of its near copies that would be
    hits and are left out, the earliest first."""

    article: Article
    title: Snippet
    snippets: tuple[Snippet, ...]
    forms: tuple[MatchedForm, ...]
    score: float
    found_by: tuple[FoundValue, ...] = ()
    parts: tuple[ScorePart, ...] = ()
    elsewhere: tuple[StoryVersion, ...] = ()
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartialHit:
    """An article that has most of the words of a query that finds nothing: `missing` are the parts
    of the query that it has not, as they are written there."""

    hit: Hit
    missing: tuple[str, ...]


# An answer holds hundreds of these: see `FacetValue`.
class Bucket(msgspec.Struct, frozen=True, gc=False):
    """The articles of one interval: those that match, and all that the archive holds.

    An `archive` of 0 means that nothing is known of these days, not that nothing happened.
    """

    first: date
    last: date
    count: int
    archive: int


@dataclass(frozen=True, slots=True)
class Timeline:
    """Every interval of the range in order, empty ones too; `archive` reaches from the archive's
    first day to its last, as far as it was asked for."""

    interval: Interval
    buckets: tuple[Bucket, ...]
    archive: DayRange = ALL_DAYS


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """Which index answered; `seq` is the last number of the archive's sequence that it has."""

    generation: str
    engine: str
    analyzer: str
    articles: int
    seq: int


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """All that one request gives, of one generation.

    `canonical` is the query's canonical text, `hash` names the whole result set (query, filters
    and dates, not the page). When nothing was found, `absent` are the parts of the query that stand
    in no article of the archive, and `offers` other queries worth trying; where little was found,
    they are spellings that find more. `partial` are then articles that have most of its words, best
    first, a page at most: they stand beside the result, which is empty, and nothing counts them.
    `repaired` tells that the answer is that of another request, which was surely meant: `request`,
    `canonical` and all else are that request's.
    `named` are the filters that words of the query name: what is filed so was found too.
    `plain` are the signs of the query that might be operators and were read as plain text, `pasted`
    is the article whose address or id the query holds; it need not be among the hits.
    `labels` names the facet values of the generation that answered.
    `near_copies` is how many articles are near copies of others that are found, which are left out
    if the request says so; None where they were not counted.
    """

    request: SearchRequest
    sort: Sort
    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, Facet]
    timeline: Timeline
    canonical: str
    hash: str
    words: tuple[WordReading, ...]
    values: tuple[ValueReading, ...]
    named: tuple[NamedFilter, ...]
    plain: tuple[PlainSign, ...]
    pasted: PastedArticle | None
    offers: tuple[Offer, ...]
    absent: tuple[str, ...]
    partial: tuple[PartialHit, ...]
    labels: Labels
    index: IndexInfo
    took_ms: float
    repaired: Repair | None = None
    near_copies: int | None = None

    @property
    def pages(self) -> int:
        """How many pages the result has, the depth limit not counted."""
        return max(1, -(-self.total // max(1, self.request.limit)))


@dataclass(frozen=True, slots=True)
class Offer:
    """Another query that finds something: `total` is what it would find.

    `kind` is `layout` for words typed in the other keyboard layout, `spelling` for words as the
    archive spells them, `any` for the words joined by
    OR, `without` for the query without one of its words, and a facet for a query whose words name
    a value of it (`author:"Anna Orlova"`).
    """

    kind: str
    query: str
    total: int


@dataclass(frozen=True, slots=True)
class Repair:
    """A query that was answered instead of one that finds nothing: `kind` as that of an `Offer`,
    the text that was typed, and the canonical text of what was surely meant."""

    kind: str
    typed: str
    meant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownArticle:
    """An article with the marked texts of its page. `is_cut` tells that its texts are longer than
    what is shown of them."""

    article: Article
    title: Snippet
    lead: Snippet
    paragraphs: tuple[Snippet, ...]
    captions: tuple[Snippet, ...]
    notices: tuple[Snippet, ...]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class RankedArticle:
    """An article and its rank in a result, from 1."""

    rank: int
    article: Article


@dataclass(frozen=True, slots=True)
class ResultPlace:
    """Where an article stands in a result: its rank from 1, of so many articles in `total`, and
    the nearest articles before and behind it that are no versions of it, if there are any."""

    rank: int
    total: int
    previous: RankedArticle | None
    next: RankedArticle | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleView:
    """What the page of an article shows: its texts, marked by the query that it was found by, and
    those of another version `beside` it, if asked for; the other language versions of its story,
    and the articles most like it, best first: in its language, and in the other one. `place` is
    where it stands in the result that it was found in, where that was asked for and can be told,
    `copies` are its near copies, the earliest first, so many of them as are shown, and
    `more_copies` how many others it has. `labels` names the facet values of its generation,
    `canonical` is the canonical text of the query, empty where it cannot be read."""

    shown: ShownArticle
    beside: ShownArticle | None = None
    versions: tuple[Article, ...]
    related: tuple[Article, ...]
    related_other_language: tuple[Article, ...]
    place: ResultPlace | None = None
    copies: tuple[Article, ...] = ()
    more_copies: int = 0
    canonical: str
    labels: Labels
    index: IndexInfo


@dataclass(frozen=True, slots=True)
class RelatedResponse:
    """The articles most like one, best first, without marks: in its language, and in the other.
    `labels` names the facet values of the generation that answered."""

    hits: tuple[Hit, ...]
    other_language: tuple[Hit, ...]
    labels: Labels
    index: IndexInfo
