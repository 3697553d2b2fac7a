"""Facets as pages show them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from indexer.labels import NamedKind, Within
from searcher.request import SearchRequest
from searcher.response import SearchResponse
from web.i18n import Language, gettext_noop
from web.shortening import MOST_OF_LABEL, shorten
from web.urls import Urls


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetItem:
    """A value of a facet, how many articles have it, and the address of its page."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetGroup:
    """A facet with its commonest values."""

    name: str
    title: str
    items: tuple[FacetItem, ...]


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
    all there are, which are listed at `url`. `is_nested` tells that a country stands beside regions
    of its own."""

    name: str
    title: str
    choices: tuple[Choice, ...]
    total: int
    url: str
    is_nested: bool

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

# Values of a facet that are shown, and those at most that are filtered by.
SHOWN_VALUES = 10
MOST_FILTERED = 50


def present_facets(
    response: SearchResponse, names: Sequence[NamedKind], language: Language, urls: Urls
) -> Iterator[FacetGroup]:
    """The facets of the whole archive that have values, with links to the pages of each."""
    for name in names:
        if values := response.facets[name][:SHOWN_VALUES]:
            yield FacetGroup(
                name=name,
                title=language.gettext(FACET_TITLES[name][0]),
                items=tuple(
                    FacetItem(
                        label=shorten(value.label, MOST_OF_LABEL),
                        count=value.count,
                        url=urls.value(name, value.id),
                    )
                    for value in values
                ),
            )


def present_choices(
    response: SearchResponse, request: SearchRequest, language: Language, urls: Urls
) -> Iterator[ChoiceGroup]:
    """The facets of an answer that have values, with the values to choose from."""
    for name, (title, _) in FACET_TITLES.items():
        facet = response.facets.get(name)
        if not facet:
            continue
        filtered = facet.filtered[:MOST_FILTERED]
        # Those that are filtered by may be among the commonest.
        commonest = facet[: SHOWN_VALUES + len(filtered)]
        others = [value for value in commonest if not (value.selected or value.excluded)]
        shown = max(min(SHOWN_VALUES, request.facet_limit), len(filtered))
        if not shown:
            continue
        chosen = (*filtered, *others)[:shown]
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
                for value in chosen
            ),
            total=len(facet),
            url=urls.search_values(request, name),
            is_nested=is_nested(name, {value.id for value in chosen}, response.labels.within),
        )


def is_nested(facet: str, ids: Collection[str], within: Within) -> bool:
    """Whether among these values of a facet is a country and a region of it: the articles of the
    region are counted twice then."""
    return facet == "country" and any(
        around in ids for id_ in ids for around in within.get(id_, ())
    )
