"""Dates as people write them in queries."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from searcher.query.dates import write_iso

MONTH_FORMS = ("LLLL y", "MMM y", "MM.y", "MM/y", "y-MM")
days = st.dates(date(1600, 1, 1), date(2199, 12, 31))


@given(
    days,
    st.sampled_from(("d MMMM y", "d MMMM y 'г'.", "MMMM d, y", "dd.MM.y", "y/MM/dd", "y-MM-dd")),
    st.sampled_from(("ru", "en")),
)
def test_a_day_is_read_in_every_form(day: date, form: str, lang: str) -> None:
    assert write_iso(format_date(day, form, lang)) == day.isoformat()


@given(
    days,
    st.sampled_from(MONTH_FORMS),
    st.sampled_from(("ru", "en")),
)
def test_a_month_is_read_in_every_form(day: date, form: str, lang: str) -> None:
    assert write_iso(format_date(day, form, lang)) == day.isoformat()[:7]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2014", "2014"),
        ("2014 года", "2014"),
        ("2014г.", "2014"),
        ("20-го мая 2014", "2014-05-20"),
        ("20th May 2014", "2014-05-20"),
        ("3-мая-2014", "2014-05-03"),
        ("мае 2014", "2014-05"),
        ("13/05/2014", "2014-05-13"),
        ("05/13/2014", "2014-05-13"),
        ("05/05/2014", "2014-05-05"),
    ],
)
def test_reads(text: str, iso: str) -> None:
    assert write_iso(text) == iso


@pytest.mark.parametrize(
    "text",
    ["", "май", "3 мая", "03.05.14", "03/05/2014", "31.04.2014", "20140503", "вчера 2014",
     "1 2 3 2014", "2014 2015", "мая июня 2014", "1500", "32 мая 2014"],
)  # fmt: skip
def test_refuses(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|year|day|month|ways"):
        write_iso(text)


@given(st.text(alphabet="0123456789./- маймарtyjnгодth", max_size=24))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        iso = write_iso(text)
    except ValueError:
        return
    assert write_iso(iso) == iso
