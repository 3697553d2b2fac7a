"""How queries are read: lemmas, stop words, names of facet values."""

from __future__ import annotations

from datetime import date

import pytest

from indexer.analysis import Analyzer
from indexer.dates import DayRange
from indexer.labels import Labels
from searcher.query import parse_query
from searcher.query.matching import (
    MatchDays,
    MatchEvery,
    MatchLifted,
    MatchNear,
    MatchNot,
    MatchPrefix,
    MatchSequence,
    MatchTerms,
    MatchValue,
    drop_lifts,
    text_matches,
)
from searcher.query.positions import find_near, find_sequence
from searcher.query.reading import QueryReader, QueryReading


def read(text: str, analyzer: Analyzer, labels: Labels | None = None) -> QueryReading:
    return QueryReader(analyzer, labels or Labels()).read(parse_query(text))


def test_a_word_is_all_its_likely_lemmas(analyzer: Analyzer) -> None:
    reading = read("судов", analyzer)
    (part,) = [part for part in text_matches(reading.match) if part.field == "text"]
    assert isinstance(part, MatchTerms)
    assert set(part.terms) == {"суд", "судно"}
    assert set(reading.words[0].lemmas) == {"суд", "судно"}
    assert "lemma" in reading.words[0].rules


def test_an_exact_word_is_its_folded_form(analyzer: Analyzer) -> None:
    reading = read("!Ёлки", analyzer)
    assert reading.match == MatchTerms("exact", ("елки",))
    assert reading.words[0].rules == ("ё", "exact")


def test_an_exact_word_says_nothing_of_exceptions(analyzer: Analyzer) -> None:
    assert "exception" in read("судов", analyzer).words[0].rules
    assert read("!судов", analyzer).words[0].rules == ("exact",)


def test_a_hyphen_makes_a_sequence(analyzer: Analyzer) -> None:
    (by_lemmas, by_names) = read("Карачаево-Черкесия", analyzer).match.parts
    assert isinstance(by_lemmas, MatchSequence)
    assert isinstance(by_names, MatchSequence)
    assert len(by_lemmas.steps) == len(by_names.steps) == 2


def test_near_and_prefix_and_title(analyzer: Analyzer) -> None:
    assert read('"bridge river"~3', analyzer).match == MatchNear(
        "text", (("bridge",), ("river",)), 3
    )
    assert read("Мост*", analyzer).match == MatchPrefix("exact", "мост")
    assert read("title:!Мост", analyzer).match == MatchTerms("title_exact", ("мост",))


def test_words_that_are_excluded_are_told_as_such(analyzer: Analyzer) -> None:
    reading = read("school -football -(река мост)", analyzer)
    excluded = [word.text for word in reading.words if "excluded" in word.rules]
    assert excluded == ["football", "река", "мост"]


def test_stop_words_go_where_other_words_remain(analyzer: Analyzer) -> None:
    reading = read("в школе и bridge", analyzer)
    match = drop_lifts(reading.match)
    assert isinstance(match, MatchEvery)
    assert len(match.parts) == 2
    assert [word.text for word in reading.words if "stop-word" in word.rules] == ["в", "и"]


@pytest.mark.parametrize(
    ("q", "rest", "left_out"),
    [
        ("и OR мост", "мост", ["и"]),
        ("мост OR the OR bridge", "мост OR bridge", ["the"]),
        ("(и в) OR мост", "мост", ["и", "в"]),
        ("(и OR в) мост", "мост", ["и", "в"]),
        ("школа (и OR мост)", "школа мост", ["и"]),
        ("и OR в", "и OR в", []),
        ("!и OR мост", "!и OR мост", []),
        ("и OR -мост", "и OR -мост", []),
    ],
)
def test_stop_words_go_out_of_alternatives_too(
    q: str, rest: str, left_out: list[str], analyzer: Analyzer
) -> None:
    reading = read(q, analyzer)
    assert drop_lifts(reading.match) == drop_lifts(read(rest, analyzer).match)
    assert [word.text for word in reading.words if "stop-word" in word.rules] == left_out


def test_stop_words_stay_alone_exact_and_in_phrases(analyzer: Analyzer) -> None:
    assert MatchTerms("text", ("и",)) in text_matches(read("и", analyzer).match)
    assert isinstance(read("the -bridge", analyzer).match, MatchEvery)
    assert isinstance(read("!и мост", analyzer).match, MatchEvery)
    phrase = read('"школа и сад"', analyzer).match
    assert isinstance(phrase, MatchSequence)
    assert len(phrase.steps) == 3
    titled = read("wine title:the", analyzer).match
    assert isinstance(titled, MatchEvery)
    assert len(titled.parts) == 2


def test_a_row_is_preferred_as_it_was_typed_common_words_and_all(analyzer: Analyzer) -> None:
    match = read("школа и сад bridge -wine", analyzer).match
    assert isinstance(match, MatchLifted)
    rows = [lift.match for lift in match.lifts if isinstance(lift.match, MatchSequence)]
    assert {row.field for row in rows} == {"text", "title"}
    assert {row.steps for row in rows} == {(("школа",), ("и",), ("сад",), ("bridge",))}
    pairs = [lift.match for lift in match.lifts if isinstance(lift.match, MatchNear)]
    assert [pair.steps for pair in pairs] == [
        (("школа",), ("сад",)),
        (("сад",), ("bridge",)),
    ]
    # What was typed between two words takes nothing of what may stand there.
    assert [pair.gap for pair in pairs] == [3, 2]


@pytest.mark.parametrize("q", ["школа", "в школе", '"школа сад"', "школа OR сад", "школа -сад"])
def test_one_word_stands_near_nothing(analyzer: Analyzer, q: str) -> None:
    assert read(q, analyzer).match == drop_lifts(read(q, analyzer).match)


def test_a_long_query_has_a_bounded_number_of_lifts(analyzer: Analyzer) -> None:
    match = read(" ".join(f"слово{number}" for number in range(200)), analyzer).match
    assert isinstance(match, MatchLifted)
    assert len(match.lifts) < 12


def test_names_are_looked_up(analyzer: Analyzer) -> None:
    labels = Labels()
    labels.add("author", "aslan-tugov", "ru", "Аслан Тугов")
    labels.add("author", "aslan-tugov", "en", "Aslan Tugov")
    labels.add("author", "anna-tugova", "ru", "Анна Тугова")
    assert read('author:"аслан тугов"', analyzer, labels).match == MatchValue(
        "author", ("aslan-tugov",)
    )
    assert read("author:aslan-tugov", analyzer, labels).match == MatchValue(
        "author", ("aslan-tugov",)
    )
    assert read("автор:Тугов", analyzer, labels).match == MatchValue(
        "author", ("anna-tugova", "aslan-tugov")
    )
    nobody = read("author:Никто", analyzer, labels)
    assert nobody.match == MatchValue("author", ())
    assert nobody.values[0].ids == ()


def test_dates_are_days_with_open_ends(analyzer: Analyzer) -> None:
    assert read("date:2020-02", analyzer).match == MatchDays(
        DayRange(date(2020, 2, 1), date(2020, 2, 29))
    )
    assert read("-date:2020..", analyzer).match == MatchNot(
        MatchDays(DayRange(date(2020, 1, 1), None))
    )


def test_sequences_stand_where_every_step_follows() -> None:
    assert find_sequence([[1, 5, 9], [2, 7, 10], [3, 11]]) == [1, 9]
    assert find_sequence([[1], [3]]) == []


def test_near_needs_a_place_for_every_word() -> None:
    assert list(find_near([[1, 8], [3]], gap=1)) == [(1, 3)]
    assert list(find_near([[1], [4]], gap=1)) == []
    assert list(find_near([[5], [5]], gap=9)) == []
    assert list(find_near([[5, 6], [5]], gap=0)) == [(6, 5)]
