"""The query language: what parses to what, what is refused and where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.tokenizer import DEFAULT_TOKENIZER
from indexer.errors import QueryError
from searcher.query import parse_query, plain_words, write_query
from searcher.query.nodes import (
    And,
    Dates,
    Everything,
    Fuzzy,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Value,
    Word,
)
from searcher.query.operators import OPERATORS, Operator
from searcher.query.parser import MAX_DEPTH, MAX_LENGTH, MAX_NEAR_GAP, MAX_NEAR_WORDS, MAX_TERMS
from tests.contracts import strategies

A, B, C = Word("a"), Word("b"), Word("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        ("  ", Everything()),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a И b", And((A, B))),
        ("a && b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a ИЛИ b", Or((A, B))),
        ("a | b", Or((A, B))),
        ("a or b", And((A, Word("or"), B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("-a", Not(A)),
        ("NOT a", Not(A)),
        ("НЕ a", Not(A)),
        ("a -(b c)", And((A, Not(And((B, C)))))),
        ("Карачаево-Черкесия", Word("Карачаево-Черкесия")),
        ("Тбилиси - Ереван", And((Word("Тбилиси"), Word("Ереван")))),
        ("Тбилиси — Ереван", And((Word("Тбилиси"), Word("Ереван")))),
        ("Тбилиси, Ереван!", And((Word("Тбилиси"), Word("Ереван")))),
        ('"a b"', Phrase("a b")),
        ("«a b»", Phrase("a b")),
        ("“a b”", Phrase("a b")),
        ("„a b“", Phrase("a b")),
        ('"a b"~5', Phrase("a b", within=5)),
        ("слово~", Fuzzy("слово")),
        ("10 000", Word("10000")),
        ("1 000\u00a0000", Word("1000000")),
        ("10 (000)", And((Word("10"), Word("000")))),
        ("!10 000", Word("10000", exact=True)),
        ("12 500,5", And((Word("12500"), Word("5")))),
        ("10 000/15 000", And((Word("10000"), Word("15000")))),
        ("2014 100", And((Word("2014"), Word("100")))),
        ("U.S. т.е.", And((Word("U.S"), Word("т.е")))),
        ("title:слово~", Fuzzy("слово", "title")),
        ('!"a b"', Phrase("a b", exact=True)),
        ("!a", Word("a", exact=True)),
        ("мост*", Prefix("мост")),
        ("title:a", Word("a", "title")),
        ("Заголовок:a", Word("a", "title")),
        ("title:(a OR b)", Or((Word("a", "title"), Word("b", "title")))),
        ("title:-a", Not(Word("a", "title"))),
        ("title:(a OR -b)", Or((Word("a", "title"), Not(Word("b", "title"))))),
        ("НЕ НЕ a", A),
        ("NOT " * 800 + "a", A),
        ("И снова", And((Word("и"), Word("снова")))),
        ("a OR OR", Or((A, Word("or")))),
        ('title:!"a b"', Phrase("a b", "title", exact=True)),
        ("notice:a", Word("a", "notice")),
        ("author:Тугов", Value("author", "Тугов")),
        ("-tag:wine", Not(Value("tag", "wine"))),
        (
            "страна:(Грузия ИЛИ Армения)",
            Or((Value("country", "Грузия"), Value("country", "Армения"))),
        ),
        ("date:2021", Dates("2021", "2021")),
        ("дата:2020-09..2021-01", Dates("2020-09", "2021-01")),
        ("date:..2021", Dates("", "2021")),
        ("date:2021..", Dates("2021", "")),
        ("12:30", Word("12:30")),
        ("1,5", Word("1,5")),
        ("O'Brien's", Word("O'Brien's")),
        ("Ура!", Word("Ура")),
        ("Новости: мост", And((Word("Новости"), Word("мост")))),
    ],
)
def test_parses(text: str, tree: Node) -> None:
    assert parse_query(text) == tree


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ('мост "река', "unclosed-quote", 5),
        ("мост (река", "unclosed-bracket", 5),
        ("a)", "unexpected", 1),
        ("a OR", "unfinished", 4),
        ("()", "unexpected", 1),
        ('a ""', "empty-phrase", 2),
        ("foo:bar", "unknown-field", 0),
        ("слово ~", "unexpected", 6),
        ("да~", "fuzzy-too-short", 0),
        ("д\u00adа~", "fuzzy-too-short", 0),
        ("a b-c~", "fuzzy-not-one-word", 2),
        ("!слово~", "unexpected", 6),
        ("a*", "prefix-too-short", 0),
        ("вагон О'Бр* Карачаево-Чер*", "prefix-not-one-word", 12),
        ("date:2021-13", "bad-date", 0),
        ("мост date:вчера", "bad-date", 5),
        ("date:..", "bad-date", 0),
        ("date:2021..2020", "reversed-dates", 0),
        ("author:!a", "not-a-value", 0),
        ("🎉 ???", "no-words", 0),
        ("&&", "no-words", 0),
    ],
)
def test_refuses_and_says_where(text: str, code: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert (caught.value.code, caught.value.position) == (code, position)


@pytest.mark.parametrize(
    ("text", "code", "limit"),
    [
        ("я" * 10_000, "too-long", MAX_LENGTH),
        ("a " * 500, "too-many-terms", MAX_TERMS),
        ('"' + "a " * 500 + '"', "too-many-terms", MAX_TERMS),
        ("ab* " * 21, "too-many-terms", MAX_TERMS),
        ('"' + "a " * 21 + '"~5', "near-too-long", MAX_NEAR_WORDS),
        ('"a b"~101', "near-too-far", MAX_NEAR_GAP),
        ("(" * 50 + "a" + ")" * 50, "too-deep", MAX_DEPTH),
    ],
)
def test_names_the_limit_that_is_passed(text: str, code: str, limit: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert (caught.value.code, caught.value.limit) == (code, limit)


def test_takes_what_is_within_the_limits() -> None:
    assert len(parse_query("ab " * MAX_TERMS).nodes) == MAX_TERMS
    assert parse_query("(" * MAX_DEPTH + "a" + ")" * MAX_DEPTH) == A


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.syntax)
def test_the_operator_table_tells_the_truth(operator: Operator) -> None:
    assert write_query(parse_query(operator.example)) == operator.canonical
    assert operator.meaning_ru
    assert operator.meaning_en


@given(strategies.trees)
def test_the_canonical_text_parses_back(tree: Node) -> None:
    assert parse_query(write_query(tree)) == tree


@given(
    st.text(
        alphabet=st.sampled_from("ab яЯ01()\"«»“”„|!*~:-–.,'&@+_№\u0301\u00ad\nORANDИЛИНЕdate"),
        max_size=60,
    )
)
def test_any_text_parses_or_is_refused_within_it(text: str) -> None:
    try:
        tree = parse_query(text)
    except QueryError as error:
        where = error.position
    else:
        where = 0
        assert parse_query(write_query(tree)) == tree
    assert 0 <= where <= len(text)


@given(st.text(max_size=200))
def test_plain_words_always_parse(text: str) -> None:
    assert "\n" not in plain_words(text)
    parse_query(plain_words(text))


def test_plain_words_drop_operators() -> None:
    assert plain_words('мост AND (река OR -"озеро') == "мост река озеро"


@given(st.text(max_size=40))
def test_a_word_of_any_text_is_a_query_for_that_word(text: str) -> None:
    for form in DEFAULT_TOKENIZER.find_forms(text):
        tree = parse_query(form)
        assert isinstance(tree, Word)
        (typed,) = DEFAULT_TOKENIZER.find_forms(tree.text)
        fold = DEFAULT_TOKENIZER.fold_word
        assert fold(typed)[0] == fold(form)[0]
