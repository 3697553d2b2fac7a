"""The archive by date as patterns: years, a year, a month, a day, and the front page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from indexer.article import Article
from searcher.day_counts import DayCounts
from searcher.request import SearchRequest
from web.i18n import Language, gettext_noop
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
from web.site.facets import FacetGroup, FacetItem
from web.site.frame import Link, Site
from web.site.headlines import DayItem, Headline, VersionLink
from web.site.hits import HitPresenter
from web.site.home.page import Example, HomePage
from web.site.names import IN_LANGUAGE
from web.site.pager import make_pager
from web.site.patterns.invented import (
    BRIDGE,
    BRIDGE_EN,
    HARVEST,
    HERE,
    MUSEUM,
    Nowhere,
    make_labels,
    make_years,
)
from web.site.timeline import present_timeline

_DAY = date(2014, 2, 12)


def present_years(site: Site, language: Language) -> ArchivePage:
    """All years."""
    days = DayCounts(_count_days())
    rows, scale = _make_calendars(language).list_years()
    return ArchivePage(site=site, total=days.total, rows=rows, scale=scale.describe(language))


def present_year(site: Site, language: Language) -> YearPage:
    """A year, day by day."""
    calendars = _make_calendars(language)
    months, scale = calendars.list_months(_DAY.year)
    return YearPage(
        site=site,
        period=_make_period("2014", language),
        months=months,
        weekdays=calendars.list_weekdays(),
        scale=scale.describe(language),
    )


def present_month(site: Site, language: Language) -> MonthPage:
    """A month with its headlines."""
    calendars = _make_calendars(language)
    scale = calendars.scale_of_days(_DAY.year)
    return MonthPage(
        site=site,
        period=_make_period("2014-02", language),
        month=calendars.make_month(_DAY.replace(day=1), scale),
        weekdays=calendars.list_weekdays(),
        scale=scale.describe(language),
        days=(_make_day_item("12", language), _make_day_item("13", language)),
    )


def present_day(site: Site, language: Language) -> DayPage:
    """A day of many pages."""
    return DayPage(
        site=site,
        period=_make_period("2014-02-12", language),
        anniversary=language.label_anniversary(_DAY),
        entries=tuple(_make_entry(article, language) for article in (BRIDGE, MUSEUM, HARVEST)),
        page=7,
        pager=make_pager(7, 12, lambda _: HERE),
        other_years=(_make_day_item("2013", language), _make_day_item("2011", language)),
    )


def present_quiet_day(site: Site, language: Language) -> DayPage:
    """A day without articles."""
    return DayPage(
        site=site,
        period=replace(_make_period("2014-02-09", language), count=0),
        anniversary="",
        entries=(),
        page=1,
        pager=make_pager(1, 1, lambda _: HERE),
        other_years=(),
    )


def present_home(site: Site, language: Language) -> HomePage:
    """The front page."""
    meaning = gettext_noop("words next to each other, in any form")
    values = (
        FacetItem(label=str(year), count=year - 1990, url=HERE) for year in range(2014, 2004, -1)
    )
    return HomePage(
        site=site,
        total=2_431,
        years=(1995, 2014),
        timeline=present_timeline(make_years(), SearchRequest(), language, Nowhere()),
        facets=(FacetGroup(name="year", title=language.gettext("years"), items=tuple(values)),),
        examples=(Example('"новый мост"', HERE, language.gettext(meaning)),),
        anniversary=language.label_anniversary(_DAY),
        other_years=(_make_day_item("2013", language), _make_day_item("2011", language)),
        all_years=HERE,
        latest=(_make_headline(HARVEST, language), _make_headline(BRIDGE, language)),
        random=HERE,
    )


def _count_days() -> Mapping[date, int]:
    """Four years, with a day in nine without news, and a summer without any."""
    first, last = date(2011, 3, 1), date(2014, 10, 20)
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return {
        day: (day.day * day.month) % 9 + day.year - 2010
        for day in every
        if (day.day * day.month) % 9 and (day.year, day.month) != (2012, 7)
    }


def _make_calendars(language: Language) -> CalendarPresenter:
    return CalendarPresenter(DayCounts(_count_days()), language, Nowhere())


def _make_period(name: str, language: Language) -> Period:
    above = [language.gettext("By date"), "2014", language.label_month(_DAY)]
    return Period(
        title=capitalize(language.label_days(name, name)),
        count=3,
        trail=tuple(Link(capitalize(text), HERE) for text in above[: 1 + name.count("-")]),
        previous=Link(language.gettext("Previous"), HERE),
        next=Link(language.gettext("Next"), HERE),
        search=HERE,
        weekday=language.label_weekday(_DAY) if name.count("-") > 1 else "",
    )


def _make_headline(article: Article, language: Language) -> Headline:
    versions: tuple[VersionLink, ...] = ()
    if article is BRIDGE:
        told = language.gettext(IN_LANGUAGE[BRIDGE_EN.lang])
        versions = (VersionLink(BRIDGE_EN.lang, told, HERE),)
    return Headline(
        url=HERE,
        lang=article.lang,
        title=article.title,
        moment=article.published.isoformat(),
        date=language.format_date(article.published),
        versions=versions,
    )


def _make_day_item(label: str, language: Language) -> DayItem:
    return DayItem(
        label=label,
        day=_DAY.isoformat(),
        url=HERE,
        count=7,
        headlines=(_make_headline(BRIDGE, language), _make_headline(MUSEUM, language)),
        more=4,
    )


def _make_entry(article: Article, language: Language) -> DayEntry:
    values = HitPresenter(SearchRequest(), make_labels(), language, Nowhere())
    versions: tuple[EntryVersion, ...] = ()
    if article is BRIDGE:
        version = EntryVersion(
            url=HERE,
            lang=BRIDGE_EN.lang,
            language=language.gettext(IN_LANGUAGE[BRIDGE_EN.lang]),
            title=BRIDGE_EN.title,
            date=language.format_date(BRIDGE_EN.published),
        )
        versions = (version,)
    return DayEntry(
        url=HERE,
        lang=article.lang,
        title=article.title,
        moment=article.published.isoformat(),
        # Of what is given as a day alone no time is known.
        time=None if article is MUSEUM else language.format_time(article.published),
        lead=article.lead,
        authors=values.links("author", article.authors),
        source=values.link("source", article.source) if article.source else None,
        countries=values.links("country", article.countries),
        versions=versions,
    )
