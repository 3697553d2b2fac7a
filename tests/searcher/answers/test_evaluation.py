"""Evaluating a match over one article says what the reference searcher says."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from indexer.analysis.rings import Rings
from indexer.article import Article
from indexer.schema import analyze_texts
from searcher.answers.evaluation import Evaluation
from searcher.query import nodes
from searcher.query.reading import QueryReader
from searcher.words.lexicon import Lexicon
from tests.contracts import strategies
from tests.contracts.reference import ReferenceSearcher
from tests.contracts.test_searchers import ANALYZER, LABELS, ZONE


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(articles=strategies.articles(), tree=strategies.trees)
def test_what_holds_is_what_matches(articles: list[Article], tree: nodes.Node) -> None:
    reference = ReferenceSearcher(articles, ANALYZER, LABELS, ZONE)
    for article in articles:
        texts = analyze_texts(article, ANALYZER)
        forms = {word.surface for parts in texts.values() for words in parts for word in words}
        lexicon = Lexicon.build((form, 1) for form in forms)
        match = QueryReader(ANALYZER, LABELS, Rings(), lexicon).read(tree).match
        evaluation = Evaluation(article, ANALYZER, ZONE, strategies.WITHIN)
        assert evaluation.holds(match) == reference.matches(tree, article)
        # What is left of a match holds as the whole does.
        assert evaluation.holds(evaluation.reduce(match)) == evaluation.holds(match)
