"""Walks through whole results: every engine gives each hit once, in the order of the list."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article, decode_article
from indexer.draws import draw_of, mix_draw
from indexer.engines import ENGINES
from searcher.engines import EngineHit, EngineQuery, IndexSearcher, Mark, Selection, WalkSort
from searcher.query import parse_query
from searcher.query.matching import MatchAll
from tests.contracts.test_searchers import make_article, make_reader, opened

# Few letters make long common beginnings; some sort behind all others, or mean much in patterns.
IDS = st.text(alphabet="ab.*\n\0я\ud7ff\ue000\U0010ffff", min_size=1, max_size=4)
FIRST = datetime(2014, 12, 31, 23, 59, tzinfo=UTC)
# Few, so that many share one; those between two seconds are no whole number of any fraction of two.
INSTANTS = st.sampled_from(
    (
        *(FIRST + timedelta(seconds=40 * number) for number in range(4)),
        datetime(2014, 12, 31, 23, 59, 0, 1, tzinfo=UTC),
        datetime(2020, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
        datetime(2020, 1, 2, 3, 4, 5, 678902, tzinfo=UTC),
        datetime(1961, 4, 12, 6, 7, 0, 300001, tzinfo=UTC),
        datetime(1961, 4, 12, 6, 7, 0, 300003, tzinfo=UTC),
    )
)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_of(article: Article) -> int:
    return (article.published - EPOCH) // timedelta(microseconds=1)


def walk(
    searcher: IndexSearcher, selection: Selection, sort: WalkSort, limit: int
) -> Iterator[EngineHit]:
    after: Mark | None = None
    while page := searcher.walk(selection, sort, after, limit):
        assert len(page) <= limit
        yield from page
        last = decode_article(page[-1].article)
        after = Mark(instant_of(last), last.id)


@st.composite
def archives(draw: st.DrawFn) -> list[Article]:
    ids = draw(st.lists(IDS, unique=True, max_size=30))
    return [
        make_article(
            id_,
            draw(st.sampled_from(("Мост", "Мост и река", "Река"))),
            published=draw(INSTANTS),
        )
        for id_ in ids
    ]


@pytest.mark.parametrize("engine", ENGINES)
class TestWalks:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(articles=archives(), limit=st.integers(1, 7), q=st.sampled_from(("", "мост", "река")))
    def test_a_walk_gives_every_hit_once_in_the_order_of_the_list(
        self, engine: str, articles: list[Article], limit: int, q: str
    ) -> None:
        with opened(engine, articles) as searcher:
            match = make_reader(searcher).read(parse_query(q)).match if q else MatchAll()
            selection = Selection(match)
            for sort in ("newest", "oldest", "id"):
                listed = searcher.search(
                    EngineQuery(selection=selection, sort=sort, limit=len(articles) + 1)
                )
                walked = list(walk(searcher, selection, sort, limit))
                assert walked == list(listed.hits), sort
            found = [a for a in articles if not q or q in a.title.casefold()]
            by_time = sorted(found, key=lambda a: (instant_of(a), a.id))
            assert [h.id for h in walk(searcher, selection, "oldest", limit)] == [
                a.id for a in by_time
            ]
            assert [h.id for h in walk(searcher, selection, "id", limit)] == sorted(
                a.id for a in found
            )

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        articles=archives(),
        limit=st.integers(1, 7),
        head=st.integers(0, 9),
        q=st.sampled_from(("мост OR река", "мо*")),
    )
    def test_a_ranking_holds_every_hit_once_and_begins_as_the_list_does(
        self, engine: str, articles: list[Article], limit: int, head: int, q: str
    ) -> None:
        with opened(engine, articles) as searcher:
            selection = Selection(make_reader(searcher).read(parse_query(q)).match)
            listed = searcher.search(EngineQuery(selection=selection, limit=len(articles) + 1)).hits
            ranking = searcher.rank(selection, head)
            assert len(ranking) == len(listed)
            ranked = [
                hit
                for first in range(0, len(ranking), limit)
                for hit in ranking.read(first, first + limit)
            ]
            assert ranked == list(listed)

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(articles=archives(), seed=st.integers(0, 2**63), size=st.integers(0, 40))
    def test_a_sample_is_what_the_draws_say(
        self, engine: str, articles: list[Article], seed: int, size: int
    ) -> None:
        with opened(engine, articles) as searcher:
            drawn = searcher.sample(Selection(MatchAll()), seed, size)
        by_lot = sorted((mix_draw(draw_of(a.id), seed), a.id) for a in articles)
        assert [hit.id for hit in drawn] == [id_ for _, id_ in by_lot[:size]]

    def test_thousands_of_one_instant_are_walked_like_others(self, engine: str) -> None:
        articles = make_equals(2_500)
        with opened(engine, articles) as searcher:
            for sort, reverse in (("newest", True), ("oldest", False), ("id", False)):
                walked = [hit.id for hit in walk(searcher, Selection(MatchAll()), sort, 400)]
                assert walked == sorted((a.id for a in articles), reverse=reverse)

    def test_thousands_of_equal_scores_are_ranked_like_others(self, engine: str) -> None:
        articles = make_equals(2_500)
        with opened(engine, articles) as searcher:
            selection = Selection(make_reader(searcher).read(parse_query("мост")).match)
            ranking = searcher.rank(selection, 20)
            ranked = [hit.id for n in range(0, 2_500, 100) for hit in ranking.read(n, n + 100)]
            assert ranked == sorted((a.id for a in articles), reverse=True)


def make_equals(count: int) -> Sequence[Article]:
    articles = [make_article(f"a-{n}", "Мост") for n in range(count)]
    random.Random(7).shuffle(articles)
    return articles


def test_samples_of_other_seeds_are_other_samples_and_each_is_uniform() -> None:
    draws = [draw_of(f"a-{n}") for n in range(1_000)]
    taken = [0] * 1_000
    for seed in range(400):
        order = sorted(range(1_000), key=lambda n, seed=seed: mix_draw(draws[n], seed))
        for n in order[:100]:
            taken[n] += 1
    # Each is taken by one sample in ten: 40 times, six deviations of 6 around it.
    assert min(taken) > 4
    assert max(taken) < 76
