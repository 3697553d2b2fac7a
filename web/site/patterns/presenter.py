"""Invented content for every component that pages share."""

from __future__ import annotations

from dataclasses import replace

from searcher.request import SearchRequest
from web.i18n import Language, gettext_noop
from web.site.dates import DateField
from web.site.facets import FacetGroup, FacetItem, present_choices
from web.site.frame import Link, Site
from web.site.hits import FoundBy, HitItem, HitPresenter, OtherVersion
from web.site.pager import make_pager
from web.site.patterns.invented import (
    BRIDGE,
    BRIDGE_EN,
    HERE,
    MUSEUM,
    Nowhere,
    make_labels,
    make_timeline,
    mark,
)
from web.site.patterns.page import PatternsPage, SuggestionPattern
from web.site.patterns.results import make_response
from web.site.search.chips import present_chips
from web.site.search.page import Chip
from web.site.timeline import present_timeline
from web.urls import Urls

# The variables of the style sheet, as the names of their swatches.
COLOURS = ("paper", "sheet", "ink", "muted", "rule", "field", "accent", "accent-soft", "act", "bar",
           "archive", "archive-line", "mark")  # fmt: skip

_SNIPPET = "Пролёт нового моста собран, и в апреле по нему поедут."

# Alternatives, all at once, and what is left out.
REQUEST = (
    SearchRequest(q="мост", first="2014", last="2014")
    .with_filter("tag", "roads")
    .with_filter("tag", "rivers")
    .with_filter("country", "dagestan")
    .with_filter("country", "GE")
    .with_all_of("country")
    .with_filter("author", "tugov", excluded=True)
    .with_filter("author", "orlova", excluded=True)
)


def present_patterns(
    site: Site, language: Language, urls: Urls, specimens: tuple[Link, ...]
) -> PatternsPage:
    """The page of patterns."""
    labels, response = make_labels(), make_response(REQUEST, language)
    without_links = (Link(labels.label("source", "herald", language.code), None),)
    return PatternsPage(
        site=site,
        specimens=specimens,
        colours=COLOURS,
        suggestions=(
            SuggestionPattern("word", language.gettext("Word"), "мост", "ru", 240),
            SuggestionPattern("tag", language.gettext("Tag"), "мосты", "ru", 58),
            SuggestionPattern("title", language.gettext("Article"), MUSEUM.title, "ru", None),
        ),
        hit=_present_hit(language),
        chips=(
            *present_chips(REQUEST, labels, language, Nowhere()),
            # Where there is no room for so many links.
            Chip(language.gettext("Source"), excluded=False, values=without_links),
        ),
        widened=HERE,
        pager=make_pager(7, 12, lambda _: HERE),
        group=FacetGroup(
            name="pattern",
            title=language.gettext("Tags"),
            items=tuple(
                FacetItem(label=value.label, count=value.count, url=HERE)
                for value in response.facets["tag"]
            ),
        ),
        timeline=present_timeline(make_timeline(), REQUEST.without_narrowing(), language, urls),
        q=REQUEST.q,
        fields=(),
        first=DateField("2014"),
        last=DateField("вчера", language.gettext("This is not a date.")),
        facets=tuple(present_choices(response, REQUEST, language, Nowhere())),
        count=HERE,
        total=response.total,
    )


def _present_hit(language: Language) -> HitItem:
    """An entry with all that it may have."""
    values = HitPresenter(SearchRequest(), make_labels(), language, Nowhere())
    tag = values.name("tag", "roads").text
    return HitItem(
        url=HERE,
        lang="ru",
        language=values.link("lang", "ru"),
        title=mark(BRIDGE.title, "мост"),
        moment=BRIDGE.published.isoformat(),
        date=language.format_date(BRIDGE.published),
        authors=values.links("author", BRIDGE.authors),
        source=values.link("source", "herald"),
        countries=values.links("country", BRIDGE.countries),
        # Where there is no room for so many links, one is text.
        tags=(values.link("tag", "roads"), values.name("tag", "rivers")),
        snippets=(replace(mark(_SNIPPET, "мост"), cut_before=True, cut_after=True),),
        found_as=("мост",),
        found_by=(FoundBy(language.gettext(gettext_noop("Found by its tag:")), tag),),
        missing=("река",),
        versions=(
            OtherVersion(
                values.name("lang", "en").text, "en", mark(BRIDGE_EN.title, "bridge"), HERE
            ),
        ),
    )
