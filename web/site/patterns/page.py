"""What the page of patterns is made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.dates import DateField
from web.site.facets import FacetGroup
from web.site.frame import Site
from web.site.hits import HitItem
from web.site.pager import Pager
from web.site.search.page import Chip
from web.site.timeline import TimelineChart


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternsPage:
    """Every component with invented content, as the templates of the pages get it."""

    site: Site
    colours: tuple[str, ...]
    hit: HitItem
    chips: tuple[Chip, ...]
    widened: str
    pager: Pager
    group: FacetGroup
    timeline: TimelineChart
    first: DateField
    last: DateField
