"""Words that name a value or a date find what has the words, or is filed so, on every engine."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.analysis.rings import Rings
from indexer.article import Article
from indexer.dates import parse_days
from indexer.engines import ENGINES
from indexer.labels import Labels
from searcher.answers.evaluation import Evaluation
from searcher.engines import EngineQuery, Selection
from searcher.query import parse_query
from searcher.query.reading import QueryReader
from searcher.query.recognizing import NamedValues
from tests.contracts.reference import ReferenceSearcher, values_of
from tests.contracts.strategies import WITHIN
from tests.contracts.test_searchers import ANALYZER, ZONE, opened

LABELS = Labels()
for _kind, _id, _ru, _en in (
    ("author", "anna-orlova", "Анна Орлова", "Anna Orlova"),
    ("author", "desk", "Редакция", "Desk"),
    ("country", "GE", "Грузия", "Georgia"),
    ("country", "ML", "Мали", "Mali"),
    ("tag", "school", "школы Дагестана", "schools of Dagestan"),
    ("tag", "bridge", "мосты", "bridges"),
    ("tag", "about", "о нас", "about us"),
):
    LABELS.add(_kind, _id, "ru", _ru)
    LABELS.add(_kind, _id, "en", _en)
READER = QueryReader(ANALYZER, LABELS, named=NamedValues(LABELS, Rings(), ANALYZER))


@dataclass(frozen=True)
class Piece:
    """A piece of a query, and what it names: a value of a facet, or days."""

    text: str
    facet: str = ""
    value: str = ""


PIECES = (
    Piece("река"),
    Piece("2014"),
    Piece("редакция"),
    Piece('"Грузия"'),
    Piece("!Грузия"),
    Piece("-Грузия"),
    Piece('-"школы"'),
    Piece("title:Грузия"),
    Piece("Грузии", "country", "GE"),
    Piece("georgia", "country", "GE"),
    Piece("моста", "tag", "bridge"),
    Piece("школ дагестана", "tag", "school"),
    Piece("анны орловой", "author", "anna-orlova"),
    Piece("Orlova Anna", "author", "anna-orlova"),
    Piece("май 2014", "date", "2014-05"),
    Piece("20 мая 2014 года", "date", "2014-05-20"),
    Piece("20.05.2014", "date", "2014-05-20"),
    Piece("20.05.14", "date", "2014-05-20"),
    Piece('"20.05.14"'),
    Piece("2014 году", "date", "2014"),
    Piece("in 2014", "date", "2014"),
)
WORDS = ("река", "мост", "грузии", "Georgia", "школа", "Дагестан", "Анна", "Орлова", "Anna", "мая",
         "2014", "год", "20", "05", "Мали", "редакция")  # fmt: skip
texts = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)


@st.composite
def articles(draw: st.DrawFn) -> list[Article]:
    return [
        Article(
            id=f"a-{number}",
            lang="ru",
            title=draw(texts),
            body=draw(texts),
            published=datetime(2014, 5, 18, 21, tzinfo=UTC) + timedelta(draw(st.integers(-400, 4))),
            authors=tuple(draw(st.sets(st.sampled_from(("anna-orlova", "desk"))))),
            countries=tuple(draw(st.sets(st.sampled_from(("GE", "ML"))))),
            tags=tuple(draw(st.sets(st.sampled_from(("school", "bridge"))))),
        )
        for number in range(draw(st.integers(0, 6)))
    ]


def has_words(piece: Piece, article: Article) -> bool:
    reference = ReferenceSearcher([article], ANALYZER, LABELS, ZONE)
    # The words of a date stand in a row.
    text = f'"{piece.text.removeprefix("in ")}"' if piece.facet == "date" else piece.text
    return reference.matches(parse_query(text), article)


def find_year(pieces: list[Piece], joint: str) -> list[Piece]:
    """The pieces, the last of which is a year where plain words stand before it."""
    *before, last = pieces
    are_plain = any(not piece.text.startswith(('"', "!", "-", "title:")) for piece in before)
    is_year = last.text == "2014" and are_plain and joint == " "
    return [*before, Piece("2014", "date", "2014")] if is_year else pieces


def is_filed(piece: Piece, article: Article) -> bool:
    if piece.facet == "date":
        return article.published.astimezone(ZONE).date() in parse_days(piece.value)
    return bool(piece.facet) and piece.value in values_of(article, piece.facet)


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    pieces=st.lists(st.sampled_from(PIECES), min_size=1, max_size=3),
    joint=st.sampled_from((" ", " OR ")),
    found=articles(),
)
def test_a_name_finds_words_and_values(
    engine: str, pieces: list[Piece], joint: str, found: list[Article]
) -> None:
    decide = all if joint == " " else any
    expected = {
        article.id: article
        for article in found
        if decide(
            has_words(piece, article) or is_filed(piece, article)
            for piece in find_year(pieces, joint)
        )
    }
    match = READER.read(parse_query(joint.join(piece.text for piece in pieces))).match
    with opened(engine, found) as searcher:
        answer = searcher.search(
            EngineQuery(selection=Selection(match), facets=("country", "year"), limit=10)
        )
        assert list(searcher.scan(Selection(match))) == sorted(expected)
    assert answer.total == len(expected)
    assert {hit.id for hit in answer.hits} == set(expected)
    countries = Counter(v for article in expected.values() for v in article.countries)
    assert answer.facets["country"] == dict(countries)
    for article in found:
        holds = Evaluation(article, ANALYZER, ZONE, WITHIN).holds(match)
        assert holds == (article.id in expected)


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(piece=st.sampled_from([piece for piece in PIECES if piece.facet]), found=articles())
def test_what_has_the_words_comes_before_what_is_only_filed_so(
    engine: str, piece: Piece, found: list[Article]
) -> None:
    by_id = {article.id: article for article in found}
    match = READER.read(parse_query(piece.text)).match
    with opened(engine, found) as searcher:
        hits = searcher.search(EngineQuery(selection=Selection(match))).hits
    order = [has_words(piece, by_id[hit.id]) for hit in hits]
    assert order == sorted(order, reverse=True)


@pytest.mark.parametrize(
    ("q", "named"),
    [
        ("редакция", ""),
        ("малый мало", ""),
        ("Мали", "country ML"),
        ("школы", ""),
        ("schools of Dagestan", "tag school"),
        ("о нас", ""),
        ("в Грузии и мост", "country GE, tag bridge"),
        ("мост в мае 2014-го", "tag bridge, date 2014-05"),
        ("May 20, 2014", "date 2014-05-20"),
        ("20th of May 2014", "date 2014-05-20"),
        ("мост 2014", "tag bridge, date 2014"),
        ("река 2014", "date 2014"),
        ("2014 река", ""),
        ("в 2014", ""),
        ("река !2014", ""),
        ("2014", ""),
        ("03/05/2014", ""),
        ("03.05.14", "date 2014-05-03"),
        ("мост 12.11.99", "tag bridge, date 1999-11-12"),
        ("03.05.2014 г.", "date 2014-05-03"),
        ('"3.5.14"', ""),
        ("!3.5.14", ""),
        ("-3.5.14", ""),
        ("title:3.5.14", ""),
        ('"Грузия"', ""),
        ('"мост" "май" 2014', ""),
        ("-Грузия", ""),
    ],
)
def test_what_words_name(q: str, named: str) -> None:
    recognized = READER.read(parse_query(q)).recognized
    assert ", ".join(f"{one.facet} {' '.join(one.values)}" for one in recognized) == named


@pytest.mark.parametrize("off", ["values", "lemmas"])
def test_words_are_words_only_where_that_is_switched_off(off: str) -> None:
    assert READER.read(parse_query("Грузия"), (off,)).recognized == ()
    assert READER.read(parse_query("Грузия"), ("dates",)).recognized != ()
    assert READER.read(parse_query("май 2014"), ("dates",)).recognized == ()
