"""Dates as people write them in queries: `03.05.2014`, `03.05.14`, `2014/05/03`, `20 May 2014`.

`write_iso` reads what stands behind `date:`, `find_date` what may be a date among other words.

A year of two digits stands last, behind a day and a month. Its century is the same whatever an
archive holds: a query that an import gave another meaning could be neither linked nor repeated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_ENDING = re.compile(r"(?<=[0-9])(?:-?го|-?е|-?й|-?м|st|nd|rd|th)\b", re.IGNORECASE)

# A date in words, and one in figures; a year by itself only with a word that says so.
_DAY = r"\d{1,2}(?:-?го|-?е|st|nd|rd|th)?"
_YEAR = r"\d{4}(?:-?го|-?й|-?м)?"
_YEAR_WORD = r"г(?:од|ода|оду)?"
_MONTH = r"[^\W\d_]{3,8}"
_LOCAL = r"\d{1,2}(?:[-./]\d{1,2})?[-./]\d{4}|\d{1,2}([./])\d{1,2}\1\d\d"
_WRITTEN = re.compile(
    rf"(?:{_DAY} (?:of )?)?{_MONTH}(?: {_DAY})? {_YEAR}(?: {_YEAR_WORD})?"
    rf"|(?:{_DAY} )?{_MONTH} \d\d ?{_YEAR_WORD}"
    rf"|{_YEAR} {_YEAR_WORD}|in \d{{4}}|(?:{_LOCAL}) {_YEAR_WORD}",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    rf"(?:{_LOCAL})(?:{_YEAR_WORD})?|\d{{4}}([-./])\d{{1,2}}(?:\2\d{{1,2}})?"
    rf"|\d{{4}}(?:-?{_YEAR_WORD}|-й)",
    re.IGNORECASE,
)
# A year of two digits, the last number: behind figures, or a month by its name and either a day
# before it or a word that says what the number is. Between hyphens it may as well stand first.
_SHORT_YEAR = re.compile(
    rf"\A(\d{{1,2}}([./])\d{{1,2}}\2|{_DAY}\W{{0,2}}{_MONTH}\W{{1,2}}"
    rf"|{_MONTH}\W{{1,2}}(?=\d\d\W?{_YEAR_WORD}\b))(\d\d)(?=(?:\W?{_YEAR_WORD})?\W*\Z)",
    re.IGNORECASE,
)
# The first year that two digits stand for: 50 is 1950, 49 is 2049.
_FIRST_SHORT_YEAR = 50
# The words of the longest one: `20 of May 2014 года`.
LONGEST_DATE = 5
_PREPOSITION = re.compile(r"\b(?:in|of) ", re.IGNORECASE)


def write_iso(text: str) -> str:
    """A date or partial date in ISO form: `2014`, `2014-05`, `2014-05-03`.

    Understands numbers with the year first or, as in Russia, last behind dots, and months by their
    names in both languages with blanks, dots or hyphens between. A last year may have two digits,
    of 1950 to 2049. Raises ValueError for what is no date, and for one that reads two ways
    (`03/05/2014`).
    """
    text = _SHORT_YEAR.sub(_spell_out_year, text.strip())
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


def find_date(words: Sequence[str]) -> tuple[int, str]:
    """How many of some words, the first ones, are a date, and the date in ISO form: the longest
    there is; none and nothing where they begin with no date, or one that reads two ways.

    A year by itself is a number like any other, unless a word says what it is: `2014 год`,
    `in 2014`.
    """
    for count in range(min(len(words), LONGEST_DATE), 0, -1):
        text = " ".join(words[:count])
        if (_FIGURES if count == 1 else _WRITTEN).fullmatch(text):
            try:
                return count, write_iso(_PREPOSITION.sub("", text))
            except ValueError:
                continue
    return 0, ""


def _spell_out_year(match: re.Match[str]) -> str:
    century = "19" if int(match[3]) >= _FIRST_SHORT_YEAR else "20"
    return f"{match[1]}{century}{match[3]}"


def is_year(word: str) -> bool:
    """Whether a word is a number that may be a year."""
    try:
        return len(word) == 4 and word.isdecimal() and bool(parse_days(word))
    except ValueError:
        return False


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
