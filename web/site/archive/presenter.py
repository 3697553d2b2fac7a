"""From the days of an archive to its pages by date."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from indexer.article import Article, StoryVersion
from indexer.dates import parse_days
from indexer.labels import NamedKind
from searcher.chronicle import Chronicle, Story
from searcher.generation import Generation
from searcher.request import ISO_LENGTH, Interval, SearchRequest
from web.i18n import Language
from web.shortening import MOST_OF_LABEL, MOST_OF_TITLE, shorten
from web.site.archive.calendars import CalendarPresenter, capitalize
from web.site.archive.page import (
    ArchivePage,
    DayEntry,
    DayPage,
    EntryVersion,
    MonthPage,
    Period,
    YearPage,
)
from web.site.frame import Link, Site
from web.site.headlines import HeadlinePresenter
from web.site.names import IN_LANGUAGE
from web.site.pager import make_pager
from web.urls import Urls

# Articles on a page of a day, and its pages at most: an offset costs as much as what is before it.
ARTICLES_A_PAGE = 100
MOST_PAGES = 100
# Headlines of each day of a month, and of the same day in each of so many other years.
HEADLINES = 3
MOST_TOLD_YEARS = 20
# Characters of an article's beginning, and authors and countries of it that are named.
MOST_OF_LEAD = 240
MOST_VALUES = 5


@dataclass(frozen=True, slots=True)
class ArchivePresenter:
    """Makes the pages of one generation by date."""

    generation: Generation
    language: Language
    urls: Urls

    @property
    def chronicle(self) -> Chronicle:
        """What the generation has, day by day."""
        return self.generation.chronicle

    def present_all(self, site: Site) -> ArchivePage:
        """The whole archive."""
        rows, scale = self._calendars.list_years()
        return ArchivePage(
            site=site,
            total=self.chronicle.days.total,
            rows=rows,
            scale=scale.describe(self.language),
        )

    def present_year(self, name: str, site: Site) -> YearPage:
        """A year: `2021`."""
        months, scale = self._calendars.list_months(int(name))
        return YearPage(
            site=site,
            period=self._present_period("year", name),
            months=months,
            weekdays=self._calendars.list_weekdays(),
            scale=scale.describe(self.language),
        )

    def present_month(self, name: str, site: Site) -> MonthPage:
        """A month: `2021-01`."""
        first = date.fromisoformat(f"{name}-01")
        scale = self._calendars.scale_of_days(first.year)
        days = self.chronicle.days.list_within(parse_days(name))
        return MonthPage(
            site=site,
            period=self._present_period("month", name),
            month=self._calendars.make_month(first, scale),
            weekdays=self._calendars.list_weekdays(),
            scale=scale.describe(self.language),
            days=self._headlines.present_days(days, HEADLINES),
        )

    def present_day(self, name: str, page: int, site: Site) -> DayPage:
        """A page of a day: `2021-01-23`."""
        day = date.fromisoformat(name)
        offset = (page - 1) * ARTICLES_A_PAGE
        stories = self.chronicle.read_day(day, offset, ARTICLES_A_PAGE, self.language.code)
        years = self.chronicle.days.list_other_years(day)
        told, rest = years[:MOST_TOLD_YEARS], years[MOST_TOLD_YEARS:]
        return DayPage(
            site=site,
            period=self._present_period("day", name),
            anniversary=self.language.label_anniversary(day),
            entries=tuple(map(self._present_story, stories)),
            page=page,
            pager=make_pager(
                page, self.count_pages(name), lambda other: self.urls.archive(name, other)
            ),
            other_years=(
                *self._headlines.present_days(told, HEADLINES, "year"),
                *self._headlines.present_days(rest, 0, "year"),
            ),
        )

    def count_pages(self, name: str) -> int:
        """How many pages the articles of a day take; a day without any has one too."""
        count = self.chronicle.days.count(parse_days(name))
        return min(MOST_PAGES, max(1, -(-count // ARTICLES_A_PAGE)))

    @property
    def _calendars(self) -> CalendarPresenter:
        return CalendarPresenter(self.chronicle.days, self.language, self.urls)

    @property
    def _headlines(self) -> HeadlinePresenter:
        return HeadlinePresenter(self.chronicle, self.language, self.urls)

    def _present_period(self, interval: Interval, name: str) -> Period:
        days, urls = parse_days(name), self.urls
        counts = self.chronicle.days
        wanted = SearchRequest().with_days(name, name)
        return Period(
            title=capitalize(self.language.label_days(name, name)),
            count=counts.count(days),
            trail=tuple(self._list_trail(name)),
            previous=self._link_period(interval, counts.before(days)),
            next=self._link_period(interval, counts.after(days)),
            search=urls.search(wanted),
            weekday=self.language.label_weekday(days.first)
            if interval == "day" and days.first
            else "",
        )

    def _list_trail(self, name: str) -> Iterator[Link]:
        yield Link(self.language.gettext("By date"), self.urls.archive())
        for interval in ("year", "month"):
            above = name[: ISO_LENGTH[interval]]
            if len(above) < len(name):
                label = capitalize(self.language.label_days(above, above))
                # A month of which only this page is asked for may have nothing itself.
                has_any = self.chronicle.days.count(parse_days(above))
                yield Link(label, self.urls.archive(above) if has_any else None)

    def _link_period(self, interval: Interval, day: date | None) -> Link | None:
        if day is None:
            return None
        name = day.isoformat()[: ISO_LENGTH[interval]]
        return Link(capitalize(self.language.label_days(name, name)), self.urls.archive(name))

    def _present_story(self, story: Story) -> DayEntry:
        article, *others = story.versions
        versions = [self._present_version(other, None) for other in others]
        versions += (
            self._present_version(other, self.language.format_date(other.published))
            for other in story.elsewhere
        )
        return DayEntry(
            url=self.urls.article(article.id),
            lang=article.lang,
            title=shorten(article.title, MOST_OF_TITLE),
            moment=article.published.isoformat(),
            time=self._tell_time(article),
            lead=_begin(article),
            authors=self._link_values("author", article.authors),
            source=self._link_value("source", article.source) if article.source else None,
            countries=self._link_values("country", article.countries),
            versions=tuple(versions[:MOST_VALUES]),
        )

    def _link_values(self, facet: NamedKind, values: Sequence[str]) -> tuple[Link, ...]:
        return tuple(self._link_value(facet, value) for value in values[:MOST_VALUES])

    def _link_value(self, facet: NamedKind, value: str) -> Link:
        label = self.generation.labels.label(facet, value, self.language.code)
        return Link(shorten(label, MOST_OF_LABEL), self.urls.value(facet, value))

    def _tell_time(self, article: Article) -> str | None:
        # What is given as a day alone is stored as its midnight.
        local = article.published.astimezone(self.language.zone)
        return None if local.time() == time() else self.language.format_time(article.published)

    def _present_version(self, article: Article | StoryVersion, day: str | None) -> EntryVersion:
        return EntryVersion(
            url=self.urls.article(article.id),
            lang=article.lang,
            language=self.language.gettext(IN_LANGUAGE[article.lang]),
            title=shorten(article.title, MOST_OF_TITLE),
            date=day,
        )


def _begin(article: Article) -> str:
    """How an article begins, to the end of a word."""
    text = (article.lead or article.body)[: 2 * MOST_OF_LEAD]
    return shorten(textwrap.shorten(text, MOST_OF_LEAD, placeholder=" …"), MOST_OF_LEAD)
