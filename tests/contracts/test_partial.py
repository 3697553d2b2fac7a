"""What has most of the words of a query: the same on every engine, in the same order."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.article import Article
from indexer.engines import ENGINES
from searcher.answers.facets import make_filters
from searcher.engines import MOST_POINTS, EngineQuery, Selection
from searcher.partial import MOST_FOUND, PartialSearch
from searcher.query import nodes, write_query
from searcher.query.matching import MatchAll
from searcher.request import SearchRequest
from tests.contracts import strategies
from tests.contracts.reference import ReferenceSearcher
from tests.contracts.test_searchers import ANALYZER, LABELS, ZONE, make_reader, opened

# What is asked for, without what only narrows.
_asked = st.one_of(
    st.builds(nodes.Word, strategies.words, strategies.fields, st.booleans()),
    st.builds(nodes.Phrase, strategies.phrases, st.just("text"), st.booleans(), st.none()),
    st.builds(nodes.Prefix, st.sampled_from(("су", "мос", "bri")), st.just("text")),
    st.lists(strategies.leaves, min_size=2, max_size=3).map(nodes.join_or),
)
# Words that stand nowhere, so that most of these queries find nothing.
_queries = st.lists(_asked, min_size=1, max_size=5).map(
    lambda asked: nodes.join_and([*asked, nodes.Word("абракадабра")])
)


def find(
    engine: str, articles: list[Article], tree: nodes.Node, request: SearchRequest
) -> list[tuple[str, float, tuple[str, ...]]]:
    with opened(engine, articles) as searcher:
        filters = make_filters(request)
        selection = Selection(MatchAll(), filters, request.days, request.date)
        partial = PartialSearch(searcher, make_reader(searcher), tree, request, ZONE)
        return [(one.hit.id, one.hit.score, one.missing) for one in partial.find(selection)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    articles=strategies.articles(),
    tree=_queries,
    request_=strategies.requests,
    few=st.integers(1, 4),
)
def test_all_engines_find_the_same_in_the_same_order(
    articles: list[Article], tree: nodes.And, request_: SearchRequest, few: int
) -> None:
    first, *others = (find(engine, articles, tree, request_) for engine in ENGINES)
    assert all(other == first for other in others)
    for engine in ENGINES:
        assert find(engine, articles, tree, replace(request_, limit=few)) == first[:few]
    reference = ReferenceSearcher(articles, ANALYZER, LABELS, ZONE)
    parts = list(dict.fromkeys(reference.without_stops(tree.nodes)))
    held = {
        article.id: [part for part in parts if reference.matches(part, article)]
        for article in articles
        if reference.passes(request_, article)
    }
    best = max(map(len, held.values()), default=0) if len(parts) > 1 else 0
    enough = {id_ for id_, having in held.items() if len(having) * 2 > best > 0}
    assert {id_ for id_, _, _ in first} == enough
    assert len(first) == len(enough) <= MOST_FOUND
    scores = [score for _, score, _ in first]
    assert scores == [len(held[id_]) for id_, _, _ in first]
    assert scores == sorted(scores, reverse=True)
    for id_, _, missing in first:
        assert missing == tuple(write_query(part) for part in parts if part not in held[id_])


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    articles=strategies.articles(),
    trees=st.lists(strategies.trees, min_size=1, max_size=5),
    request_=strategies.requests,
)
def test_scores_the_points_of_what_a_document_is_found_by(
    engine: str,
    articles: list[Article],
    trees: list[nodes.Node],
    request_: SearchRequest,
) -> None:
    reference = ReferenceSearcher(articles, ANALYZER, LABELS, ZONE)
    # Every sum is another number, and the largest one is the largest that is exact.
    points = [MOST_POINTS >> place for place in range(1, len(trees))] + [1]
    expected = {
        article.id: sum(
            number
            for tree, number in zip(trees, points, strict=True)
            if reference.matches(tree, article)
        )
        for article in articles
        if reference.passes(request_, article)
    }
    filters, days = make_filters(request_), request_.days
    with opened(engine, articles) as searcher:
        matches = [make_reader(searcher).read(tree).match for tree in trees]
        query = EngineQuery(
            selection=Selection(MatchAll(), filters, days, request_.date),
            points=tuple(zip(matches, points, strict=True)),
        )
        hits = searcher.search(query).hits
    assert {hit.id: hit.score for hit in hits} == expected
    instants = {article.id: article.published for article in articles}
    order = [(hit.score, instants[hit.id], hit.id) for hit in hits]
    assert order == sorted(order, reverse=True)
