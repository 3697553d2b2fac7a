"""What comes first: lifts, and words that stand together, on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from indexer.article import Article
from indexer.engines import ENGINES
from searcher.engines import EngineQuery, Selection
from searcher.query import nodes, parse_query
from searcher.query.matching import (
    Lift,
    MatchAll,
    MatchAny,
    MatchEvery,
    MatchLifted,
    MatchNot,
    MatchTerms,
)
from searcher.request import FILTER_FACETS
from tests.contracts import strategies
from tests.contracts.test_searchers import (
    ANALYZER,
    READER,
    make_article,
    make_reader,
    opened,
    search,
)

LATER = datetime(2015, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("engine", ENGINES)
class TestRanking:
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(articles=strategies.articles(), tree=strategies.trees, wished=strategies.trees)
    def test_what_is_wished_for_decides_nothing(
        self, engine: str, articles: list[Article], tree: nodes.Node, wished: nodes.Node
    ) -> None:
        with opened(engine, articles) as searcher:
            reader = make_reader(searcher)
            match = reader.read(tree).match
            plain = EngineQuery(selection=Selection(match), facets=FILTER_FACETS, interval="year")
            lift = Lift(reader.read(wished).match, 2.0)
            for lifted in (MatchLifted(match, (lift,)), MatchNot(MatchLifted(match, (lift,)))):
                bare = match if isinstance(lifted, MatchLifted) else MatchNot(match)
                expected = searcher.search(replace(plain, selection=Selection(bare)))
                found = searcher.search(replace(plain, selection=Selection(lifted)))
                assert {hit.id for hit in found.hits} == {hit.id for hit in expected.hits}
                assert replace(found, hits=()) == replace(expected, hits=())
                scanned = list(searcher.scan(Selection(lifted)))
                assert scanned == list(searcher.scan(Selection(bare)))

    @pytest.mark.parametrize(
        "wished", ["лето", '"мост лето"', '"лето мост"~1', "title:лето", "author:anna-orlova"]
    )
    def test_what_is_wished_for_comes_first(self, engine: str, wished: str) -> None:
        # The others are newer and have the word more often.
        has = make_article("has", "Лето", body="мост лето " + "и " * 9, authors=("anna-orlova",))
        lacks = make_article("lacks", "Зима", body="мост зима " + "мост " * 9, published=LATER)
        with opened(engine, [has, lacks]) as searcher:
            match = READER.read(parse_query("мост")).match
            lift = Lift(READER.read(parse_query(wished)).match, 9.0)
            for lifted in (
                MatchLifted(match, (lift,)),
                MatchEvery((MatchAll(), MatchLifted(match, (lift,)))),
                MatchAny((MatchTerms("text", ("поле",)), MatchLifted(match, (lift,)))),
            ):
                hits = searcher.search(EngineQuery(selection=Selection(lifted))).hits
                assert [hit.id for hit in hits] == ["has", "lacks"]
            # Where what it belongs to does not match, it lifts nothing.
            elsewhere = MatchLifted(MatchTerms("text", ("поле",)), (lift,))
            either = MatchAny((match, elsewhere))
            hits = searcher.search(EngineQuery(selection=Selection(either))).hits
            assert [hit.id for hit in hits] == ["lacks", "has"]

    def test_a_phrase_counts_only_where_it_stands(self, engine: str) -> None:
        apart = make_article("apart", "Новости", body="мост река и мост и река поле")
        whole = make_article("whole", "Новости", body="мост и и и и и река река мост поле")
        later = replace(whole, id="later", published=LATER)
        with opened(engine, [apart, whole, later]) as searcher:
            assert search(searcher, '"мост река" OR поле') == ["apart", "later", "whole"]

    @pytest.mark.parametrize(
        ("q", "together", "apart"),
        [
            ("мост река", "мост реки", "мост поле поле поле поле реки"),
            # Near one another in either order, with words between them.
            ("мост река", "река под мостом", "мост поле поле поле поле реки"),
            # In the order in which they were typed.
            ("мост река", "мост река", "река мост"),
            # With the common words that were typed between them.
            ("мост через реку", "мост через реку", "мост или река"),
            # Ambiguous forms, and names in the other alphabet.
            ("судов стали", "суда стали", "суд поле поле поле поле сталь"),
            ("Меджид Идалов", "Medzhid Idalov", "Idalov поле поле поле поле Medzhid"),
        ],
    )
    def test_words_that_stand_together_come_first(
        self, engine: str, q: str, together: str, apart: str
    ) -> None:
        # Of one length; those where the words stand apart are newer, which breaks ties.
        first = make_article("together", "Новости", body=_fill(together))
        second = make_article("apart", "Новости", body=_fill(apart), published=LATER)
        with opened(engine, [first, second]) as searcher:
            assert search(searcher, q) == ["together", "apart"]

    def test_a_row_in_the_title_comes_first(self, engine: str) -> None:
        title = make_article("title", "Мост река", body=_fill("мост река"))
        text = make_article("text", "Река мост", body=_fill("мост река"), published=LATER)
        with opened(engine, [title, text]) as searcher:
            assert search(searcher, "мост река") == ["title", "text"]

    @settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(articles=strategies.articles(), tree=strategies.trees, wished=strategies.trees)
    def test_the_parts_of_a_score_add_up_to_it(
        self, engine: str, articles: list[Article], tree: nodes.Node, wished: nodes.Node
    ) -> None:
        with opened(engine, articles) as searcher:
            reader = make_reader(searcher)
            lift = Lift(reader.read(wished).match, 2.0)
            match = reader.read(tree).match
            for selection in (Selection(match), Selection(MatchLifted(match, (lift,)))):
                hits = searcher.search(EngineQuery(selection=selection)).hits
                explained = searcher.explain(selection, [hit.id for hit in hits])
                for hit, parts in zip(hits, explained, strict=True):
                    assert sum(part.score for part in parts) == pytest.approx(hit.score, abs=1e-2)
                    assert all(part.score > 0 for part in parts)

    def test_the_parts_of_a_score_say_what_they_are_of(self, engine: str) -> None:
        article = make_article("a", "Меджид", body="мосты через реку")
        key = ANALYZER.word("меджид").names[:1]
        with opened(engine, [article, make_article("b", "Поле")]) as searcher:
            match = READER.read(parse_query('мост через реки меджид "через реку" мос*')).match
            (parts,) = searcher.explain(Selection(match), ["a"])
        told = {(part.kind, part.field, part.words) for part in parts}
        assert told == {
            ("word", "text", ("мост",)),
            ("word", "text", ("река",)),
            ("word", "text", ("меджид",)),
            ("word", "title", ("меджид",)),
            ("word", "names", key),
            ("word", "title_names", key),
            ("phrase", "text", ("через", "река")),
            ("prefix", "exact", ("мос",)),
            ("near", "text", ("мост", "река")),
        }

    def test_pages_of_many_equal_scores_join_to_the_whole_newest_first(self, engine: str) -> None:
        articles = [
            make_article(
                f"{number:04}", "Мост река", published=LATER + timedelta(hours=number * 7 % 500)
            )
            for number in range(1_150)
        ]
        newest = sorted(articles, key=lambda article: (article.published, article.id))[::-1]
        points = ((MatchTerms("text", ("мост",)), 20), (MatchTerms("title", ("река",)), 30))
        with opened(engine, articles) as searcher:
            for q, wanted in (("мост", ()), ("мост река", ()), ("мост", points)):
                pages = [
                    search(searcher, q, offset=n, limit=150, points=wanted)
                    for n in range(0, 1_150, 150)
                ]
                found = [id_ for page in pages for id_ in page]
                assert found == [article.id for article in newest]


def _fill(text: str) -> str:
    """A text of twenty words that begins so."""
    return text + " поле" * (20 - len(text.split()))
