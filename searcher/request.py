"""The one frozen request that drives everything: hits, counts, timeline, export and API.

A request is the state of a page. `with_…` methods return a new request, on its first page; every
link of the site is one such call. `web/parameters.py` maps a request to its query string and back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from indexer.dates import DayRange, parse_days
from indexer.labels import LabelKind

Sort = Literal["relevance", "newest", "oldest", "id"]
DateField = Literal["published", "original", "first_seen"]
# Whether near copies are hits, or of each group the earliest that matches.
Copies = Literal["all", "one"]
Interval = Literal["year", "month", "day"]

SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest", "id")
DATE_FIELDS: tuple[DateField, ...] = ("published", "original", "first_seen")
INTERVALS: tuple[Interval, ...] = ("year", "month", "day")
COPIES: tuple[Copies, ...] = get_args(Copies)

# What a search does beyond the words as they were typed; each can be switched off.
Expansion = Literal[
    "lemmas",
    "names",
    "rings",
    "full-names",
    "values",
    "dates",
    "stop-words",
    "layout",
    "spelling",
]
EXPANSIONS: tuple[Expansion, ...] = get_args(Expansion)
# Those that decide what is found; the others only offer another query.
FINDING_EXPANSIONS: frozenset[Expansion] = frozenset(EXPANSIONS) - {"layout", "spelling"}

# How much of an ISO date names an interval: 2021, 2021-01, 2021-01-23.
ISO_LENGTH: Mapping[Interval, int] = {"year": 4, "month": 7, "day": 10}

# Facets that can be filtered by.
FILTER_FACETS: tuple[LabelKind, ...] = ("author", "country", "tag", "lang", "source")
# Facets of the date: counted, and filtered by `from` and `to`.
DATE_FACETS: tuple[Interval, ...] = INTERVALS
FACETS: tuple[str, ...] = (*FILTER_FACETS, *DATE_FACETS)
# Facets of which an article may have several values.
MULTIPLE_FACETS: tuple[LabelKind, ...] = ("author", "country", "tag")
# What is counted when a request does not say.
DEFAULT_FACETS: tuple[str, ...] = (*FILTER_FACETS, "year")

# Values of each facet that an answer of the API lists: more than pages ever show, and as many as a
# century has years. All facets together then weigh about as much as the hits of a page.
DEFAULT_FACET_LIMIT = 100
MAX_FACET_LIMIT = 1_000

DEFAULT_LIMIT = 20
MAX_LIMIT = 200
# The last hit that pages reach; an offset costs as much as the hits before it.
MAX_DEPTH = 10_000
MAX_FILTERS = 50


@dataclass(frozen=True, slots=True, order=True)
class Filter:
    """One value of a facet that documents must have or, if excluded, must not have."""

    facet: str
    value: str
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What to search and how to show it.

    Several values of one facet mean any of them, or all where the facet is one of `all_of`;
    different facets mean all. `first` and `last`
    are ISO dates or partial dates (`2021`, `2021-01`), both included, in days of the archive's
    zone; `date` tells which date they and the timeline speak of: of publication, of the original,
    or of the day on which the archive first stored the article. `copies` "one" leaves out near
    copies: of each group, all but the earliest of those that would be found. `sort` None means
    relevance where there are words to rank by, else newest. `off` are the expansions that are
    switched off.
    `facet_limit` is how many values of each facet are listed, those that are filtered by not
    counted. `explain` asks for the parts of each score; `snippets` tells whether hits are marked,
    which who reads their articles alone does without. `repair` tells whether a query that finds
    nothing is answered by the one that was surely meant; None means that whoever shows the answer
    decides. `stories` tells whether hits come with the versions of their stories that are not
    among them, `tells_copies` whether near copies are counted that are not left out.
    """

    q: str = ""
    filters: tuple[Filter, ...] = ()
    all_of: tuple[str, ...] = ()
    first: str = ""
    last: str = ""
    date: DateField = "published"
    copies: Copies = "all"
    sort: Sort | None = None
    limit: int = DEFAULT_LIMIT
    page: int = 1
    facets: tuple[str, ...] = DEFAULT_FACETS
    facet_limit: int = DEFAULT_FACET_LIMIT
    interval: Interval | None = None
    off: tuple[Expansion, ...] = ()
    repair: bool | None = None
    explain: bool = False
    snippets: bool = True
    stories: bool = False
    tells_copies: bool = False

    def __post_init__(self) -> None:
        # Equal sets of filters make equal requests, hence equal addresses and hashes.
        object.__setattr__(self, "filters", tuple(sorted(set(self.filters))))
        object.__setattr__(self, "off", tuple(sorted(set(self.off))))
        if self.all_of:
            # Of one value, any and all are the same.
            several = [facet for facet in MULTIPLE_FACETS if len(self.values(facet)) > 1]
            all_of = tuple(facet for facet in several if facet in self.all_of)
            object.__setattr__(self, "all_of", all_of)

    @property
    def days(self) -> DayRange:
        """The days from the first of `first` to the last of `last`. Raises ValueError."""
        start = parse_days(self.first).first if self.first else None
        end = parse_days(self.last).last if self.last else None
        return DayRange(start, end)

    @property
    def offset(self) -> int:
        """How many hits come before this page."""
        return (self.page - 1) * self.limit

    @property
    def narrowed(self) -> bool:
        """Whether anything but the query text narrows the result."""
        return bool(self.filters or self.first or self.last)

    def values(self, facet: str, *, excluded: bool = False) -> tuple[str, ...]:
        """The values of a facet that are filtered by."""
        return tuple(
            entry.value
            for entry in self.filters
            if entry.facet == facet and entry.excluded == excluded
        )

    def with_query(self, q: str) -> SearchRequest:
        """Another query, which may be repaired anew."""
        return replace(self, q=q, page=1, repair=None)

    def as_typed(self) -> SearchRequest:
        """The query without repair."""
        return replace(self, page=1, repair=False)

    def with_filter(self, facet: str, value: str, *, excluded: bool = False) -> SearchRequest:
        """Also filter by this value; an opposite filter of the same value goes."""
        kept = [f for f in self.filters if (f.facet, f.value) != (facet, value)]
        return replace(self, filters=(*kept, Filter(facet, value, excluded)), page=1)

    def without_filter(self, facet: str, value: str) -> SearchRequest:
        kept = tuple(f for f in self.filters if (f.facet, f.value) != (facet, value))
        return replace(self, filters=kept, page=1)

    def with_all_of(self, facet: str) -> SearchRequest:
        """All values of a facet that are filtered by, not any."""
        return replace(self, all_of=(*self.all_of, facet), page=1)

    def with_any_of(self, facet: str) -> SearchRequest:
        """Any value of a facet that is filtered by, not all."""
        return replace(self, all_of=tuple(one for one in self.all_of if one != facet), page=1)

    def with_days(self, first: str, last: str) -> SearchRequest:
        """Between two dates; the interval of the timeline chooses itself again."""
        return replace(self, first=first, last=last, interval=None, page=1)

    def with_copies(self, copies: Copies) -> SearchRequest:
        """With all near copies, or one of each group."""
        return replace(self, copies=copies, page=1)

    def with_sort(self, sort: Sort) -> SearchRequest:
        return replace(self, sort=sort, page=1)

    def with_page(self, page: int) -> SearchRequest:
        return replace(self, page=page)

    def without_expansion(self, expansion: Expansion) -> SearchRequest:
        return replace(self, off=(*self.off, expansion), page=1)

    def with_expansion(self, expansion: Expansion) -> SearchRequest:
        return replace(self, off=tuple(e for e in self.off if e != expansion), page=1)

    def without_page(self) -> SearchRequest:
        """What decides which articles are found, and nothing else."""
        return SearchRequest(
            q=self.q,
            filters=self.filters,
            all_of=self.all_of,
            first=self.first,
            last=self.last,
            date=self.date,
            copies=self.copies,
            off=self.off,
            repair=self.repair,
        )

    def without_narrowing(self) -> SearchRequest:
        """The query alone, over the whole archive."""
        return replace(self, filters=(), first="", last="", interval=None, page=1)
