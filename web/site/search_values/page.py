"""What the page of all values of a facet is made of."""

from __future__ import annotations

from dataclasses import dataclass

from searcher.directory import DirectoryOrder
from web.site.frame import Site


@dataclass(frozen=True, slots=True)
class ValueChoice:
    """A value to choose: its id and its name, the language of the name where it is not that of the
    page, and how many articles have it. `url` is the search with it as a filter, or without where
    it is one, `exclude_url` the search without its articles; None where there is no room for so
    many links, or it is excluded."""

    id: str
    name: str
    lang: str | None
    count: int
    selected: bool
    excluded: bool
    url: str | None
    exclude_url: str | None


@dataclass(frozen=True, slots=True)
class ChosenValue:
    """A value that the search is filtered by already: its name, whether it is excluded, and this
    page without the filter."""

    name: str
    excluded: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchValuesPage:
    """All values of a facet that the articles of a search have, in pages.

    `search` leads back to the search, which is told by `q` and `narrowing`, its filters of other
    facets and its days; `articles` is how many it finds. `prefix` is the beginning that the list is
    narrowed by, in its `order`; `total` are listed on `pages`, of which this is `page`. One form
    has it all: `action` is its address, `fields` are carried unseen, the values that are chosen on
    other pages among them: `elsewhere` is how many those are. `is_nested` tells that a country
    stands beside regions of its own.
    """

    site: Site
    facet: str
    title: str
    q: str
    narrowing: tuple[str, ...]
    articles: int
    search: str
    prefix: str
    order: DirectoryOrder
    total: int
    page: int
    pages: int
    action: str
    fields: tuple[tuple[str, str], ...]
    elsewhere: int
    chosen: tuple[ChosenValue, ...]
    values: tuple[ValueChoice, ...]
    whole: str
    is_nested: bool = False

    @property
    def selected(self) -> int:
        """How many values the search is filtered by."""
        return sum(not value.excluded for value in self.chosen)
