"""What has most of the words, where nothing has all of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from indexer.article import Article
from indexer.errors import TooExpensiveError
from indexer.home.paths import ArchiveHome
from searcher.deadline import Deadline, Part
from searcher.request import SearchRequest
from searcher.response import PartialHit, SearchResponse
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.engines import LOCAL_ENGINES

# The rarer a word, the longer the list of those that stand with it.
TEXTS = {
    "bridge-river-fair": "Мост. Река. Ярмарка.",
    "bridge-river": "Мост. Река.",
    "bridge-fair": "Мост. Ярмарка.",
    "bridges": "Мост, мост, мост и мост.",
    "bridge": "Мост. " + "Поле. " * 40,
    "rivers": "Река и река.",
    "river": "Река. " + "Поле. " * 40,
}


def make_article(id_: str, body: str, **fields: object) -> Article:
    known = {"lang": "ru", "published": datetime(2014, 3, 1, tzinfo=UTC), "body": body, **fields}
    return Article(id=id_, title="Заметка", **known)


@pytest.fixture(params=LOCAL_ENGINES)
def make(
    request: pytest.FixtureRequest, home: ArchiveHome, make_service: MakeService
) -> MakeService:
    """Makes services with each engine."""
    settings = home.settings_file
    settings.write_text(settings.read_text("utf-8") + f'\nengine = "{request.param}"\n', "utf-8")
    return make_service


@pytest.fixture
def service(make: MakeService) -> SearchService:
    return make([make_article(id_, body) for id_, body in TEXTS.items()])


def ask(service: SearchService, q: str, **wanted: object) -> SearchResponse:
    return service.search(SearchRequest(q=q, **wanted), "ru")


def ids(partial: tuple[PartialHit, ...]) -> list[str]:
    return [one.hit.article.id for one in partial]


def test_a_name_of_several_words_is_looked_for_by_its_words(make: MakeService) -> None:
    service = make([make_article("a", "Суд молчит."), make_article("b", "Ярмарка.")])
    answer = ask(service, "верховный суд")
    assert [(one.hit.article.id, one.missing) for one in answer.partial] == [("a", ("верховный",))]
    several = ask(service, "верховный суд МВД")
    assert [one.hit.article.id for one in several.partial] == ["a"]


def test_most_words_come_first_then_the_rarest_of_them(service: SearchService) -> None:
    answer = ask(service, "мост река трамвай")
    assert {one.hit.article.id: one.missing for one in answer.partial} == {
        "bridge-river-fair": ("трамвай",),
        "bridge-river": ("трамвай",),
    }
    # Of those with one word, the ones with the rarer word: however often the other stands there.
    few = ask(service, "ярмарка трамвай мост -река")
    assert ids(few.partial) == ["bridge-fair"]
    one = ask(service, "мост трамвай")
    assert {partial.missing for partial in one.partial} == {("трамвай",)}


def test_words_in_the_title_and_together_come_before_others_then_the_newest(
    make: MakeService,
) -> None:
    late = datetime(2016, 3, 1, tzinfo=UTC)
    apart = "Мост, мост и мост. " + "Поле. " * 9 + "Река."
    service = make(
        [
            make_article("apart", apart, published=late),
            make_article("apart-before", apart),
            make_article("near", "Река за старым мостом."),
            make_article("row", "Мост. " + "Поле. " * 9 + "Реки. Мост река."),
            replace(make_article("titled", apart), title="Мост и поле"),
            make_article("other", "Мост.", published=late),
        ]
    )
    assert ids(ask(service, "мост река трамвай").partial) == [
        "row", "titled", "near", "apart", "apart-before"
    ]  # fmt: skip


def test_what_lacks_the_rarer_word_stands_below(make: MakeService) -> None:
    service = make(
        [
            make_article("common", "Мост, мост, мост и мост."),
            *(make_article(f"common-{n}", "Мост.") for n in range(3)),
            make_article("rare", "Ярмарка. " + "Поле. " * 200),
        ]
    )
    assert ids(ask(service, "мост ярмарка").partial) == [
        "rare", "common-2", "common-1", "common-0", "common"
    ]  # fmt: skip


def test_nothing_is_counted_that_has_not_all_of_the_words(service: SearchService) -> None:
    answer = ask(service, "мост трамвай")
    assert answer.partial
    assert (answer.total, answer.hits) == (0, ())
    assert not any(value.count for facet in answer.facets.values() for value in facet)
    assert not any(bucket.count for bucket in answer.timeline.buckets)
    assert list(service.scan(SearchRequest(q="мост трамвай"))) == []


def test_words_that_are_there_are_marked(service: SearchService) -> None:
    best = ask(service, "река трамвай").partial[0].hit
    assert [best.snippets[0].text[a:b] for a, b in best.snippets[0].spans] == ["Река", "река"]


def test_filters_days_exclusions_and_values_hold(make: MakeService) -> None:
    late = datetime(2016, 3, 1, tzinfo=UTC)
    service = make(
        [
            make_article("plain", "Мост."),
            make_article("late", "Мост.", published=late),
            make_article("tagged", "Мост.", tags=("roads",)),
            make_article("river", "Мост. Река."),
        ]
    )

    def found(q: str, request: SearchRequest) -> set[str]:
        answer = service.search(request.with_query(q), "ru")
        return set(ids(answer.partial))

    everything = SearchRequest()
    assert found("мост трамвай", everything) == {"plain", "late", "tagged", "river"}
    assert found("мост трамвай", everything.with_days("2016", "")) == {"late"}
    assert found("мост трамвай", everything.with_filter("tag", "roads")) == {"tagged"}
    assert found("мост трамвай -река", everything) == {"plain", "late", "tagged"}
    assert found("мост трамвай tag:roads", everything) == {"tagged"}
    assert found("мост трамвай date:2016", everything) == {"late"}


def test_stop_words_are_neither_asked_for_nor_missing(service: SearchService) -> None:
    answer = ask(service, "и мост и трамвай")
    assert {one.missing for one in answer.partial} == {("трамвай",)}
    # With them it would be two words; alone, a word is missed by all.
    assert ask(service, "и трамвай").partial == ()


@pytest.mark.parametrize("q", ["трамвай", '"река мост"', "мост OR река", "мост", "трамвай вокзал"])
def test_only_several_words_can_be_had_in_part(service: SearchService, q: str) -> None:
    assert ask(service, q).partial == ()


def test_phrases_and_alternatives_are_one_part_each(service: SearchService) -> None:
    answer = ask(service, '"мост река" (ярмарка OR вокзал) трамвай')
    assert ids(answer.partial) == ["bridge-river-fair"]
    assert answer.partial[0].missing == ("трамвай",)
    other = ask(service, '"река мост" мост (ярмарка OR вокзал)').partial
    assert {one.hit.article.id for one in other} == {"bridge-river-fair", "bridge-fair"}
    assert {one.missing for one in other} == {('"река мост"',)}


def test_what_has_half_as_many_words_as_the_best_is_left_out(make: MakeService) -> None:
    words = ["мост", "река", "поле", "школа"]
    texts = {str(n): " ".join(words[:n]) for n in range(1, 5)}
    service = make([make_article(id_, body) for id_, body in texts.items()])
    assert ids(ask(service, "мост река поле школа трамвай").partial) == ["4", "3"]


def test_a_page_at_most(make: MakeService) -> None:
    service = make([make_article(f"{n:02}", "Мост.") for n in range(30)])
    assert len(ask(service, "мост трамвай").partial) == 20
    assert len(ask(service, "мост трамвай", limit=200).partial) == 20
    assert len(ask(service, "мост трамвай", limit=3).partial) == 3
    assert ask(service, "мост трамвай", page=2).partial == ()


def test_what_is_missing_of_a_long_query_is_told(make: MakeService) -> None:
    words = [one + other for one in ("ba", "ce", "di", "fo", "gu", "ka") for other in "bdghkm"]
    # Which articles are found the rarest words decide; a common one may be missing all the same.
    rare, common, nowhere = words[:19], words[19:34], words[34:]
    texts = {"all": rare + common, "most": rare + common[1:], "c-1": common, "c-2": common}
    service = make([make_article(id_, " ".join(text)) for id_, text in texts.items()])
    answer = ask(service, " ".join(words))
    assert {one.hit.article.id: one.missing for one in answer.partial} == {
        "all": tuple(nowhere),
        "most": (common[0], *nowhere),
    }


def test_a_name_of_several_words_is_found_under_its_others(
    home: ArchiveHome, make: MakeService
) -> None:
    home.rings_file.write_text("Нагорный Карабах / Арцах\n", "utf-8")
    service = make([make_article("other", "Арцах."), make_article("half", "Нагорный край.")])
    answer = ask(service, "нагорный карабах трамвай")
    assert ids(answer.partial) == ["other"]
    assert answer.partial[0].missing == ("трамвай",)


class CountedDeadline(Deadline):
    """Counts the searches of engines, and is up after so many of them, by no clock."""

    def __init__(self, most: float = math.inf) -> None:
        super().__init__()
        self.most = most
        self.searches = 0

    def announce(self, seconds: float, part: Part) -> None:
        self.searches += 1
        if self.searches > self.most:
            raise TooExpensiveError(part, 2.0)
        super().announce(seconds, part)


def test_a_longer_query_takes_no_more_searches(make: MakeService) -> None:
    words = ["".join(row) for row in product("bcd", "aeiou", "klm", "aeio")]
    assert len(words) == 180
    service = make([make_article(str(n), " ".join(words[n::20])) for n in range(20)])

    def count(q: Sequence[str]) -> int:
        deadline = CountedDeadline()
        assert deadline.run(ask, service, " ".join(q)).total == 0
        return deadline.searches

    assert count(words) <= count(words[:60])
    nowhere = [f"{word}q" for word in words]
    assert count(nowhere) <= count(nowhere[:60])


def test_where_time_is_up_what_was_found_till_then_is_shown(service: SearchService) -> None:
    q = "мост река ярмарка трамвай"
    whole = CountedDeadline()
    found = ids(whole.run(ask, service, q).partial)
    assert len(found) > 1
    lists = [ids(CountedDeadline(n).run(ask, service, q).partial) for n in range(1, whole.searches)]
    assert lists[0] == []
    assert lists[-1] == found
    assert all(one == found[: len(one)] for one in lists)
