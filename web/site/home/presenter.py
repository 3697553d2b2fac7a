"""From the overview of an archive to its front page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from indexer.labels import NamedKind
from searcher.examples import ExampleKind
from searcher.generation import Generation
from searcher.request import SearchRequest
from searcher.response import SearchResponse
from web.i18n import Language, gettext_noop
from web.site.facets import present_facets
from web.site.frame import Site
from web.site.headlines import HeadlinePresenter
from web.site.home.page import Example, HomePage
from web.site.timeline import present_timeline
from web.urls import Urls

HOME_FACETS: tuple[NamedKind, ...] = ("country", "tag", "author")
LATEST = 5
# Other years of this day, and headlines of each.
OTHER_YEARS = 4
HEADLINES = 2

# What the examples show, by their kind.
MEANINGS: Mapping[ExampleKind, str] = {
    "phrase": gettext_noop("words next to each other, in any form"),
    "author": gettext_noop("an author, in either alphabet"),
    "tag": gettext_noop("a tag and a year"),
}


@dataclass(frozen=True, slots=True)
class HomePresenter:
    """Makes the front page of one generation."""

    generation: Generation
    language: Language
    urls: Urls

    def page(self, overview: SearchResponse, today: date, site: Site) -> HomePage:
        """The front page of a day, in the archive's zone."""
        language, urls, chronicle = self.language, self.urls, self.generation.chronicle
        request = SearchRequest()
        years = [bucket.first.year for bucket in overview.timeline.buckets]
        headlines = HeadlinePresenter(chronicle, language, urls)
        same_day = chronicle.days.list_other_years(today)
        return HomePage(
            site=site,
            total=overview.total,
            years=(years[0], years[-1]) if years else None,
            timeline=present_timeline(overview.timeline, request, language, urls),
            facets=tuple(present_facets(overview, HOME_FACETS, self.language, urls)),
            examples=tuple(self._present_examples()),
            anniversary=language.label_anniversary(today),
            other_years=headlines.present_days(same_day[:OTHER_YEARS], HEADLINES, "year"),
            all_years=urls.archive(same_day[0].isoformat())
            if len(same_day) > OTHER_YEARS
            else None,
            latest=headlines.present_latest(LATEST),
            random=urls.random(),
        )

    def _present_examples(self) -> Iterator[Example]:
        for example in self.generation.examples.choose(self.language.code):
            url = self.urls.search(SearchRequest(q=example.query))
            yield Example(example.query, url, self.language.gettext(MEANINGS[example.kind]))
