"""What the page of results is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.dates import DateField
from web.site.facets import ChoiceGroup
from web.site.frame import Link, Site
from web.site.hits import HitItem
from web.site.pager import Pager
from web.site.timeline import TimelineChart


@dataclass(frozen=True, slots=True)
class Chip:
    """Filters that are on: the title of a facet, whether its values are excluded, and the values.
    Each is a link to the search without it, or text where there are too many; `joint` is the word
    between them. `switch` asks for all of them instead of any, or for any instead of all."""

    title: str
    excluded: bool
    values: tuple[Link, ...]
    joint: str = ""
    switch: Link | None = None


@dataclass(frozen=True, slots=True)
class NamedChip:
    """A value, or a date, that words of the query name: the facet's title, the value's label, how
    many articles it finds instead of the words, the address with the filter (None where that would
    find others), and the address where the words are nothing but words (None where they are)."""

    title: str
    label: str
    count: int
    filter_url: str | None
    words_url: str | None


@dataclass(frozen=True, slots=True)
class SortLink:
    """An order of the hits, and whether it is the present one."""

    text: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class WordNote:
    """How one word of the query was read: what it is searched as, the rules that fired, the other
    names it finds and how many more they are, and whether it was left out as too common, or
    excluded."""

    text: str
    lemmas: tuple[str, ...]
    rules: tuple[str, ...]
    ring: tuple[str, ...]
    ring_more: int
    left_out: bool


@dataclass(frozen=True, slots=True)
class ValueNote:
    """What the text after `author:` and its like was taken for; no labels if for nothing."""

    title: str
    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastedLink:
    """The article that the query names: what tells so, its headline with its language, its
    address."""

    text: str
    title: str
    lang: str
    url: str


@dataclass(frozen=True, slots=True)
class OfferLink:
    """Another query that finds something: a title that tells what it is, its text, its address
    and how many articles it finds."""

    title: str
    query: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class RepairNote:
    """That the page is of a query that was surely meant: its text, that of the query that was
    typed, and the address of what that finds."""

    meant: str
    typed: str
    url: str


@dataclass(frozen=True, slots=True)
class CopiesSwitch:
    """How many near copies the result has, whether they are left out, and the address of the result
    with them, or without."""

    count: int
    are_left_out: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The page of results.

    `q` is the query, `total` all that was found, `page` the part shown of the `pages` that can be
    opened, `past_end` whether it lies behind. `first_page` is the address of the first, `widened`
    that of the query without filters and dates (None where there are none), `json` that of the same
    result in the API, `receipt` that of what a paper can cite of it, `trends` that of its
    comparison with others, and `concordance` that of its words in their contexts. `depth` is the
    last hit pages reach, where there are more. Where nothing was found, `absent` is what no article
    has, `partial` are articles that have some of the words, and `wider` the queries that ask for
    fewer words; `offers` are all other queries near this one. `offered` are the values that all
    words of the query name, as filters, `named` those that some do. `plain` are signs of the query
    that are no operators, each once; `pasted` is the article whose address or id it holds. `fields`
    are what the form of the filters carries along unseen, `first` and `last` its dates, `filters`
    how many filters are on, and `count` the address that tells how many articles a choice finds.
    `hits` has an entry for each story; where these are fewer than the articles of the page, they
    are `joined`. `copies` is there where the result has near copies.
    """

    site: Site
    q: str
    total: int
    page: int
    pages: int
    past_end: bool
    depth: int | None
    repaired: RepairNote | None
    hits: tuple[HitItem, ...]
    joined: bool
    copies: CopiesSwitch | None
    partial: tuple[HitItem, ...]
    facets: tuple[ChoiceGroup, ...]
    fields: tuple[tuple[str, str], ...]
    first: DateField
    last: DateField
    filters: int
    count: str
    chips: tuple[Chip, ...]
    named: tuple[NamedChip, ...]
    offered: tuple[NamedChip, ...]
    sorts: tuple[SortLink, ...]
    timeline: TimelineChart
    pager: Pager
    words: tuple[WordNote, ...]
    values: tuple[ValueNote, ...]
    plain: tuple[str, ...]
    pasted: PastedLink | None
    switches: tuple[Link, ...]
    offers: tuple[OfferLink, ...]
    wider: tuple[OfferLink, ...]
    absent: tuple[str, ...]
    first_page: str
    widened: str | None
    json: str
    receipt: str
    trends: str
    concordance: str | None
