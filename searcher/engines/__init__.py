"""Read halves of the engines, by name.

An `IndexSearcher` answers from one committed state of one index. It is synchronous and safe to
share between threads. Which documents match, and every count, are the same on every engine;
scores may differ.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Literal, Protocol, cast

from indexer.analysis import Analyzer
from indexer.article import Article
from indexer.dates import DayRange, count_microseconds
from indexer.errors import ExtraMissingError
from indexer.home.cluster import NO_CLUSTER, ClusterSettings
from searcher.query.matching import Match, MatchEvery
from searcher.query.related import Likeness
from searcher.query.scoring import ScorePart
from searcher.request import DateField, Interval, Sort

_MODULES = {
    "whoosh": "searcher.engines.whoosh",
    "tantivy": "searcher.engines.tantivy",
    "opensearch": "searcher.engines.opensearch",
}
_DISTRIBUTED = {"opensearch": "OpenSearchReader"}

ENGINES = tuple(_MODULES)

# The orders that are walked by marks.
WalkSort = Literal["newest", "oldest", "id"]

# The first day and the last of some documents, both included.
DaySpan = tuple[date, date]

# Scores are exact up to here: engines have them in 24 bits.
MOST_POINTS = 2**24


@dataclass(frozen=True, slots=True)
class FacetFilter:
    """Documents with any of some values of a facet (all documents if none is given), with none of
    some others, and with all of others again.

    The facet itself is counted without the first two, since a reader may choose another value
    instead; what must be there besides stays.
    """

    facet: str
    any_of: tuple[str, ...]
    none_of: tuple[str, ...]
    all_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """A set of documents: what the query matches, narrowed by filters and days, but for those of
    some ids, which nothing counts."""

    match: Match
    filters: tuple[FacetFilter, ...] = ()
    days: DayRange = DayRange(None, None)
    date: DateField = "published"
    but: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of a document in the orders of time and of ids: when it was published, in
    microseconds since 1970, and its id."""

    published: int
    id: str

    @classmethod
    def of(cls, article: Article) -> Mark:
        """The place of an article."""
        return cls(count_microseconds(article.published), article.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineQuery:
    """What is wanted of a selection: a page of hits, facet counts, a histogram.

    With `points`, hits that are sorted by relevance score the points of each match that they are
    found by, instead of what their words score: whole numbers, less than `MOST_POINTS` together.
    """

    selection: Selection
    sort: Sort = "relevance"
    points: tuple[tuple[Match, int], ...] = ()
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = ()
    interval: Interval | None = None

    @property
    def ranked(self) -> Match:
        """All that is looked at where hits are sorted by relevance."""
        if not self.points:
            return self.selection.match
        return MatchEvery((self.selection.match, *(match for match, _ in self.points)))


@dataclass(frozen=True, slots=True)
class EngineHit:
    """A document of the page: its article as stored, and its score (0 unless by relevance)."""

    id: str
    article: bytes
    score: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many documents match, and how many there are, in each interval (ISO, partial) that holds
    any, within the days of a selection."""

    matching: Mapping[str, int] = field(default_factory=dict)
    archive: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """What an engine found.

    `facets` counts each facet's values under all filters but its own; date facets are counted
    without the days of the selection, their values are ISO dates or partial dates.
    """

    total: int
    hits: tuple[EngineHit, ...]
    facets: dict[str, dict[str, int]]
    histogram: Histogram = Histogram()


class Ranking(Protocol):
    """All hits of a selection by relevance, in their order; it takes some bytes for each. Safe to
    share between threads."""

    def __len__(self) -> int: ...

    def read(self, first: int, last: int) -> tuple[EngineHit, ...]:
        """The hits from one place to before another."""


class IndexSearcher(Protocol):
    """Answers from one committed state of one index."""

    @property
    def count(self) -> int:
        """How many documents the index holds."""

    def days(self, date: DateField) -> DayRange:
        """From the first day of a date to the last; open where no document has that date."""

    def spans(self, facet: str) -> Mapping[str, DaySpan]:
        """From the first day to the last on which a document with a value was published, of every
        value of a facet that a document has. All documents are looked at."""

    def count_years(self, facet: str, values: Collection[str]) -> Mapping[str, Mapping[int, int]]:
        """How many documents with each of some values of a facet were published in each year;
        years without any are left out, and so are values that no document has."""

    def search(self, query: EngineQuery) -> EngineAnswer:
        """A page of hits with exact counts."""

    def walk(
        self, selection: Selection, sort: WalkSort, after: Mark | None, limit: int
    ) -> tuple[EngineHit, ...]:
        """The next hits behind a mark, or the first ones: any page takes about as long, however
        far behind it begins. Newest and oldest are the reverse of each other."""

    def rank(self, selection: Selection, head: int, /) -> Ranking:
        """All hits by relevance: first those that a search for `head` hits gives, as it gives
        them, then all others; of equal scores newest first, then the greater id."""

    def sample(self, selection: Selection, seed: int, size: int) -> tuple[EngineHit, ...]:
        """So many hits, each equally likely, in the order of their draws (`indexer.draws`): the
        same on every engine, and a smaller sample is the beginning of a larger one."""

    def explain(
        self, selection: Selection, ids: Sequence[str]
    ) -> tuple[tuple[ScorePart, ...], ...]:
        """What gave some documents of a selection their scores by relevance: the parts of each,
        which add up to it. A search for them, for each part of the query."""

    def get(self, document_id: str) -> bytes | None:
        """The stored article of a document."""

    def scan(self, selection: Selection) -> Iterator[str]:
        """The ids of a whole selection, in the order of the ids."""

    def find_among(self, selection: Selection, ids: Collection[str]) -> frozenset[str]:
        """Which of some documents are selected: no others are looked at, where the engine can."""

    def siblings(self, stories: Collection[str], but: Collection[str] = ()) -> Iterable[bytes]:
        """The stored articles of some stories, but for those of some ids, in the order of their
        ids."""

    def at_address(self, key: str) -> Iterable[bytes]:
        """The stored articles that have an address (`indexer.addresses.address_key`), or a
        mirror there, in the order of their ids."""

    def related(self, asked: Likeness, limit: int) -> tuple[EngineHit, ...]:
        """The documents that share signs enough, best first; equal ones newest first.

        Their score is what the signs they share are worth together: the same on every engine.
        """

    def count_holders(self, field: str, term: str, limit: int, /) -> int:
        """How many documents have a term of a text field, or a value of a facet; any number above
        the limit where they are more: that an engine can tell faster."""

    def terms(self, field: str, prefix: str) -> Iterator[tuple[str, int]]:
        """The terms of a field that begin so, in order, with how many documents hold each."""

    def check(self) -> None:
        """Raises IndexDamagedError where what is open is no longer there, and ClusterError where
        that cannot be told; files that are open stay whole."""

    def close(self) -> None:
        """Let go of the files. Nothing may be asked afterwards."""


class ReadHalf(Protocol):
    """What the module of an engine offers."""

    def open_searcher(self, path: Path, analyzer: Analyzer) -> IndexSearcher:
        """Open the index in a folder, which was written with this analyzer.

        Raises IndexDamagedError where it cannot be read.
        """


def load_engine(name: str, cluster: ClusterSettings = NO_CLUSTER) -> ReadHalf:
    """The read half of an engine, over the cluster if it is one of those. Raises KeyError for a
    name that is not in `ENGINES`, and ExtraMissingError where its library is not installed."""
    try:
        module = import_module(_MODULES[name])
    except ModuleNotFoundError as error:
        raise ExtraMissingError(name, f"the engine {name}") from error
    half = getattr(module, _DISTRIBUTED[name])(cluster) if name in _DISTRIBUTED else module
    return cast("ReadHalf", half)
