"""What the page of a directory is made of."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.labels import NamedKind
from searcher.directory import DirectoryOrder
from web.site.directory.tiles import Tile
from web.site.frame import Site
from web.site.sparkline import Sparkline


@dataclass(frozen=True, slots=True)
class EntryItem:
    """A value: its page, its name, the language of the name where it is not that of the page, how
    many articles have it, and its small timeline."""

    url: str
    name: str
    lang: str | None
    count: int
    timeline: Sparkline


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """Values under one letter, and the anchor of it; both are empty where they are listed by
    count."""

    letter: str
    anchor: str
    items: tuple[EntryItem, ...]


@dataclass(frozen=True, slots=True)
class LetterLink:
    """A letter of the index, its address, and whether it is the present one."""

    letter: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class OrderLink:
    """An order of the list, and whether it is the present one."""

    text: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryPage:
    """A directory of the values of a facet.

    `articles` are those of the archive. `q` is the beginning that the list is narrowed by, `fields`
    what its form carries unseen, and `action` where it leads: the whole directory. `everything` is
    how many values there are, `total` how many are wanted, of which this is `page` of `pages`.
    `alphabets` are the letters that values begin with, a row for each alphabet. `tiles` is the map
    of the regions, none where it tells nothing; `is_nested` tells that a country stands beside
    regions of its own.
    """

    site: Site
    articles: int
    facet: NamedKind
    title: str
    q: str
    letter: str
    order: DirectoryOrder
    action: str
    fields: tuple[tuple[str, str], ...]
    everything: int
    total: int
    page: int
    pages: int
    previous: str | None
    next: str | None
    alphabets: tuple[tuple[LetterLink, ...], ...]
    orders: tuple[OrderLink, ...]
    groups: tuple[EntryGroup, ...]
    tiles: tuple[Tile, ...]
    is_nested: bool
