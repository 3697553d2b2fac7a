"""The languages of the interface: sentences, plurals, dates and numbers.

English is the language of the sources: its sentences are the message ids. Other languages have a
catalogue `locale/<code>/LC_MESSAGES/messages.po`, compiled in memory when the application starts.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_datetime,
    format_timedelta,
    get_day_names,
    get_timezone_location,
)
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

from indexer.dates import parse_days
from searcher.request import Interval
from web.parameters import UI_LANGS

DEFAULT_LANGUAGE = "en"
LOCALE_FOLDER = Path(__file__).parent / "locale"

# British English: "23 January 2021".
_LOCALES = {"en": "en_GB"}

# Names of intervals in CLDR patterns: alone, inside a sentence, and as short as an axis needs.
_ALONE: Mapping[Interval, str] = {"year": "y", "month": "LLLL y", "day": "d MMMM y"}
_IN_SENTENCE: Mapping[Interval, str] = {"year": "y", "month": "MMMM y", "day": "d MMMM y"}
_TYPED: Mapping[Interval, str] = {"year": "y", "month": "LLLL y", "day": "dd.MM.y"}
_ON_AXIS: Mapping[Interval, str] = {"year": "y", "month": "LLL", "day": "d"}
_ON_LONG_AXIS: Mapping[Interval, str] = {"year": "y", "month": "LLL y", "day": "d MMM"}
# From here on a share is told without decimals.
_WHOLE_PERCENT = 10
_UTC = ZoneInfo("UTC")
_MOMENT = timedelta(seconds=1)
# The units of sizes, each a thousand of the one before; from ten on without decimals.
_SIZES = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte")
_NEXT_SIZE, _WHOLE_SIZE = 1000, 10
_BY_PARTS: tuple[Interval, ...] = ("year", "month", "day")


def gettext_noop(message: str) -> str:
    """Marks a message of a table, to be translated when it is shown."""
    return message


# The same counts stand all over a page, and on one page after the other.
@lru_cache(maxsize=10_000)
def _format_number(number: float, locale: Locale) -> str:
    return str(format_decimal(number, locale=locale))


@dataclass(frozen=True)
class Language:
    """A language of the interface. Times are told in the zone of the archive."""

    code: str
    locale: Locale
    zone: ZoneInfo
    catalogue: gettext.NullTranslations

    @property
    def name(self) -> str:
        """The language's own name for itself: `Русский`, `English`."""
        return str(self.locale.language_name or self.code).capitalize()

    @property
    def zone_name(self) -> str:
        """The city by which the zone of the archive is known: `Москва`, `Moscow`."""
        return get_timezone_location(self.zone, locale=self.locale, return_city=True)

    def gettext(self, message: str, **values: object) -> str:
        """A message in this language, its `%(name)s` places filled; without values `%` is `%`."""
        text = self.catalogue.gettext(message)
        return text % values if values else text

    def ngettext(self, singular: str, plural: str, number: int, **values: object) -> str:
        """The plural form for a number, its `%(name)s` places filled."""
        text = self.catalogue.ngettext(singular, plural, number)
        return text % values if values else text

    def format_number(self, number: float) -> str:
        return _format_number(number, self.locale)

    def format_percent(self, percent: float) -> str:
        """A share, to two significant digits below ten percent: `0.25%`, `12%`, `0,25 %`."""
        pattern = str(self.locale.percent_formats[None].pattern)
        if 0 < percent < _WHOLE_PERCENT:
            pattern = pattern.replace("#,##0", "@@")
        return str(format_percent(percent / 100, pattern, locale=self.locale))

    def format_date(self, moment: datetime) -> str:
        """The day of an instant: `23 января 2021`."""
        return self._format(moment, "d MMMM y")

    def format_datetime(self, moment: datetime) -> str:
        """Day and time of an instant: `23 января 2021, 17:30`."""
        return self._format(moment, "d MMMM y, HH:mm")

    def format_time(self, moment: datetime) -> str:
        """The time of an instant: `17:30`."""
        return self._format(moment, "HH:mm")

    def format_age(self, age: timedelta) -> str:
        """How long ago something was: `3 часа назад`, `3 hours ago`."""
        return format_timedelta(-max(age, _MOMENT), add_direction=True, locale=self.locale)

    def format_bytes(self, size: float) -> str:
        """A size: `312 байт`, `4.2 MB`."""
        for unit in _SIZES[:-1]:
            if size < _NEXT_SIZE:
                return self._format_size(size, unit)
            size /= _NEXT_SIZE
        return self._format_size(size, _SIZES[-1])

    def _format_size(self, size: float, unit: str) -> str:
        number = round(size) if size >= _WHOLE_SIZE or unit == _SIZES[0] else round(size, 1)
        return str(format_unit(number, f"digital-{unit}", "short", locale=self.locale))

    def label_weekday(self, day: date) -> str:
        """The day of the week: `суббота`."""
        return format_date(day, "cccc", locale=self.locale)

    def label_month(self, day: date) -> str:
        """A month alone: `январь`."""
        return format_date(day, "LLLL", locale=self.locale)

    def label_short_month(self, day: date) -> str:
        """A month alone, as short as a table needs: `янв.`."""
        return format_date(day, "LLL", locale=self.locale)

    def label_anniversary(self, day: date) -> str:
        """The day of a year, whichever year: `23 января`."""
        return format_date(day, "d MMMM", locale=self.locale)

    def name_weekdays(self) -> tuple[tuple[str, str], ...]:
        """The days of the week from Monday on: the shortest name, and the whole one."""
        short = get_day_names("short", "stand-alone", self.locale)
        whole = get_day_names("wide", "stand-alone", self.locale)
        return tuple((short[number], whole[number]) for number in range(7))

    def label_interval(self, interval: Interval, first: date) -> str:
        """The name of the interval that begins on a day: `2021`, `январь 2021`."""
        return format_date(first, _ALONE[interval], locale=self.locale)

    def label_quarter(self, first: date) -> str:
        """The name of the quarter that begins on a day: `I кв. 2021`, `Q1 2021`."""
        return format_date(first, "QQQ y", locale=self.locale)

    def label_tick(self, interval: Interval, first: date, *, long: bool) -> str:
        """The shortest name of that interval, for an axis: `2021`, `янв.`, `23`; a `long` axis
        crosses years or months and says which: `янв. 2021`, `23 янв.`."""
        patterns = _ON_LONG_AXIS if long else _ON_AXIS
        return format_date(first, patterns[interval], locale=self.locale)

    def label_days(self, first: str, last: str) -> str:
        """A range between two partial dates, either of which may be missing.

        Raises ValueError for a text that is no partial date.
        """
        if first == last:
            return self._label_partial(first, _ALONE)
        if not last:
            return self.gettext("from %(date)s", date=self._label_partial(first, _IN_SENTENCE))
        if not first:
            return self.gettext("up to %(date)s", date=self._label_partial(last, _ALONE))
        return f"{self._label_partial(first, _ALONE)} – {self._label_partial(last, _ALONE)}"

    def write_days(self, text: str) -> str:
        """A partial date as it is typed into a field: `2021`, `январь 2021`, `23.01.2021`. Raises
        ValueError for a text that is no partial date."""
        return self._label_partial(text, _TYPED)

    def _format(self, moment: datetime, pattern: str) -> str:
        return format_datetime(moment, pattern, tzinfo=self.zone, locale=self.locale)

    def _label_partial(self, text: str, patterns: Mapping[Interval, str]) -> str:
        first = parse_days(text).first
        interval = _BY_PARTS[text.count("-")]
        return format_date(first, patterns[interval], locale=self.locale)


def load_languages(zone: ZoneInfo) -> Mapping[str, Language]:
    """The languages of the interface by code, for an archive in a time zone."""
    return {code: load_language(code, zone) for code in UI_LANGS}


def load_language(code: str, zone: ZoneInfo = _UTC) -> Language:
    """One language of the interface; the zone matters only to those who tell times."""
    return Language(code, Locale.parse(_LOCALES.get(code, code)), zone, _read_catalogue(code))


@cache
def _read_catalogue(code: str) -> gettext.NullTranslations:
    path = LOCALE_FOLDER / code / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return gettext.NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
