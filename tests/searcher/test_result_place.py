"""An article's place in the result that it was found in."""

from __future__ import annotations

import pytest

from searcher.request import SearchRequest
from searcher.response import RankedArticle, ResultPlace
from searcher.service import SearchService
from searcher.viewing import ViewRequest

REQUESTS = (
    SearchRequest(q="школа"),
    SearchRequest(q="школа", sort="oldest"),
    SearchRequest(q="bridge").with_filter("lang", "en"),
    SearchRequest(),
)


def find(service: SearchService, id_: str, request: SearchRequest, rank: int) -> ResultPlace | None:
    return service.view_article(id_, ViewRequest(found_by=request, rank=rank)).place


@pytest.mark.parametrize("request_", REQUESTS)
@pytest.mark.parametrize("moved", [0, 3, -2])
def test_the_neighbours_are_those_of_the_list_of_results(
    service: SearchService, request_: SearchRequest, moved: int
) -> None:
    answer = service.search(SearchRequest(**{**fields_of(request_), "limit": 30}), "en")
    hits = list(enumerate((hit.article for hit in answer.hits), 1))
    for rank, article in hits[:24]:
        # Where an update moved the article by some places, it is found again.
        place = find(service, article.id, request_, max(1, rank + moved))
        assert place is not None
        assert (place.rank, place.total) == (rank, answer.total)
        # Another version of an article is none of its neighbours.
        others = [
            RankedArticle(number, other)
            for number, other in hits
            if other.story is None or other.story != article.story
        ]
        before = [one for one in others if one.rank < rank]
        behind = [one for one in others if one.rank > rank]
        assert place.previous == (before[-1] if before else None)
        assert place.next == (behind[0] if behind else None)


def fields_of(request: SearchRequest) -> dict[str, object]:
    return {"q": request.q, "filters": request.filters, "sort": request.sort}


def test_the_last_article_has_none_behind_it(service: SearchService) -> None:
    request = SearchRequest(q="школа")
    total = service.search(request, "en").total
    last = service.search(SearchRequest(q="школа", limit=total), "en").hits[-1].article
    place = find(service, last.id, request, total)
    assert place is not None
    assert place.rank == total
    assert place.next is None


def test_who_is_not_there_has_no_place(service: SearchService) -> None:
    request = SearchRequest(q="школа")
    assert find(service, "ru-1000", SearchRequest(q="землетрясение"), 1) is None
    assert find(service, "ru-1000", request, 9_999) is None
    assert find(service, "ru-1000", SearchRequest(q="date:вчера"), 1) is None
    (hit, *_) = service.search(request, "en").hits
    assert service.view_article(hit.article.id, ViewRequest(found_by=request)).place is None


def test_another_version_stands_for_the_one_that_was_found(service: SearchService) -> None:
    request = SearchRequest(q="толчок").with_filter("lang", "ru")
    answer = service.search(request, "en")
    rank = next(n for n, hit in enumerate(answer.hits, 1) if hit.article.id == "ru-3008")
    place = find(service, "en-3008", request, rank)
    assert place is not None
    assert place.rank == rank
