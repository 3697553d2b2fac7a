"""Time zones by the names that the press and programs give them.

`MSK` and the other names of places (`ET`, `SAMT`, `Tbilisi time`) mean the clock there on that day:
Moscow's was four hours ahead from 2011 to 2014, and in earlier summers. Names that tell summer from
winter time (`EST`, `EDT`, `CEST`, `MSD`) mean one offset, whatever the day. Of names that several
zones have, `CST`, `MST` and `BST` mean what they mean in the American and the British press; `IST`
and others that both languages use for several places are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_MOST_HOURS_EAST = 14
_MOST_HOURS_WEST = 12

# Hours east of Greenwich.
_OFFSETS: Mapping[str, float] = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2,
    "eet": 2, "eest": 3, "msd": 4, "мсд": 4, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7,
    "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "pkt": 5, "hkt": 8,
    "sgt": 8, "jst": 9, "kst": 9, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "sast": 2,
}  # fmt: skip

_CLOCKS: Mapping[str, str] = {
    "msk": "Europe/Moscow", "мск": "Europe/Moscow", "samt": "Europe/Samara",
    "yekt": "Asia/Yekaterinburg", "omst": "Asia/Omsk", "novt": "Asia/Novosibirsk",
    "krat": "Asia/Krasnoyarsk", "irkt": "Asia/Irkutsk", "yakt": "Asia/Yakutsk",
    "vlat": "Asia/Vladivostok", "magt": "Asia/Magadan", "pett": "Asia/Kamchatka",
    "get": "Asia/Tbilisi", "azt": "Asia/Baku", "trt": "Europe/Istanbul",
    "et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver",
    "pt": "America/Los_Angeles",
}  # fmt: skip

_DOUBTFUL: Mapping[str, str] = {
    "ist": "India, Israel or Ireland",
    "amt": "Armenia or the Amazon",
    "ast": "the Atlantic or Arabia",
    "gst": "the Gulf or South Georgia",
}

# Names in words, without their last one: `time`, `время`.
_PHRASES: Mapping[str, str] = {
    **{
        f"{region}{season}": f"{region[0]}{letter}t"
        for region in ("eastern", "central", "mountain", "pacific")
        for season, letter in (("", ""), (" standard", "s"), (" daylight", "d"))
    },
    "greenwich mean": "gmt", "coordinated universal": "utc", "universal": "utc",
    "british summer": "bst", "western european": "wet", "western european summer": "west",
    "central european": "cet", "central european standard": "cet",
    "central european summer": "cest", "eastern european": "eet",
    "eastern european standard": "eet", "eastern european summer": "eest",
    "moscow standard": "msk", "moscow summer": "msd",
    "moscow daylight": "msd", "msk": "msk", "gmt": "gmt", "utc": "utc",
}  # fmt: skip

_RUSSIAN_CLOCKS: Mapping[str, str] = {
    "московск": "Europe/Moscow", "тбилисск": "Asia/Tbilisi", "бакинск": "Asia/Baku",
    "ереванск": "Asia/Yerevan", "киевск": "Europe/Kiev", "минск": "Europe/Minsk",
    "самарск": "Europe/Samara", "лондонск": "Europe/London", "стамбульск": "Europe/Istanbul",
    "екатеринбургск": "Asia/Yekaterinburg", "новосибирск": "Asia/Novosibirsk",
    "владивостокск": "Asia/Vladivostok",
}  # fmt: skip

_AREAS = ("Europe", "Asia", "America", "Africa", "Australia", "Pacific", "Atlantic")

# A hyphen with a blank behind it only stands between two parts of a date.
_EAST_OF = re.compile(
    r"(utc|gmt|ut|msk|мск)\s*(?:(\+)\s*|[-\u2212\u2013])([0-9]{1,2})(?::?([0-9]{2}))?"
    r"(?![0-9]|[:.][0-9])",
    re.IGNORECASE,
)
_MOSCOW_HOURS = range(-1, 10)
_IANA = re.compile(r"[a-z]+(?:/[a-z][a-z_]*(?:[-+][a-z0-9_]+)*){1,2}", re.IGNORECASE)
_IN_WORDS = re.compile(r"([a-z]+(?: [a-z]+){0,2}) time\b", re.IGNORECASE)
_IN_RUSSIAN = re.compile(
    r"(?:по\s+)?([а-я]+ск)(?:ое|ого|ому)\s+врем(?:я|ени)\b"
    r"|врем(?:я|ени)\s+([а-я]+ск)(?:ое|ого|ому)\b"
    r"|по\s+(мск|москве|гринвичу)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone as it was named.

    `hours_east` of it are counted from `clock` (`MSK+2`). `clock` is None for a name that several
    zones have, which are then `doubt`.
    """

    clock: tzinfo | None
    hours_east: int = 0
    doubt: str = ""

    def place(self, local: datetime) -> datetime:
        """The instant at which the clocks of the zone show a time. Raises ValueError for a name
        that several zones have."""
        if self.clock is None:
            raise ValueError(f"the name of several time zones ({self.doubt}): write the offset")
        if not self.hours_east:
            return local.replace(tzinfo=self.clock)
        east = timedelta(hours=self.hours_east)
        offset = (local - east).replace(tzinfo=self.clock).utcoffset() or timedelta()
        return local.replace(tzinfo=timezone(offset + east))


def make_offset(sign: str, hours: str, minutes: str | None) -> Zone | None:
    """The zone of an offset; None for one that no place has."""
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    is_east = sign == "+"
    most = _MOST_HOURS_EAST if is_east else _MOST_HOURS_WEST
    if offset > timedelta(hours=most) or int(minutes or 0) % 15:
        return None
    return Zone(timezone(offset if is_east else -offset))


def match_zone(text: str, start: int) -> tuple[Zone, int] | None:
    """The zone that is named at a place of a text, and where its name ends; None for none.

    Raises ValueError for a name with an offset that does not exist.
    """
    if match := _EAST_OF.match(text, start):
        return _make_east_of(match), match.end()
    if (match := _IANA.match(text, start)) and (clock := _find_clock(match[0])):
        return Zone(clock), match.end()
    if match := _IN_RUSSIAN.match(text, start):
        adjective = (match[1] or match[2] or "").lower()
        name = _RUSSIAN_CLOCKS.get(adjective) if adjective else "Europe/Moscow"
        if (match[3] or "").lower() == "гринвичу":
            name = "Etc/UTC"
        return (Zone(ZoneInfo(name)), match.end()) if name else None
    if (match := _IN_WORDS.match(text, start)) and (zone := _read_phrase(match[1].lower())):
        return zone, match.end()
    match = _NAME.match(text, start)
    zone = _read_name(match[0].lower()) if match else None
    return (zone, match.end()) if match and zone else None


def _make_east_of(match: re.Match[str]) -> Zone:
    name, sign, hours, minutes = match.groups()
    if name.lower() not in {"msk", "мск"}:
        zone = make_offset(sign or "-", hours, minutes)
        if zone is None:
            raise ValueError(f"no such time zone: {match[0]!r}")
        return zone
    east = int(hours) if sign else -int(hours)
    if int(minutes or 0) or east not in _MOSCOW_HOURS:
        raise ValueError(f"no such time zone: {match[0]!r}")
    return Zone(ZoneInfo("Europe/Moscow"), east)


def _read_name(name: str) -> Zone | None:
    if (hours := _OFFSETS.get(name)) is not None:
        return Zone(timezone(timedelta(hours=hours)) if hours else UTC)
    if clock := _CLOCKS.get(name):
        return Zone(ZoneInfo(clock))
    return Zone(None, doubt=_DOUBTFUL[name]) if name in _DOUBTFUL else None


def _read_phrase(words: str) -> Zone | None:
    if short := _PHRASES.get(words):
        return _read_name(short)
    city = "_".join(word.capitalize() for word in words.split())
    clocks = (_find_clock(f"{area}/{city}") for area in _AREAS)
    return next((Zone(clock) for clock in clocks if clock), None)


def _find_clock(name: str) -> tzinfo | None:
    # What `ZoneInfo` says of names of folders differs between releases of Python.
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
