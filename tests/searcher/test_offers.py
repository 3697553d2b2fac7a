"""What is offered where little is found, of an archive whose authors misspell a word themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from indexer.article import Article
from searcher.request import SearchRequest
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
