"""Numbers of two languages are one where they are worth the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.article import Lang
from indexer.pairing.numbers import read_digits, read_words


def read(text: str, lang: Lang) -> set[str]:
    words = text.lower().replace("ё", "е").replace("-", " ").split()
    return {reading for readings in read_digits(text, lang) for reading in readings} | set(
        read_words(words)
    )


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("1 200 килограммов", "1,200 kilograms"),
        ("1200 килограммов", "1 200 kilograms"),
        ("9,7 миллиона рублей", "9.7 million roubles"),
        ("5,2 млрд", "5.2 billion"),
        ("12 тысяч", "12,000"),
        ("двадцать пять тысяч", "25,000"),
        ("триста человек", "three hundred people"),
        ("двенадцать сёл", "12 villages"),
        ("5 мая", "May 5"),
        ("5-го мая", "5th of May"),
        ("в марте, 3 марта", "March 3"),
        ("04:52", "4:52 a.m."),
        ("в 16:30", "at 4:30 p.m."),
        ("3:0", "0:3"),
        ("22-го тура", "the 22nd round"),
        ("46-летний", "46-year-old"),
        ("двадцатый", "twentieth"),
        ("420", "four hundred and twenty"),
    ],
)
def test_what_is_worth_the_same_is_one(russian: str, english: str) -> None:
    assert read(russian, "ru") & read(english, "en")


@pytest.mark.parametrize(
    ("russian", "english"),
    [
        ("5 мая", "May 6"),
        ("5 мая", "5 people"),
        ("1,5 тысячи", "15 thousand"),
        ("пять, шесть", "fifty-six"),
        ("2:1", "3:1"),
    ],
)
def test_what_is_not_is_not(russian: str, english: str) -> None:
    assert not read(russian, "ru") & read(english, "en")


@given(st.integers(1_000, 999_999_999))
def test_the_manner_of_a_language_changes_nothing(number: int) -> None:
    english, russian = f"{number:,}", f"{number:,}".replace(",", " ")
    assert str(number) in read(f"about {english} people", "en")
    assert str(number) in read(f"около {russian} человек", "ru")


@pytest.mark.parametrize(
    "text",
    ["7" * 10_000, "1,234" * 5_000, "1 234" * 5_000, "one" + " million" * 5_000, "1." * 9_000],
)
def test_endless_numbers_are_none(text: str) -> None:
    assert all(len(reading) < 30 for reading in read(text, "en") | read(text, "ru"))
