"""Which words of a query are a full name, and what is asked for then."""

from __future__ import annotations

import pytest

from indexer.analysis import Analyzer
from searcher.query.matching import MatchEvery, MatchTerms, drop_lifts
from searcher.query.nodes import write_query
from searcher.query.reading import QueryReader
from searcher.request import Expansion


def list_asked(q: str, analyzer: Analyzer, *off: Expansion) -> list[str]:
    """The parts that a query asks for, as they are written."""
    reader = QueryReader(analyzer)
    return [write_query(part.node) for part in reader.read_parts(reader.parse(q), off)]


def list_rules(q: str, analyzer: Analyzer) -> dict[str, tuple[str, ...]]:
    """What is told of each word beyond its own reading."""
    reader = QueryReader(analyzer)
    told = {"full-name", "initial", "wished"}
    return {
        word.text: tuple(rule for rule in word.rules if rule in told)
        for word in reader.read(reader.parse(q)).words
    }


@pytest.mark.parametrize(
    ("q", "asked"),
    [
        ("Иван Петрович Сидоров", ["Иван", "Сидоров"]),
        ("Сидоров Иван Петрович", ["Сидоров", "Иван"]),
        ("сидорову ивану петровичу", ["сидорову", "ивану"]),
        ("Гаджи Абдулгамидович Махачев", ["Гаджи", "Махачев"]),
        ("Vladimir Vladimirovich Putin", ["Vladimir", "Putin"]),
        ("выборы Иван Петрович Сидоров Москва", ["выборы", "Иван", "Сидоров", "Москва"]),
        ("title:(Иван Петрович Сидоров)", ["title:Иван", "title:Сидоров"]),
        # Patronymics of two words.
        ("Ильхам Гейдар оглы Алиев", ["Ильхам", "Алиев"]),
        ("ильхама гейдар оглы алиева", ["ильхама", "алиева"]),
        ("Ильхам Гейдар-Оглы Алиев", ["Ильхам", "Алиев"]),
        ("Алиев Ильхам Гейдар оглы", ["Алиев", "Ильхам"]),
        ("Алиев Ильхам Гейдарович", ["Алиев", "Ильхам"]),
        ("Мехрибан Ариф кызы Алиева", ["Мехрибан", "Алиева"]),
        ("Ilham Heydar oghlu Aliyev", ["Ilham", "Aliyev"]),
        ("Mehriban Arif qızı Aliyeva", ["Mehriban", "Aliyeva"]),
        ("Алиев И. Г. оглы", ["Алиев И. Г. оглы"]),
        ("Коста Леуаны фырт Хетагуров", ["Коста", "Хетагуров"]),
        # A patronymic that is a surname too, beside another surname.
        ("Роман Абрамович Иванов", ["Роман", "Иванов"]),
        ("И. П. Сидоров", ["И. П. Сидоров"]),
        ("И.П. Сидоров", ["И.П. Сидоров"]),
        ("Сидоров И. П.", ["Сидоров И. П."]),
        ("Сидоров И.П.", ["Сидоров И.П."]),
        ("сидоров и.", ["сидоров и."]),
        ("Ж.-Ж. Руссо", ["Ж.-Ж. Руссо"]),
        ("J. F. Kennedy", ["J. F. Kennedy"]),
        ("G. W. Bush", ["G. W. Bush"]),
        ("выборы В. В. Путин", ["выборы", "В. В. Путин"]),
        ("И.П.Сидоров", ["И.П. Сидоров"]),
        ("John F. Kennedy", ["John", "Kennedy"]),
        ("John F Kennedy", ["John", "Kennedy"]),
        ("Kennedy, John F.", ["Kennedy", "John"]),
        ("Орлова Анна И.", ["Орлова", "Анна"]),
        ("F. Scott Fitzgerald", ["Scott", "Fitzgerald"]),
        ("Владимир В. Путин", ["Владимир", "Путин"]),
        # Given names that are words or short forms.
        ("Grace K Kelly", ["Grace", "Kelly"]),
        ("smith, bob k.", ["smith", "bob"]),
    ],
)
def test_a_full_name_does_without_what_articles_lack(
    analyzer: Analyzer, q: str, asked: list[str]
) -> None:
    assert list_asked(q, analyzer) == asked


@pytest.mark.parametrize(
    ("q", "asked"),
    [
        ("Иванович", ["Иванович"]),
        ("Иван Иванович", ["Иван", "Иванович"]),
        ("площадь Ильича", ["площадь", "Ильича"]),
        ("Полад Бюльбюль оглы", ["Полад", "Бюльбюль", "оглы"]),
        ("посол Полад Бюльбюль-оглы", ["посол", "Полад", "Бюльбюль-оглы"]),
        ("Гейдар оглы", ["Гейдар", "оглы"]),
        ("Ильхам Гейдар !оглы Алиев", ["Ильхам", "Гейдар", "!оглы", "Алиев"]),
        ("завод Ильича Мариуполь", ["завод", "Ильича", "Мариуполь"]),
        ("Роман Абрамович Челси", ["Роман", "Абрамович", "Челси"]),
        ("Роман Абрамович яхта", ["Роман", "Абрамович", "яхта"]),
        ("Иван Петрович умер", ["Иван", "Петрович", "умер"]),
        ('"Иван Петрович Сидоров"', ['"Иван Петрович Сидоров"']),
        ("Иван !Петрович Сидоров", ["Иван", "!Петрович", "Сидоров"]),
        ("Иван -Петрович Сидоров", ["Иван", "-Петрович", "Сидоров"]),
        ("!И. Сидоров", ["!И", "Сидоров"]),
        ("vitamin C deficiency", ["vitamin", "C", "deficiency"]),
        ("план Б", ["план", "Б"]),
        ("г. Грозный", ["г.", "Грозный"]),
        ("о Сидорове", ["Сидорове"]),
        ("Медведев и Путин", ["Медведев", "Путин"]),
        ("май 2014 г. Путин", ["май 2014 г", "Путин"]),
        ("author:И. Сидоров", ['author:"И"', "Сидоров"]),
        ("U.S. Steel", ["U.S", "Steel"]),
        ("Washington D.C. mayor", ["Washington", "D.C", "mayor"]),
        ("t.me", ["t.me"]),
    ],
)
def test_what_is_no_full_name_loses_no_word(analyzer: Analyzer, q: str, asked: list[str]) -> None:
    assert list_asked(q, analyzer) == asked


def test_an_alternative_and_what_is_excluded_are_asked_for_whole(analyzer: Analyzer) -> None:
    reader = QueryReader(analyzer)
    for q in ("Иван OR Петрович OR Сидоров", "мост -(Иван Петрович Сидоров)"):
        with_names = reader.read(reader.parse(q)).match
        assert with_names == reader.read(reader.parse(q), ("full-names",)).match


def test_capitals_of_a_query_change_nothing(analyzer: Analyzer) -> None:
    reader = QueryReader(analyzer)
    for q in (
        "Иван Петрович Сидоров",
        "В. И. Сидоров",
        "Сидоров Д.",
        "John F. Kennedy",
        "Ильхам Гейдар Оглы Алиев",
    ):
        assert reader.read(reader.parse(q)).match == reader.read(reader.parse(q.lower())).match


def test_what_a_name_does_without_is_told(analyzer: Analyzer) -> None:
    assert list_rules("Иван Петрович Сидоров", analyzer) == {
        "Иван": (),
        "Петрович": ("full-name", "wished"),
        "Сидоров": (),
    }
    assert list_rules("Сидоров И.П.", analyzer) == {
        "Сидоров": (),
        "И": ("full-name", "initial"),
        "П": ("full-name", "wished"),
    }
    words = QueryReader(analyzer).explain("Сидоров И.П. и J. Smith").words
    assert [word.text for word in words if "initial" in word.rules] == ["И", "J"]


def test_all_parts_are_asked_for_where_that_is_wanted(analyzer: Analyzer) -> None:
    q = "Иван Петрович Сидоров"
    assert list_asked(q, analyzer, "full-names") == ["Иван", "Петрович", "Сидоров"]
    assert len(list_asked("Сидоров Д. Ф.", analyzer, "full-names")) == 3
    assert len(list_asked("Сидоров Д. Ф.", analyzer, "lemmas")) == 3


def test_a_patronymic_decides_nothing(analyzer: Analyzer) -> None:
    reader = QueryReader(analyzer)
    whole = drop_lifts(reader.read(reader.parse("Анна Петровна Орлова")).match)
    assert whole == drop_lifts(reader.read(reader.parse("Анна Орлова")).match)
    assert isinstance(whole, MatchEvery)
    lemmas = [part.terms for part in whole.parts if isinstance(part, MatchTerms)]
    assert ("петровна",) not in lemmas


@pytest.mark.parametrize("q", ["И. П. Сидоров", "Сидоров И.П.", "О. И. Сидоров", "А. и Сидоров"])
def test_initials_keep_their_dots_when_they_are_written_again(analyzer: Analyzer, q: str) -> None:
    reader = QueryReader(analyzer)
    tree = reader.parse(q)
    assert reader.parse(write_query(tree)) == tree
    assert "." in write_query(tree)
