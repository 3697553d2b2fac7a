"""Articles that share signs, as one query of OpenSearch's."""

from __future__ import annotations

from searcher.engines.opensearch.documents import NOTHING, Query, any_of, every, worth
from searcher.engines.opensearch.queries import QueryCompiler, any_value
from searcher.query.related import LENGTH_TIERS, Likeness


def compile_likeness(asked: Likeness, queries: QueryCompiler, longest: int) -> Query:
    """The documents asked for, scored by what their signs are worth; `longest` is how many words
    the longest document has."""
    tiers = list(_list_tiers(asked, queries, longest))
    left_out = [any_value("id", (asked.but_id,))]
    if asked.but_story:
        left_out.append(any_value("story", (asked.but_story,)))
    return {
        "bool": {
            "must": [any_of(tiers)] if tiers else [NOTHING],
            "filter": [any_value("lang", asked.langs)],
            "must_not": left_out,
        }
    }


def _list_tiers(asked: Likeness, queries: QueryCompiler, longest: int) -> list[Query]:
    """The documents of each tier that share enough signs.

    Clauses that match are counted: a sign of three points stands in three of them.
    """
    points: list[Query] = []
    for sign in asked.signs:
        points += [queries.compile(sign.match)] * sign.points
    tiers: list[Query] = []
    for tier in LENGTH_TIERS:
        least = asked.least + tier.more_points
        if least <= len(points) and tier.shortest <= longest:
            bounds = {"gte": tier.shortest}
            if tier.longest is not None:
                bounds["lte"] = tier.longest
            sharing = {"bool": {"should": points, "minimum_should_match": least}}
            so_long: Query = {"range": {"length": bounds}}
            signs = [
                worth(queries.compile(sign.match), sign.worth * tier.part) for sign in asked.signs
            ]
            tiers.append(
                {
                    "bool": {
                        "filter": [every([sharing, so_long])],
                        "should": signs,
                        "minimum_should_match": 0,
                    }
                }
            )
    return tiers
