"""From which day to which articles have a value, and how many in which year: on every engine what
the reference says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.engines import ENGINES
from searcher.request import FILTER_FACETS
from tests.contracts import strategies
from tests.contracts.reference import ReferenceSearcher
from tests.contracts.test_searchers import ANALYZER, LABELS, ZONE, make_article, opened, prepare
from tests.engines import load_read_half, load_write_half


@pytest.mark.parametrize("engine", ENGINES)
class TestSpans:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(articles=strategies.articles())
    def test_are_those_of_the_reference(self, engine: str, articles: list[Article]) -> None:
        reference = ReferenceSearcher(articles, ANALYZER, LABELS, ZONE)
        with opened(engine, articles) as searcher:
            for facet in FILTER_FACETS:
                assert searcher.spans(facet) == reference.spans(facet)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(articles=strategies.articles(), left_out=st.integers(0, 3))
    def test_years_are_those_of_the_reference(
        self, engine: str, articles: list[Article], left_out: int
    ) -> None:
        reference = ReferenceSearcher(articles, ANALYZER, LABELS, ZONE)
        with opened(engine, articles) as searcher:
            for facet in FILTER_FACETS:
                known = reference.count_years(facet)
                asked = sorted(known)[left_out:]
                counted = searcher.count_years(facet, [*asked, "no one", ".*", ""])
                assert counted == {value: known[value] for value in asked}
                assert searcher.count_years(facet, []) == {}

    def test_forget_what_was_deleted(self, engine: str, tmp_path: Path) -> None:
        days = [datetime(2014, 3, day, 12, tzinfo=UTC) for day in (1, 2, 3)]
        old, kept, new = (
            make_article(f"a-{day.day}", "Мост", published=day, tags=("roads", f"day-{day.day}"))
            for day in days
        )
        half = load_write_half(engine)
        with half.create_index(tmp_path) as writer:
            for article in (old, kept, new):
                writer.add(prepare(engine, article))
        with half.open_index(tmp_path) as writer:
            writer.delete(old.id)
            writer.delete(new.id)
        searcher = load_read_half(engine).open_searcher(tmp_path, ANALYZER)
        day = date(2014, 3, 2)
        assert searcher.spans("tag") == {"roads": (day, day), "day-2": (day, day)}
        tags = ("roads", "day-1", "day-2", "day-3")
        assert searcher.count_years("tag", tags) == {"roads": {2014: 1}, "day-2": {2014: 1}}
        searcher.close()


def test_more_values_than_are_counted_at_a_time() -> None:
    """tantivy counts 65,000 values together: of more, each has its days all the same."""
    first = date(2014, 3, 1)
    articles = [
        make_article(
            f"a-{number}",
            "Мост",
            published=datetime(2014, 3, 1, 12, tzinfo=UTC) + timedelta(days=number),
            # Each value in two articles, so that the parts that are counted meet.
            tags=tuple(f"tag-{n % 70_000}" for n in range(number * 7_000, (number + 1) * 7_000)),
        )
        for number in range(20)
    ]
    with opened("tantivy", articles) as searcher:
        spans = searcher.spans("tag")
    assert len(spans) == 70_000
    assert spans["tag-0"] == (first, first + timedelta(days=10))
    assert spans["tag-69999"] == (first + timedelta(days=9), first + timedelta(days=19))
