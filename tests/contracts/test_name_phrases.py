"""Phrases of names among other words find the names in their other spellings, on every engine."""

from __future__ import annotations

import pytest

from indexer.engines import ENGINES
from searcher.engines import EngineQuery, IndexSearcher, Selection
from searcher.request import Expansion
from tests.contracts.test_searchers import make_article, make_reader, opened

TEXTS = {
    "nominative": "Вчера президент Гаджиев открыл мост",
    "case": "Встреча с президентом Гаджиевым прошла в горах",
    "apart": "Гаджиев молчит, пока президент говорит",
    "minister": "Вчера министр Гаджиев открыл мост",
    "english": "In Baku president Hajiyev opened a bridge",
    "marks": "Yesterday minister Hacıyev opened a bridge",
    "mixed": "На рынок вышла компания Tagirzade из столицы",
    "oblique": "В селе говорили с министром Мандазоном",
    "village": "Праздник был в селе Хунзаре",
    "season": "Началась весенняя путина",
    "word": "Пришла весенняя роса",
}


def find(searcher: IndexSearcher, q: str, *off: Expansion) -> list[str]:
    reader = make_reader(searcher)
    match = reader.read(reader.parse(q), off).match
    answer = searcher.search(EngineQuery(selection=Selection(match), limit=99))
    assert answer.total == len(answer.hits)
    return [hit.id for hit in answer.hits]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_phrase_finds_other_spellings_of_its_names(engine: str) -> None:
    expected = {
        '"президент Хаджиев"': "nominative case",
        '"президента хаджиева"': "nominative case",
        '"ПРЕЗИДЕНТ ХАДЖИЕВ"': "nominative case",
        '"президент Gadzhiev"': "nominative case",
        '"с президентом Хаджиевым"': "case",
        '"president Gadzhiev"': "english",
        '"president Хаджиев"': "english",
        '"minister Hajiyev"': "marks",
        '"компания Тагирзаде"': "mixed",
        '"министр Mandazon"': "oblique",
        '"село Gunzar"': "village",
        '"президент Хаджиев"~5': "nominative case apart",
        '"мост президент Хаджиев"~5': "nominative",
        '"весенняя Ross"': "",
    }
    articles = [make_article(id_, "", body=text) for id_, text in TEXTS.items()]
    with opened(engine, articles) as searcher:
        for q, found in expected.items():
            assert set(find(searcher, q)) == set(found.split()), q


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_exact_excluded_or_switched_off_stays_as_it_was_typed(engine: str) -> None:
    articles = [make_article(id_, "", body=text) for id_, text in TEXTS.items()]
    with opened(engine, articles) as searcher:
        assert find(searcher, '!"президент Хаджиев"') == []
        assert find(searcher, '"президент Хаджиев"', "names") == []
        assert find(searcher, '"президент Хаджиев"', "lemmas") == []
        assert set(find(searcher, 'мост -"президент Хаджиев"')) == {"nominative", "minister"}
        assert find(searcher, 'мост -"президент Гаджиев"') == ["minister"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_phrase_finds_no_more_than_its_words(engine: str) -> None:
    articles = [make_article(id_, "", body=text) for id_, text in TEXTS.items()]
    with opened(engine, articles) as searcher:
        for words in ("президент Хаджиев", "president Hacıyev", "весенняя Putin", "в Мартакерте"):
            for phrase in (f'"{words}"', f'"{words}"~9'):
                assert set(find(searcher, phrase)) <= set(find(searcher, words)), phrase


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("typed", ['"президент Хаджиев"', '"президент Хаджиев"~4'])
def test_the_spelling_that_was_typed_comes_first(engine: str, typed: str) -> None:
    others = [
        make_article(f"b{n}", "Президент Гаджиев", body="Там президент Гаджиев " * 5)
        for n in range(5)
    ]
    text = "В селе у реки и моста вчера был президент Хаджиев"
    with opened(engine, [*others, make_article("a", "Новости", body=text)]) as searcher:
        found = find(searcher, typed)
        assert found[0] == "a"
        assert len(found) == 6


@pytest.mark.parametrize("engine", ENGINES)
def test_a_name_may_have_very_many_spellings(engine: str) -> None:
    """The commonest are asked for, and the number that is found is the number that is told."""
    names = [
        f"{first}а{d}{j}иев"
        for first in ("Г", "Х", "Гг", "Хх")
        for d in ("д", "дд")
        for j in ("ж", "жж", "жьж")
    ]
    articles = [
        make_article(f"{number:02}", "", body=f"Там президент {name} молчал")
        for number, name in enumerate(names)
    ]
    articles += [make_article(f"c{n}", "", body="Там президент Хаджиев молчал") for n in range(3)]
    with opened(engine, articles) as searcher:
        found = find(searcher, '"президент Hajiyev"')
    assert {"c0", "c1", "c2"} < set(found)
    assert len(found) < len(articles)
