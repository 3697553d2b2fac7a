"""Days and partial dates in ISO form, as queries, filters and pages name them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

FIRST_YEAR = 1600
LAST_YEAR = 2199


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days of the archive's zone, both ends included; None is an open end."""

    first: date | None
    last: date | None

    def __bool__(self) -> bool:
        """Whether the range narrows anything."""
        return self.first is not None or self.last is not None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


ALL_DAYS = DayRange(None, None)


def clip_days(days: DayRange, archive: DayRange) -> DayRange:
    """The part of a range that lies within the days of the archive; open where that is nothing."""
    if archive.first is None or archive.last is None:
        return DayRange(None, None)
    first = max(days.first or archive.first, archive.first)
    last = min(days.last or archive.last, archive.last)
    return DayRange(first, last) if first <= last else DayRange(None, None)


_PARTIAL = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def parse_days(text: str) -> DayRange:
    """The days that an ISO date or partial date names: `2021`, `2021-01`, `2021-01-23`.

    Raises ValueError for anything else.
    """
    match = _PARTIAL.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a date of the form 2021, 2021-01 or 2021-01-23: {text[:30]!r}")
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year is outside {FIRST_YEAR} to {LAST_YEAR}")
    # Neither months nor days have the number 0.
    first = date(year, 1 if month is None else month, 1 if day is None else day)
    if day:
        return DayRange(first, first)
    last_month = month or 12
    return DayRange(first, date(year, last_month, calendar.monthrange(year, last_month)[1]))
