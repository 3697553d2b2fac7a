"""Instants as computers count them, and the null dates that stand for none."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal

from indexer.dates.days import FIRST_YEAR, LAST_YEAR
from indexer.dates.written import NULL_DATE

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_NUMBER = re.compile(r"-?([0-9]+)(?:\.[0-9]*)?")
# ASP.NET's JSON: milliseconds, and an offset that says nothing about the instant.
_JSON_DATE = re.compile(r"\\?/?Date\((-?[0-9]{1,17})(?:[-+][0-9]{4})?\)\\?/?", re.IGNORECASE)

_DIGITS_OF_YEAR = 4
_PARTS_OF_MINUTE = re.compile(r"\A[0-9]{4}|[0-9]{2}")

# Microseconds of the units in which instants are counted, by how large such a number is: seconds
# from March 1973 (less is a year, a day, or a mistake), the others from the same day or later, so
# that none can be another. Windows and .NET count in units of their own, which would be nanoseconds
# before 2001.
_UNITS = (
    (Decimal(10**8), Decimal(10**11), Decimal(10**6)),
    (Decimal(10**11), Decimal(10**14), Decimal(10**3)),
    (Decimal(10**14), Decimal(10**17), Decimal(1)),
    (Decimal(10**18), Decimal(10**19), Decimal("0.001")),
)

# The days on which the calendars of computers begin: Windows, Excel and OLE, SQL Server, Unix.
_NULL_DAYS = frozenset({(1601, 1, 1), (1899, 12, 30), (1900, 1, 1), (1970, 1, 1)})


def read_stamp(text: str) -> datetime | None:
    """The instant that a number counts, in UTC; None for what is no such number, and for a day
    written as `20140503` or `20140503103000`, or a part of one (`03.05`).

    Raises ValueError for a number that may be several things, or none.
    """
    if match := _JSON_DATE.fullmatch(text):
        return _count(Decimal(match[1]), Decimal(1000))
    match = _NUMBER.fullmatch(text)
    if match is None or (match[0] == match[1] and len(match[1]) in {8, 14}):
        return None
    number = Decimal(match[0])
    if not number:
        raise ValueError(NULL_DATE)
    if "." in text and len(match[1]) <= _DIGITS_OF_YEAR:
        return None
    if len(match[1]) == 6:
        raise ValueError("six digits, which may be a day in several ways")
    if len(match[1]) == 12 and _is_minute(match[1]):
        raise ValueError("a minute, or milliseconds since 1970")
    for least, most, microseconds in _UNITS:
        if least <= abs(number) < most:
            return _count(number, microseconds)
    raise ValueError("a number that is no Unix time")


def _is_minute(digits: str) -> bool:
    year, month, day, hour, minute = map(int, _PARTS_OF_MINUTE.findall(digits))
    try:
        datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return False
    return FIRST_YEAR <= year <= LAST_YEAR


def _count(number: Decimal, microseconds: Decimal) -> datetime:
    try:
        return EPOCH + timedelta(microseconds=int(number * microseconds))
    except OverflowError:
        raise ValueError("a number that is no Unix time") from None


def is_null(instant: datetime, zone: tzinfo) -> bool:
    """Whether an instant is where a computer's calendar begins: the midnight of such a day by its
    own zone, in UTC or in the zone given."""
    return any(
        (local.year, local.month, local.day) in _NULL_DAYS
        and not (local.hour or local.minute or local.second or local.microsecond)
        for local in (instant, instant.astimezone(UTC), instant.astimezone(zone))
    )
