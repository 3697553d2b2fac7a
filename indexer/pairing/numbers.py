"""The numbers of a text, by what they are worth: `1 200`, `1,200` and `twelve hundred` are one.

    >>> sorted(readings[0] for readings in read_digits("Ущерб — 9,7 миллиона рублей, 5 мая", "ru"))
    ['5-5', '9700000']
    >>> list(read_words(["twenty", "five", "thousand", "roubles"]))
    ['25000']

A number that reads in two ways has both readings. A day of a month is one thing, and so is a time
or a score. Years are numbers. The words stand in `data/numbers.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files

from indexer.article import Lang

# A number as each of its readings; what makes no sense to compare with numbers has a mark: `5-5`
# for a day, `4:52` for a time.
Readings = tuple[str, ...]

# How the names of months begin, in both languages.
_MONTHS = {
    start: number
    for number, starts in enumerate(
        (
            "jan янв", "feb фев", "mar мар", "apr апр", "may май мая мае маю", "jun июн", "jul июл",
            "aug авг", "sep сен", "oct окт", "nov ноя", "dec дек",
        ),
        1,
    )
    for start in starts.split()
}  # fmt: skip
_MONTH: Mapping[Lang, str] = {
    "en": r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?",
    "ru": r"(?:январ[ьяею]|феврал[ьяею]|марта?|апрел[ьяею]|ма[йяею]|июн[ьяею]|июл[ьяею]|августа?"
    r"|сентябр[ьяею]|октябр[ьяею]|ноябр[ьяею]|декабр[ьяею])\b",
}

# What is longer is no number, or nobody reads it.
_MOST_DIGITS = 15
_DIGITS = (
    r"\d{1,3}(?:[ ,.\u00a0\u2009\u202f]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)"
    rf"|\d{{1,{_MOST_DIGITS}}}(?:[.,]\d{{1,{_MOST_DIGITS}}})?(?!\d)"
)
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th|-?го)?"
_GAPS = " \u00a0\u2009\u202f"
# `Four hundred and twenty`.
_BETWEEN = frozenset(("and", "и"))
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
_ANY = re.compile(
    rf"(?<![\w.,])(?:(?P<one>\d{{1,2}}):(?P<two>\d{{1,2}})(?![\w:])|(?P<number>{_DIGITS}))"
)


def read_digits(text: str, lang: Lang) -> Iterator[Readings]:
    """The numbers that stand in a text as digits, one after another; those that stand there twice
    come twice."""
    if not _DIGIT.search(text):
        return
    text = text.lower().replace("ё", "е")
    taken: set[int] = set()
    for day in _match_days(lang).finditer(text):
        place = "before" if day["before"] else "behind"
        number = int(day[place])
        month = _MONTHS[str(day["month"] or day["first"])[:3]]
        if 1 <= number <= 31:
            taken.update(range(*day.span(place)))
            yield (f"{number}-{month}",)
    for found in _ANY.finditer(text):
        if found.start() in taken:
            continue
        if found["one"]:
            yield _read_clock(found["one"], found["two"])
        else:
            scale = _read_scale(text, found.end())
            values = list(_read_values(found["number"], lang))
            if values:
                yield tuple(dict.fromkeys(_write(value * scale) for value in values))


def read_words(words: Iterable[str]) -> Iterator[str]:
    """The numbers that words in small letters make, one after another."""
    values, scales = _read_list()
    value = 0
    for word in words:
        number, scale = values.get(word), scales.get(word)
        if value and scale and value * scale < 10**_MOST_DIGITS:
            value *= scale
        elif value and number and _joins(value, number):
            value += number
        elif not (value and word in _BETWEEN):
            if value:
                yield str(value)
            value = number or 0
    if value:
        yield str(value)


def is_number_word(word: str) -> bool:
    """Whether a word in small letters is a number, so that `read_words` has one to read."""
    values, _ = _read_list()
    return word in values


def _joins(value: int, number: int) -> bool:
    """Whether a word goes on with the number before it: `twenty` and `five`, not `five` and
    `six`."""
    if value < 100:
        return value % 10 == 0 and number < 10
    return value % 100 == 0 and number < 100


def _read_values(text: str, lang: Lang) -> Iterator[Fraction]:
    """What digits with signs between them are worth, the likeliest reading first."""
    text = re.sub(f"[{_GAPS}]", "", text)
    groups = re.split("[.,]", text)
    if len(groups) == 1:
        yield Fraction(text)
        return
    *head, last = groups
    is_grouped = all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3
    decimal = Fraction("".join(head) + "." + last)
    whole = Fraction("".join(groups))
    if not is_grouped:
        yield decimal
    elif len(groups) > 2:
        yield whole
    else:
        point = "," if lang == "ru" else "."
        yield from (decimal, whole) if point in text else (whole, decimal)


def _read_clock(one: str, two: str) -> Readings:
    """A time, of whichever half of the day, or a score, from whichever side."""
    if len(two) == 2 and int(one) < 24 and int(two) < 60:
        return (f"{int(one) % 12}:{two}",)
    low, high = sorted((int(one), int(two)))
    return (f"{low}:{high}",)


def _read_scale(text: str, end: int) -> int:
    word = _WORD.match(text, end + 1 if text[end : end + 1] in _GAPS else end)
    _, scales = _read_list()
    return scales.get(word[0], 1) if word else 1


def _write(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


@cache
def _match_days(lang: Lang) -> re.Pattern[str]:
    month = _MONTH[lang]
    before = rf"{_DAY.format('before')}[{_GAPS}](?:of )?(?P<month>{month})"
    behind = rf"(?P<first>{month})[{_GAPS}]{_DAY.format('behind')}(?![\d:])"
    return re.compile(rf"(?<![\w.,:])(?:{before}|{behind})")


@cache
def _read_list() -> tuple[Mapping[str, int], Mapping[str, int]]:
    """What words are worth, and what others multiply by."""
    values: dict[str, int] = {}
    scales: dict[str, int] = {}
    for line in (files("indexer") / "data" / "numbers.txt").read_text("utf-8").splitlines():
        content = line.partition("#")[0].split()
        if not content:
            continue
        listed, words = (scales, content[1:]) if content[0] == "*" else (values, content)
        listed.update(dict.fromkeys(words[1:], int(words[0])))
    return values, scales
