"""What is suggested while a query is being typed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.analysis.transliteration import MOST_READINGS, transliterate
from indexer.article import Article
from indexer.home.paths import ArchiveHome
from searcher.service import SearchService
from searcher.suggesting import Suggestion
from tests.conftest import MakeService

ARTICLES = [
    Article(
        id=f"a-{number}", lang="ru" if title[0] > "z" else "en", title=title, body=body,
        published=datetime(2014, 3, 1 + number, tzinfo=UTC), authors=authors, tags=tags,
    )
    for number, (title, body, authors, tags) in enumerate(
        [
            ("Мост через Терек открыт", "Мост. Моста. Мосту.", ("anna-orlova",), ("bridges",)),
            ("Старый мост закрыли", "О мосте спорят мостовики.", ("anna-orlova",), ("bridges",)),
            ("Фаик Меджидов в Баку", "Баку встретил Меджидова.", ("vakha-idalov",), ()),
            ("Harvest in Medzhidabad", "The harvest was good.", ("vakha-idalov",), ("harvest",)),
            ("Noch eine Meldung", "bridge bridges bridge", (), ()),
        ]
    )
]  # fmt: skip


@pytest.fixture
def suggesting(make_service: MakeService, home: ArchiveHome) -> SearchService:
    home.labels_file.write_text(
        '[authors]\nanna-orlova = { ru = "Анна Орлова", en = "Anna Orlova" }\n'
        '[tags]\nbridges = { ru = "мосты", en = "bridges" }\n',
        "utf-8",
    )
    return make_service(ARTICLES)


def texts(service: SearchService, typed: str, kind: str = "word") -> list[str]:
    found = service.suggest(typed, "ru", 10)
    return [suggestion.text for suggestion in found if suggestion.kind == kind]


def test_words_are_the_commonest_forms_one_of_each_word(suggesting: SearchService) -> None:
    assert texts(suggesting, "мос") == ["мост", "мостовики"]
    assert texts(suggesting, "МОС") == ["мост", "мостовики"]


def test_what_was_typed_before_stays(suggesting: SearchService) -> None:
    assert "старый мост" in texts(suggesting, "старый мос")
    assert "title:мост" in texts(suggesting, "title:мос")
    assert '"старый мост"' in texts(suggesting, '"старый мос')
    assert '(терек OR "старый мост")' in texts(suggesting, '(терек OR "старый мос')


def test_what_would_be_no_query_or_find_nothing_is_not_suggested(
    suggesting: SearchService,
) -> None:
    # No article has these words in a row.
    assert texts(suggesting, '"терек мос') == []
    assert texts(suggesting, "фаик-мос") == []
    assert texts(suggesting, "(мост") == ["(мост)", "(мостовики)"]
    assert texts(suggesting, "titel:мост мос") == []
    assert suggesting.suggest("U.S", "ru", 10) == ()


def test_behind_a_facet_only_its_values_are_suggested(suggesting: SearchService) -> None:
    found = suggesting.suggest("мост author:ор", "ru", 10)
    assert [(suggestion.kind, suggestion.text) for suggestion in found] == [
        ("author", "Анна Орлова")
    ]
    assert suggesting.suggest("тег:мос", "en", 10)[0].text == "bridges"


def test_headlines_are_found_by_words_alone(suggesting: SearchService) -> None:
    assert texts(suggesting, "-мос", "title") == []
    assert texts(suggesting, "Терек OR мос", "title") == []


def test_the_other_layout_and_alphabet_are_read(suggesting: SearchService) -> None:
    assert texts(suggesting, "vjc") == ["мост", "мостовики"]
    # The comma is a letter of the other layout.
    assert texts(suggesting, ",fr") == ["баку"]
    assert "меджидов" in texts(suggesting, "medzhido")
    assert texts(suggesting, "рфкм") == ["harvest"]


def test_values_are_found_by_any_word_of_their_names(suggesting: SearchService) -> None:
    assert suggesting.suggest("орл", "en", 10) == (
        Suggestion("author", "Anna Orlova", "anna-orlova", 2),
    )
    assert texts(suggesting, "Анна О", "author") == ["Анна Орлова"]
    assert texts(suggesting, "ord", "author") == []
    # No article has this tag's other name in its text: the tag is still found.
    assert texts(suggesting, "bri", "tag") == ["мосты"]


def test_headlines_have_all_that_is_typed(suggesting: SearchService) -> None:
    assert texts(suggesting, "старый мос", "title") == ["Старый мост закрыли"]
    assert set(texts(suggesting, "мос", "title")) == {
        "Мост через Терек открыт",
        "Старый мост закрыли",
    }
    assert texts(suggesting, "мо", "title") == []


def test_nothing_is_suggested_where_nothing_is_being_typed(suggesting: SearchService) -> None:
    for typed in ("", " ", "мост ", "мост)", '"мост"', "мост*", "ъъъъ", "мост " * 50 + "мос"):
        assert suggesting.suggest(typed, "ru", 10) == ()


def test_no_more_are_given_than_asked_for(suggesting: SearchService) -> None:
    for limit in range(1, 8):
        assert len(suggesting.suggest("мос", "ru", limit)) == min(limit, 5)


@given(st.text(max_size=40))
def test_any_word_can_be_read_in_the_other_alphabet(word: str) -> None:
    readings = list(transliterate(word))
    assert len(readings) <= MOST_READINGS
    assert word not in readings
    assert "" not in readings


def test_words_leave_room_for_values_and_headlines(
    make_service: MakeService, home: ArchiveHome
) -> None:
    home.labels_file.write_text('[tags]\nbridges = { ru = "мосты" }\n', "utf-8")
    words = "мост мостик мостки мостовик мостовая мостовой мостильщик мосток мостоотряд "
    words += "мостостроитель мостостроение мостостроительный мостоведение"
    service = make_service([replace(ARTICLES[0], body=words), *ARTICLES[1:]])
    found = service.suggest("мост", "ru", 10)
    kinds = Counter(suggestion.kind for suggestion in found)
    assert kinds == {"word": 7, "tag": 1, "title": 2}
    # However few are asked for, words have half of them.
    assert Counter(s.kind for s in service.suggest("мост", "ru", 4)) == {
        "word": 2, "tag": 1, "title": 1,
    }  # fmt: skip


def test_headlines_that_say_the_same_are_suggested_once(make_service: MakeService) -> None:
    corrected = [replace(ARTICLES[0], id=f"b-{n}", title="Мост", body="") for n in range(3)]
    service = make_service([*corrected, *ARTICLES])
    assert sorted(texts(service, "мос", "title")) == [
        "Мост",
        "Мост через Терек открыт",
        "Старый мост закрыли",
    ]
