"""From the overview of an archive to its front page."""

from __future__ import annotations

from searcher.request import SearchRequest
from searcher.response import SearchResponse
from web.i18n import Language, gettext_noop
from web.site.facets import present_facets
from web.site.frame import Site
from web.site.home.page import Example, HomePage
from web.site.timeline import present_timeline
from web.urls import Urls

HOME_FACETS = ("country", "tag", "author")

# Queries to try on the front page, in each language its own, and what they show.
EXAMPLES: tuple[tuple[str, str], ...] = (
    (gettext_noop("bridge river"), gettext_noop("both words, each in any of its forms")),
    (gettext_noop('"town council"'), gettext_noop("the words in a row")),
    (gettext_noop("harvest -wine"), gettext_noop("the first word without the second")),
)


def present_home(response: SearchResponse, site: Site, language: Language, urls: Urls) -> HomePage:
    """The front page of an archive from its overview."""
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
                language.gettext(query),
                urls.search(SearchRequest(q=language.gettext(query))),
                language.gettext(meaning),
            )
            for query, meaning in EXAMPLES
        ),
    )
