"""What the page of patterns is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.dates import DateField
from web.site.facets import ChoiceGroup, FacetGroup
from web.site.frame import Link, Site
from web.site.hits import HitItem
from web.site.pager import Pager
from web.site.search.page import Chip
from web.site.timeline import TimelineChart


@dataclass(frozen=True, slots=True)
class SuggestionPattern:
    """A suggestion of the search box: the kind of what it leads to, how pages call that kind, its
    text with the language of it, and how many articles it finds."""

    kind: str
    title: str
    text: str
    lang: str
    count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternsPage:
    """The components that several pages share, with invented content, as the templates of the pages
    get it; `specimens` lead to whole pages, which show what one kind of page has alone.

    `q`, `fields`, `first`, `last`, `facets`, `count` and `total` are those of the form of the
    filters on a page of results.
    """

    site: Site
    specimens: tuple[Link, ...]
    colours: tuple[str, ...]
    suggestions: tuple[SuggestionPattern, ...]
    hit: HitItem
    chips: tuple[Chip, ...]
    widened: str
    pager: Pager
    group: FacetGroup
    timeline: TimelineChart
    q: str
    fields: tuple[tuple[str, str], ...]
    first: DateField
    last: DateField
    facets: tuple[ChoiceGroup, ...]
    count: str
    total: int
