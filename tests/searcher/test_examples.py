"""Example queries: of the archive's own words and names, the same each time, never in vain."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from indexer.article import Article
from searcher.request import SearchRequest
from searcher.service import SearchService
from tests.conftest import MakeService

LANGS = ("ru", "en")
DAY = datetime(2014, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("lang", LANGS)
def test_every_example_finds_something(service: SearchService, lang: str) -> None:
    examples = service.examples(lang)
    assert [example.kind for example in examples] == ["phrase", "author", "tag"]
    for example in examples:
        assert service.search(SearchRequest(q=example.query), lang).total


@pytest.mark.parametrize("lang", LANGS)
def test_examples_are_chosen_once_for_a_generation(service: SearchService, lang: str) -> None:
    assert service.examples(lang) is service.examples(lang)
    again = SearchService(service.home, service.settings, service.analyzer)
    assert again.examples(lang) == service.examples(lang)


def test_an_author_is_written_in_the_other_alphabet(service: SearchService) -> None:
    (author,) = (one.query for one in service.examples("ru") if one.kind == "author")
    assert author.startswith("автор:")
    assert author.removeprefix("автор:").isascii()
    (author,) = (one.query for one in service.examples("en") if one.kind == "author")
    assert author.isascii() is False


def test_the_commonest_words_of_headlines_come_first(make_service: MakeService) -> None:
    article = Article(id="", lang="en", title="", published=DAY)
    titles = ("The stone bridge opens", "Stone bridges close", "A great flood", "Ferry to 2014")
    service = make_service(replace(article, id=title, title=title) for title in titles)
    (example,) = service.examples("en")
    assert example.query in {'"stone bridge"', '"stone bridges"'}
    assert service.examples("ru") == ()


def test_an_empty_archive_has_no_examples(make_service: MakeService) -> None:
    service = make_service(())
    assert [service.examples(lang) for lang in LANGS] == [(), ()]


def test_what_cannot_be_asked_for_is_passed_over(make_service: MakeService) -> None:
    """A name with a quotation mark in it is no query."""
    article = Article(id="a", lang="en", title="x", published=DAY, tags=('a"b',))
    other = replace(article, id="b", tags=("rivers",))
    more = [replace(article, id=str(number)) for number in range(3)]
    service = make_service((article, other, *more))
    assert [example.query for example in service.examples("en")] == ["tag:rivers date:2014"]
