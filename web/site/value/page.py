"""What the page of a value is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.frame import Link, Site
from web.site.hits import HitItem
from web.site.timeline import TimelineChart


@dataclass(frozen=True, slots=True)
class NeighbourItem:
    """A value that articles of the page have too: its page, its name, the language of the name
    where it is not that of the page, how many articles have both, and the search for them."""

    url: str
    name: str
    lang: str | None
    count: int
    both: str


@dataclass(frozen=True, slots=True)
class NeighbourGroup:
    """The commonest neighbours among the values of a facet, the name of which is the title."""

    facet: str
    title: str
    items: tuple[NeighbourItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuePage:
    """The page of a value of a facet.

    `kind` is what it is (“Tag”), `directory` leads to all of them. `name` is its name in the
    language of the page if it has one there, `lang` the language of that name where it is another;
    `other` is the name in the other language, with its `other_lang`. `span` are the first day and
    the last of its `total` articles, one where they are the same. `search` finds all of them,
    `feed` and `json` are the same in other formats, `trends` compares them over time; `latest` are
    the newest, an entry for each story, and `told` how many articles these are. `around` are the
    countries and regions that a region is within, the nearest last, `regions` those within it, of
    which the articles are counted too. `rule` is the query of a tag that all it finds gets, as a
    search for it.
    """

    site: Site
    facet: str
    kind: str
    directory: Link
    around: tuple[Link, ...]
    name: str
    lang: str | None
    other: str | None
    other_lang: str
    total: int
    span: tuple[str, str]
    search: str
    feed: str
    json: str
    trends: str
    timeline: TimelineChart
    latest: tuple[HitItem, ...]
    told: int
    neighbours: tuple[NeighbourGroup, ...]
    regions: tuple[NeighbourItem, ...]
    rule: Link | None
