"""From the profile of a value to its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from indexer.labels import NamedKind
from searcher.profiles import ValueProfile
from searcher.query.nodes import Value, write_query
from searcher.request import SearchRequest
from searcher.response import FacetValue
from searcher.stories import group_by_story
from web.i18n import Language
from web.shortening import MOST_OF_LABEL, shorten
from web.site.facets import FACET_TITLES
from web.site.frame import Link, Site
from web.site.hits import HitPresenter
from web.site.names import name_language
from web.site.timeline import present_timeline
from web.site.value.page import NeighbourGroup, NeighbourItem, ValuePage
from web.urls import Urls

MOST_STORIES = 10


@dataclass(frozen=True, slots=True)
class ValuePresenter:
    """Makes the page of a value of a facet."""

    profile: ValueProfile
    facet: NamedKind
    language: Language
    urls: Urls

    def page(self, site: Site) -> ValuePage:
        """The whole page."""
        value, response, urls = self.profile.value, self.profile.response, self.urls
        code = self.language.code
        name = response.labels.label(self.facet, value.id, code)
        others = [(lang, text) for lang, text in value.labels.items() if text != name]
        other_lang, other = others[0] if others else ("", None)
        titles = [self.language.gettext(title) for title in FACET_TITLES[self.facet]]
        request = self._request
        hits = HitPresenter(request, response.labels, self.language, urls)
        newest = request.with_sort("newest")
        latest = tuple(hits.present_stories(response.hits, 1))[:MOST_STORIES]
        told = group_by_story(response.hits, lambda hit: hit.article)[:MOST_STORIES]
        return ValuePage(
            site=replace(site, head=replace(site.head, followed=f"{site.name}: {name}")),
            facet=self.facet,
            kind=titles[1],
            directory=Link(titles[0], urls.directory(self.facet)),
            around=tuple(map(self._link, reversed(value.within))),
            name=shorten(name),
            lang=name_language(name, value.labels, self.language),
            other=shorten(other) if other else None,
            other_lang=other_lang,
            total=value.count,
            span=(self._tell(value.first), self._tell(value.last)),
            search=urls.search(request),
            feed=urls.feed(request, "atom"),
            json=urls.api_search(newest),
            # As a query, beside which others may be asked: filters hold for all of them.
            trends=urls.trends((SearchRequest(q=write_query(Value(self.facet, value.id))),)),
            timeline=present_timeline(response.timeline, request, self.language, urls),
            latest=latest,
            told=sum(map(len, told)),
            neighbours=tuple(self._neighbours()),
            regions=tuple(self._neighbour("country", one) for one in self.profile.regions),
            rule=self._link_rule(),
        )

    @property
    def _request(self) -> SearchRequest:
        return SearchRequest().with_filter(self.facet, self.profile.value.id)

    def _link_rule(self) -> Link | None:
        query = self.profile.query
        return Link(query, self.urls.search(SearchRequest(q=query))) if query else None

    def _link(self, id_: str) -> Link:
        label = self.profile.response.labels.label(self.facet, id_, self.language.code)
        return Link(shorten(label, MOST_OF_LABEL), self.urls.value(self.facet, id_))

    def _tell(self, day: date) -> str:
        return self.language.label_interval("day", day)

    def _neighbours(self) -> Iterator[NeighbourGroup]:
        for facet, values in self.profile.neighbours.items():
            if values:
                title = self.language.gettext(FACET_TITLES[facet][0])
                items = tuple(self._neighbour(facet, value) for value in values)
                yield NeighbourGroup(facet, title, items)

    def _neighbour(self, facet: NamedKind, value: FacetValue) -> NeighbourItem:
        labels = self.profile.response.labels.of(facet).get(value.id, {})
        both = self._request.with_filter(facet, value.id)
        if facet == self.facet:
            both = both.with_all_of(facet)
        return NeighbourItem(
            url=self.urls.value(facet, value.id),
            name=shorten(value.label, MOST_OF_LABEL),
            lang=name_language(value.label, labels, self.language),
            count=value.count,
            both=self.urls.search(both),
        )
