"""What the front page is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.facets import FacetGroup
from web.site.frame import Site
from web.site.headlines import DayItem, Headline
from web.site.timeline import TimelineChart


@dataclass(frozen=True, slots=True)
class Example:
    """A query to try, its address, and what it shows."""

    query: str
    url: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The front page: the archive's size, its first and last year (equal if it has one, None if
    it has no articles), its timeline and commonest facet values, and queries to try.

    `other_years` are the latest years of which the archive has this very day, `anniversary`;
    `all_years` leads to a page with all of them, where there are more. `random` leads to
    an article by chance.
    """

    site: Site
    total: int
    years: tuple[int, int] | None
    timeline: TimelineChart
    facets: tuple[FacetGroup, ...]
    examples: tuple[Example, ...]
    anniversary: str
    other_years: tuple[DayItem, ...]
    all_years: str | None
    latest: tuple[Headline, ...]
    random: str
