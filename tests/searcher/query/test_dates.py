"""Dates as people write them in queries, behind `date:` or among other words."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from searcher.query.dates import find_date, is_year, write_iso

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
        ("03.05.2014 г.", "2014-05-03"),
        ("03.05.14", "2014-05-03"),
        ("3.5.14", "2014-05-03"),
        ("12.11.99", "1999-11-12"),
        ("31.12.49", "2049-12-31"),
        ("01.01.50", "1950-01-01"),
        ("14.05.03", "2003-05-14"),
        ("03.05.14г.", "2014-05-03"),
        ("20/05/14", "2014-05-20"),
        ("05/20/14", "2014-05-20"),
        ("3 мая 14", "2014-05-03"),
        ("3-мая-14", "2014-05-03"),
        ("3rd May 14", "2014-05-03"),
        ("май 14 г.", "2014-05"),
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
    ["", "май", "3 мая", "май 14", "03/05/2014", "03/05/14", "20-05-14", "05.14", "1.2.3.14",
     "00.05.2014", "05.00.14", "2014-00", "31.04.2014", "20140503", "вчера 2014",
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


@pytest.mark.parametrize(
    ("text", "count", "iso"),
    [
        ("май 2014", 2, "2014-05"),
        ("мая 2014 года выборы", 3, "2014-05"),
        ("20 мая 2014", 3, "2014-05-20"),
        ("20-го мая 2014-го", 3, "2014-05-20"),
        ("20.05.2014", 1, "2014-05-20"),
        ("20.05.2014 г", 2, "2014-05-20"),
        ("20.05.14 суд", 1, "2014-05-20"),
        ("3.5.14", 1, "2014-05-03"),
        ("20.05.14г", 1, "2014-05-20"),
        ("20.05.14 года", 2, "2014-05-20"),
        ("20 мая 14 г выборы", 4, "2014-05-20"),
        ("2014-05-20 суд", 1, "2014-05-20"),
        ("05.2014", 1, "2014-05"),
        ("2014/05/20", 1, "2014-05-20"),
        ("2014 год", 2, "2014"),
        ("2014 году", 2, "2014"),
        ("2014-м году", 2, "2014"),
        ("2014г", 1, "2014"),
        ("may 2014", 2, "2014-05"),
        ("20th of May 2014", 4, "2014-05-20"),
        ("May 20 2014", 3, "2014-05-20"),
        ("in 2014", 2, "2014"),
        # A number by itself, what lacks the year, what comes behind, and what is none.
        ("2014", 0, ""),
        ("в 2014", 0, ""),
        ("20 мая", 0, ""),
        ("май 2014 20 человек", 2, "2014-05"),
        ("школа 2014", 0, ""),
        ("03/05/2014", 0, ""),
        ("31.04.2014", 0, ""),
        ("03/05/14", 0, ""),
        ("20-05-14", 0, ""),
        ("1.3.5.14", 0, ""),
        ("9 мая 70 лет", 0, ""),
        ("в 14 году", 0, ""),
        ("20 05 2014", 0, ""),
        ("1941-1945", 0, ""),
        ("", 0, ""),
    ],
)
def test_a_date_is_found_at_the_beginning_of_words(text: str, count: int, iso: str) -> None:
    assert find_date(text.split()) == (count, iso)


@given(st.lists(st.text(alphabet="0123456789./-маймартyjnгодin", max_size=8), max_size=6))
def test_what_is_found_among_words_is_a_date(words: list[str]) -> None:
    count, iso = find_date(words)
    assert (count > 0) == bool(iso)
    assert not iso or write_iso(iso) == iso


def test_a_year_is_four_digits_that_an_archive_may_hold() -> None:
    assert [word for word in ("2014", "1599", "201", "20140", "двор") if is_year(word)] == ["2014"]
