"""The numbers of a text, by what they are worth: `1 200`, `1,200` and `twelve hundred` are one.

    >>> sorted(group[0] for group in read_numbers("Ущерб — 9,7 миллиона рублей, 5 мая", "ru"))
    ['5-5', '9700000']

A number that reads in two ways has both readings. A day of a month is one thing, and so is a time or
a score. Years are numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache

from indexer.article import Lang

# A number as each of its readings; what makes no sense to compare with numbers has a mark: `5-5`
# for a day, `4:52` for a time.
Readings = tuple[str, ...]

_CARDINALS: Mapping[Lang, str] = {
    "en": "1 one first, 2 two second twice, 3 three third, 4 four fourth, 5 five fifth, 6 six sixth,"
    "7 seven seventh, 8 eight eighth, 9 nine ninth, 10 ten tenth, 11 eleven eleventh,"
    "12 twelve twelfth dozen, 13 thirteen thirteenth, 14 fourteen fourteenth, 15 fifteen fifteenth,"
    "16 sixteen sixteenth, 17 seventeen seventeenth, 18 eighteen eighteenth,"
    "19 nineteen nineteenth, 20 twenty twentieth, 30 thirty thirtieth, 40 forty fortieth,"
    "50 fifty fiftieth, 60 sixty sixtieth, 70 seventy seventieth, 80 eighty eightieth,"
    "90 ninety ninetieth",
    "ru": "1 один одного одной одному одним одном одну одна одно первый первого первой первом,"
    "2 два две двух двум двумя двое второй второго втором вторую дважды, 3 три трех трем тремя трое"
    " троих третий третьего третьей третьем третью, 4 четыре четырех четырем четырьмя четверо"
    " четверых четвертый четвертого четвертой четвертом, 5 пять пяти пятью пятеро пятерых пятый"
    " пятого пятой пятом, 6 шесть шести шестью шестеро шестерых шестой шестого шестом,"
    "7 семь семи семью семеро семерых седьмой седьмого седьмом, 8 восемь восьми восемью восьмой"
    " восьмого восьмом, 9 девять девяти девятью девятый девятого девятой девятом, 10 десять десяти"
    " десятью десятый десятого десятой десятом, 11 одиннадцать одиннадцати одиннадцатый"
    " одиннадцатого одиннадцатой, 12 двенадцать двенадцати двенадцатый двенадцатого двенадцатой"
    " дюжина дюжины дюжину, 13 тринадцать тринадцати тринадцатый тринадцатого, 14 четырнадцать"
    " четырнадцати четырнадцатый четырнадцатого, 15 пятнадцать пятнадцати пятнадцатый пятнадцатого,"
    "16 шестнадцать шестнадцати шестнадцатый шестнадцатого, 17 семнадцать семнадцати семнадцатый"
    " семнадцатого, 18 восемнадцать восемнадцати восемнадцатый восемнадцатого, 19 девятнадцать"
    " девятнадцати девятнадцатый девятнадцатого, 20 двадцать двадцати двадцатый двадцатого,"
    "30 тридцать тридцати тридцатый тридцатого, 40 сорок сорока, 50 пятьдесят пятидесяти,"
    "60 шестьдесят шестидесяти, 70 семьдесят семидесяти, 80 восемьдесят восьмидесяти,"
    "90 девяносто девяноста, 100 сто ста сотня сотни сотню, 200 двести двухсот, 300 триста трехсот,"
    "400 четыреста четырехсот, 500 пятьсот пятисот, 600 шестьсот шестисот, 700 семьсот семисот,"
    "800 восемьсот восьмисот, 900 девятьсот девятисот",
}
_SCALES: Mapping[Lang, str] = {
    "en": "100 hundred hundreds, 1000 thousand thousands, 1000000 million millions mln m,"
    "1000000000 billion billions bln bn",
    "ru": "1000 тысяча тысячи тысяч тысячу тысячей тысячам тысячах тыс,"
    "1000000 миллион миллиона миллионов миллионом миллионам миллионах млн,"
    "1000000000 миллиард миллиарда миллиардов миллиардом миллиардах млрд",
}
_MONTHS: Mapping[Lang, tuple[str, ...]] = {
    "en": ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    "ru": ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
}
_MONTH: Mapping[Lang, str] = {
    "en": r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?",
    "ru": r"(?:январ[ьяею]|феврал[ьяею]|марта?|апрел[ьяею]|ма[йяею]|июн[ьяею]|июл[ьяею]|августа?"
    r"|сентябр[ьяею]|октябр[ьяею]|ноябр[ьяею]|декабр[ьяею])\b",
}

_DIGITS = r"\d{1,3}(?:[ ,.\u00a0\u2009\u202f]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)?"
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th|-?го)?"
_GAPS = " \u00a0\u2009\u202f"
_WORD = re.compile(r"[^\W\d_]+")
_ANY = re.compile(
    rf"(?<![\w.,])(?:(?P<one>\d{{1,2}}):(?P<two>\d{{1,2}})(?![\w:])|(?P<number>{_DIGITS}))"
)


def read_numbers(text: str, lang: Lang) -> Iterator[Readings]:
    """The numbers of a text in a language, one after another; those that stand there twice come
    twice."""
    text = text.lower().replace("ё", "е")
    spans: list[tuple[int, int]] = []
    for day in _match_days(lang).finditer(text):
        number = int(day["before"] or day["behind"])
        month = _read_month(day["month"] or day["first"], lang)
        if 1 <= number <= 31:
            spans.append(day.span("before" if day["before"] else "behind"))
            yield (f"{number}-{month}",)
    taken = {place for start, end in spans for place in range(start, end)}
    end = 0
    for found in _ANY.finditer(text):
        if found.start() in taken:
            continue
        end = found.end()
        if found["one"]:
            yield _read_clock(found["one"], found["two"])
        else:
            scale = _read_scale(text, end, lang)
            values = _read_digits(found["number"], lang)
            yield tuple(dict.fromkeys(_write(value * scale) for value in values))
    yield from _read_words(text, lang)


def _read_words(text: str, lang: Lang) -> Iterator[Readings]:
    """Numbers that are written as words: `twenty-five thousand`."""
    words, scales = _list_words(lang), _list_scales(lang)
    value = Fraction(0)
    end = -1
    for word in _WORD.finditer(text):
        number = words.get(word[0])
        scale = scales.get(word[0])
        follows = end >= 0 and word.start() - end <= 1
        if number is not None:
            if follows and value and _joins(value, number):
                value += number
            else:
                if value:
                    yield (_write(value),)
                value = Fraction(number)
            end = word.end()
        elif scale is not None and follows and value:
            value *= scale
            end = word.end()
        elif value:
            yield (_write(value),)
            value, end = Fraction(0), -1
    if value:
        yield (_write(value),)


def _joins(value: Fraction, number: int) -> bool:
    """Whether a word goes on with the number before it: `twenty` and `five`, not `five` and
    `six`."""
    return value % 10 == 0 and number < 10 if value < 100 else value % 100 == 0 and number < 100


def _read_digits(text: str, lang: Lang) -> Iterator[Fraction]:
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


def _read_scale(text: str, end: int, lang: Lang) -> int:
    word = _WORD.match(text, end + 1 if text[end : end + 1] in _GAPS else end)
    return _list_scales(lang).get(word[0], 1) if word else 1


def _read_month(text: str, lang: Lang) -> int:
    months = _MONTHS[lang]
    return next(
        number for number in (3, *range(1, 13)) if text.startswith(months[number - 1])
    )


def _write(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):g}"


@cache
def _match_days(lang: Lang) -> re.Pattern[str]:
    month = _MONTH[lang]
    before = rf"{_DAY.format('before')}[{_GAPS}](?:of )?(?P<month>{month})"
    behind = rf"(?P<first>{month})[{_GAPS}]{_DAY.format('behind')}(?![\d:])"
    return re.compile(rf"(?<![\w.,:])(?:{before}|{behind})")


@cache
def _list_words(lang: Lang) -> Mapping[str, int]:
    return _parse(_CARDINALS[lang])


@cache
def _list_scales(lang: Lang) -> Mapping[str, int]:
    return _parse(_SCALES[lang])


def _parse(text: str) -> dict[str, int]:
    lines = (line.split() for line in text.split(","))
    return {word: int(value) for value, *words in lines for word in words}
