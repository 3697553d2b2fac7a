"""Dates as people and programs write them out: what the tokens mean together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from indexer.dates.days import FIRST_YEAR, LAST_YEAR
from indexer.dates.scanning import scan
from indexer.dates.tokens import (
    Clock,
    Figures,
    Label,
    Month,
    Named,
    Number,
    Relative,
    Token,
    Unknown,
)

DateOrder = Literal["dmy", "mdy", "ymd"]
"""Which of day, month and year comes first where figures alone do not tell."""

DateMeaning = Literal["published", "modified"]
"""What a date is the date of."""

NULL_DATE = "the null date of a computer, which means that there is no date"

_MONTHS_OF_YEAR = 12
# The first year that two digits stand for, as in queries and in e-mail: 50 is 1950, 49 is 2049.
_FIRST_SHORT_YEAR = 50

_Day = tuple[str, str, str]


def read_written(text: str, order: DateOrder | None, meaning: DateMeaning) -> datetime:
    """The time that a text names; naive where it names no zone, midnight where it has no time.

    Raises ValueError with a reason that does not repeat the text.
    """
    tokens = _choose_meant(scan(text), meaning)
    _check_words(tokens)
    local = _make_day(_read_day(tokens, order), order)
    clocks = [token for token in tokens if isinstance(token, Clock)]
    if len(clocks) > 1:
        raise ValueError("more than one time")
    for clock in clocks:
        local += clock.since_midnight
    return _place(local, tokens)


def _choose_meant(tokens: Sequence[Token], meaning: DateMeaning) -> list[Token]:
    """The tokens of the date with the meaning asked for, where labels tell several dates apart.
    What stands before them is the date of publication: `3 May 2014 (updated 4 May)`."""
    unlabeled: list[Token] = []
    labeled: list[Token] = []
    others: list[tuple[str, list[Token]]] = []
    current = unlabeled
    for token in tokens:
        if not isinstance(token, Label):
            current.append(token)
        elif token.meaning == meaning:
            current = labeled
        elif not (others and others[-1] == (token.meaning, [])):
            current = []
            others.append((token.meaning, current))
    meant = [*unlabeled, *labeled]
    if meaning != "published" and _is_full(labeled):
        meant = labeled
    for other, theirs in others:
        if not (_names_time(theirs) and _names_time(meant)):
            raise ValueError(f"says when it was {other}, not when it was {meaning}")
    return meant


def _names_time(tokens: Sequence[Token]) -> bool:
    return any(isinstance(token, Figures | Month | Clock) for token in tokens)


def _check_words(tokens: Sequence[Token]) -> None:
    is_full = _is_full(tokens)
    if not is_full and any(isinstance(token, Relative) for token in tokens):
        raise ValueError("a date relative to another day, which is not known")
    for token, before in zip(tokens, (None, *tokens), strict=False):
        if not isinstance(token, Unknown):
            continue
        if isinstance(before, Clock | Named) and token.word.isupper():
            raise ValueError(f"unknown time zone {token.word[:20]!r}")
        if is_full:
            raise ValueError(f"{token.word[:20]!r} is no part of a date")
        raise ValueError("not a date")


def _is_full(tokens: Sequence[Token]) -> bool:
    kinds = [type(token) for token in tokens]
    return Figures in kinds or (Month in kinds and kinds.count(Number) > 1)


def _read_day(tokens: Sequence[Token], order: DateOrder | None) -> _Day:
    """Year, month and day, as digits."""
    if not _is_full(tokens):
        raise ValueError("no full date of day, month and year")
    parts = [token for token in tokens if not isinstance(token, Relative)]
    days = [part for part in parts if isinstance(part, Figures | Month | Number)]
    match days:
        case [Figures() as figures]:
            return _read_figures(figures, order)
        case [Month() | Number(), Month() | Number(), Month() | Number()]:
            return _read_words(parts)
        case _:
            raise ValueError("more than one date, or a number too many")


def _read_words(parts: Sequence[Token]) -> _Day:
    """The day of a month by its name, beside which the day stands: before it, if the year has two
    digits, unless a comma parts them from both."""
    numbers = [part for part in parts if isinstance(part, Number)]
    place, month = next((i, part) for i, part in enumerate(parts) if isinstance(part, Month))
    neighbors = parts[max(place - 1, 0) : place + 2]
    years = [number for number in numbers if len(number.digits) == 4]
    name = str(month.number)
    if len(years) == 1 and len(numbers) == 2:
        day = numbers[numbers[0] is years[0]]
        if len(day.digits) <= 2 and day in neighbors:
            return years[0].digits, name, day.digits
    elif all(len(number.digits) == 2 for number in numbers[-1:]) and len(numbers) == 2:
        first, last = numbers
        if list(neighbors) == [first, month, last] and len(first.digits) <= 2:
            return _spell_out(last.digits), name, first.digits
        if list(parts[place + 1 : place + 3]) == [first, last] and last.is_set_off:
            return _spell_out(last.digits), name, first.digits
    raise ValueError("not a date of one day, one month and one year")


def _read_figures(figures: Figures, order: DateOrder | None) -> _Day:
    first, second, third = figures.numbers
    if len(first) == 4 and figures.joint:
        # Nobody writes the year, then the day.
        return first, second, third
    if not figures.joint:
        return _read_eight(f"{first}{second}{third}", order)
    is_dotted = figures.joint == "."
    if len(third) == 2:
        if order is None:
            raise ValueError("a year of two digits: --date-order dmy, mdy or ymd tells which it is")
        if order == "ymd":
            return _spell_out(first), second, third
        third = _spell_out(third)
    if is_dotted and int(second) > _MONTHS_OF_YEAR >= int(first):
        raise ValueError("no such day: between dots the day stands first")
    if is_dotted or order == "dmy":
        return third, second, first
    if order == "mdy":
        return third, first, second
    return _order_by_size(first, second, third)


def _order_by_size(first: str, second: str, year: str) -> _Day:
    """A date whose last number is the year, if only one of the others can be the month."""
    first_is_month = int(first) <= _MONTHS_OF_YEAR
    second_is_month = int(second) <= _MONTHS_OF_YEAR
    if first_is_month and second_is_month and int(first) != int(second):
        raise ValueError(
            "the day or the month may stand first: --date-order dmy or mdy tells which it is"
        )
    return (year, second, first) if second_is_month else (year, first, second)


def _read_eight(digits: str, order: DateOrder | None) -> _Day:
    year = int(digits[:4])
    # No month and day are 1600 to 2199: never can both ends be the year.
    if year < 2 or FIRST_YEAR <= year <= LAST_YEAR:
        return digits[:4], digits[4:6], digits[6:]
    match order:
        case "dmy":
            return digits[4:], digits[2:4], digits[:2]
        case "mdy":
            return digits[4:], digits[:2], digits[2:4]
        case _:
            raise ValueError(
                "eight digits that begin with no year: --date-order dmy or mdy tells what they are"
            )


def _spell_out(year: str) -> str:
    return f"{'19' if int(year) >= _FIRST_SHORT_YEAR else '20'}{year:0>2}"


def _make_day(parts: _Day, order: DateOrder | None) -> datetime:
    year, month, day = map(int, parts)
    # .NET begins with the year 1; PHP shows the year 0 as 30 November of the year -1.
    if year < 2:
        raise ValueError(NULL_DATE)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year {year} is outside {FIRST_YEAR} to {LAST_YEAR}")
    try:
        return datetime(year, month, day)  # noqa: DTZ001 - the zone is looked for later
    except ValueError:
        raise ValueError(f"no such day{f' in the order {order}' if order else ''}") from None


def _place(local: datetime, tokens: Sequence[Token]) -> datetime:
    """The time in the zone that is named. What an offset is called does not count beside it."""
    named = [token for token in tokens if isinstance(token, Named)]
    if not named:
        return local
    if not any(isinstance(token, Clock | Figures) for token in tokens):
        raise ValueError("a time zone without a time")
    offsets = [token for token in named if token.is_offset]
    instants = {token.zone.place(local) for token in offsets or named}
    if len(instants) > 1:
        raise ValueError("two time zones that differ")
    return instants.pop()
