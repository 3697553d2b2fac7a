"""A feed: what a page of arrived articles says to those who follow a search, whatever its format.

Entries are named by the ids of their articles, for good: another address of the archive, another
index and another text change no name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from indexer.article import Article
from indexer.home.alerts import Alert
from indexer.labels import Labels
from searcher.alerts.articles import MatchedPage
from searcher.arrivals import ArrivalsPage, ArrivedArticle
from searcher.request import SearchRequest
from searcher.result_set import ResultSet
from web.api.hits import name_values
from web.i18n import Language
from web.urls import FeedFormat, Urls

# Characters of a summary.
_SUMMARY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """An article: its name, its page, when it was published, and when the archive first had the
    text it has. `tags` are ids with their labels."""

    name: str
    url: str
    lang: str
    title: str
    published: datetime
    updated: datetime
    authors: tuple[str, ...]
    tags: tuple[tuple[str, str], ...]
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed of the archive `archive`: `own` is its address and `following` that of the page behind
    it, `site` that of the same search on the site."""

    name: str
    archive: str
    title: str
    lang: str
    own: str
    site: str
    following: str | None
    entries: tuple[FeedEntry, ...]

    @property
    def updated(self) -> datetime | None:
        """When the newest of its texts came; None where it has none."""
        return max((entry.updated for entry in self.entries), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedMaker:
    """Makes feeds for readers of a language; `origin` stands before the paths of all addresses."""

    archive: str
    origin: str
    language: Language
    urls: Urls

    def make(self, page: ArrivalsPage, shown: SearchRequest, format_: FeedFormat) -> Feed:
        """The feed of a page of the search `shown`, which links carry on."""
        following = None
        if page.has_more:
            following = self.origin + self.urls.feed(shown.with_page(shown.page + 1), format_)
        labels = page.found.generation.labels
        return Feed(
            name=_name(f"search:{page.found.hash}"),
            archive=self.archive,
            title=self._title(page.found, labels),
            lang=self.language.code,
            own=self.origin + self.urls.feed(shown, format_),
            site=self.origin + self.urls.results(shown.without_page()),
            following=following,
            entries=tuple(self._make_entry(arrived, labels) for arrived in page.arrived),
        )

    def make_of_alert(
        self, alert: Alert, page: MatchedPage, own: str, following: str | None
    ) -> Feed:
        """The feed of a page of what an alert matched, which is at the path `own`, as the page
        behind it is at `following`."""
        labels, lang = page.generation.labels, self.language.code
        return Feed(
            name=_name(f"alert:{alert.id}"),
            archive=self.archive,
            title=f"{self.archive}: {alert.name(lang)}",
            lang=lang,
            own=self.origin + own,
            site=self.origin + self.urls.search(SearchRequest(q=alert.query, sort="newest")),
            following=self.origin + following if following else None,
            entries=tuple(self._make_entry(arrived, labels) for arrived in page.arrived),
        )

    def _make_entry(self, arrived: ArrivedArticle, labels: Labels) -> FeedEntry:
        article = arrived.article
        names = name_values(article, labels, self.language.code)
        return FeedEntry(
            name=_name(f"article:{article.id}"),
            # Addresses that others keep choose no language for them.
            url=self.origin + self.urls.in_language().article(article.id),
            lang=article.lang,
            title=article.title,
            published=article.published,
            updated=arrived.updated,
            authors=names.authors or ((names.source,) if names.source else ()),
            tags=tuple(zip(article.tags, names.tags, strict=True)),
            summary=_summarize(article),
        )

    def _title(self, found: ResultSet, labels: Labels) -> str:
        """The archive, and what is followed of it: query, values, days."""
        request, code = found.request, self.language.code
        parts = [found.canonical] if found.canonical else []
        for entry in request.filters:
            label = labels.label(entry.facet, entry.value, code)
            parts.append("−" * entry.excluded + label)
        if request.first or request.last:
            parts.append(self.language.label_days(request.first, request.last))
        return f"{self.archive}: {', '.join(parts)}" if parts else self.archive


def _name(text: str) -> str:
    return uuid5(NAMESPACE_URL, f"letopis:{text}").urn


def _summarize(article: Article) -> str:
    text = article.lead or article.body
    return text if len(text) <= _SUMMARY else text[:_SUMMARY].rpartition(" ")[0] + " …"
