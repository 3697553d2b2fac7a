"""What tags.toml would do to the index that is served, before it is done."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from searcher.engines import EngineQuery, Selection
from searcher.generation import Generation
from searcher.query.matching import Match, MatchValue
from searcher.tagging.compiling import TagBook


@dataclass(frozen=True, slots=True)
class RuleReview:
    """A tag that a query gives: the query in tags.toml, None where it stands there no more, and the
    one by which the index was tagged, None where it was not. So many articles of the index have the
    tag, by the query or by their records, and so many the query in tags.toml finds."""

    tag: str
    query: str | None
    indexed: str | None
    tagged: int
    found: int

    @property
    def is_due(self) -> bool:
        """Whether the index was tagged otherwise than tags.toml says."""
        return self.query != self.indexed


def review_rules(generation: Generation, book: TagBook) -> list[RuleReview]:
    """The rules of tags.toml in their order, then those of a generation that stand there no more.
    Raises SettingsError."""
    # The labels of a generation that is served stay what they are.
    rules = book.compile(deepcopy(generation.labels), generation.manifest.rings)
    indexed = generation.rules.queries

    def count(match: Match) -> int:
        query = EngineQuery(selection=Selection(match), limit=0)
        return generation.searcher.search(query).total

    def review() -> Iterator[RuleReview]:
        for rule in rules.rules:
            tagged = count(MatchValue("tag", (rule.tag,)))
            found = count(rule.match)
            yield RuleReview(rule.tag, rule.query, indexed.get(rule.tag), tagged, found)
        for tag, query in indexed.items():
            if tag not in rules.tags:
                yield RuleReview(tag, None, query, count(MatchValue("tag", (tag,))), 0)

    return list(review())
