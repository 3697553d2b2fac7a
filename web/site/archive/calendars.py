"""Calendars coloured by how much there is: tables of months, rows of years, and their colours."""

from __future__ import annotations

import calendar
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.dates import DayRange, parse_days
from searcher.day_counts import DayCounts
from web.i18n import Language
from web.site.archive.page import CalendarRow, Cell, MonthTable, ScaleStep, Weekday
from web.urls import Urls

STEPS = 5
# Of more years the months would be more than a page may weigh.
MOST_BY_MONTH = 50

_MONDAY_FIRST = calendar.Calendar(calendar.MONDAY)


@dataclass(frozen=True, slots=True)
class Scale:
    """The steps of the colours: the greatest count of each. Each stands for about as many of the
    periods, so that one flood does not make all others pale. Few steps are far apart."""

    least: int
    tops: tuple[int, ...]

    def level(self, count: int) -> int:
        """The step of a count, from 1; 0 is that of nothing."""
        return self._colour(bisect_left(self.tops, count)) if count else 0

    def describe(self, language: Language) -> tuple[ScaleStep, ...]:
        """The steps with the counts that they stand for."""
        bottoms = (self.least, *(top + 1 for top in self.tops))
        return tuple(
            ScaleStep(self._colour(place), _label_range(bottom, top, language))
            for place, (bottom, top) in enumerate(zip(bottoms, self.tops, strict=False))
        )

    def _colour(self, place: int) -> int:
        """The colour of one of the steps that there are: those of two are the second and the
        fourth."""
        return 1 + round((place + 0.5) * STEPS / len(self.tops) - 0.5)


def make_scale(counts: Iterable[int]) -> Scale:
    """The scale of some counts; those of 0 do not matter."""
    known = sorted(filter(None, counts))
    if not known:
        return Scale(0, ())
    places = (-(-len(known) * step // STEPS) - 1 for step in range(1, STEPS + 1))
    return Scale(known[0], tuple(sorted({known[place] for place in places})))


@dataclass(frozen=True, slots=True)
class CalendarPresenter:
    """Makes the calendars of an archive."""

    days: DayCounts
    language: Language
    urls: Urls

    def list_years(self) -> tuple[tuple[CalendarRow, ...], Scale]:
        """The years, latest first, with their months, or the decades of very many."""
        known = self.days.range
        if known.first is None or known.last is None:
            return (), make_scale(())
        years = range(known.last.year, known.first.year - 1, -1)
        if len(years) > MOST_BY_MONTH:
            return self._list_decades(years)
        names = {year: [f"{year:04}-{month:02}" for month in range(1, 13)] for year in years}
        scale = make_scale(self._count(name) for months in names.values() for name in months)
        return tuple(
            CalendarRow(
                label=f"{year:04}",
                count=self._count(f"{year:04}"),
                url=self._link(f"{year:04}"),
                cells=tuple(self._month_cell(name, scale) for name in months),
            )
            for year, months in names.items()
        ), scale

    def _list_decades(self, years: range) -> tuple[tuple[CalendarRow, ...], Scale]:
        scale = make_scale(self._count(f"{year:04}") for year in years)
        rows = []
        for decade in range(years[0] // 10 * 10, years[-1] // 10 * 10 - 1, -10):
            cells = tuple(
                self._cell(f"{year:04}", f"{year:04}", scale) for year in range(decade, decade + 10)
            )
            count = sum(cell.count for cell in cells)
            rows.append(
                CalendarRow(label=f"{decade}–{decade + 9}", count=count, url=None, cells=cells)
            )
        return tuple(rows), scale

    def list_months(self, year: int) -> tuple[tuple[MonthTable, ...], Scale]:
        """The months of a year; the scale is that of its days."""
        scale = self.scale_of_days(year)
        months = [date(year, month, 1) for month in range(1, 13)]
        return tuple(self.make_month(month, scale) for month in months), scale

    def scale_of_days(self, year: int) -> Scale:
        """The scale of the days of a year."""
        first = date(year, 1, 1)
        every = (first + timedelta(days=n) for n in range(366 if calendar.isleap(year) else 365))
        return make_scale(self.days.count(DayRange(day, day)) for day in every)

    def make_month(self, month: date, scale: Scale) -> MonthTable:
        """The month that begins on a day."""
        name = month.isoformat()[:7]
        return MonthTable(
            label=capitalize(self.language.label_month(month)),
            count=self._count(name),
            url=self._link(name),
            weeks=tuple(
                tuple(
                    self._cell(day.isoformat(), str(day.day), scale)
                    if day.month == month.month
                    else None
                    for day in week
                )
                for week in _MONDAY_FIRST.monthdatescalendar(month.year, month.month)
            ),
        )

    def list_weekdays(self) -> tuple[Weekday, ...]:
        """The heads of a table of weeks."""
        return tuple(Weekday(short, whole) for short, whole in self.language.name_weekdays())

    def _month_cell(self, name: str, scale: Scale) -> Cell:
        first = date.fromisoformat(f"{name}-01")
        return self._cell(name, self.language.label_short_month(first), scale)

    def _cell(self, name: str, text: str, scale: Scale) -> Cell:
        count = self._count(name)
        return Cell(
            text=text,
            label=self.language.label_days(name, name),
            count=count,
            level=scale.level(count),
            url=self._link(name),
        )

    def _count(self, name: str) -> int:
        return self.days.count(parse_days(name))

    def _link(self, name: str) -> str | None:
        return self.urls.archive(name) if self._count(name) else None


def capitalize(text: str) -> str:
    """A text as a heading begins."""
    return text[:1].upper() + text[1:]


def _label_range(first: int, last: int, language: Language) -> str:
    if first == last:
        return language.format_number(last)
    return f"{language.format_number(first)}–{language.format_number(last)}"
