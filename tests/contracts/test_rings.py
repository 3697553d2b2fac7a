"""What the lists of names that come with Letopis find, on every engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis.ring_lists import read_rings
from indexer.analysis.rings import Rings
from indexer.engines import ENGINES
from searcher.engines import EngineQuery, Selection
from searcher.query.reading import QueryReader
from tests.contracts.test_searchers import ANALYZER, LABELS, make_article, opened

READER = QueryReader(ANALYZER, LABELS, Rings(read_rings(Path("nowhere")), ANALYZER))

TEXTS = {
    "usa-ru": "В США открыли мост",
    "usa-en": "The USA opened a bridge",
    "states": "Bridges of the United States of America",
    "interior": "The Interior Ministry spoke",
    "mvd": "Об этом сообщили в МВД",
    "affairs": "Министерство внутренних дел молчит",
    "internal": "Дела внутренних войск министерства",
    "georgian": "A Georgian wine",
    "georgians": "Грузины поют",
    "wine": "Грузинское вино",
    "petersburg": "В Петербурге открыли мост",
    "leningrad": "Ленинградцы помнят Ленинград",
    "court": "Judges of the European Court of Human Rights",
    "gas": "Того газа не хватало весь май",
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("США", "usa-ru usa-en states"),
        ("US", "usa-ru usa-en states"),
        ("United States of America", "usa-ru usa-en states"),
        ('"Соединенные Штаты"', "usa-ru usa-en states"),
        ("usa мост", "usa-ru"),
        ("-США bridge", ""),
        ("!США", "usa-ru"),
        ("МВД", "interior mvd affairs"),
        ("interior ministry", "interior mvd affairs"),
        ("министерство внутренних дел", "interior mvd affairs internal"),
        ("грузин", "georgian georgians"),
        ("грузинский", "georgian wine"),
        ("Georgian", "georgian georgians wine"),
        ("Saint Petersburg", "petersburg leningrad"),
        ("Санкт-Петербург", "petersburg leningrad"),
        ("ЕСПЧ", "court"),
        ("Togo", ""),
        ("тот", "gas"),
        ("May", ""),
    ],
)
def test_names_that_mean_the_same_find_one_another(engine: str, q: str, found: str) -> None:
    articles = [make_article(id_, title) for id_, title in TEXTS.items()]
    with opened(engine, articles) as searcher:
        match = READER.read(READER.parse(q)).match
        answer = searcher.search(EngineQuery(selection=Selection(match), limit=20))
    assert {hit.id for hit in answer.hits} == set(found.split())
    assert answer.total == len(found.split())


@pytest.mark.parametrize("engine", ENGINES)
def test_a_name_inside_another_is_asked_for_once(engine: str) -> None:
    """`Санкт-Петербург` stands nowhere without `Петербург`: the shorter one finds all."""
    names = ["Петербург", "Санкт-Петербург", "St. Petersburg", "Saint Petersburg", "Петроград"]
    articles = [make_article(f"a-{n}", name) for n, name in enumerate(names)]
    with opened(engine, articles) as searcher:
        for name in names:
            match = READER.read(READER.parse(f'"{name}"')).match
            answer = searcher.search(EngineQuery(selection=Selection(match)))
            assert answer.total == len(names), name
