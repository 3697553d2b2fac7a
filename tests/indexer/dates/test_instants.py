"""Dates as people and programs write them: the table in instant_cases.txt, which tells its format,
and what holds of every instant and every text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import cast, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.dates import (
    LONGEST_DATE,
    DateMeaning,
    DateOrder,
    check_instant,
    parse_instant,
    parse_number,
)

TABLE = Path(__file__).with_name("instant_cases.txt")
MOSCOW = ZoneInfo("Europe/Moscow")
ZONES = [MOSCOW, UTC, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Kiritimati")]

_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_OPTIONS = re.compile(r"(?:(dmy|mdy|ymd|modified): )?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DateCase:
    """A line of the table: a text, and the instant that it names or a part of the reason why it is
    refused."""

    number: int
    text: str
    order: DateOrder | None
    meaning: DateMeaning
    instant: datetime | None
    reason: str

    def __str__(self) -> str:
        return f"{self.number}-{self.text}"


def read_cases() -> Iterator[DateCase]:
    for number, line in enumerate(TABLE.read_text("utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        written, arrow, right = line.partition(" # ")[0].rstrip().partition(" -> ")
        assert arrow, f"line {number}: no arrow"
        match = _OPTIONS.fullmatch(written)
        assert match
        option, text = match.groups()
        reason = right.removeprefix("no: ") if right.startswith("no: ") else ""
        instant = None if reason else datetime.fromisoformat(right)
        yield DateCase(
            number,
            _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text),
            cast(DateOrder, option) if option in get_args(DateOrder) else None,
            "modified" if option == "modified" else "published",
            instant.replace(tzinfo=instant.tzinfo or MOSCOW) if instant else None,
            reason,
        )


CASES = list(read_cases())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_date_names_an_instant_or_is_refused(case: DateCase) -> None:
    if case.instant is None:
        with pytest.raises(ValueError, match=re.escape(case.reason)):
            parse_instant(case.text, MOSCOW, case.order, case.meaning)
    else:
        instant = parse_instant(case.text, MOSCOW, case.order, case.meaning)
        assert (instant, instant.utcoffset()) == (case.instant, case.instant.utcoffset())


def test_the_table_says_nothing_twice() -> None:
    texts = Counter((case.text, case.order, case.meaning) for case in CASES)
    assert [text for text, times in texts.items() if times > 1] == []


@pytest.mark.parametrize("case", [case for case in CASES if case.reason], ids=str)
def test_a_reason_is_short_and_shows_the_text(case: DateCase) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_instant(case.text, MOSCOW, case.order, case.meaning)
    reason, _, shown = str(caught.value).rpartition(": ")
    assert len(reason) <= 100
    assert shown


def read_or_refuse(read: Callable[[], datetime]) -> datetime | str:
    """The instant that is read, or the reason why it is not."""
    try:
        return read()
    except ValueError as error:
        return str(error)


# Round trips

# Days on which day and month could be mistaken for one another, and years that look like times,
# stand as often as all others.
INSTANTS = st.one_of(
    st.datetimes(datetime(1600, 1, 2), datetime(2199, 12, 30)),  # noqa: DTZ001
    st.builds(
        datetime,
        st.sampled_from([1723, 1959, 1999, 2001, 2010, 2012, 2014, 2023, 2031]),
        st.integers(1, 12),
        st.integers(1, 12),
        st.integers(0, 23),
        st.integers(0, 59),
        st.integers(0, 59),
    ),
)

ENGLISH = "January February March April May June July August September October November December"
RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
SHORT_RUSSIAN = "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек."


def month(names: str, local: datetime) -> str:
    return names.split()[local.month - 1]


def twelve_hours(local: datetime) -> str:
    return f"{local.hour % 12 or 12}:{local:%M:%S} {'p.m.' if local.hour > 11 else 'a.m.'}"


# Texts with a local time to the second.
LOCAL_SHAPES: list[Callable[[datetime], str]] = [
    lambda t: f"{t:%Y-%m-%d %H:%M:%S}",
    lambda t: f"{t:%Y-%m-%dT%H:%M:%S}",
    lambda t: f"{t:%Y%m%dT%H%M%S}",
    lambda t: f"{t:%Y%m%d%H%M%S}",
    lambda t: f"{t:%Y.%m.%d %H:%M:%S}",
    lambda t: f"{t:%Y/%m/%d, %H:%M:%S}",
    lambda t: f"{t:%Y} {t.month} {t.day} {t:%H:%M:%S}",
    lambda t: f"{t:%Y}-{t.month}-{t.day} {t.hour}:{t:%M:%S}",
    lambda t: f"{t:%Y:%m:%d %H:%M:%S}",
    lambda t: f"{t:%Y-%m-%d_%H-%M-%S}",
    lambda t: f"{t:%d.%m.%Y} {t:%H:%M:%S}",
    lambda t: f"{t:%H:%M:%S} {t.day}.{t.month}.{t:%Y}",
    lambda t: f"{t.day} {month(RUSSIAN, t)} {t:%Y}, {t:%H:%M:%S}",
    lambda t: f"{t:%H:%M:%S}, {t.day} {month(RUSSIAN, t)} {t:%Y} года",
    lambda t: f"Опубликовано: {t.day}-го {month(SHORT_RUSSIAN, t)} {t:%Y} г. | {t:%H:%M:%S}",
    lambda t: f"{month(ENGLISH, t)} {t.day}, {t:%Y} at {twelve_hours(t)}",
    lambda t: f"{twelve_hours(t)}, {month(ENGLISH, t)[:3]}. {t.day}, {t:%Y}",
    lambda t: f"Posted {t.day} {month(ENGLISH, t)} {t:%Y} — {t:%H:%M:%S}",
    lambda t: f"{t:%d}-{month(ENGLISH, t)[:3].upper()}-{t:%Y} {t:%H:%M:%S}",
    lambda t: f"{month(ENGLISH, t)[:3]} {t.day:2} {t:%H:%M:%S} {t:%Y}",
]

# Texts with an offset, which is east of Greenwich for `+`.
ZONED_SHAPES: list[Callable[[datetime], str]] = [
    datetime.isoformat,
    lambda t: f"{t:%Y-%m-%d %H:%M:%S %z}",
    lambda t: f"{t:%Y.%m.%d %H:%M:%S} UTC{t:%z}",
    lambda t: f"{t.day} {month(ENGLISH, t)} {t:%Y} {t:%H:%M:%S} GMT{t:%z}",
    lambda t: f"{t.day} {month(RUSSIAN, t)} {t:%Y}, {t:%H:%M:%S} (UTC{t:%z})",
    lambda t: f"Sat, {t:%d} {month(ENGLISH, t)[:3]} {t:%Y} {t:%H:%M:%S %z}",
    lambda t: f"Sat {month(ENGLISH, t)[:3]} {t:%d %Y %H:%M:%S} GMT{t:%z} (Some Standard Time)",
    lambda t: f"Sat {month(ENGLISH, t)[:3]} {t:%d %H:%M:%S} {t:%z} {t:%Y}",
    lambda t: f"{t:%d}/{month(ENGLISH, t)[:3]}/{t:%Y}:{t:%H:%M:%S} {t:%z}",
    lambda t: (
        f"Sat {month(ENGLISH, t)[:3]} {t:%d} {t.astimezone(UTC):%H:%M:%S} UTC {t:%Y}"
        if t.utcoffset() == timedelta()
        else t.isoformat(" ")
    ),
]


@given(local=INSTANTS, zone=st.sampled_from(ZONES))
@pytest.mark.parametrize("shape", LOCAL_SHAPES)
def test_a_local_time_reads_back(
    shape: Callable[[datetime], str], local: datetime, zone: tzinfo
) -> None:
    expected = local.replace(microsecond=0, tzinfo=zone)
    if (local.year, local.month, local.day) in {(1601, 1, 1), (1899, 12, 30), (1900, 1, 1)}:
        return
    if abs(expected - datetime(1970, 1, 1, tzinfo=UTC)) < timedelta(days=2):
        return
    for order in (None, *get_args(DateOrder)):
        assert parse_instant(shape(local), zone, order) == expected


@given(
    local=INSTANTS.filter(lambda local: local.year != 1970),
    quarters=st.integers(-48, 56),
    zone=st.sampled_from(ZONES),
)
@pytest.mark.parametrize("shape", ZONED_SHAPES)
def test_a_time_with_an_offset_reads_back(
    shape: Callable[[datetime], str], local: datetime, quarters: int, zone: tzinfo
) -> None:
    offset = timezone(timedelta(minutes=15 * quarters))
    instant = local.replace(microsecond=0, tzinfo=offset)
    if instant.time() == datetime.min.time() or instant.year in {1601, 1899, 1900, 1969}:
        return
    read = parse_instant(shape(instant), zone)
    assert (read, read.utcoffset()) == (instant, instant.utcoffset())


@given(instant=st.datetimes(datetime(1974, 1, 1), datetime(2199, 12, 30)))  # noqa: DTZ001
@pytest.mark.parametrize("power", [0, 3, 6])
def test_unix_time_reads_back(instant: datetime, power: int) -> None:
    microseconds = (instant - datetime(1970, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001
    number = microseconds // 10 ** (6 - power)
    expected = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number * 10 ** (6 - power))
    read = read_or_refuse(lambda: parse_instant(str(number), MOSCOW))
    if isinstance(read, str):
        # Milliseconds of 1975 and 1976 may look like a minute of any year.
        assert power == 3
        assert "a minute, or milliseconds" in read
    else:
        assert read == parse_number(number, MOSCOW) == expected


# Whatever is given

PARTS = (
    "2014 03 3 05 13 31 00 0000 14 17:30 10.30 10:30:00 25:61 24:00 20140503 140503 1399098600 "
    "- + . , : / | • ( ) [ ] ' ~ \u2212 \u200b \u202f \u0663 ² T Z UTC GMT MSK мск EST IST +4 "
    "-05:00 +0300 МСК+2 UTC+14 Europe/Moscow America/ Etc/GMT-3 May мая янв. января Sat пт в at "
    "года г. am p.m. ч мин вчера ago Updated Опубликовано: Published 3rd 3-го /Date( time "
    "1970-01-01 2199-12-31 1600-01-01 времени x"
).split(" ")
TEXTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PARTS), max_size=12).map("".join),
    st.lists(st.sampled_from(PARTS), max_size=9).map(" ".join),
)
ORDERS = st.sampled_from([None, *get_args(DateOrder)])


@given(
    text=TEXTS,
    order=ORDERS,
    meaning=st.sampled_from(get_args(DateMeaning)),
    zone=st.sampled_from(ZONES),
)
def test_any_text_is_an_instant_of_the_archive_or_refused(
    text: str, order: DateOrder | None, meaning: DateMeaning, zone: tzinfo
) -> None:
    result = read_or_refuse(lambda: parse_instant(text, zone, order, meaning))
    assert result
    if isinstance(result, datetime):
        assert check_instant(result, zone).utcoffset() is not None


@given(number=st.one_of(st.integers(), st.integers(-(10**30), 10**30), st.floats()), order=ORDERS)
def test_any_number_is_an_instant_of_the_archive_or_refused(
    number: float, order: DateOrder | None
) -> None:
    result = read_or_refuse(lambda: parse_number(number, MOSCOW, order))
    assert result
    if isinstance(result, datetime):
        assert check_instant(result, MOSCOW).utcoffset() is not None


@given(text=TEXTS, order=ORDERS)
def test_an_order_changes_no_date_that_needs_none(text: str, order: DateOrder | None) -> None:
    alone = read_or_refuse(lambda: parse_instant(text, MOSCOW))
    ordered = read_or_refuse(lambda: parse_instant(text, MOSCOW, order))
    if isinstance(alone, datetime):
        assert ordered == alone or f"in the order {order}" in str(ordered)


def test_a_long_text_is_no_date() -> None:
    blanks = " " * (LONGEST_DATE - len("2014.05.03") - len("10:30"))
    assert parse_instant(f"2014.05.03{blanks}10:30", MOSCOW).hour == 10
    with pytest.raises(ValueError, match="too long"):
        parse_instant(f"2014.05.03 {blanks}10:30", MOSCOW)
