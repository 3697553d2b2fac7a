"""Facets as pages show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from searcher.request import SearchRequest
from searcher.response import Facet, FacetValue, SearchResponse
from web.i18n import Language, gettext_noop
from web.shortening import MOST_OF_LABEL, shorten
from web.urls import Urls


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetItem:
    """A value of a facet. `url` adds it as a filter, or removes it where it is `selected` or
    `excluded`; `exclude_url` asks for the articles without it, None where that is the case."""

    label: str
    count: int
    selected: bool
    excluded: bool
    url: str
    exclude_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetGroup:
    """A facet: its `items` shown at once, filtered ones first, and the `rest` behind a fold.

    `total` counts all values: of very many only the commonest are there.
    """

    name: str
    title: str
    items: tuple[FacetItem, ...]
    rest: tuple[FacetItem, ...]
    total: int

    @property
    def is_cut(self) -> bool:
        """Whether there are more values than these."""
        return self.total > len(self.items) + len(self.rest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value of a facet that a reader may ask for, or exclude: its id and its label."""

    value: str
    label: str
    count: int
    selected: bool
    excluded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceGroup:
    """A facet to choose values of: those that are filtered by, then the commonest; `total` counts
    all there are, which are listed at `url`."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    total: int
    url: str

    @property
    def is_cut(self) -> bool:
        """Whether there are more values than these."""
        return self.total > len(self.choices)


# The facets of the pages in their order, with the title of each and the name of one value.
FACET_TITLES: Mapping[str, tuple[str, str]] = {
    "country": (gettext_noop("Countries and regions"), gettext_noop("Country or region")),
    "tag": (gettext_noop("Tags"), gettext_noop("Tag")),
    "author": (gettext_noop("Authors"), gettext_noop("Author")),
    "source": (gettext_noop("Sources"), gettext_noop("Source")),
    "lang": (gettext_noop("Languages"), gettext_noop("Language")),
}

# Values of a facet that are shown before the fold, and at all; pages on either side of the present
# one.
SHOWN_VALUES = 10
MOST_VALUES = 50


def present_facets(
    response: SearchResponse,
    request: SearchRequest,
    names: tuple[str, ...],
    language: Language,
    urls: Urls,
) -> Iterator[FacetGroup]:
    """The facets of an answer that have values, with links that change `request`."""
    for name in names:
        facet = response.facets.get(name)
        if not facet:
            continue
        # Filtered values first; both parts keep the order of the answer.
        filtered = facet.filtered
        fitting = min(_count_fitting(facet, request, urls), request.facet_limit)
        most = max(fitting, min(len(filtered), MOST_VALUES))
        others = (v for v in facet[:most] if not (v.selected or v.excluded))
        values = (*filtered, *others)[:most]
        if not values:
            continue
        shown = max(SHOWN_VALUES, len(filtered))
        # A fold that hides a single value saves no room.
        shown = len(facet) if len(facet) == shown + 1 else shown
        items = tuple(_facet_item(name, value, request, urls) for value in values)
        yield FacetGroup(
            name=name,
            title=language.gettext(FACET_TITLES[name][0]),
            items=items[:shown],
            rest=items[shown:],
            total=len(facet),
        )


def present_choices(
    response: SearchResponse, request: SearchRequest, language: Language, urls: Urls
) -> Iterator[ChoiceGroup]:
    """The facets of an answer that have values, with the values to choose from."""
    for name, (title, _) in FACET_TITLES.items():
        facet = response.facets.get(name)
        if not facet:
            continue
        filtered = facet.filtered[:MOST_VALUES]
        # Those that are filtered by may be among the commonest.
        commonest = facet[: SHOWN_VALUES + len(filtered)]
        others = [value for value in commonest if not (value.selected or value.excluded)]
        shown = max(SHOWN_VALUES, len(filtered))
        yield ChoiceGroup(
            name=name,
            title=language.gettext(title),
            choices=tuple(
                Choice(
                    value=value.id,
                    label=shorten(value.label, MOST_OF_LABEL),
                    count=value.count,
                    selected=value.selected,
                    excluded=value.excluded,
                )
                for value in (*filtered, *others)[:shown]
            ),
            total=len(facet),
            url=urls.search_values(request, name),
        )


def _count_fitting(facet: Facet, request: SearchRequest, urls: Urls) -> int:
    """How many values of a facet are shown: as many as may repeat the request."""
    values = [value.id for value in facet[:MOST_VALUES]]
    # A value has two links, and there are several facets.
    counts = (MOST_VALUES, 2 * SHOWN_VALUES, SHOWN_VALUES, SHOWN_VALUES // 2)
    return next((most for most in counts if urls.fits(request, 8 * values[:most])), 1)


def _facet_item(name: str, value: FacetValue, request: SearchRequest, urls: Urls) -> FacetItem:
    filtered = value.selected or value.excluded
    if filtered:
        changed = request.without_filter(name, value.id)
    else:
        changed = request.with_filter(name, value.id)
    without = request.with_filter(name, value.id, excluded=True)
    return FacetItem(
        label=shorten(value.label, MOST_OF_LABEL),
        count=value.count,
        selected=value.selected,
        excluded=value.excluded,
        url=urls.search(changed),
        exclude_url=None if filtered else urls.search(without),
    )
