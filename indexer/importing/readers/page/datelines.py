"""Lines of a page that name a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from indexer.dates import LONGEST_DATE, DateMeaning, DateOrder, parse_instant
from indexer.importing.furniture import DATELINE

_CLOCK = re.compile("[0-9]:[0-9]{2}")
_DIGIT = re.compile("[0-9]")
_BARE_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]*)?")


def is_dateline(line: str) -> bool:
    """Whether a line is a date, whichever way its day and month stand, and nothing else."""
    # One in form alone names no day that there is: the record is then refused for that.
    return DATELINE.fullmatch(line) is not None or bool(_read(line, "published"))


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
