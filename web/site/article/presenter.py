"""From an article to its page: its texts, the way back to the results, what it is filed under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from indexer.article import LANGS, Article, Lang
from indexer.importing.readers import script_lang
from indexer.labels import NamedKind
from searcher.request import SearchRequest
from searcher.response import ArticleView, RankedArticle, ShownArticle, Snippet
from searcher.viewing import ANY_VERSION
from web.i18n import Language
from web.shortening import MOST_OF_LABEL, MOST_OF_TITLE, shorten
from web.site.article.addresses import list_addresses, present_address
from web.site.article.citing import present_citing
from web.site.article.head import present_head
from web.site.article.page import (
    ArticlePage,
    CopyItem,
    GivenLink,
    Moment,
    Neighbour,
    Passage,
    RelatedItem,
    RelatedRow,
    ShownText,
    Trail,
    VersionTab,
)
from web.site.frame import Link, Site
from web.site.names import IN_LANGUAGE
from web.urls import Urls

FIRST_MARK = "first-mark"
# Authors, countries and tags that the page names of each, and addresses and versions it leads to.
MOST_VALUES = 50
MOST_ADDRESSES = 12
# Paragraphs that are put beside one another: the rows of article.css.
MOST_ALIGNED = 150

LANGUAGES: Mapping[Lang, str] = {"ru": "Русский", "en": "English"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePresenter:
    """Makes the page of an article that was found by `request`; the empty one stands for none.
    `origin` is what stands before the paths of whole addresses, `today` the day of access;
    `has_history` tells whether there are earlier texts that are public, and `stays_beside` whether
    the neighbours in the result are shown side by side too, where they have versions."""

    view: ArticleView
    request: SearchRequest
    language: Language
    urls: Urls
    origin: str
    today: date
    has_history: bool = False
    stays_beside: bool = False

    def page(self, site: Site) -> ArticlePage:
        """The whole page."""
        view, article, urls = self.view, self.view.shown.article, self.urls
        texts = tuple(self._texts())
        first = next((text for text in texts if text.spans), None)
        beside = self._show(view.beside, first) if view.beside else None
        shown = self._show(view.shown, first)
        permalink = self.origin + Urls().article(article.id)
        inferred = frozenset(one.country for one in article.inferred_countries)
        return ArticlePage(
            site=site,
            id=article.id,
            head=present_head(view, site, permalink, self.origin),
            shown=shown,
            beside=beside,
            is_aligned=beside is not None and _is_alike(shown, beside),
            tabs=tuple(self._tabs(article)) if view.versions else (),
            sides=tuple(self._sides(article)),
            trail=self._trail(),
            marks=sum(len(text.spans) for text in texts),
            anchor=FIRST_MARK,
            countries=self._tell("country", article.countries, inferred),
            tags=self._tell("tag", article.tags, frozenset(article.rule_tags)),
            modified=self.language.format_datetime(article.modified) if article.modified else None,
            zone=self.language.zone_name,
            related=tuple(self._related_rows()),
            copies=tuple(map(self._copy, view.copies)),
            more_copies=view.more_copies,
            addresses=tuple(map(present_address, list_addresses(article)[:MOST_ADDRESSES])),
            citing=present_citing(view, self.language, urls, permalink, self.today),
            history=urls.history(article.id) if self.has_history else None,
        )

    def _tell(
        self, facet: NamedKind, values: Sequence[str], inferred: frozenset[str]
    ) -> tuple[GivenLink, ...]:
        """Values as links, of which some were inferred."""
        links = zip(values, self._link(facet, values), strict=False)
        return tuple(GivenLink(link.text, link.url, value in inferred) for value, link in links)

    def _link(self, facet: NamedKind, values: Sequence[str]) -> tuple[Link, ...]:
        """Values of a facet as links to their pages."""
        label = self.view.labels.label
        return tuple(
            Link(
                shorten(label(facet, value, self.language.code), MOST_OF_LABEL),
                self.urls.value(facet, value),
            )
            for value in values[:MOST_VALUES]
        )

    def _texts(self) -> Iterator[Snippet]:
        """The texts in the order of the page."""
        for shown in (self.view.shown, self.view.beside):
            if shown is not None:
                yield from (
                    shown.title,
                    shown.lead,
                    *shown.paragraphs,
                    *shown.captions,
                    *shown.notices,
                )

    def _show(self, shown: ShownArticle, first: Snippet | None) -> ShownText:
        """A version; the text that is `first` has the anchor."""
        article = shown.article

        def present(text: Snippet) -> Passage:
            return Passage(text, FIRST_MARK if text is first else None)

        return ShownText(
            lang=article.lang,
            title=present(shown.title),
            published=self._moment(article.published),
            original=(
                self._moment(article.original_published) if article.original_published else None
            ),
            authors=self._link("author", article.authors),
            source=self._link("source", (article.source,))[0] if article.source else None,
            lead=present(shown.lead) if shown.lead.text else None,
            paragraphs=tuple(map(present, shown.paragraphs)),
            captions=tuple(map(present, shown.captions)),
            # They may be in the language of the law instead of the article's.
            notices=tuple(
                replace(present(text), lang=script_lang(text.text)) for text in shown.notices
            ),
            is_cut=shown.is_cut,
            json=self.urls.api_article(article.id),
        )

    def _moment(self, moment: datetime) -> Moment:
        return Moment(moment.isoformat(), self.language.format_datetime(moment))

    def _tabs(self, article: Article) -> Iterator[VersionTab]:
        """The shown article and its other versions, each alone; their order is the same on the
        pages of all."""
        versions = (article, *self.view.versions[:MOST_ADDRESSES])
        for version in sorted(versions, key=lambda one: (LANGS.index(one.lang), one.id)):
            tab = _present_tab(version, self._address(version))
            is_alone = self.view.beside is None
            is_shown = version is article
            yield replace(tab, is_current=is_shown and is_alone, is_first=is_shown and not is_alone)

    def _sides(self, article: Article) -> Iterator[VersionTab]:
        """The other versions, each beside the shown one."""
        beside = self.view.beside.article.id if self.view.beside else ""
        for version in self.view.versions[:MOST_ADDRESSES]:
            tab = _present_tab(version, self._address(article, version.id))
            yield replace(tab, is_current=version.id == beside)

    def _address(self, article: Article, beside: str = "") -> str:
        rank = self.view.place.rank if self.view.place else None
        return self.urls.article(article.id, self.request, rank, beside)

    def _trail(self) -> Trail | None:
        place, request = self.view.place, self.request
        if place is None:
            return Trail(results=self.urls.search(request)) if request != SearchRequest() else None
        return Trail(
            results=self.urls.search(_page_of(request, place.rank)),
            rank=place.rank,
            total=place.total,
            previous=self._neighbour(place.previous),
            next=self._neighbour(place.next),
        )

    def _neighbour(self, ranked: RankedArticle | None) -> Neighbour | None:
        if ranked is None:
            return None
        article, rank = ranked.article, ranked.rank
        beside = ANY_VERSION if self.stays_beside else ""
        url = self.urls.article(article.id, _page_of(self.request, rank), rank, beside)
        return Neighbour(url, article.lang, shorten(article.title, MOST_OF_TITLE))

    def _related_rows(self) -> Iterator[RelatedRow]:
        """The articles like the shown one, a row for each language."""
        for articles in (self.view.related, self.view.related_other_language):
            if articles:
                lang = articles[0].lang
                differs = lang != self.view.shown.article.lang
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

    def _copy(self, article: Article) -> CopyItem:
        source = self._link("source", (article.source,))[0].text if article.source else ""
        date_ = self.language.format_date(article.published)
        return CopyItem(
            url=self.urls.article(article.id, self.request),
            lang=article.lang,
            title=shorten(article.title, MOST_OF_TITLE),
            origin=", ".join(filter(None, (source, date_))),
        )


def _present_tab(version: Article, url: str) -> VersionTab:
    title = shorten(version.title, MOST_OF_TITLE)
    return VersionTab(version.lang, LANGUAGES[version.lang], title, url)


def _page_of(request: SearchRequest, rank: int) -> SearchRequest:
    """A request with the page on which the hit of a rank stands."""
    return request.with_page((rank - 1) // request.limit + 1)


def _is_alike(one: ShownText, other: ShownText) -> bool:
    """Whether each passage of a text stands for one of the other."""
    is_led = (one.lead is None) == (other.lead is None)
    count = len(one.paragraphs)
    return is_led and count == len(other.paragraphs) and count <= MOST_ALIGNED
