"""Lists of values as patterns: a directory with its map, a value, and values to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import get_args

from indexer.enriching.places import list_ancestors
from indexer.labels import NamedKind
from searcher.answers.collation import initial
from searcher.answers.values import ArchiveValue
from searcher.directory import Directory, DirectoryEntry, DirectoryRequest
from searcher.profiles import ValueProfile
from searcher.request import SearchRequest
from searcher.response import FacetValue
from web.i18n import Language
from web.site.directory.page import DirectoryPage
from web.site.directory.presenter import DirectoryPresenter
from web.site.directory.tiles import REGIONS
from web.site.frame import Site
from web.site.patterns.invented import HERE, Nowhere, count_values, list_letters, make_long_timeline
from web.site.patterns.results import make_response
from web.site.search_values.page import ChosenValue, SearchValuesPage, ValueChoice
from web.site.value.page import ValuePage
from web.site.value.presenter import ValuePresenter

_FIRST_YEAR = 2004
_YEARS = 12


def present_directory(site: Site, language: Language) -> DirectoryPage:
    """A directory of regions: letters, small timelines, the map; one has no articles."""
    # The last region of the map has no articles, and two countries are not on it.
    names = {
        id_: {code: name.replace("\u00ad", "") for code, (name, _) in region.names.items()}
        for id_, region in [*REGIONS.items()][:-1]
    }
    names |= {"CZ": {"ru": "Чехия", "en": "Czechia"}, "EE": {"ru": "Эстония", "en": "Estonia"}}
    entries = sorted(
        (_make_entry(place, id_, names[id_], language) for place, id_ in enumerate(names)),
        key=lambda entry: entry.label,
    )
    directory = Directory(
        entries=tuple(entries),
        letters=list_letters([entry.label for entry in entries]),
        everything=len(entries),
        total=len(entries),
        pages=1,
        first_year=_FIRST_YEAR,
    )
    wanted = DirectoryRequest(facet="country")
    return DirectoryPresenter(directory, wanted, language, Nowhere()).page(site, articles=2_431)


def present_value(site: Site, language: Language) -> ValuePage:
    """The page of a tag."""
    request = SearchRequest(sort="newest").with_filter("tag", "roads")
    response = replace(make_response(request, language), timeline=make_long_timeline())
    value = ArchiveValue(
        "roads", response.labels.of("tag")["roads"], 40, date(2004, 2, 12), date(2014, 6, 22)
    )
    neighbours: dict[NamedKind, tuple[FacetValue, ...]] = {
        facet: count_values(facet, SearchRequest(), language.code)[1:]
        for facet in get_args(NamedKind)
        if facet != "source"
    }
    query = "дорога OR road"
    profile = ValueProfile(value, response, neighbours, query=query)
    return ValuePresenter(profile, "tag", language, Nowhere()).page(site)


def present_choices(site: Site, language: Language) -> SearchValuesPage:
    """Values to choose from: one is chosen, one is excluded."""
    facet = count_values("tag", SearchRequest(), language.code)
    chosen, excluded, *others = facet
    return SearchValuesPage(
        site=site,
        facet="tag",
        title=language.gettext("Tags"),
        q="мост",
        narrowing=(language.label_days("2014", "2014"),),
        articles=58,
        search=HERE,
        prefix="",
        order="count",
        total=240,
        page=2,
        pages=3,
        action=HERE,
        fields=(),
        elsewhere=1,
        chosen=(
            ChosenValue(chosen.label, excluded=False, url=HERE),
            ChosenValue(excluded.label, excluded=True, url=HERE),
        ),
        values=(
            _make_choice(chosen, selected=True),
            _make_choice(excluded, excluded=True),
            *map(_make_choice, others),
        ),
        whole=HERE,
    )


def _make_entry(
    place: int, id_: str, names: Mapping[str, str], language: Language
) -> DirectoryEntry:
    years = tuple((place * 7 + year * year * 5) % 11 * (place % 4) for year in range(_YEARS))
    # Of those that would have none, each has articles of one year.
    counts = years if any(years) else (0,) * (_YEARS - 1) + (place + 1,)
    days = date(_FIRST_YEAR, 2, 12), date(_FIRST_YEAR + _YEARS - 1, 6, 22)
    label = names[language.code]
    value = ArchiveValue(id_, names, sum(counts), *days, list_ancestors().get(id_, ()))
    return DirectoryEntry(value, label, initial(label), counts)


def _make_choice(
    value: FacetValue, *, selected: bool = False, excluded: bool = False
) -> ValueChoice:
    return ValueChoice(
        id=value.id,
        name=value.label,
        lang=None,
        count=value.count,
        selected=selected,
        excluded=excluded,
        url=HERE,
        exclude_url=None if excluded else HERE,
    )
