"""Articles as a list of hits shows them."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.labels import Labels
from searcher.request import SearchRequest
from searcher.response import OTHER_SPELLINGS, Hit, Snippet
from web.i18n import Language
from web.site.frame import Link
from web.urls import Urls


@dataclass(frozen=True, slots=True, kw_only=True)
class HitItem:
    """A hit of the result page. `lang` is the article's language, `moment` its time for machines,
    `date` for readers; authors, source, countries and tags are links that add the filter.
    `found_as` are the words that matched in another spelling, or as another name."""

    url: str
    lang: str
    language: Link
    title: Snippet
    moment: str
    date: str
    authors: tuple[Link, ...]
    source: Link | None
    countries: tuple[Link, ...]
    tags: tuple[Link, ...]
    snippets: tuple[Snippet, ...]
    found_as: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HitPresenter:
    """Makes the entries of a list of hits; their facet values narrow `request` further."""

    request: SearchRequest
    labels: Labels
    language: Language
    urls: Urls

    def present(self, hit: Hit) -> HitItem:
        """One entry."""
        article = hit.article
        return HitItem(
            url=self.urls.article(article.id, self.request),
            lang=article.lang,
            language=self.link("lang", article.lang),
            title=hit.title,
            moment=article.published.isoformat(),
            date=self.language.format_date(article.published),
            authors=self.links("author", article.authors),
            source=self.link("source", article.source) if article.source else None,
            countries=self.links("country", article.countries),
            tags=self.links("tag", article.tags),
            snippets=hit.snippets,
            found_as=tuple(form.text for form in hit.forms if form.rule in OTHER_SPELLINGS),
        )

    def link(self, facet: str, value: str) -> Link:
        """A facet value as a link that filters by it."""
        label = self.labels.label(facet, value, self.language.code)
        return Link(label, self.urls.search(self.request.with_filter(facet, value)))

    def links(self, facet: str, values: tuple[str, ...]) -> tuple[Link, ...]:
        return tuple(self.link(facet, value) for value in values)
