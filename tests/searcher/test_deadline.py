"""A search ends by its deadline on every engine, and says what of its query was dear."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime

import pytest

from indexer.analysis import Analyzer
from indexer.article import Article
from indexer.errors import OverloadedError, TooExpensiveError
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.deadline import (
    PATIENCE,
    Deadline,
    DearRequestError,
    Part,
    QuickDeadline,
    current_deadline,
)
from searcher.request import SearchRequest
from searcher.service import SearchService
from tests.conftest import MakeService
from tests.engines import LOCAL_ENGINES

ARTICLES = [
    Article(
        id=f"a-{number}",
        lang="en",
        title="A bridge",
        body="The old bridge over the river. " * 5,
        published=datetime(2020, 1, 1, tzinfo=UTC),
    )
    for number in range(30)
]


@pytest.fixture(params=LOCAL_ENGINES)
def archive(
    request: pytest.FixtureRequest,
    home: ArchiveHome,
    make_service: MakeService,
    analyzer: Analyzer,
) -> SearchService:
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    make_service(ARTICLES)
    # What is asked again costs nothing: here everything is to cost.
    return SearchService(home, read_settings(home), analyzer, room=0)


class CountedDeadline(Deadline):
    """A deadline that is up after so many looks at it, by no clock."""

    def __init__(self, looks: float) -> None:
        super().__init__()
        self.looks = looks

    def check(self) -> None:
        self.looks -= 1
        if self.looks < 0:
            self.stop(OverloadedError(1))
        super().check()


@pytest.mark.parametrize("q", ["bridge", "the old", '"the old"', '"the old river"~9', "bri*", ""])
def test_loops_look_at_the_deadline_on_their_way(archive: SearchService, q: str) -> None:
    # At least once for each hit of the page, which may be the longest loop of all.
    deadline = CountedDeadline(19)
    with pytest.raises(OverloadedError):
        deadline.run(archive.search, SearchRequest(q=q), "en")


@pytest.mark.parametrize(
    ("q", "part"),
    [
        ("bridge OR river OR old", "words"),
        ('"the old bridge"', "phrase"),
        ('"the old river"~9', "near"),
        ("br* OR ri*", "prefix"),
        ("-br*", "prefix"),
    ],
)
def test_what_is_dear_is_told_before_it_is_done(archive: SearchService, q: str, part: Part) -> None:
    told: list[Part] = []

    class Listener(Deadline):
        def announce(self, seconds: float, part: Part) -> None:
            if part != "page":
                told.append(part)
                assert seconds > 0.0
            super().announce(seconds, part)

    Listener().run(archive.search, SearchRequest(q=q), "en")
    assert told[0] == part
    with pytest.raises(DearRequestError):
        QuickDeadline(60.0, 0.0).run(archive.search, SearchRequest(q=q, limit=0), "en")


def test_a_long_page_is_told_before_anything_is_done(archive: SearchService) -> None:
    told: list[float] = []

    class Listener(Deadline):
        def expect(self, seconds: float) -> None:
            told.append(seconds)
            raise DearRequestError

    for limit in (20, 100, 200):
        with pytest.raises(DearRequestError):
            Listener().run(archive.search, SearchRequest(q="bridge", limit=limit), "en")
    assert told == sorted(set(told))


def test_a_page_that_takes_too_long_is_what_was_dear(archive: SearchService) -> None:
    class SpentOnHits(Deadline):
        """Up when all is found and the hits of the page are to be made."""

        found = False

        def announce(self, seconds: float, part: Part) -> None:
            super().announce(seconds, part)
            self.found |= part == "words"
            if self.found and part == "page":
                self._compare(math.inf)

    with pytest.raises(TooExpensiveError) as caught:
        SpentOnHits(60.0).run(archive.search, SearchRequest(q="bridge"), "en")
    assert caught.value.part == "page"


def test_articles_like_one_are_told_before_they_are_looked_for(archive: SearchService) -> None:
    with pytest.raises(DearRequestError):
        QuickDeadline(60.0, 0.0).run(archive.related, "a-1", 5)
    with pytest.raises(OverloadedError):
        CountedDeadline(0).run(archive.related, "a-1", 5)


def test_an_article_is_shown_without_others_like_it_where_the_time_is_up(
    archive: SearchService,
) -> None:
    class Short(Deadline):
        """One that has no time for anything that is announced."""

        def announce(self, seconds: float, part: Part) -> None:
            raise TooExpensiveError(part, 2.0)

    assert archive.view_article("a-1").related
    view = Short().run(archive.view_article, "a-1")
    assert (view.shown.article.id, view.related, view.related_other_language) == ("a-1", (), ())
    with pytest.raises(TooExpensiveError):
        Short().run(archive.related, "a-1", 5)


def test_an_index_is_opened_for_all_whoever_comes_first(archive: SearchService) -> None:
    assert QuickDeadline(0.0, 0.0).run(archive.generation).searcher.count == len(ARTICLES)


def test_offers_are_left_out_where_the_time_is_up(archive: SearchService) -> None:
    response = archive.search(SearchRequest(q="brigde"), "en")
    assert response.offers

    class Spent(Deadline):
        """Up when the answer itself is found."""

        def announce(self, seconds: float, part: Part) -> None:
            if self.spent:
                raise TooExpensiveError(part, 2.0)
            self.spent = part != "page"

        spent = False

    spared = Spent().run(archive.search, SearchRequest(q="brigde"), "en")
    assert (spared.total, spared.offers) == (0, ())


def test_a_pause_takes_nothing_of_the_time() -> None:
    deadline = QuickDeadline(0.01, 0.0)

    def work() -> None:
        with deadline.pause():
            began = time.thread_time()
            while time.thread_time() < began + 0.05:
                current_deadline().check()
        deadline.check()

    deadline.run(work)


def test_waiting_for_a_busy_machine_takes_nothing_of_the_time_until_it_takes_too_long() -> None:
    def wait(seconds: float) -> None:
        time.sleep(seconds)
        current_deadline().check()

    Deadline(0.1).run(wait, 0.2)
    with pytest.raises(TooExpensiveError):
        Deadline(0.1).run(wait, 0.1 * PATIENCE)


def test_a_deadline_is_that_of_its_own_call() -> None:
    outer, inner = Deadline(60.0), Deadline(30.0)
    assert outer.run(inner.run, current_deadline) is inner
    assert outer.run(current_deadline) is outer
    assert current_deadline() not in (outer, inner)
