"""Words that name a value or a date: what they find, what is told of it, how to switch it off."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from indexer.article import Article
from searcher.filtering import NamedFilter
from searcher.request import SearchRequest
from searcher.response import FoundValue, SearchResponse
from searcher.service import SearchService
from tests.conftest import MakeService


def search(service: SearchService, q: str, **wanted: object) -> SearchResponse:
    return service.search(SearchRequest(q=q, **wanted), "ru")


def ids(response: SearchResponse) -> list[str]:
    return [hit.article.id for hit in response.hits]


def tell(response: SearchResponse) -> list[tuple[str, tuple[str, ...], int]]:
    return [(one.facet, one.values, one.total) for one in response.named]


@pytest.fixture
def news(make_service: MakeService) -> SearchService:
    def write(id_: str, day: datetime, title: str, **fields: object) -> Article:
        return Article(id=id_, lang="ru", title=title, published=day, **fields)

    may, june = datetime(2014, 5, 20, tzinfo=UTC), datetime(2015, 6, 1, tzinfo=UTC)
    return make_service(
        [
            write("text", june, "Мост в Грузии"),
            write("filed", june, "Новый мост", countries=("GE",)),
            write("both", may, "Грузия строит", countries=("GE",)),
            write("dated", may, "Дорога"),
            write("told", june, "Дорога, построенная в мае 2014 года"),
            write("other", june, "Река"),
        ]
    )


def test_a_country_is_found_by_name_and_by_what_is_filed_under_it(news: SearchService) -> None:
    answer = search(news, "Грузия")
    assert set(ids(answer)) == {"text", "filed", "both"}
    # What only is filed so comes last, has no marks, and says why it is there.
    last = answer.hits[-1]
    assert last.article.id == "filed"
    assert last.title.spans == ()
    assert last.found_by == (FoundValue("country", "GE"),)
    assert all(hit.found_by == () for hit in answer.hits[:-1])
    assert answer.facets["country"][0].count == 2


@pytest.mark.parametrize("q", ["США", "usa", "Соединённых Штатах", "United States of America"])
def test_a_country_is_named_by_all_its_names(make_service: MakeService, q: str) -> None:
    day = datetime(2014, 5, 20, tzinfo=UTC)
    service = make_service(
        Article(id=id_, lang="ru", title="Мост", published=day, countries=(id_,))
        for id_ in ("US", "GE")
    )
    assert ids(search(service, q)) == ["US"]


def test_the_filter_is_told_with_what_it_finds(news: SearchService) -> None:
    assert search(news, "Грузия").named == (
        NamedFilter("country", "Грузия", ("GE",), 2, "", '"Грузия"'),
    )
    assert search(news, "мост в Грузии").named == (
        NamedFilter("country", "Грузии", ("GE",), 1, "мост", 'мост в "Грузии"'),
    )
    (named,) = search(news, "Грузия OR река").named
    assert (named.total, named.rest, named.as_words) == (2, None, '"Грузия" OR река')


def test_the_words_between_quotation_marks_are_words_only(news: SearchService) -> None:
    for q in ("Грузия", "дорога в мае 2014", "мост Грузия OR река"):
        (named,) = search(news, q).named
        assert named.as_words is not None
        as_words = search(news, named.as_words)
        assert as_words.named == ()
        off = search(news, q, off=("values", "dates"))
        assert set(ids(as_words)) == set(ids(off))
        assert len(ids(off)) < len(ids(search(news, q)))


def test_a_date_is_found_in_texts_and_by_publication(news: SearchService) -> None:
    answer = search(news, "май 2014")
    assert ids(answer)[0] == "told"
    assert set(ids(answer)) == {"told", "dated", "both"}
    assert tell(answer) == [("date", ("2014-05",), 2)]
    assert {hit.found_by for hit in answer.hits[1:]} == {(FoundValue("date", "2014-05"),)}
    assert tell(search(news, "дорога 20.05.2014")) == [("date", ("2014-05-20",), 1)]


def test_a_year_by_itself_is_a_number_and_offered_as_a_date(news: SearchService) -> None:
    answer = search(news, "2014")
    assert ids(answer) == ["told"]
    assert answer.named == (NamedFilter("date", "2014", ("2014",), 2, "", None),)
    assert search(news, "2014 дорога").named == ()
    assert search(news, "2014", off=("dates",)).named == ()
    assert search(news, "2013").named == ()


def test_what_is_filtered_is_counted_under_the_filters(news: SearchService) -> None:
    answer = search(news, "Грузия", first="2015", last="2015")
    assert set(ids(answer)) == {"text", "filed"}
    assert tell(answer) == [("country", ("GE",), 1)]
    # A name that finds nothing more is not told.
    assert search(news, "Мали").named == ()
    assert search(news, "река Грузия").named == ()


def test_only_the_words_of_an_alternative_that_holds_are_marked(news: SearchService) -> None:
    answer = search(news, "дорога май 2014")
    by_id = {hit.article.id: hit for hit in answer.hits}
    assert by_id["dated"].title.spans == ((0, 6),)
    assert len(by_id["told"].title.spans) == 3
    partial = search(news, "река мост май 2014")
    assert partial.total == 0
    assert {"река", "мост"} >= {word for one in partial.partial for word in one.missing} - {
        "май 2014"
    }
