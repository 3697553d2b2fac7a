"""What is offered where little is found, of an archive whose authors misspell a word themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from indexer.article import Article
from searcher.request import Expansion, SearchRequest
from searcher.service import SearchService
from tests.conftest import MakeService

# How many articles have a word as it is spelt, and how many a misspelling of it.
SPELT = {
    "правительство": 151, "правительсво": 3,
    "агентство": 201, "агенство": 4,
    "искусство": 150, "искуство": 3,
    "велосипед": 51, "виласипед": 1,
    "землетрясение": 50, "землетресение": 1,
}  # fmt: skip


def articles() -> Iterator[Article]:
    first = datetime(2014, 3, 1, tzinfo=UTC)
    for number in range(max(SPELT.values())):
        words = [word for word, count in SPELT.items() if number < count]
        yield Article(
            id=f"a-{number}", lang="ru", title=f"Заметка {number}", body=". ".join(words),
            published=first + timedelta(days=number),
        )  # fmt: skip


@pytest.fixture
def misspelling(make_service: MakeService) -> SearchService:
    return make_service(articles())


def test_the_spelling_of_many_is_offered_where_three_articles_or_fewer_are_found(
    misspelling: SearchService,
) -> None:
    def offered(word: str) -> list[tuple[str, int]]:
        answer = misspelling.search(SearchRequest(q=word), "ru")
        assert answer.total == SPELT[word]
        return [(offer.query, offer.total) for offer in answer.offers if offer.kind == "spelling"]

    assert offered("правительсво") == [("правительство", 151)]
    # Four articles are an answer.
    assert offered("агенство") == []
    # Fifty times commoner may still be another word; more than fifty times is a slip.
    assert offered("искуство") == []
    assert offered("землетресение") == []
    assert offered("виласипед") == [("велосипед", 51)]


# Words that stand in an archive of which most of it is about one thing.
WORDS = (
    "мост",
    "река",
    "правительство",
    "правители",
    "землетрясение",
    "кавказ",
    "палатка",
    "палата",
)


@pytest.fixture
def small(make_service: MakeService) -> SearchService:
    first = datetime(2014, 3, 1, tzinfo=UTC)
    return make_service(
        Article(
            id=f"{n}-{word}", lang="ru", title=word, body="Новости о погоде",
            published=first + timedelta(days=400 * n), authors=("ivan-setjev",),
        )
        for n in range(5)
        for word in WORDS
    )  # fmt: skip


def repaired(service: SearchService, q: str, **wanted: object) -> tuple[str, str] | None:
    answer = service.search(SearchRequest(q=q, repair=True, **wanted), "ru")
    return (answer.repaired.kind, answer.repaired.meant) if answer.repaired else None


@pytest.mark.parametrize(
    ("typed", "kind", "meant"),
    [
        ("vjcn", "layout", "мост"),
        ("vjcn gjujlf", "layout", "мост погода"),
        ("title:htrf", "layout", "title:река"),
        ("землетресение", "spelling", "землетрясение"),
        # The first form of a word that stands in others alone.
        ("правител", "spelling", "правитель"),
        ("погода землетресение", "spelling", "погода землетрясение"),
        ("title:землетресение -река", "spelling", "title:землетрясение -река"),
    ],
)
def test_what_was_surely_meant_is_answered_where_that_is_asked_for(
    small: SearchService, typed: str, kind: str, meant: str
) -> None:
    assert repaired(small, typed) == (kind, meant)
    answer = small.search(SearchRequest(q=typed, repair=True), "ru")
    same = small.search(SearchRequest(q=meant), "ru")
    # All of the answer speaks of one request.
    assert answer.total == same.total > 0
    assert answer.request == same.request
    assert (answer.hits, answer.facets, answer.timeline) == (
        same.hits, same.facets, same.timeline
    )  # fmt: skip
    assert (answer.canonical, answer.hash) == (same.canonical, same.hash)
    assert set(small.scan(SearchRequest(q=typed, repair=True))) == set(
        small.scan(SearchRequest(q=meant))
    )


def test_keys_of_the_other_layout_are_words_even_if_nothing_has_all_of_them(
    small: SearchService,
) -> None:
    answer = small.search(SearchRequest(q="vjcn htrf", repair=True), "ru")
    assert answer.repaired is not None
    assert (answer.repaired.kind, answer.repaired.meant) == ("layout", "мост река")
    assert answer.total == 0
    assert {one.missing for one in answer.partial} == {("мост",), ("река",)}
    # One word of them remains keys.
    assert repaired(small, "vjcn gjtpl") is None


@pytest.mark.parametrize("repair", [None, False])
def test_nothing_is_repaired_unasked(small: SearchService, repair: bool | None) -> None:
    request = SearchRequest(q="землетресение", repair=repair)
    answer = small.search(request, "ru")
    assert (answer.total, answer.repaired) == (0, None)
    assert [(offer.kind, offer.query) for offer in answer.offers] == [("spelling", "землетрясение")]
    assert list(small.scan(request)) == []


@pytest.mark.parametrize(
    "typed",
    [
        "!землетресение",  # in this form and no other
        '"землетресение"',
        "катказ",  # one letter for another that is not mistaken for it
        "палакта",  # of two words as likely
        "ркеа",  # short words are near everything
        "землетресение кавкаж",  # two that nobody knows
        "htr",  # three keys are a word by chance
        "сетьев",  # an author, of whom no text tells
        "землетрясения мосты",  # both are there, though not together
    ],
)
def test_nothing_is_repaired_where_there_is_a_doubt(small: SearchService, typed: str) -> None:
    assert repaired(small, typed) is None


@pytest.mark.parametrize(
    "typed",
    [
        "река трамвай",  # a dictionary has it: it is spelt well
        "река рек",  # of three letters
        "река пз",
    ],
)
def test_no_spelling_is_offered_for_what_needs_none(small: SearchService, typed: str) -> None:
    offers = small.search(SearchRequest(q=typed), "ru").offers
    assert "spelling" not in [offer.kind for offer in offers]


def test_common_words_are_no_spelling_of_others(make_service: MakeService) -> None:
    words = ("который", "потом", "зонтов")
    service = make_service(
        Article(
            id=str(n), lang="ru", title="Заметка", body=" ".join((*words, "чтобы")),
            published=datetime(2014, 3, 1, tzinfo=UTC),
        )
        for n in range(60)
    )  # fmt: skip
    offers = service.search(SearchRequest(q="чтабы"), "ru").offers
    assert [offer.query for offer in offers] == []


def test_a_key_or_two_of_the_other_layout_make_no_word(make_service: MakeService) -> None:
    article = Article(
        id="a", lang="ru", title="А-16", body="Дорога А-16",
        published=datetime(2014, 3, 1, tzinfo=UTC),
    )  # fmt: skip
    service = make_service([article])
    answer = service.search(SearchRequest(q="F-16", repair=True), "ru")
    assert (answer.total, answer.repaired, answer.offers) == (0, None, ())


def test_what_names_a_value_is_offered_before_other_spellings(small: SearchService) -> None:
    offers = small.search(SearchRequest(q="setjev"), "ru").offers
    assert [offer.kind for offer in offers][:1] == ["author"]


def test_what_was_read_as_a_value_is_not_said_to_be_absent(make_service: MakeService) -> None:
    article = Article(
        id="a", lang="ru", title="Мост", body="Река", authors=("ivan-setjev",),
        published=datetime(2014, 3, 1, tzinfo=UTC),
    )  # fmt: skip
    service = make_service([article])
    assert service.search(SearchRequest(q="дорога Ivan Setjev"), "ru").absent == ("дорога",)


def test_no_word_of_the_dictionary_is_taken_for_a_misspelling(make_service: MakeService) -> None:
    at = datetime(2014, 3, 1, tzinfo=UTC)
    service = make_service([Article(id="a", lang="ru", title="Изменить", body="", published=at)])
    # Somebody who asks for a word that there is wants that word.
    assert repaired(service, "измерить") is None
    assert repaired(service, "изминить") == ("spelling", "изменить")


def test_a_repair_that_finds_nothing_under_the_filters_is_none(small: SearchService) -> None:
    assert repaired(small, "землетресение", first="2014", last="2014")
    assert repaired(small, "землетресение", first="2001", last="2001") is None
    assert repaired(small, "землетресение река") is None


@pytest.mark.parametrize(("typed", "off"), [("vjcn", "layout"), ("землетресение", "spelling")])
def test_what_is_switched_off_repairs_nothing(
    small: SearchService, typed: str, off: Expansion
) -> None:
    assert repaired(small, typed)
    assert repaired(small, typed, off=(off,)) is None
