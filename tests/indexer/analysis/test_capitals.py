"""Which capitals tell of a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import Analyzer
from indexer.analysis.capitals import find_capital, mark_openings, unmark
from indexer.analysis.tokenizer import DEFAULT_TOKENIZER

TEXTS = st.lists(
    st.sampled_from("Мост мост May MAY А. Mr. U.S. «Нет» . ! : — \n Ivan 5 ё".split(" "))
).map(" ".join)


@given(TEXTS | st.text())
def test_marking_changes_neither_lengths_nor_letters(text: str) -> None:
    marked = mark_openings(text)
    assert len(marked) == len(text)
    assert marked.casefold() == text.casefold()


@given(TEXTS)
def test_marks_can_be_taken_away(text: str) -> None:
    forms = DEFAULT_TOKENIZER.find_forms(text)
    marked = DEFAULT_TOKENIZER.find_forms(mark_openings(text))
    assert [form.lower() for form in forms] == [form.lower() for form in marked]
    for form, read in zip(forms, marked, strict=True):
        if read != form:
            assert find_capital(read) == "opening"
        if read.lower() not in ("may", "us"):
            assert unmark(read) == form


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Мост открыт. Река Терек", "Терек"),
        ("В село Мост. Нет! Да? «Так» … Вот", "Мост"),
        ("Сказал: «Пора». Он — Мост.\n— Нет", "Мост"),
        ("А. Иванов и Mr. May", "А Иванов Mr May"),
        ("Dr. Mark Smith met Gen. Pace", "Mark Smith Gen Pace"),
        ("МОСТ ОТКРЫТ", ""),
        ("МОСТ И РЕКА И. ИВАНОВА", "И"),
        ("И Иванов, а И. Петров и План А, И-21, О'Нил", "Иванов И Петров План О'Нил"),
        ("Russia Opens New Bridge Over River", ""),
        ("Russia opens a bridge in Grozny", "Grozny"),
        ("the U.S. President", "U.S President"),
    ],
)
def test_capitals_inside_a_sentence_are_told_from_those_that_open_one(
    text: str, inside: str
) -> None:
    forms = DEFAULT_TOKENIZER.find_forms(mark_openings(text))
    assert [form for form in forms if find_capital(form) == "inside"] == inside.split()


@given(st.text())
def test_the_case_of_a_query_changes_nothing(analyzer: Analyzer, text: str) -> None:
    # Abbreviations with dots are known as they are written: `a.k.a.`, but `И.О.` are initials.
    small = text.lower().replace(".", " ")
    if small.upper().lower() == small:
        assert analyzer.ask(small) == analyzer.ask(small.upper())
