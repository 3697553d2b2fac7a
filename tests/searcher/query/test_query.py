"""The query language: what parses to what, what is refused and where."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
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
from searcher.query.parser import (
    MAX_LENGTH,
    MAX_NEAR_GAP,
    MAX_NEAR_WORDS,
    MAX_TERMS,
    ParsedQuery,
    parse_typed,
)
from searcher.query.signs import MAX_DEPTH
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
        ("928 123", Word("928 123")),
        ("928 123 456", Word("928 123 456")),
        ("+7 928", And((Word("7"), Word("928")))),
        ("928 123-45-67", And((Word("928"), Word("123-45-67")))),
        ("мо\u200bст", Word("мост")),
        ("мо\ufeffс*", Prefix("мос")),
        ('"ста\u2060рый мост"', Phrase("старый мост")),
        ("город\u200bБаку", Word("город\u200bБаку")),
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
        ("северо-кавк*", Prefix("северо-кавк")),
        ("дата:03.05.2014", Dates("2014-05-03", "2014-05-03")),
        ("дата:3 мая 2014 г. мост", And((Dates("2014-05-03", "2014-05-03"), Word("мост")))),
        ("date:2014/05/03", Dates("2014-05-03", "2014-05-03")),
        ("date:13/05/2014", Dates("2014-05-13", "2014-05-13")),
        ("date:May 2014", Dates("2014-05", "2014-05")),
        ("date:May 20th, 2014", Dates("2014-05-20", "2014-05-20")),
        ('date:"май 2014"', Dates("2014-05", "2014-05")),
        ("date:май 2014..июнь 2015", Dates("2014-05", "2015-06")),
        ("дата:01.05.2014-09.05.2014", Dates("2014-05-01", "2014-05-09")),
        ("мост 5, А. (7) Б. Г.", And(tuple(map(Word, ("мост", "5", "А", "7", "Б", "Г."))))),
        ("date:2014-2016", Dates("2014", "2016")),
        ("date:03.05.14", Dates("2014-05-03", "2014-05-03")),
        ("дата:12.11.99..", Dates("1999-11-12", "")),
        ("дата:01.05.14-09.05.14", Dates("2014-05-01", "2014-05-09")),
        ("date:3 мая 14 мост", And((Dates("2014-05-03", "2014-05-03"), Word("мост")))),
        ("дата:03.05.14 г. мост", And((Dates("2014-05-03", "2014-05-03"), Word("мост")))),
        ("дата:2014–2016", Dates("2014", "2016")),
        ("«О газете «Край»", Phrase("О газете «Край")),
        ("«О «Крае» и «Газете»»", Phrase("О «Крае» и «Газете»")),
        ("https://a.org/%D0%BC%D0%BE%D1%81%D1%82", And((Word("https"), Word("a.org/мост")))),
    ],
)
def test_parses(text: str, tree: Node) -> None:
    assert parse_query(text) == tree


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("athor:bar", "unknown-field", 0),
        ("мост автр:Тугов", "unknown-field", 5),
        ("date:03/05/2014", "bad-date", 0),
        ("date:31.04.2014", "bad-date", 0),
        ("date:03/05/14", "bad-date", 0),
        ("date:20-05-14", "bad-date", 0),
        ("date:2014-00", "bad-date", 0),
        ("date:May", "bad-date", 0),
        ("date:2021-13", "bad-date", 0),
        ("мост date:вчера", "bad-date", 5),
        ("date:..", "bad-date", 0),
        ("date:2021..2020", "reversed-dates", 0),
        ("author:!a", "not-a-value", 0),
        ("🎉 ???", "no-words", 0),
        ("&&", "no-words", 0),
        ('"', "no-words", 0),
        ("(((", "no-words", 0),
    ],
)
def test_refuses_and_says_where(text: str, code: str, position: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert (caught.value.code, caught.value.position) == (code, position)


@pytest.mark.parametrize(
    ("text", "canonical", "plain"),
    [
        ('мост "река', "мост река", '"'),
        ("мост (река", "мост река", "("),
        ("мост) река", "мост река", ")"),
        ("мост OR", "мост or", "OR"),
        ("OR мост", "or мост", "OR"),
        ("мост AND AND река", "мост and река", "AND"),
        ("мост OR (река AND)", "мост OR река and", "AND"),
        ("мост |", "мост", "|"),
        ("мост ()", "мост", "( )"),
        ('мост ""', "мост", '""'),
        ("мост «🎉»", "мост", "«🎉»"),
        ("мост *", "мост", "*"),
        ("«Мемориал»* закрыт", '"Мемориал" закрыт', "*"),
        ("F*ck мост", "F ck мост", "*"),
        ("a* мост", "a мост", "*"),
        ("Карачаево-Ч* мост", "Карачаево-Ч мост", "*"),
        ("да~ мост", "да мост", "~"),
        ("д\u00adа~", "да", "~"),
        ("a b-c~", "a b-c", "~"),
        ("!слово~", "слово~", "!"),
        ("мост~5", "мост 5", "~"),
        ('"a b" "~5', '"a b" 5', '" ~5'),
        ("Суд: Река:мост", "Суд Река мост", "Река:"),
        ("title:author:Тугов", 'title author:"Тугов"', "title:"),
        ("title:( )", "title", "title: ( )"),
        ("мост -", "мост", ""),
        ("СУД НЕ ПРИНЯЛ ИСК", "СУД не ПРИНЯЛ ИСК", "НЕ"),
        ("READY OR NOT", "READY or not", "OR NOT"),
        ("США И РФ", "США и РФ", "И"),
        ("Мост открыт вновь для всех машин -Тугов", "Мост открыт вновь для всех машин Тугов", "-"),
        ("Мост открыт вновь -Reuters", "Мост открыт вновь Reuters", "-"),
        # Few words, or such as no headline begins with, are a query.
        ("Мост открыт вновь -Тугов", "Мост открыт вновь -Тугов", ""),
        ("white house tax -Reagan", "white house tax -Reagan", ""),
        ("tax of this and last year -Reagan", "tax of this and last year -Reagan", ""),
        ("мост открыт вновь -ТАСС", "мост открыт вновь -ТАСС", ""),
        ("«Край»* закрыт в горах -ТАСС", '"Край" закрыт в горах ТАСС', "* -"),
        ("Oil rises on supply fears -sources", "Oil rises on supply fears sources", "-"),
        ('"городск* совет"', '"городск* совет"', "*"),
        ('"мост OR река"', '"мост OR река"', "OR"),
        ('"мост -река !дом title:сад"', '"мост -река !дом title:сад"', "- ! title:"),
        ('"РЕКА И МОСТ" дом', '"РЕКА И МОСТ" дом', ""),
    ],
)
def test_reads_what_cannot_be_an_operator_as_a_sign(text: str, canonical: str, plain: str) -> None:
    parsed = parse_typed(text)
    assert write_query(parsed.tree) == canonical
    assert " ".join(sign.text for sign in parsed.plain) == plain
    assert all(text.startswith(sign.text, sign.position) for sign in parsed.plain)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("2014 OR 2015", Or((Word("2014"), Word("2015")))),
        ("МВД | ФСБ", Or((Word("МВД"), Word("ФСБ")))),
        ("школа футбол -Баку", And((Word("школа"), Word("футбол"), Not(Word("Баку"))))),
        ("a b c -d", And((A, B, C, Not(Word("d"))))),
        (
            "мост река землетряс* -Баку",
            And((Word("мост"), Word("река"), Prefix("землетряс"), Not(Word("Баку")))),
        ),
        ("a b -c -D", And((A, B, Not(C), Not(Word("D"))))),
    ],
)
def test_reads_operators_where_the_text_is_no_headline(text: str, tree: Node) -> None:
    assert parse_typed(text) == ParsedQuery(tree, ())


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


@example('0"A.')
@example("И\xad")
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


# Pieces of which pasted texts are made, and what is typed by mistake.
_PIECES = st.sampled_from(
    (
        *'"«»“”„()|!*~:-–.,ё', " ", " ", "мост", "Мост", "МОСТ", "a", "10", " 000", "🎉", "F*ck",
        " OR ", " И ", " NOT ", "&&", "~5", "title:", "author:", "tag:", "date:", "дата:", "Kate:",
        "2014", "03.05.2014", "3 мая 2014", "..", " -Reuters", "https://a.org/%D0%BC?a=b", "athor:",
    )
)  # fmt: skip
# What is meant as syntax for sure, and what no text may pass.
_REFUSED = {
    "unknown-field", "not-a-value", "bad-date", "reversed-dates", "near-too-far", "near-too-long",
    "no-words", "too-long", "too-many-terms", "too-deep",
}  # fmt: skip


@given(st.lists(_PIECES, max_size=30).map("".join))
def test_signs_are_told_once_each_and_never_in_the_canonical_text(text: str) -> None:
    try:
        parsed = parse_typed(text)
    except QueryError as error:
        refused = error.code
    else:
        refused = ""
        check_signs(parsed)
    assert refused in {"", *_REFUSED}


def check_signs(parsed: ParsedQuery) -> None:
    positions = [sign.position for sign in parsed.plain]
    assert positions == sorted(set(positions))
    canonical = write_query(parsed.tree)
    again = parse_typed(canonical)
    assert again.tree == parsed.tree
    quoted = "".join(re.findall(r'"[^"]*"', canonical))
    assert all(sign.text in quoted for sign in again.plain)


@pytest.mark.parametrize("sign", [*'"«»“”„()-!*~|', "a) ", "«a ", " -a", "a~", "F*", 'title:"'])
def test_a_text_of_nothing_but_signs_is_refused_as_such(sign: str) -> None:
    with pytest.raises(QueryError, match=r"no-words|too-many-terms|too-deep"):
        parse_typed((sign * MAX_LENGTH)[:MAX_LENGTH])


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
