"""Dates as people write them in queries: `03.05.2014`, `2014/05/03`, `май 2014`, `20 May 2014`."""

from __future__ import annotations

import re

from indexer.dates import parse_days

# The forms of each month; any beginning of three letters or more is one too.
_MONTHS = (
    ("январь", "января", "январе", "january"),
    ("февраль", "февраля", "феврале", "february"),
    ("март", "марта", "марте", "march"),
    ("апрель", "апреля", "апреле", "april"),
    ("май", "мая", "мае", "may"),
    ("июнь", "июня", "июне", "june"),
    ("июль", "июля", "июле", "july"),
    ("август", "августа", "августе", "august"),
    ("сентябрь", "сентября", "сентябре", "september"),
    ("октябрь", "октября", "октябре", "october"),
    ("ноябрь", "ноября", "ноябре", "november"),
    ("декабрь", "декабря", "декабре", "december"),
)
_SHORTEST_MONTH = 3
_MONTHS_OF_YEAR = 12

_PART = re.compile(r"[0-9]+|[^\W\d_]+")
_YEAR_WORDS = frozenset({"г", "года", "год", "году"})
_ENDING = re.compile(r"(?<=[0-9])(?:-?го|-?е|st|nd|rd|th)\b", re.IGNORECASE)


def write_iso(text: str) -> str:
    """A date or partial date in ISO form: `2014`, `2014-05`, `2014-05-03`.

    Understands numbers with the year first or, as in Russia, last behind dots, and months by their
    names in both languages with blanks, dots or hyphens between. Raises ValueError for what is no
    date, and for one that reads two ways (`03/05/2014`).
    """
    parts = [part.lower() for part in _PART.findall(_ENDING.sub("", text))]
    parts = [part for part in parts if part not in _YEAR_WORDS]
    numbers = [part for part in parts if part.isdecimal()]
    months = [_find_month(part) for part in parts if not part.isdecimal()]
    years = [number for number in numbers if len(number) == 4]
    if len(years) != 1 or any(len(number) == 3 or len(number) > 4 for number in numbers):
        raise ValueError(f"not a date: {text[:30]!r}")
    rest = [number for number in numbers if len(number) < 4]
    if months:
        if len(months) > 1 or len(rest) > 1:
            raise ValueError(f"not a date: {text[:30]!r}")
        rest = [str(months[0]), *rest]
    elif numbers[0] != years[0]:
        rest = _order_local(numbers[:-1], is_dotted="/" not in text and "-" not in text)
    iso = "-".join((years[0], *(number.zfill(2) for number in rest)))
    parse_days(iso)
    return iso


def _order_local(before_year: list[str], *, is_dotted: bool) -> list[str]:
    """The numbers before a year, month first. Behind dots the day comes first; else the order is
    known where only one of them can be a month, or both are the same."""
    if len(before_year) != 2:
        return before_year
    first, second = before_year
    if is_dotted or int(first) > _MONTHS_OF_YEAR or first == second:
        return [second, first]
    if int(second) > _MONTHS_OF_YEAR:
        return [first, second]
    raise ValueError(f"{first} and {second} read two ways")


def _find_month(word: str) -> int:
    for number, names in enumerate(_MONTHS, 1):
        if len(word) >= _SHORTEST_MONTH and any(name.startswith(word) for name in names):
            return number
    raise ValueError(f"not a month: {word[:30]!r}")
