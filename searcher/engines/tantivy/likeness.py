"""Articles that share signs, as one query of tantivy's."""

from __future__ import annotations

from tantivy import FieldType, Occur, Query

from searcher.engines.tantivy.queries import (
    QueryCompiler,
    any_of,
    every,
    every_but,
    lifted,
    unscored,
)
from searcher.query.matching import MatchTerms, MatchValue
from searcher.query.related import LENGTH_TIERS, Likeness, Sign


def compile_likeness(asked: Likeness, queries: QueryCompiler, longest: int) -> Query:
    """The documents asked for, scored by what their signs are worth; `longest` is how many words
    the longest document has."""
    among = unscored(queries.compile(MatchValue("lang", asked.langs)))
    left_out = [queries.term("id", asked.but_id)]
    if asked.but_story:
        left_out.append(queries.term("story", asked.but_story))
    return every_but(every([_share(asked, queries, longest), among]), left_out)


def _share(asked: Likeness, queries: QueryCompiler, longest: int) -> Query:
    """Documents that share enough signs.

    tantivy counts the clauses that match: a sign of three points stands in three of them.
    """
    clauses: list[tuple[Occur, Query]] = []
    lifts: list[Query] = []
    for sign in asked.signs:
        worth = _score(sign, queries)
        if sign.points:
            clauses.append((Occur.Should, worth))
            clauses += [(Occur.Should, unscored(worth))] * (sign.points - 1)
        else:
            lifts.append(worth)
    tiers: list[Query] = []
    for tier in LENGTH_TIERS:
        least = asked.least + tier.more_points
        if least <= len(clauses) and tier.shortest <= longest:
            sharing = lifted(Query.boolean_query(clauses, least), lifts)
            so_long = queries.range("length", FieldType.Integer, tier.shortest, tier.longest)
            tiers.append(every([Query.boost_query(sharing, tier.part), unscored(so_long)]))
    return any_of(tiers) if tiers else Query.empty_query()


def _score(sign: Sign, queries: QueryCompiler) -> Query:
    """The documents that have a sign, scored by its worth."""
    match = sign.match
    if isinstance(match, MatchTerms):
        query = queries.with_term(match.field, match.terms)
    else:
        query = queries.compile(match)
    return Query.const_score_query(query, float(sign.worth))
