"""What a search does beyond the words as typed: told in the answer, and switched off by name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indexer.article import Article
from searcher.request import EXPANSIONS, FINDING_EXPANSIONS, SearchRequest
from searcher.response import MatchedForm, SearchResponse
from searcher.service import SearchService
from tests.conftest import MakeService

TITLES = {
    "ru-1": "Меджидов открыл мост в Степанакерте",
    "en-1": "Medzhidov opens a bridge in Khankendi",
    "ru-2": "Мосты Нагорного Карабаха",
    "en-2": "Bridges of Artsakh",
    "ru-3": "Мост и река",
}


@pytest.fixture
def names(make_service: MakeService) -> SearchService:
    return make_service(
        Article(id=id_, lang=id_[:2], title=title, published=datetime(2014, 3, 1, tzinfo=UTC))
        for id_, title in TITLES.items()
    )


def search(service: SearchService, q: str, *off: str) -> SearchResponse:
    return service.search(SearchRequest(q=q, off=off), "en")


def ids(response: SearchResponse) -> set[str]:
    return {hit.article.id for hit in response.hits}


def rules(response: SearchResponse) -> set[str]:
    return {rule for word in response.words for rule in word.rules}


def test_a_name_is_found_in_either_alphabet_and_told_so(names: SearchService) -> None:
    response = search(names, "Меджидову")
    assert [hit.article.id for hit in response.hits] == ["ru-1", "en-1"]
    assert "name" in rules(response)
    assert response.hits[0].forms == (MatchedForm("Меджидов", "lemma"),)
    assert response.hits[1].forms == (MatchedForm("Medzhidov", "name"),)
    assert response.hits[1].title.spans == ((0, 9),)
    without = search(names, "Меджидову", "names")
    assert ids(without) == {"ru-1"}
    assert "name" not in rules(without)


def test_a_name_in_a_phrase_is_found_in_its_other_spellings_and_told_so(
    make_service: MakeService,
) -> None:
    titles = ("Вчера министр Меджидов приехал", "Вчера министр Мэджидов приехал", "Министр едет")
    service = make_service(
        Article(id=f"a-{n}", lang="ru", title=title, published=datetime(2014, 3, 1, tzinfo=UTC))
        for n, title in enumerate(titles)
    )
    response = search(service, '"министра Меджидова"')
    assert [hit.article.id for hit in response.hits] == ["a-0", "a-1"]
    assert response.words[1].rules == ("lemma", "name")
    other = response.hits[1]
    assert other.title.spans == ((6, 13), (14, 22))
    assert other.forms[1] == MatchedForm("Мэджидов", "name")
    without = search(service, '"министра Меджидова"', "names")
    assert ids(without) == {"a-0"}
    assert "name" not in rules(without)


def test_a_place_is_found_under_its_other_names(names: SearchService) -> None:
    response = search(names, "степанакерт")
    assert ids(response) == {"ru-1", "en-1"}
    assert "Khankendi" in response.words[0].ring
    # None is preferred: both stand once, in titles of like length.
    assert {hit.forms[0].rule for hit in response.hits} == {"lemma", "ring"}
    without = search(names, "степанакерт", "rings", "names")
    assert ids(without) == {"ru-1"}
    assert without.words[0].ring == ()


@pytest.mark.parametrize("q", ["Нагорный Карабах", '"Нагорный Карабах"', "арцах", "artsakh"])
def test_names_of_several_words_are_read_together(names: SearchService, q: str) -> None:
    assert ids(search(names, q)) == {"ru-2", "en-2"}
    assert ids(search(names, f"мосты {q}")) >= {"ru-2"}
    assert ids(search(names, f"{q} мосты")) == ids(search(names, f"мосты {q}"))


def test_only_the_side_of_an_alternative_that_holds_is_marked(make_service: MakeService) -> None:
    titles = ("Нагорный пейзаж Арцаха", "Мост у реки", "Мост у моря, река далеко")
    service = make_service(
        Article(id=f"a-{n}", lang="ru", title=title, published=datetime(2014, 3, 1, tzinfo=UTC))
        for n, title in enumerate(titles)
    )
    (hit,) = search(service, "Нагорный Карабах").hits
    assert [form.text for form in hit.forms] == ["Арцаха"]
    marks = {
        hit.article.id: [form.text for form in hit.forms]
        for hit in search(service, "(мост море) OR (река date:2014) OR (пейзаж tag:none)").hits
    }
    assert marks == {"a-1": ["реки"], "a-2": ["Мост", "моря", "река"]}


def test_a_part_of_such_a_name_means_itself(names: SearchService) -> None:
    assert ids(search(names, "Карабах")) == {"ru-2"}


def test_forms_as_typed(names: SearchService) -> None:
    assert ids(search(names, "мостов")) == {"ru-1", "ru-2", "ru-3"}
    assert ids(search(names, "мосты", "lemmas")) == {"ru-2"}
    assert rules(search(names, "мосты", "lemmas")) == {"exact"}


def test_common_words_count_where_they_are_wanted(names: SearchService) -> None:
    assert ids(search(names, "мост и")) == {"ru-1", "ru-2", "ru-3"}
    assert ids(search(names, "мост и", "stop-words")) == {"ru-3"}


def test_repairs_are_offered_and_can_be_declined(names: SearchService) -> None:
    typo, layout = search(names, "рекка"), search(names, "htrf")
    assert [(offer.kind, offer.query) for offer in typo.offers] == [("spelling", "река")]
    assert [(offer.kind, offer.query) for offer in layout.offers] == [("layout", "река")]
    assert (typo.total, layout.total) == (0, 0)
    assert search(names, "рекка", "spelling").offers == ()
    assert search(names, "htrf", "layout").offers == ()


def test_spellings_are_offered_inside_a_query(names: SearchService) -> None:
    offered = {offer.query for offer in search(names, 'мост "рекка"').offers}
    assert 'мост "река"' in offered
    assert "мост река" in {offer.query for offer in search(names, "мсот рекка").offers}
    assert "title:река" in {offer.query for offer in search(names, "title:рекка").offers}


def test_any_of_the_words_leaves_out_those_that_stand_everywhere(names: SearchService) -> None:
    offered = {offer.kind: offer.query for offer in search(names, "Artsakh и рыба река").offers}
    assert offered["any"] == "Artsakh OR рыба OR река"


def test_a_misspelt_name_is_found_in_the_other_alphabet(make_service: MakeService) -> None:
    service = make_service(
        [
            Article(
                id="en-1", lang="en", title="Reagan met Medzhidov", body="Reagan spoke.",
                published=datetime(2004, 3, 1, tzinfo=UTC),
            )
        ]
    )  # fmt: skip
    assert "reagan" in {offer.query for offer in search(service, "Рейган").offers}
    assert "medzhidov" in {offer.query for offer in search(service, "Медзыдов").offers}
    assert search(service, "Рейган", "names").offers == ()


def test_what_finds_something_is_not_repaired(names: SearchService) -> None:
    assert search(names, "medjidov").offers == ()


def test_a_hash_tells_sets_apart_not_offers(names: SearchService) -> None:
    plain = search(names, "мост").hash
    for expansion in EXPANSIONS:
        same = search(names, "мост", expansion).hash == plain
        assert same == (expansion not in FINDING_EXPANSIONS)


def test_any_text_is_explained_with_names_and_rings(names: SearchService) -> None:
    word, place = names.explain("Меджидову Сухум").words
    assert word.names
    assert "name" in word.rules
    assert "Sukhumi" in place.ring


def test_a_full_name_finds_articles_without_the_patronymic(make_service: MakeService) -> None:
    titles = ("Иван Сидоров", "Иван Петрович Сидоров", "Пётр Сидоров")
    service = make_service(
        Article(id=f"a-{n}", lang="ru", title=title, published=datetime(2014, 3, 1, tzinfo=UTC))
        for n, title in enumerate(titles)
    )
    response = search(service, "Сидоров Иван Петрович")
    assert [hit.article.id for hit in response.hits] == ["a-1", "a-0"]
    assert "wished" in response.words[2].rules
    assert [form.text for form in response.hits[0].forms] == ["Иван", "Петрович", "Сидоров"]
    whole = search(service, "Сидоров Иван Петрович", "full-names")
    assert ids(whole) == {"a-1"}
    assert "full-name" not in rules(whole)
    assert whole.hash != response.hash
    # The name is one part of a query, of which nothing has all.
    (partial, *_) = search(service, "П. Сидоров мост").partial
    assert (partial.hit.article.id, partial.missing) == ("a-2", ("мост",))
