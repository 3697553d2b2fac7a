"""Headlines of a day, and of the latest articles, as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from indexer.article import Article
from indexer.dates import DayRange
from searcher.chronicle import Chronicle, Story
from searcher.request import Interval
from web.i18n import Language
from web.shortening import MOST_OF_TITLE, shorten
from web.site.names import IN_LANGUAGE
from web.urls import Urls


@dataclass(frozen=True, slots=True)
class VersionLink:
    """Another language version of a story: its language's code, "In English", and its address."""

    lang: str
    language: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """An article by its headline, with the other versions of its story that stand in the same list.
    `moment` is its time for machines, `date` its day for readers."""

    url: str
    lang: str
    title: str
    moment: str
    date: str
    versions: tuple[VersionLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayItem:
    """A day with some of its headlines: how readers call it, its ISO date, its page, how many
    articles it has, and how many of them the headlines do not tell of."""

    label: str
    day: str
    url: str
    count: int
    headlines: tuple[Headline, ...]
    more: int


@dataclass(frozen=True, slots=True)
class HeadlinePresenter:
    """Makes lists of headlines."""

    chronicle: Chronicle
    language: Language
    urls: Urls

    def present_days(
        self, days: Sequence[date], headlines: int, named_by: Interval = "day"
    ) -> tuple[DayItem, ...]:
        """Some days, each with so many headlines at most; the same day of some years is
        `named_by` the year."""
        return tuple(self._present_day(day, headlines, named_by) for day in days)

    def present_latest(self, limit: int) -> tuple[Headline, ...]:
        """The latest articles, at most so many."""
        return tuple(map(self._present, self.chronicle.list_latest(limit, self.language.code)))

    def _present_day(self, day: date, headlines: int, named_by: Interval) -> DayItem:
        stories = (
            self.chronicle.list_headlines(day, headlines, self.language.code) if headlines else ()
        )
        count = self.chronicle.days.count(DayRange(day, day))
        return DayItem(
            label=self.language.label_interval(named_by, day),
            day=day.isoformat(),
            url=self.urls.archive(day.isoformat()),
            count=count,
            headlines=tuple(map(self._present, stories)),
            more=count - sum(len(story.versions) for story in stories),
        )

    def _present(self, story: Story) -> Headline:
        first, *others = story.versions
        return Headline(
            url=self.urls.article(first.id),
            lang=first.lang,
            title=shorten(first.title, MOST_OF_TITLE),
            moment=first.published.isoformat(),
            date=self.language.format_date(first.published),
            versions=tuple(map(self._link, others)),
        )

    def _link(self, version: Article) -> VersionLink:
        language = self.language.gettext(IN_LANGUAGE[version.lang])
        return VersionLink(version.lang, language, self.urls.article(version.id))
