"""Invented content for every component."""

from __future__ import annotations

from datetime import date

from searcher.request import SearchRequest
from searcher.response import Bucket, Snippet, Timeline
from web.i18n import Language, gettext_noop
from web.site.dates import DateField
from web.site.facets import FacetGroup, FacetItem
from web.site.frame import Link, Site
from web.site.hits import FoundBy, HitItem, OtherVersion
from web.site.pager import make_pager
from web.site.patterns.page import PatternsPage
from web.site.search.page import Chip
from web.site.timeline import present_timeline
from web.urls import Urls

# The variables of the style sheet, as the names of their swatches.
COLOURS = ("paper", "sheet", "ink", "muted", "rule", "field", "accent", "accent-soft", "act", "bar",
           "archive", "archive-line", "mark")  # fmt: skip
_COUNTS = (3, 0, 5, 1, 8, 13, 2, 0, 4, 6, 9, 7)
_VOLUMES = (40, 35, 52, 48, 60, 71, 66, 0, 58, 62, 55, 49)


def present_patterns(site: Site, language: Language, urls: Urls) -> PatternsPage:
    """The page of patterns."""
    here = "#components"
    month = SearchRequest(first="2014-01", last="2014-12")
    return PatternsPage(
        site=site,
        colours=COLOURS,
        hit=HitItem(
            url=here,
            lang="ru",
            language=Link("русский", here),
            title=Snippet("Мост через Аварское Койсу откроют до паводка", ((0, 4),)),
            moment="2014-02-12T10:00:00+03:00",
            date=language.label_days("2014-02-12", "2014-02-12"),
            authors=(Link("Рустам Гаджиалиев", here),),
            source=Link("Горный вестник", here),
            countries=(Link("Дагестан", here),),
            tags=(Link("дороги", here), Link("реки", None)),
            snippets=(
                Snippet(
                    "Пролёт нового моста у села собран, и в апреле по нему поедут.", ((14, 19),)
                ),
            ),
            found_as=("мост",),
            found_by=(FoundBy(language.gettext(gettext_noop("Found by its tag:")), "дороги"),),
            missing=("река",),
            versions=(
                OtherVersion(
                    "English", "en", Snippet("A bridge before the flood", ((2, 8),)), here
                ),
            ),
        ),
        chips=(
            Chip(
                language.gettext(gettext_noop("Date")), excluded=False, values=(Link("2014", here),)
            ),
            Chip(
                language.gettext(gettext_noop("Tag")),
                excluded=False,
                values=(Link("дороги", here), Link("реки", here)),
                joint=language.gettext(gettext_noop("or")),
                switch=Link(language.gettext(gettext_noop("all of them")), here),
            ),
            Chip(
                language.gettext(gettext_noop("Author")),
                excluded=True,
                values=(Link("А. Тугов", None),),
            ),
        ),
        widened=here,
        pager=make_pager(7, 12, lambda _: here),
        group=FacetGroup(
            name="pattern",
            title=language.gettext(gettext_noop("Tags")),
            items=tuple(
                FacetItem(label=name, count=count, url=here)
                for name, count in (("дороги", 18), ("реки", 7), ("музеи", 1))
            ),
        ),
        timeline=present_timeline(
            Timeline(
                "month",
                tuple(
                    Bucket(date(2014, number, 1), date(2014, number, 28), count, volume)
                    for number, (count, volume) in enumerate(zip(_COUNTS, _VOLUMES, strict=True), 1)
                ),
            ),
            month,
            language,
            urls,
        ),
        first=DateField("2014"),
        last=DateField("вчера", language.gettext(gettext_noop("This is not a date."))),
    )
