"""Answers asked for again: the same as before, and never those of another generation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.errors import TooExpensiveError
from indexer.home.paths import ArchiveHome
from searcher.answers.cache import AnswerCache
from searcher.deadline import Deadline, Part
from searcher.engines import EngineQuery
from searcher.request import SearchRequest
from searcher.response import Facet, Row, SearchResponse
from searcher.service import SearchService
from tests.conftest import MakeService, update_home

DAY = datetime(2014, 3, 1, tzinfo=UTC)


def bridges(count: int) -> list[Article]:
    return [Article(id=f"a-{n}", lang="en", title="Bridge", published=DAY) for n in range(count)]


def sort_rows(counts: Mapping[str, int]) -> list[Row]:
    return [(id_, id_, count) for id_, count in sorted(counts.items())]


def count_searches(service: SearchService) -> list[EngineQuery]:
    """A list that grows by each query the engine is asked from now on."""
    asked: list[EngineQuery] = []
    searcher = service.generation().searcher
    search = searcher.search

    def note(query: EngineQuery) -> object:
        asked.append(query)
        return search(query)

    searcher.search = note  # type: ignore[method-assign,assignment]
    return asked


def test_what_is_asked_again_is_searched_once(make_service: MakeService) -> None:
    service = make_service(bridges(6))
    asked = count_searches(service)
    first, again = (service.search(SearchRequest(q="bridge"), "en") for _ in range(2))
    assert len(asked) == 1
    assert replace(again, took_ms=0) == replace(first, took_ms=0)
    for other in (SearchRequest(q="bridges"), SearchRequest(q="bridge", limit=2)):
        service.search(other, "en")
    service.search(SearchRequest(q="bridge"), "ru")
    assert len(asked) == 4


def test_a_new_generation_is_searched_anew(
    make_service: MakeService, home: ArchiveHome, analyzer: Analyzer
) -> None:
    service = make_service(bridges(6))
    assert service.search(SearchRequest(q="bridge"), "en").total == 6
    with Archive.open(home.database) as archive, archive.transaction():
        archive.put(replace(bridges(1)[0], id="a-7"))
    update_home(home, analyzer)
    service.look_again()
    assert service.search(SearchRequest(q="bridge"), "en").total == 7


def test_the_overview_is_ready_before_it_is_asked_for(make_service: MakeService) -> None:
    service = make_service(bridges(6))
    service.keep_overview_ready()
    asked = count_searches(service)
    assert {service.overview(lang).total for lang in ("ru", "en")} == {6}
    assert asked == []


def test_room_is_bounded_and_what_was_asked_last_stays(make_service: MakeService) -> None:
    service = make_service(bridges(9))
    answer: SearchResponse = service.search(SearchRequest(q="bridge", limit=5), "en")
    keys = [(SearchRequest(q=f"bridge {n}"), "en") for n in range(4)]
    cache = AnswerCache(room=3 * 10)
    for key in keys[:3]:
        cache.put(key, answer)
    cache.get(keys[0])
    cache.put(keys[3], answer)
    assert [cache.get(key) is not None for key in keys] == [True, False, True, True]
    # Values of facets take room as well as hits do.
    labelled = replace(answer, facets={"tag": Facet({str(n): 1 for n in range(4_000)}, sort_rows)})
    cache.put(key := (SearchRequest(q="labelled"), "en"), labelled)
    assert cache.get(key) is None
    nothing = AnswerCache(room=0)
    nothing.put(keys[0], answer)
    assert nothing.get(keys[0]) is None


def test_offers_that_time_was_too_short_for_are_made_when_it_is_asked_again(
    make_service: MakeService,
) -> None:
    service = make_service(bridges(6))
    searched: list[Part] = []

    class Spent(Deadline):
        """Up when the answer itself is found."""

        def announce(self, seconds: float, part: Part) -> None:
            if searched:
                raise TooExpensiveError(part, 2.0)
            searched.append(part)

    request = SearchRequest(q="brigde")
    assert Spent().run(service.search, request, "en").offers == ()
    assert service.search(request, "en").offers
