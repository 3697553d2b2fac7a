"""Full names, as people write them, find whom they name, on every engine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indexer.article import Article
from indexer.engines import ENGINES
from searcher.engines import EngineQuery, Selection
from searcher.query.reading import QueryReader
from searcher.request import Expansion
from searcher.words.lexicon import Lexicon
from tests.contracts.test_searchers import ANALYZER, LABELS, make_article, opened

LATER = datetime(2015, 3, 1, tzinfo=UTC)
TEXTS = {
    "short": "В Лондоне Иван Сидоров открыл мост",
    "long": "Сидорову Ивану Петровичу вручили орден",
    "initials": "Отвечал И. П. Сидоров",
    "initial": "Награда для Сидорова И. нашлась",
    "latin": "The bridge was opened by Ivan Sidorov",
    "other": "Пётр Сидоров теперь давно уже молчит, Иван тоже",
    "and": "Уехали Иванов и Сидоров, за ними Исрапилов",
    "alone": "Мнение Сидорова",
    "kennedy": "Speech of John Kennedy",
    "fitzgerald": "Speech of John Fitzgerald Kennedy",
    "robert": "Robert Kennedy never once met John",
    "jfk": "A book on J. F. Kennedy",
    "ilham": "Тогда Ильхам Алиев подписал указ",
    "son": "Тогда Ильхам Гейдар оглы Алиев родился",
    "vich": "Там Алиев Ильхам Гейдарович учился",
    "oglu": "President Ilham Heydar oglu Aliyev spoke",
    "zaur": "Письмо Заура Алиева нашли",
    "zelim": "Письмо Рустама Зелимхановича Алиева нашли",
}
ARTICLES = [make_article(id_, "Новости", body=text) for id_, text in TEXTS.items()]
FORMS = [
    (word.surface, 1)
    for text in TEXTS.values()
    for word in ANALYZER.words(text)
]  # fmt: skip
READER = QueryReader(ANALYZER, LABELS, lexicon=Lexicon.build(FORMS))


def find(engine: str, articles: list[Article], q: str, *off: Expansion) -> list[str]:
    with opened(engine, articles) as searcher:
        match = READER.read(READER.parse(q), off).match
        answer = searcher.search(EngineQuery(selection=Selection(match), limit=20))
    assert answer.total == len(answer.hits)
    return [hit.id for hit in answer.hits]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("Иван Петрович Сидоров", "short long latin other"),
        ("Сидоров Иван Петрович", "short long latin other"),
        ("Ivan Petrovich Sidorov", "short long latin other"),
        ("И. П. Сидоров", "short long initials initial latin"),
        ("И.П. Сидоров", "short long initials initial latin"),
        ("И.П.Сидоров", "short long initials initial latin"),
        ("Сидорову И. П.", "short long initials initial latin"),
        ("I. Sidorov", "short long latin"),
        ("P. Sidorov", "other"),
        ("John F. Kennedy", "kennedy fitzgerald robert"),
        ("Kennedy, John F.", "kennedy fitzgerald robert"),
        ("J. F. Kennedy", "kennedy fitzgerald jfk"),
        ("R. Kennedy", "robert"),
        ("Ильхам Гейдар оглы Алиев", "ilham son vich oglu"),
        ("Алиев Ильхам Гейдар-оглы", "ilham son vich oglu"),
        ("Ilham Heydar oghlu Aliyev", "ilham son vich oglu"),
        ("И. Г. Алиев", "ilham son vich oglu"),
        ("З. Алиев", "zaur"),
    ],
)
def test_a_full_name_finds_who_it_names(engine: str, q: str, found: str) -> None:
    assert set(find(engine, ARTICLES, q)) == set(found.split())


@pytest.mark.parametrize("engine", ENGINES)
def test_all_parts_are_asked_for_where_that_is_wanted(engine: str) -> None:
    assert find(engine, ARTICLES, "Иван Петрович Сидоров", "full-names") == ["long"]
    assert find(engine, ARTICLES, "John F. Kennedy", "full-names") == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("q", "first", "then"),
    [
        ("Иван Петрович Сидоров", "Иван Петрович Сидоров", "Иван Сидоров Павлович"),
        ("Сидоров Иван Петрович", "Иван Петрович Сидоров", "Иван Павлович Сидоров"),
        ("Сидоров Иван Петрович", "Иван Петрович Сидоров", "Петрович и и и и Иван Сидоров"),
        ("И. П. Сидоров", "Иван Петрович Сидоров", "Иван Юрьевич Сидоров"),
        ("Ильхам Гейдар оглы Алиев", "Ильхам Гейдар оглы Алиев", "Ильхам Гейдар Вели Алиев"),
        ("Ильхам Гейдар оглы Алиев", "Алиев Ильхам Гейдар-огли", "Алиев Ильхам Гейдар Вели"),
        ("Ильхам Гейдар оглы Алиев", "Ильхам Гейдарович Алиев", "Ильхам Азизович Алиев"),
        ("Алиев Ильхам Гейдарович", "Ильхам Гейдар оглы Алиев", "Ильхам Гейдар Вели Алиев"),
        ("Мехрибан Ариф кызы Алиева", "Mehriban Arif qizi Aliyeva", "Mehriban Arif Vali Aliyeva"),
        ("Сидоров Ф. П.", "Ф. П. Сидоров", "Ф. Ю. Сидоров"),
    ],
)
def test_what_a_name_does_without_comes_first(engine: str, q: str, first: str, then: str) -> None:
    articles = [
        make_article("first", "Новости", body=f"{first} и"),
        make_article("then", "Новости", body=f"{then} и и", published=LATER),
    ]
    reader = QueryReader(
        ANALYZER, LABELS, lexicon=Lexicon.build([(form.lower(), 1) for form in first.split()])
    )
    with opened(engine, articles) as searcher:
        match = reader.read(reader.parse(q)).match
        hits = searcher.search(EngineQuery(selection=Selection(match))).hits
    assert [hit.id for hit in hits] in (["first", "then"], ["first"])
    assert len(hits) == 2 or q[0] == "И"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_initial_may_stand_for_very_many_names(engine: str) -> None:
    """More than fit into one pattern of an engine, beside a surname of several lemmas."""
    names = [f"Ам{one}{other}о" for one in "бвгдзклмнпрстфх" for other in "аеиоуя"]
    articles = [
        make_article(f"a-{number}", "Новости", body=f"Там {name} Миронов")
        for number, name in enumerate(names)
    ]
    reader = QueryReader(
        ANALYZER, LABELS, lexicon=Lexicon.build([(name.lower(), 1) for name in names])
    )
    with opened(engine, articles) as searcher:
        match = reader.read(reader.parse("А. Миронов")).match
        assert searcher.search(EngineQuery(selection=Selection(match))).total == len(names)
