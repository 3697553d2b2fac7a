"""Lines of a page that name a time, and dates within its sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from indexer.dates import LONGEST_DATE, DateMeaning, DateOrder, parse_instant

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    r"|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[a-zа-я]*\.?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun|пон|вто|сре|чет|пят|суб|вос)[a-zа-я]*,?\s+)?"
_TIME = r"\d{1,2}:\d{2}(?::\d{2})?(?:\s*[ap]\.?m\b\.?)?(?:\s+\(?(?:MSK|МСК)\b\)?)?"
_DAY = (
    rf"(?:\d{{1,2}}\s+{_MONTH},?\s+\d{{4}}(?:\s*(?:г\.|года))?"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})"
)
_MOMENT = rf"(?:{_TIME},?\s+{_WEEKDAY}{_DAY}|{_WEEKDAY}{_DAY}(?:,?\s+|T)(?:(?:at|в)\s+)?{_TIME})"

DATE_WITHIN = re.compile(rf"\b(?:{_MOMENT}|{_DAY})", re.IGNORECASE)
"""A date, and the time that stands with it, somewhere in a sentence."""

# A date in form, though there may be no such day: the record is then refused for that.
_DATE = re.compile(rf"{_MOMENT}|{_WEEKDAY}{_DAY}", re.IGNORECASE)
_CLOCK = re.compile("[0-9]:[0-9]{2}")
_DIGIT = re.compile("[0-9]")
_BARE_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]*)?")


def is_dateline(line: str) -> bool:
    """Whether a line is a date, whichever way its day and month stand, and nothing else."""
    return _DATE.fullmatch(line) is not None or bool(_read(line, "published"))


def is_moment(line: str) -> bool:
    """Whether a line is a date with a time of day, and nothing else."""
    return _CLOCK.search(line) is not None and is_dateline(line)


def is_change(line: str) -> bool:
    """Whether a line says when the article was changed: `Updated: 3 May 2014`."""
    return bool(_read(line, "modified") - _read(line, "published"))


def _read(line: str, meaning: DateMeaning) -> frozenset[datetime]:
    if len(line) > LONGEST_DATE or not _DIGIT.search(line) or _BARE_NUMBER.fullmatch(line):
        return frozenset()
    return frozenset(_read_in_order(line, meaning))


def _read_in_order(line: str, meaning: DateMeaning) -> Iterator[datetime]:
    orders: tuple[DateOrder, ...] = ("dmy", "mdy")
    for order in orders:
        try:
            yield parse_instant(line, UTC, order, meaning)
        except ValueError:
            continue
