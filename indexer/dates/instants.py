"""Instants: read from text, and what an archive can hold of them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from indexer.dates.days import FIRST_YEAR, LAST_YEAR
from indexer.dates.stamps import EPOCH, is_null, read_stamp
from indexer.dates.written import NULL_DATE, DateMeaning, DateOrder, read_written

LONGEST_DATE = 100
"""Characters of a text that may be a date."""

_SHOWN = 60
_LAST_NULL_YEAR = 1970
# `fromisoformat` reads more than this, and not always as it is meant: 13 digits as a day and a
# time, the offset of a day as a time, the beginning of a week without its day.
_ISO = re.compile(r"[0-9]{4}-(?:[0-9]{2}-[0-9]{2}|W[0-9]{2}-[1-7])(?:\Z|[ T][0-9]{2})")
_WHOLE = re.compile(r"\A(-?[0-9]{8,})\.0*\Z")
_TOO_LARGE = 10**20


def count_microseconds(instant: datetime) -> int:
    """Microseconds from the beginning of 1970 (UTC) to an instant, exactly: `timestamp` is not, and
    who compares instants with what was computed elsewhere would miss one now and then."""
    return (instant - EPOCH) // timedelta(microseconds=1)


def parse_instant(
    text: str, zone: tzinfo, order: DateOrder | None = None, meaning: DateMeaning = "published"
) -> datetime:
    """The instant that a date, or a date and time, names; aware.

    Understands ISO 8601, Unix time, what programs print, and the usual English and Russian forms,
    such as `23 January 2021, 17:30`, `01:59, 18 мая 2002`, `March 18, 2019 at 12:57 pm MSK` and
    `26-FEB-1987 15:01:01.79`. A text without a zone is in `zone`, a date without a time is its
    midnight. `order` tells how to read figures that may be read several ways, `meaning` which
    date is meant where words before it say what it is (`Updated: …`).

    Raises ValueError with the reason and the text: no full date, an impossible one, one that can be
    read in several ways (`03/04/2017`), one relative to another day, the date of something else,
    or the null date of a computer.
    """
    # Almost every date is one of these: they are told by as little as can be.
    try:
        instant = datetime.fromisoformat(text)
        if text[4] == "-" == text[7] and _LAST_NULL_YEAR < instant.year < LAST_YEAR:
            if instant.tzinfo:
                return instant
            if text[10:11] in " T":
                # `replace` takes seven times as long.
                return datetime.combine(instant, instant.time(), zone)
    except ValueError:
        pass
    text = text.strip()
    try:
        instant = _read_iso(text) or _read_other(text, order, meaning)
        return accept_instant(instant if instant.tzinfo else instant.replace(tzinfo=zone), zone)
    except ValueError as error:
        raise ValueError(f"{error}: {text[:_SHOWN]!r}") from None


def parse_number(number: float, zone: tzinfo, order: DateOrder | None = None) -> datetime:
    """The instant that a number names, as the same digits would in a text: Unix time in seconds, or
    in milliseconds, microseconds or nanoseconds, or a day as `20140503`; aware.

    Raises ValueError with the reason: no such number, or the 0 that means that there is no date.
    """
    if not -_TOO_LARGE < number < _TOO_LARGE:
        raise ValueError("a number that is no Unix time")
    return parse_instant(f"{Decimal(str(number)):f}", zone, order)


def _read_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if _ISO.match(text) else None
    except ValueError:
        return None


def _read_other(text: str, order: DateOrder | None, meaning: DateMeaning) -> datetime:
    if len(text) > LONGEST_DATE:
        raise ValueError("too long for a date")
    # Tables that lack some dates make fractions of the others.
    text = _WHOLE.sub(r"\1", text)
    return read_stamp(text) or read_written(text, order, meaning)


def accept_instant(instant: datetime, zone: tzinfo) -> datetime:
    """An instant that somebody gave, if it is no null date and its day in the zone is one that an
    archive can hold; else ValueError."""
    # The usual one need not be looked at twice.
    if _LAST_NULL_YEAR < instant.year < LAST_YEAR:
        return instant
    # The calendar of .NET begins with the year 1.
    if instant.year == 1:
        raise ValueError(NULL_DATE)
    if is_null(check_instant(instant, zone), zone):
        raise ValueError(NULL_DATE)
    return instant


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
