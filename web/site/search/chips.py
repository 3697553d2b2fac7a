"""The filters and dates of a search as chips: what is on, and how to take it away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from indexer.labels import Labels
from searcher.request import SearchRequest
from web.i18n import Language, gettext_noop
from web.shortening import MOST_OF_LABEL, shorten
from web.site.facets import FACET_TITLES
from web.site.frame import Link
from web.site.search.page import Chip
from web.urls import Urls

DATE_TITLES: Mapping[str, str] = {
    "published": gettext_noop("Date"),
    "original": gettext_noop("Original date"),
    "first_seen": gettext_noop("Date archived"),
}

# Between values of a facet: any of them, all of them, none of them.
OR, AND, NOR = gettext_noop("or"), gettext_noop("and"), gettext_noop("nor")


def present_chips(
    request: SearchRequest, labels: Labels, language: Language, urls: Urls
) -> Iterator[Chip]:
    """The filters and dates that are on, each with the address without it."""
    if request.days:
        label = language.label_days(request.first, request.last)
        link = Link(label, urls.search(request.with_days("", "")))
        yield Chip(language.gettext(DATE_TITLES[request.date]), excluded=False, values=(link,))
    is_linked = urls.fits(request, [""] * len(request.filters))
    for facet, (_, title) in FACET_TITLES.items():
        for excluded in (False, True):
            links = [
                Link(
                    shorten(labels.label(facet, value, language.code), MOST_OF_LABEL),
                    urls.search(request.without_filter(facet, value)) if is_linked else None,
                )
                for value in request.values(facet, excluded=excluded)
            ]
            if links:
                joint = NOR if excluded else AND if facet in request.all_of else OR
                yield Chip(
                    title=language.gettext(title),
                    excluded=excluded,
                    values=tuple(links),
                    joint=language.gettext(joint),
                    switch=None if excluded else _switch(facet, request, language, urls),
                )


def _switch(facet: str, request: SearchRequest, language: Language, urls: Urls) -> Link | None:
    """From any of several values to all of them, or back."""
    if facet in request.all_of:
        return Link(language.gettext("any of them"), urls.search(request.with_any_of(facet)))
    all_of = request.with_all_of(facet)
    if facet not in all_of.all_of:
        return None
    return Link(language.gettext("all of them"), urls.search(all_of))
