"""Analysis: what a word is found by."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis import Analyzer

ANALYZER = Analyzer()


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("Мост открыт.", ["мост", "открыт"]),
        ("Карачаево-Черкесия", ["карачаево", "черкесия"]),
        ("Azerbaijan's", ["azerbaijan"]),
        ("Azerbaijan’s O'Brien", ["azerbaijan", "o'brien"]),
        ("ёлка Ёж", ["елка", "еж"]),
        ("за́мок", ["замок"]),
        ("и\u0306од", ["йод"]),
        ("ка\u00adфе", ["кафе"]),
        ("Бaку", ["баку"]),  # Latin a
        ("Тbilisi", ["tbilisi"]),  # Cyrillic Т
        ("İstanbul", ["istanbul"]),
        ("café", ["café"]),
        ("№ 5, 1917 г.", ["5", "1917", "г"]),
        ("съёмка подъезд", ["съемка", "подъезд"]),
        ("snake_case", ["snake", "case"]),
        ("— … «»", []),
        ("", []),
    ],
)
def test_words(text: str, surfaces: list[str]) -> None:
    assert [word.surface for word in ANALYZER.words(text)] == surfaces


@pytest.mark.parametrize(
    ("form", "lemmas"),
    [
        ("стали", {"стать", "сталь"}),
        ("суда", {"суд", "судно"}),
        ("вина", {"вина", "вино"}),
        ("мёда", {"мед"}),
        ("Махачкалы", {"махачкала"}),
        ("Ереване", {"ереван"}),
        ("children", {"child"}),
        ("held", {"hold"}),
        ("elections", {"election"}),
        ("2014", {"2014"}),
    ],
)
def test_all_likely_lemmas_stand_at_one_position(form: str, lemmas: set[str]) -> None:
    (token,) = ANALYZER.tokens(form)
    assert set(token.lemmas) == lemmas
    assert token.position == 0


def test_an_unlikely_parse_is_left_out() -> None:
    assert ANALYZER.word("стекла").lemmas == ("стекло",)  # not «стечь», one reading in a hundred


def test_explains_which_rules_fired() -> None:
    (reading,) = ANALYZER.explain("Ёлки")
    assert (reading.text, reading.surface, reading.lemmas) == ("Ёлки", "елки", ("елка",))
    assert reading.rules == ("ё", "lemma")
    assert reading.dictionary == "pymorphy3"
    possessive, number = ANALYZER.explain("Baku's 7")
    assert possessive.rules == ("possessive",)
    assert number.dictionary == ""


def test_the_fingerprint_is_the_same_for_the_same_dictionaries() -> None:
    assert Analyzer().fingerprint == ANALYZER.fingerprint


@given(st.text(max_size=300))
def test_any_text_is_analyzed_and_offsets_point_at_its_words(text: str) -> None:
    tokens = list(ANALYZER.tokens(text))
    assert [token.position for token in tokens] == list(range(len(tokens)))
    end = 0
    for token, word in zip(tokens, ANALYZER.words(text), strict=True):
        assert end <= token.start < token.end <= len(text)
        end = token.end
        assert word.surface == ANALYZER.word(text[token.start : token.end]).surface
        assert word[:2] == (token.surface, token.lemmas)
        assert all(token.lemmas)


russian = st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщъыьэюяАБВЁЙ", min_size=1, max_size=12)


@given(russian)
def test_case_yo_and_normal_form_never_change_what_a_query_finds(form: str) -> None:
    (known,) = ANALYZER.ask(form)
    for other in (form.upper(), form.lower(), form.replace("ё", "е").replace("Ё", "Е")):
        assert ANALYZER.ask(other) == [known]
    assert ANALYZER.ask(unicodedata.normalize("NFD", form)) == [known]
