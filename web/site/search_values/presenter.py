"""From the values of a facet that are counted in a result to the page that lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from searcher.directory import DirectoryWindow
from searcher.facet_counts import CountedList, CountedValue
from searcher.request import SearchRequest
from searcher.result_set import ResultSet
from web.i18n import Language
from web.parameters import request_fields
from web.shortening import MOST_OF_LABEL, shorten
from web.site.facets import FACET_TITLES, is_nested
from web.site.frame import Site
from web.site.names import name_language
from web.site.search_values.page import ChosenValue, SearchValuesPage, ValueChoice
from web.urls import SEARCH_VALUES_PATH, Urls

# A value has two links, and as much again beside them.
_SHARES = 4


@dataclass(frozen=True, slots=True)
class SearchValuesPresenter:
    """Makes the page of the values of `facet`; its links change `request`, which is that of the
    result with the query in its canonical text."""

    found: ResultSet
    listed: CountedList
    request: SearchRequest
    facet: str
    window: DirectoryWindow
    language: Language
    urls: Urls

    def page(self, site: Site) -> SearchValuesPage:
        """The whole page."""
        request, listed, window = self.request, self.listed, self.window
        shown = {(self.facet, value.id) for value in listed.values}
        kept = replace(request, facets=(self.facet,), page=1)
        # What is shown has a box to tick of its own.
        fields = [field for field in request_fields(kept) if field not in shown]
        values = [value.id for value in listed.values]
        choose = self._link if self.urls.fits(request, values * _SHARES) else self._choice
        return SearchValuesPage(
            site=site,
            facet=self.facet,
            title=self.language.gettext(FACET_TITLES[self.facet][0]),
            q=shorten(self.found.request.q),
            narrowing=tuple(self._narrowing()),
            articles=listed.articles,
            search=self.urls.search(request),
            prefix=window.prefix,
            order=window.order,
            total=listed.total,
            page=window.page,
            pages=listed.pages,
            action=self.urls.path(SEARCH_VALUES_PATH),
            fields=tuple(fields + self.urls.carried()),
            elsewhere=sum(name == self.facet for name, _ in fields),
            chosen=tuple(map(self._chosen, listed.filtered)),
            values=tuple(choose(value) for value in listed.values),
            whole=self.urls.search_values(request, self.facet),
            is_nested=is_nested(self.facet, values, self.found.generation.labels.within),
        )

    def _narrowing(self) -> Iterator[str]:
        """The filters of other facets, and the days."""
        request, labels = self.request, self.found.generation.labels
        for entry in request.filters:
            if entry.facet != self.facet:
                title = self.language.gettext(FACET_TITLES[entry.facet][1])
                label = labels.label(entry.facet, entry.value, self.language.code)
                sign = "−" if entry.excluded else ""
                yield f"{title}: {sign}{shorten(label, MOST_OF_LABEL)}"
        if request.days:
            yield self.language.label_days(request.first, request.last)

    def _name(self, value: CountedValue) -> str:
        label = self.found.generation.labels.label(self.facet, value.id, self.language.code)
        return shorten(label, MOST_OF_LABEL)

    def _chosen(self, value: CountedValue) -> ChosenValue:
        without = self.request.without_filter(self.facet, value.id)
        url = self.urls.search_values(without, self.facet)
        return ChosenValue(self._name(value), value.excluded, url)

    def _link(self, value: CountedValue) -> ValueChoice:
        request, facet, search = self.request, self.facet, self.urls.search
        if value.selected or value.excluded:
            toggled = request.without_filter(facet, value.id)
        else:
            toggled = request.with_filter(facet, value.id)
        excluding = request.with_filter(facet, value.id, excluded=True)
        return replace(
            self._choice(value),
            url=search(toggled),
            exclude_url=None if value.excluded else search(excluding),
        )

    def _choice(self, value: CountedValue) -> ValueChoice:
        label = self.found.generation.labels.label(self.facet, value.id, self.language.code)
        return ValueChoice(
            id=value.id,
            name=shorten(label, MOST_OF_LABEL),
            lang=name_language(label, value.labels, self.language),
            count=value.count,
            selected=value.selected,
            excluded=value.excluded,
            url=None,
            exclude_url=None,
        )
