"""The values of a facet as directories list them, and what stands beside one."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from indexer.article import Article
from indexer.errors import ParameterError, ValueNotFoundError
from indexer.home.paths import ArchiveHome
from searcher.directory import (
    DIRECTORY_PAGE,
    Directory,
    DirectoryRequest,
    DirectoryWindow,
    read_directory,
)
from searcher.facet_counts import list_values
from searcher.query.nodes import Value, write_query
from searcher.request import SearchRequest
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.engines import LOCAL_ENGINES


@pytest.fixture(params=LOCAL_ENGINES)
def make_archive(
    request: pytest.FixtureRequest, home: ArchiveHome, make_service: MakeService
) -> MakeService:
    home.settings_file.write_text(f'engine = "{request.param}"\n', "utf-8")
    return make_service


def article(number: int, year: int = 2014, **values: object) -> Article:
    published = datetime(year, 3, 1, 12, tzinfo=UTC)
    return Article(
        id=f"a-{number}", lang="ru", title="Мост", body="Мост.", published=published, **values
    )


def read_all(service: SearchService, wanted: DirectoryRequest, lang: str) -> list[Directory]:
    """All pages of what is wanted."""
    generation = service.generation()
    first = read_directory(generation, wanted, lang)
    rest = (
        DirectoryRequest(
            facet=wanted.facet,
            order=wanted.order,
            prefix=wanted.prefix,
            letter=wanted.letter,
            page=number,
        )
        for number in range(2, first.pages + 1)
    )
    return [first, *(read_directory(generation, page, lang) for page in rest)]


class TestDirectory:
    def test_pages_join_to_all_values(self, make_archive: MakeService) -> None:
        tags = [f"tag-{n:03}" for n in range(2 * DIRECTORY_PAGE + 1)]
        service = make_archive(
            [article(1, 2014, tags=tuple(tags)), article(2, 2016, tags=("tag-001", "tag-200"))]
        )
        pages = read_all(service, DirectoryRequest(facet="tag"), "ru")
        listed = [entry for page in pages for entry in page.entries]
        assert [entry.value.id for entry in listed] == tags
        assert [len(page.entries) for page in pages] == [DIRECTORY_PAGE, DIRECTORY_PAGE, 1]
        assert {(page.total, page.everything, page.first_year) for page in pages} == {
            (len(tags), len(tags), 2014)
        }
        years = {entry.value.id: entry.years for entry in listed}
        assert years["tag-000"] == (1, 0, 0)
        assert years["tag-200"] == (1, 0, 1)
        by_count = read_all(service, DirectoryRequest(facet="tag", order="count"), "ru")
        ranked = [entry.value.id for page in by_count for entry in page.entries]
        assert ranked[:3] == ["tag-001", "tag-200", "tag-000"]
        assert sorted(ranked) == tags

    def test_letters_divide_the_list(self, make_archive: MakeService) -> None:
        authors = ("Ёлкин Пётр", "Елагин", "Яшин", "Vakha Idalov", "40 авторов", "Émile")
        service = make_archive([article(1, authors=authors), article(2, authors=("Яшин",))])
        whole = read_all(service, DirectoryRequest(facet="author"), "ru")[0]
        letters = Counter(entry.letter for entry in whole.entries)
        assert dict(whole.letters) == letters == {"#": 1, "Е": 2, "Я": 1, "E": 1, "V": 1}
        joined = [
            entry
            for letter, _ in whole.letters
            for page in read_all(service, DirectoryRequest(facet="author", letter=letter), "ru")
            for entry in page.entries
        ]
        assert joined == list(whole.entries)
        nothing = read_all(service, DirectoryRequest(facet="author", letter="Ж"), "ru")[0]
        assert (nothing.entries, nothing.total) == ((), 0)
        for wrong in ("е", "Ё", "Яш", "1", "É"):
            with pytest.raises(ParameterError) as refused:
                read_all(service, DirectoryRequest(facet="author", letter=wrong), "ru")
            assert (refused.value.parameter, refused.value.code) == ("letter", "bad-value")

    @pytest.mark.parametrize("prefix", ["ел", "ЁЛКИН", "петр ел", "лкин"])
    def test_any_word_is_found_by_its_beginning(
        self, make_archive: MakeService, prefix: str
    ) -> None:
        service = make_archive([article(1, authors=("Ёлкин Пётр", "Яшин", "Селкин"))])
        found = read_all(service, DirectoryRequest(facet="author", prefix=prefix), "en")[0]
        names = [entry.label for entry in found.entries]
        assert names == (["Ёлкин Пётр"] if prefix != "лкин" else [])
        assert (found.total, found.everything) == (len(names), 3)

    def test_a_page_that_there_is_not_is_refused(self, make_archive: MakeService) -> None:
        service = make_archive([article(1, tags=("roads",))])
        with pytest.raises(ParameterError) as refused:
            read_directory(service.generation(), DirectoryRequest(facet="tag", page=2), "ru")
        assert (refused.value.parameter, refused.value.allowed) == ("page", "1–1")

    def test_an_archive_without_articles_lists_nothing(self, make_archive: MakeService) -> None:
        nothing = read_all(make_archive([]), DirectoryRequest(facet="tag"), "ru")[0]
        assert nothing == Directory((), (), 0, 0, 1, None)


class TestProfile:
    def test_tells_what_comes_with_a_value(self, make_archive: MakeService) -> None:
        service = make_archive(
            [
                article(1, 2014, tags=("roads", "rivers"), countries=("GE",), authors=("Яшин",)),
                article(2, 2015, tags=("roads", "wine"), countries=("GE", "AM")),
                article(3, 2016, tags=("roads", "wine")),
                article(4, 2017, tags=("wine",), countries=("RU",)),
            ]
        )
        profile = service.profile("tag", "roads", "en")
        assert (profile.value.count, profile.value.first, profile.value.last) == (
            3,
            date(2014, 3, 1),
            date(2016, 3, 1),
        )
        assert [hit.article.id for hit in profile.response.hits] == ["a-3", "a-2", "a-1"]
        assert sum(bucket.count for bucket in profile.response.timeline.buckets) == 3
        neighbours = {
            facet: [(value.id, value.count) for value in values]
            for facet, values in profile.neighbours.items()
        }
        assert neighbours["tag"] == [("wine", 2), ("rivers", 1)]
        assert neighbours["country"] == [("GE", 2), ("AM", 1)]
        assert [count for _, count in neighbours["author"]] == [1]

    def test_counts_of_neighbours_are_those_of_a_search_for_both(
        self, service: SearchService
    ) -> None:
        for facet, id_ in (("tag", "chess"), ("country", "GE"), ("author", "levan-chkoidze")):
            profile = service.profile(facet, id_, "en")
            for other, values in profile.neighbours.items():
                for value in values:
                    request = SearchRequest(q=write_query(Value(other, value.id)))
                    both = service.select(request.with_filter(facet, id_))
                    assert both.count() == value.count > 0

    @pytest.mark.parametrize(
        ("typed", "near"),
        [
            ("Аслан Тугов", ["aslan-tugov"]),
            ("tugov", ["aslan-tugov"]),
            ("aslan-tugof", ["aslan-tugov"]),
            ("Аслан Тугоф", ["aslan-tugov"]),
            ("Aslan Tukov", ["aslan-tugov"]),
            ("qwertyuiop", []),
            ("-", []),
        ],
    )
    def test_what_was_perhaps_meant_is_told(
        self, service: SearchService, typed: str, near: list[str]
    ) -> None:
        with pytest.raises(ValueNotFoundError) as missing:
            service.profile("author", typed, "ru")
        assert missing.value.near == tuple((id_, "Аслан Тугов") for id_ in near)


class TestSearchValues:
    def test_a_filter_does_not_count_for_its_own_facet(self, make_archive: MakeService) -> None:
        service = make_archive(
            [
                article(1, tags=("roads", "rivers")),
                article(2, tags=("wine",)),
                article(3, tags=("wine",), countries=("GE",)),
            ]
        )
        request = SearchRequest().with_filter("tag", "roads").with_filter("country", "GE")
        listed = list_values(service.select(request), "tag", DirectoryWindow(order="count"), "ru")
        assert [(value.id, value.count) for value in listed.values] == [("wine", 1), ("roads", 0)]
        assert [(value.id, value.selected) for value in listed.filtered] == [("roads", True)]
        assert listed.articles == 0

    def test_all_values_are_reached_in_either_order(self, make_archive: MakeService) -> None:
        names = [f"tag-{n:03}" for n in range(DIRECTORY_PAGE + 5)]
        service = make_archive([article(1, tags=tuple(names)), article(2, tags=("tag-104",))])
        found = service.select(SearchRequest(q="мост"))
        for order, first in (("count", "tag-104"), ("label", "tag-000")):
            pages = [
                list_values(found, "tag", DirectoryWindow(order=order, page=page), "ru")
                for page in (1, 2)
            ]
            ids = [value.id for page in pages for value in page.values]
            assert ids[0] == first
            assert sorted(ids) == names
            assert {(page.total, page.pages) for page in pages} == {(len(names), 2)}
        narrowed = list_values(found, "tag", DirectoryWindow(prefix="tag 10"), "ru")
        assert [value.id for value in narrowed.values] == [f"tag-{n}" for n in range(100, 105)]
