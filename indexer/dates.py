"""Dates and times as people write them.

`parse_instant` reads the publication times of records, `parse_days` the partial dates of queries
and filters. Both are strict: a date that could be read two ways is refused.
"""

from __future__ import annotations

import calendar
import re
import warnings
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from dateutil import parser as dateutil_parser
from dateutil.parser import UnknownTimezoneWarning

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

FIRST_YEAR = 1600
LAST_YEAR = 2199

_RUSSIAN_MONTHS = {
    "янв": "January", "фев": "February", "мар": "March", "апр": "April", "май": "May",
    "мая": "May", "мае": "May", "июн": "June", "июл": "July", "авг": "August", "сен": "September",
    "окт": "October", "ноя": "November", "дек": "December",
}  # fmt: skip
_RUSSIAN_WORD = re.compile(r"[а-яё]+\.?", re.IGNORECASE)
# Words around a date that say nothing about it.
_FILLERS = {"г", "года", "год", "в", "мск", "понедельник", "вторник", "среда", "четверг",
            "пятница", "суббота", "воскресенье"}  # fmt: skip
_ZONES = {
    "MSK": ZoneInfo("Europe/Moscow"),
    "МСК": ZoneInfo("Europe/Moscow"),
    "UTC": ZoneInfo("UTC"),
    "GMT": ZoneInfo("UTC"),
    "Z": ZoneInfo("UTC"),
}
# What dateutil ends in at a text that is no date: it computes with whatever numbers it finds.
_FAILURES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    UnknownTimezoneWarning,
    ValueError,
)
# Two readings of a text that names a full date agree whatever is filled in for missing parts.
_DEFAULTS = (datetime(2000, 1, 1), datetime(2003, 2, 2))  # noqa: DTZ001 - naive on purpose


def count_microseconds(instant: datetime) -> int:
    """Microseconds from the beginning of 1970 (UTC) to an instant, exactly: `timestamp` is not, and
    who compares instants with what was computed elsewhere would miss one now and then."""
    return (instant - _EPOCH) // timedelta(microseconds=1)


def parse_instant(text: str, zone: tzinfo) -> datetime:
    """The instant that a date, or a date and time, names; aware.

    Understands ISO 8601 and the usual English and Russian forms, such as `23 January 2021, 17:30`,
    `01:59, 18 мая 2002`, `March 18, 2019 at 12:57 pm MSK` and `26-FEB-1987 15:01:01.79`. A text
    without a zone is in `zone`, a date without a time is its midnight.

    Raises ValueError with the reason: no full date, an impossible one, or one that can be read
    in two ways (`03/04/2017`).
    """
    text = text.strip()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = _parse_written(text)
    return check_instant(instant if instant.tzinfo else instant.replace(tzinfo=zone), zone)


def check_instant(instant: datetime, zone: tzinfo) -> datetime:
    """The same instant, if its day in the zone is one that an archive can hold; else ValueError."""
    # First by its own year: the zone could not be applied at the end of the calendar.
    if FIRST_YEAR < instant.year < LAST_YEAR:
        return instant
    if FIRST_YEAR <= instant.year <= LAST_YEAR and (
        FIRST_YEAR <= instant.astimezone(zone).year <= LAST_YEAR
    ):
        return instant
    raise ValueError(f"the year {instant.year} is outside {FIRST_YEAR} to {LAST_YEAR}")


def _parse_written(text: str) -> datetime:
    english = _RUSSIAN_WORD.sub(_translate_word, text)
    if english.rstrip().endswith(("мск", "МСК", "MSK")):
        english = re.sub(r"\(?(?:мск|MSK)\)?\s*$", "MSK", english, flags=re.IGNORECASE)
    day_first = {True} if re.search(r"\d\.\d{1,2}\.\d", text) else {True, False}
    readings: set[datetime] = set()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UnknownTimezoneWarning)
        for first in day_first:
            for default in _DEFAULTS:
                try:
                    reading = dateutil_parser.parse(
                        english, dayfirst=first, default=default, tzinfos=_ZONES
                    )
                except _FAILURES as error:
                    raise ValueError(f"not a date: {text[:60]!r}") from error
                readings.add(reading)
    if len(readings) > 1:
        raise ValueError(f"not a full date, or one that reads two ways: {text[:60]!r}")
    return readings.pop()


def _translate_word(match: re.Match[str]) -> str:
    word = match[0].rstrip(".").lower()
    if word == "мск":
        return "MSK"
    if word in _FILLERS:
        return " "
    return _RUSSIAN_MONTHS.get(word[:3], match[0])


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
