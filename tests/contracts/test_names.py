"""Names and odd spellings as people type them, found on every engine."""

from __future__ import annotations

import pytest

from indexer.article import Article
from indexer.engines import ENGINES
from tests.contracts.test_searchers import make_article, opened, search

# A sentence in which a name stands, in either language.
SAID = {"ru": "На встрече сказал {} о реке", "en": "At a meeting {} spoke about the river"}

# What is one name: each spelling finds the other.
PAIRS = """
London Лондон
Berlin Берлин
Trump Трамп
May Мэй
Brian Брайан
Maria Мария
Mark Марк
Mori Мори
Cameron Камерон
Ross Росс
Vladimirskaya Владимирская
John Джон
James Джеймс
Jean Жан
Juan Хуан
Michael Майкл
Peter Питер
Johnson Джонсон
Hiroshi Хироси
Nakamura Накамура
Fujita Фудзита
Dilijan Дилижан
Shahumyan Шаумян
Getahovit Гетаовит
Gómez Гомес
FSB ФСБ
Kim Ким
Erdoğan Эрдоган
"""

# And what is not, though it sounds alike: a query and a word that it must not find.
APART = """
Poe По
RWE РФ
Джэён Джон
Диана данной
May май
"""


def pairs_of(table: str) -> list[list[str]]:
    return [line.split() for line in table.strip().splitlines()]


def tell(word: str, id_: str = "a") -> Article:
    lang = "ru" if word > "\u0400" else "en"
    return make_article(id_, "Река" if lang == "ru" else "River", body=SAID[lang].format(word))


@pytest.mark.parametrize("engine", ENGINES)
class TestNames:
    @pytest.mark.parametrize(("latin", "cyrillic"), pairs_of(PAIRS))
    def test_a_name_finds_its_other_spelling_in_any_capitals(
        self, engine: str, latin: str, cyrillic: str
    ) -> None:
        for typed, written in ((latin, cyrillic), (cyrillic, latin)):
            with opened(engine, [tell(written)]) as searcher:
                for query in (typed, typed.lower(), typed.upper()):
                    assert len(search(searcher, query)) == 1, (query, written)

    @pytest.mark.parametrize(("name", "word"), pairs_of(APART))
    def test_other_words_are_no_spellings(self, engine: str, name: str, word: str) -> None:
        small = tell(word.lower() if word.istitle() and name != "Джэён" else word)
        with opened(engine, [small]) as searcher:
            for query in (name, name.lower()):
                assert search(searcher, query) == []

    @pytest.mark.parametrize(
        "forms",
        [
            "Мандела Манделы Манделе Манделой",
            "Рааб Рааба Раабу Раабом Раабе",
            "Курц Курца Курцу Курцем",
            "Моллой Моллоя Моллою Моллоем",
            "Морита Мориты Мориту Моритой",
        ],
    )
    def test_a_name_of_no_dictionary_is_found_in_all_its_cases(
        self, engine: str, forms: str
    ) -> None:
        for written in forms.split():
            with opened(engine, [tell(written)]) as searcher:
                for typed in forms.split():
                    assert search(searcher, f'"{typed}"') == ["a"], (typed, written)

    @pytest.mark.parametrize(("typed", "written"), [("Sun", "Sunday"), ("быть", "Е")])
    def test_short_words_are_not_taken_for_others(
        self, engine: str, typed: str, written: str
    ) -> None:
        with opened(engine, [tell(written)]) as searcher:
            assert search(searcher, typed) == []

    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            ('"Donald Trump"', "Дональд Трамп"),
            ('"Дональд Трамп"', "Donald Trump"),
            ("ковид-19", "Covid-19"),
            ("Tu-154", "Ту-154"),
            ('"Theresa May"', "Тереза Мэй"),
        ],
    )
    def test_words_and_numbers_are_part_of_a_name(
        self, engine: str, typed: str, written: str
    ) -> None:
        with opened(engine, [tell(written)]) as searcher:
            assert len(search(searcher, typed)) == 1

    def test_a_capital_that_opens_a_sentence_makes_no_name(self, engine: str) -> None:
        texts = ("May is warm. Most went. Mark it", "MOST GO IN MAY", "Most Cities Mark Every May")
        articles = [make_article(str(n), "", body=text) for n, text in enumerate(texts)]
        with opened(engine, articles) as searcher:
            for query in ("Мост", "Мэй", "Марк"):
                assert search(searcher, query) == []

    def test_a_surname_comes_before_the_given_name_that_it_may_be_the_plural_of(
        self, engine: str
    ) -> None:
        others = [
            make_article(f"b{n}", "Магомед Тугов", body="Магомед Тугов " * 9) for n in range(5)
        ]
        advocate = make_article("a", "Адвокат", body="В суде адвокат Магомедов сказал о деле " * 9)
        with opened(engine, [*others, advocate]) as searcher:
            for query in ("Магомедов", "магомедов"):
                assert search(searcher, query)[0] == "a"
            assert "a" not in search(searcher, "Магомед")

    @pytest.mark.parametrize("surname", ["Мясников", "Стрельцов", "Посохов"])
    @pytest.mark.parametrize("case", ["", "а", "у", "ым", "е", "ой"])
    def test_a_surname_that_is_a_form_of_a_common_word_is_found_in_its_cases(
        self, engine: str, surname: str, case: str
    ) -> None:
        texts = (
            f"В суде {surname} молчал",
            f"Я верю {surname}у",
            f"Пять {surname.lower()} молчали",
        )
        articles = [make_article(str(n), "", body=text) for n, text in enumerate(texts)]
        with opened(engine, articles) as searcher:
            assert {"0", "1"} <= set(search(searcher, surname + case))
            assert {"0", "1"} <= set(search(searcher, (surname + case).lower()))
            assert ("2" in search(searcher, surname + case)) == (case == "")

    @pytest.mark.parametrize("surname", ["Исламов", "Романов"])
    def test_a_given_name_does_not_find_the_surname(self, engine: str, surname: str) -> None:
        sentences = (f"В суде {surname} молчал", f"{surname} молчал")
        articles = [make_article(str(n), "", body=text) for n, text in enumerate(sentences)]
        with opened(engine, articles) as searcher:
            assert len(search(searcher, surname)) == 2
            assert search(searcher, surname.removesuffix("ов")) == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("query", "text"),
    [
        # Look-alikes beside figures, in either alphabet.
        ("T-34", "танк Т-34 на площади"),
        ("Т-34", "a T-34 tank"),
        ("C-400", "комплекс С-400"),
        ("M4", "трасса М4"),
        ("м4", "трасса M4"),
        ("В12", "витамин B12"),
        # Signs that nobody sees.
        ("нулевой", "нуле\u200bвой километр"),
        ("первый", "пер\u2060вый этаж"),
        ("город", "го\ufeffрод у моря"),
        ("баку", "город\u200bБаку"),
        ("ну\u200bлевой", "нулевой километр"),
        ("мо\u2060ст", "мост закрыт"),
        ("brid\ufeffge", "an old bridge"),
        ("город\u200bБаку", "город Баку"),
        # Figures of footnotes.
        ("работал", "он работал2 там"),
        ("работал", "он работал\u00b2 там"),
        ("bridge", "the bridge12 is old"),
        # Digits in groups.
        ("123-45-67", "+7 928 123-45-67"),
        ("928", "тел. +7 928 123 45 67"),
        ("+7 928 123-45-67", "тел. +7 928 123-45-67"),
        ("+7 928 123-45-67", "тел. +7 928 123 45 67"),
        ("+7 928", "тел. +7 928 123-45-67"),
        ("928 123-45-67", "тел. +7 928 123-45-67"),
        ("928 123", "тел. +7 928 123-45-67"),
        ("105 109", "статьи 105, 109"),
        ("105,109", "статьи 105 109"),
        ("105 109", "статьи 109, 105"),
        # A row of numbers is no number.
        ("107", "строки 101 102 103 104 105 106 107 108"),
        ("12 500", "12 500 рублей"),
        ("105", "статьи 105 109"),
        # Marks that need not be typed.
        ("cafe", "a small café"),
        ("café", "a small cafe"),
        ("cafes", "small cafés"),
        ("naive", "a naïve view"),
    ],
)
def test_odd_spellings_are_found(engine: str, query: str, text: str) -> None:
    with opened(engine, [make_article("a", "", body=text)]) as searcher:
        assert len(search(searcher, query)) == 1


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("500", "12 500 рублей"),
        ("000", "250 000 рублей"),
        ("29", "МиГ29"),
        ("!cafe", "café"),
        ("105,109", "статья 105 и 1 109 рублей"),
        ("105 109", "статья 109"),
    ],
)
def test_parts_that_are_no_words_are_not_found(engine: str, query: str, text: str) -> None:
    with opened(engine, [make_article("a", "", body=text)]) as searcher:
        assert search(searcher, query) == []
