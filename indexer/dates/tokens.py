"""The tokens that written dates are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from indexer.dates.zones import Zone


@dataclass(frozen=True, slots=True)
class Figures:
    """A date in figures: its three numbers as they stand, and what stands between them."""

    numbers: tuple[str, str, str]
    joint: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number by itself. `is_set_off` tells that a comma, an apostrophe or the like stands before
    it, as before a year of two digits."""

    digits: str
    is_set_off: bool


@dataclass(frozen=True, slots=True)
class Month:
    number: int


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. The hour 24 is the midnight at the end of the day, the second 60, which leap
    seconds and mistakes have, the beginning of the next minute; `second` is None where the text has
    none."""

    hour: int
    minute: int
    second: int | None = None
    microsecond: int = 0

    @property
    def since_midnight(self) -> timedelta:
        return timedelta(
            hours=self.hour,
            minutes=self.minute,
            seconds=self.second or 0,
            microseconds=self.microsecond,
        )


@dataclass(frozen=True, slots=True)
class Named:
    """A time zone by its name, or by its offset."""

    zone: Zone
    is_offset: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A word that says what a date is the date of: `published`, `modified` or `created`."""

    meaning: str


@dataclass(frozen=True, slots=True)
class Relative:
    """A word that names a day by another one."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that is known to mean nothing in a date."""

    word: str


Token = Figures | Number | Month | Clock | Named | Label | Relative | Unknown


def make_clock(
    hour: str,
    minute: str | None = None,
    second: str | None = None,
    fraction: str | None = None,
    *,
    meridiem: str | None = None,
) -> Clock:
    """The time of day that digits name, `meridiem` being the `a` or `p` of `am` and `pm`. Raises
    ValueError if there is no such time."""
    hours = int(hour)
    if meridiem is not None:
        is_afternoon = meridiem in "pP"
        if hours > 23 or (hours == 0 and is_afternoon) or (hours > 12 and not is_afternoon):
            raise ValueError("no such time")
        # Some programs write `17:30 PM`.
        hours = hours if hours > 12 else hours % 12 + 12 * is_afternoon
    clock = Clock(
        hours,
        int(minute or 0),
        None if second is None else int(second),
        int((fraction or "0")[:6].ljust(6, "0")),
    )
    is_last = hours == 24 and not (clock.minute or clock.second or clock.microsecond)
    if (hours > 23 and not is_last) or clock.minute > 59 or (clock.second or 0) > 60:
        raise ValueError("no such time")
    return clock
