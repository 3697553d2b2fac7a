"""From the overview of an archive to its front page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from searcher.examples import ExampleKind, ExampleQuery
from searcher.request import SearchRequest
from searcher.response import SearchResponse
from web.i18n import Language, gettext_noop
from web.site.facets import present_facets
from web.site.frame import Site
from web.site.home.page import Example, HomePage
from web.site.timeline import present_timeline
from web.urls import Urls

HOME_FACETS = ("country", "tag", "author")

# What the examples show, by their kind.
MEANINGS: Mapping[ExampleKind, str] = {
    "phrase": gettext_noop("words next to each other, in any form"),
    "author": gettext_noop("an author, in either alphabet"),
    "tag": gettext_noop("a tag and a year"),
}


def present_home(
    response: SearchResponse,
    examples: Iterable[ExampleQuery],
    site: Site,
    language: Language,
    urls: Urls,
) -> HomePage:
    """The front page of an archive from its overview and the queries to try."""
    request = SearchRequest()
    years = [bucket.first.year for bucket in response.timeline.buckets]
    return HomePage(
        site=site,
        total=response.total,
        years=(years[0], years[-1]) if years else None,
        timeline=present_timeline(response.timeline, request, language, urls),
        facets=tuple(present_facets(response, request, HOME_FACETS, language, urls)),
        examples=tuple(
            Example(
                example.query,
                urls.search(SearchRequest(q=example.query)),
                language.gettext(MEANINGS[example.kind]),
            )
            for example in examples
        ),
    )
