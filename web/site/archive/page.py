"""What the pages of the archive by date are made of."""

from __future__ import annotations

from dataclasses import dataclass

from web.site.frame import Link, Site
from web.site.headlines import DayItem
from web.site.pager import Pager


@dataclass(frozen=True, slots=True)
class ScaleStep:
    """A step of the colours of a calendar: its number, from 1, and the counts it stands for."""

    level: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A year, a month or a day in a calendar: its short text, its whole name, how many articles it
    has, the step of its colour, and its page. Without articles its step is 0, and it has no
    page."""

    text: str
    label: str
    count: int
    level: int
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRow:
    """A year with its months, or a decade with its years; a decade has no page."""

    label: str
    count: int
    url: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthTable:
    """A month as a table of weeks from Monday on; None is a day of another month. Without articles
    it has no page."""

    label: str
    count: int
    url: str | None
    weeks: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week: its shortest name, and the whole one."""

    short: str
    whole: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What the pages of a year, a month and a day have in common.

    `trail` leads up to the whole archive, widest first; `previous` and `next` to the nearest such
    period that has articles; `search` searches in it. `weekday` is told of a day alone.
    """

    title: str
    count: int
    trail: tuple[Link, ...]
    previous: Link | None
    next: Link | None
    search: str
    weekday: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePage:
    """All years, with their months; where they are very many, all decades with their years."""

    site: Site
    total: int
    rows: tuple[CalendarRow, ...]
    scale: tuple[ScaleStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPage:
    """The months of a year, day by day."""

    site: Site
    period: Period
    months: tuple[MonthTable, ...]
    weekdays: tuple[Weekday, ...]
    scale: tuple[ScaleStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    """A month as a calendar, and its days with some headlines of each."""

    site: Site
    period: Period
    month: MonthTable
    weekdays: tuple[Weekday, ...]
    scale: tuple[ScaleStep, ...]
    days: tuple[DayItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryVersion:
    """Another language version of an entry: "In English", and its day where that is another."""

    url: str
    lang: str
    language: str
    title: str
    date: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEntry:
    """A story of a day. `moment` is its time for machines, `time` for readers, None where only a
    day is known."""

    url: str
    lang: str
    title: str
    moment: str
    time: str | None
    lead: str
    authors: tuple[Link, ...]
    source: Link | None
    countries: tuple[Link, ...]
    versions: tuple[EntryVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPage:
    """A page of the articles of a day, told by stories; `page` is the number of this one, and the
    `pager` leads to the others. `other_years` are the same day in other years."""

    site: Site
    period: Period
    anniversary: str
    entries: tuple[DayEntry, ...]
    page: int
    pager: Pager
    other_years: tuple[DayItem, ...]
