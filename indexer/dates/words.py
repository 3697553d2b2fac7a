"""The words of written dates in both languages, in small letters; of months also those of two
languages whose press stands beside theirs, Ukrainian and German."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

_SHORTEST_NAME = 3


def _list_beginnings(word: str) -> Iterator[str]:
    """A word and its abbreviations: whatever three letters or more it begins with."""
    return (word[:length] for length in range(_SHORTEST_NAME, len(word) + 1))


def _list_forms(stem: str, endings: str) -> Iterator[str]:
    """The forms of a Russian noun, whose endings are separated by blanks; the first is that of the
    name, which is abbreviated too. `-` is no ending."""
    forms = [stem + ending.removeprefix("-") for ending in endings.split(" ")]
    yield from _list_beginnings(forms[0])
    yield from forms


_SOFT = "ь я ю ем ём е"
_HARD = "- а у ом е"

_MONTH_NAMES: tuple[tuple[str, str, str], ...] = (
    ("january", "январ", _SOFT),
    ("february", "феврал", _SOFT),
    ("march", "март", _HARD),
    ("april", "апрел", _SOFT),
    ("may", "ма", "й я ю ем е"),
    ("june", "июн", _SOFT),
    ("july", "июл", _SOFT),
    ("august", "август", _HARD),
    ("september", "сентябр", _SOFT),
    ("october", "октябр", _SOFT),
    ("november", "ноябр", _SOFT),
    ("december", "декабр", _SOFT),
)

_OWN_MONTHS: Mapping[str, int] = {
    form: number
    for number, (english, stem, endings) in enumerate(_MONTH_NAMES, 1)
    for form in (*_list_beginnings(english), *_list_forms(stem, endings))
}


# The months of Ukrainian by their name and as they stand in dates, and of German.
_OTHER_MONTHS: tuple[tuple[str, ...], ...] = (
    ("січень", "січня", "januar", "jänner"),
    ("лютий", "лютого", "februar", "feber"),
    ("березень", "березня", "märz", "mrz"),
    ("квітень", "квітня"),
    ("травень", "травня", "mai"),
    ("червень", "червня", "juni"),
    ("липень", "липня", "juli"),
    ("серпень", "серпня"),
    ("вересень", "вересня"),
    ("жовтень", "жовтня", "oktober"),
    ("листопад", "листопада"),
    ("грудень", "грудня", "dezember"),
)

MONTHS: Mapping[str, int] = {
    **{
        form: number
        for number, names in enumerate(_OTHER_MONTHS, 1)
        for name in names
        for form in _list_beginnings(name)
    },
    **_OWN_MONTHS,
}


def _list_weekdays() -> Iterator[str]:
    for day in "monday tuesday wednesday thursday friday saturday sunday".split():
        yield from _list_beginnings(day)
    yield from _list_forms("понедельник", _HARD)
    yield from _list_forms("вторник", _HARD)
    yield from _list_forms("сред", "а ы е у ой")
    yield from _list_forms("четверг", _HARD)
    yield from _list_forms("пятниц", "а ы е у ей")
    yield from _list_forms("суббот", "а ы е у ой")
    yield from _list_forms("воскресень", "е я ю ем и")
    yield from "weds пн вт ср чт пт сб вс пнд втр срд чтв птн сбт вск".split()


def _split(*texts: str) -> Iterable[str]:
    return " ".join(texts).split()


# A weekday says nothing that the date does not say, and is often wrong: it is not looked at.
SILENT = frozenset(
    _split(
        "г год года году в во от и на ч дата даты дату время времени число числа",
        "at on the of and date time day dated t т",
        "р року о об uhr um den der",
        "понеділок понеділка вівторок вівторка середа середи четвер субота суботи неділя неділі",
        "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
        *_list_weekdays(),
    )
)

# They name a day by another one. Beside a full date they say nothing.
RELATIVE = frozenset(
    _split(
        "сегодня вчера завтра позавчера послезавтра накануне назад сейчас только что недавно через",
        "секунду секунды секунд минуту минуты минут мин час часа часов день дня дней",
        "неделю неделя недели недель месяц месяца месяцев лет прошлый прошлая прошлой прошлую",
        "прошлого последний последняя последнее последней последнего",
        "today yesterday tomorrow tonight ago now just last this next previous",
        "second seconds sec secs minute minutes min mins hour hours hr hrs days week weeks month",
        "months year years moment moments",
    )
)

# What a date is the date of, by the words before it.
LABELS: Mapping[str, str] = {
    **dict.fromkeys(
        _split(
            "опубликовано опубликована опубликован опубликовал опубл публикация публикации",
            "размещено размещена размещен размещён размещения добавлено добавлена добавлен",
            "добавления выложено вышло вышла вышел выхода published publishing publication pub",
            "posted post submitted released release issued issue filed added first originally",
        ),
        "published",
    ),
    **dict.fromkeys(
        _split(
            "обновлено обновлена обновлен обновлён обновление обновления изменено изменена изменен",
            "изменён изменение изменения исправлено исправление исправления отредактировано",
            "редактировалось редактирования правка правки updated update upd modified modification",
            "edited edit changed change corrected correction revised revision amended",
        ),
        "modified",
    ),
    **dict.fromkeys(
        _split("создано создана создан создания создание created creation"),
        "created",
    ),
}
