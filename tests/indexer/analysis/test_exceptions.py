"""Exceptions: what an editor writes down goes before the dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.analysis.exceptions import read_exceptions
from indexer.analysis.tokenizer import DEFAULT_TOKENIZER
from indexer.errors import SettingsError
from indexer.home.templates import EXCEPTIONS_TEMPLATE
from indexer.languages import DEFAULT_LANGUAGES

# Makes an exceptions file of a text.
MakeFile = Callable[[str], Path]


@pytest.fixture
def make_file(tmp_path: Path) -> MakeFile:
    def make(text: str) -> Path:
        path = tmp_path / "exceptions.txt"
        path.write_text(text, "utf-8")
        return path

    return make


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Цхинвал", "Цхинвалом"),
        ("Сухум", "Сухуму"),
        ("Магаса", "Магасе"),
        ("Арцах", "Арцаха"),
        ("суд", "судов"),
        ("судно", "судов"),
        ("USA", "US"),
        ("вино", "вина"),
    ],
)
def test_forms_of_the_region_and_the_courts_meet(analyzer: Analyzer, one: str, other: str) -> None:
    assert set(analyzer.word(one).lemmas) & set(analyzer.word(other).lemmas)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Цхинвала", "цхинвалый"), ("Баку", "бак"), ("Ходжалы", "ходжал"), ("us", "USA")],
)
def test_they_meet_nothing_else(analyzer: Analyzer, one: str, other: str) -> None:
    assert not set(analyzer.word(one).lemmas) & set(analyzer.word(other).lemmas)


def test_the_files_lines_go_before_those_that_come_with_letopis(make_file: MakeFile) -> None:
    analyzer = Analyzer(make_file("суда = суд  # в этом архиве нет судов\n"))
    assert analyzer.word("Суда").lemmas == ("суд",)
    assert analyzer.word("судов").lemmas == ("суд", "судно")


def test_a_form_with_a_capital_stands_for_that_spelling_alone(make_file: MakeFile) -> None:
    analyzer = Analyzer(make_file("Роза = розаимя\n"))
    assert analyzer.word("Роза").lemmas == ("розаимя",)
    assert analyzer.word("роза").lemmas == ("роза",)
    assert analyzer.word("РОЗА").lemmas == ("роза",)


def test_case_yo_and_stress_of_a_form_do_not_matter(make_file: MakeFile) -> None:
    analyzer = Analyzer(make_file("чернёный = Чернёный, чернить\n"))
    for form in ("чернёный", "черненый", "ЧЕРНЁНЫЙ", "чернёны\u0301й"):
        assert analyzer.word(form).lemmas == ("черненый", "чернить")


def test_explaining_names_the_line(make_file: MakeFile) -> None:
    analyzer = Analyzer(make_file("\n# names\nазов азова = азов\n"))
    (reading,) = analyzer.explain("Азова")
    assert (reading.lemmas, reading.dictionary) == (("азов",), "exceptions.txt:3")
    assert "exception" in reading.rules
    (reading,) = analyzer.explain("Сухуму")
    assert reading.dictionary.startswith("built-in:")


def test_another_lemma_is_another_fingerprint_and_a_comment_is_not(make_file: MakeFile) -> None:
    plain = Analyzer().fingerprint
    assert Analyzer(make_file(EXCEPTIONS_TEMPLATE)).fingerprint == plain
    assert Analyzer(make_file("азов = азов\n")).fingerprint != plain


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("азов азова\n", "line 1"),
        ("# names\n= азов\n", "line 2"),
        ("азов =\n", "line 1"),
        ("азов = азов,,\n", "line 1"),
        ("азов-сити = азов\n", "not one word: 'азов-сити'"),
        ("азов = азов море\n", "not one word: 'азов море'"),
        ("азов = азов\nАзов = город\nазов = азовский\n", "line 3: 'азов' is already in line 1"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(make_file: MakeFile, text: str, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        read_exceptions(DEFAULT_LANGUAGES, DEFAULT_TOKENIZER, make_file(text))


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    path = tmp_path / "exceptions.txt"
    path.write_bytes(b"\xff\xfe = 1")
    with pytest.raises(SettingsError):
        Analyzer(path)
