"""Articles as they are shown: in a list of hits, and on their own page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from indexer.article import Article, Lang
from searcher.request import SearchRequest
from searcher.response import ArticleView, Snippet
from web.i18n import Language, gettext_noop
from web.site.article.page import (
    ArticlePage,
    CountryLink,
    OuterLink,
    Passage,
    RelatedItem,
    RelatedRow,
    Version,
)
from web.site.frame import Site
from web.site.hits import HitPresenter
from web.urls import Urls

FIRST_MARK = "first-mark"
# Authors, countries and tags that the page names of each, and addresses and versions it leads to.
MOST_VALUES = 50
MOST_ADDRESSES = 12

IN_LANGUAGE: Mapping[Lang, str] = {
    "ru": gettext_noop("In Russian"),
    "en": gettext_noop("In English"),
}


@dataclass(frozen=True, slots=True)
class ArticlePresenter:
    """Makes the page of an article that was found by `request`; the empty one stands for none."""

    view: ArticleView
    request: SearchRequest
    language: Language
    urls: Urls

    def page(self, site: Site) -> ArticlePage:
        """The whole page."""
        view, article, urls = self.view, self.view.article, self.urls
        links = HitPresenter(SearchRequest(), view.labels, self.language, urls)
        inferred = {evidence.country for evidence in article.inferred_countries}
        texts = self._passages()
        countries = article.countries[:MOST_VALUES]
        return ArticlePage(
            site=site,
            id=article.id,
            lang=article.lang,
            title=view.title,
            moment=article.published.isoformat(),
            published=self.language.format_datetime(article.published),
            original_published=self._time(article.original_published),
            modified=self._time(article.modified),
            authors=links.links("author", article.authors[:MOST_VALUES]),
            source=links.link("source", article.source) if article.source else None,
            countries=tuple(
                CountryLink(link.text, link.url, country in inferred)
                for country, link in zip(countries, links.links("country", countries), strict=True)
            ),
            tags=links.links("tag", article.tags[:MOST_VALUES]),
            lead=next(texts) if view.lead.text else None,
            paragraphs=tuple(next(texts) for _ in view.paragraphs),
            captions=tuple(next(texts) for _ in view.captions),
            notices=tuple(next(texts) for _ in view.notices),
            is_cut=view.is_cut,
            versions=tuple(map(self._version, view.versions[:MOST_ADDRESSES])),
            related=tuple(self._related_rows()),
            addresses=tuple(map(present_address, islice(_addresses(article), MOST_ADDRESSES))),
            marks=sum(len(text.spans) for text in self._texts()),
            anchor=FIRST_MARK,
            results=urls.search(self.request) if self.request != SearchRequest() else None,
            json=urls.api_article(article.id),
        )

    def _texts(self) -> Iterator[Snippet]:
        """The texts under the headline, in the order of the page."""
        view = self.view
        if view.lead.text:
            yield view.lead
        yield from (*view.paragraphs, *view.captions, *view.notices)

    def _passages(self) -> Iterator[Passage]:
        anchor: str | None = FIRST_MARK
        for text in self._texts():
            yield Passage(text, anchor if text.spans else None)
            if text.spans:
                anchor = None

    def _time(self, moment: datetime | None) -> str | None:
        return self.language.format_datetime(moment) if moment else None

    def _version(self, article: Article) -> Version:
        language = self.language.gettext(IN_LANGUAGE[article.lang])
        url = self.urls.article(article.id, self.request)
        return Version(article.lang, language, article.title, url)

    def _related_rows(self) -> Iterator[RelatedRow]:
        """The articles like the shown one, a row for each language."""
        for articles in (self.view.related, self.view.related_other_language):
            if articles:
                lang = articles[0].lang
                differs = lang != self.view.article.lang
                language = self.language.gettext(IN_LANGUAGE[lang]) if differs else None
                yield RelatedRow(language, tuple(map(self._related, articles)))

    def _related(self, article: Article) -> RelatedItem:
        return RelatedItem(
            url=self.urls.article(article.id, self.request),
            lang=article.lang,
            title=article.title,
            moment=article.published.isoformat(),
            date=self.language.format_date(article.published),
        )


def present_address(address: str) -> OuterLink:
    """An address from a record: a link only where it leads to a website, else just its text."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return OuterLink(address, None)
    followed = parts.scheme in {"http", "https"} and bool(parts.netloc)
    return OuterLink(address, address if followed else None)


def _addresses(article: Article) -> Iterator[str]:
    if article.url:
        yield article.url
    yield from article.mirrors
