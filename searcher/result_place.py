"""Where an article stands in a result, and what stands before and behind it."""

from __future__ import annotations

from collections.abc import Sequence

from indexer.article import decode_article
from searcher.engines import EngineHit, EngineQuery
from searcher.response import RankedArticle, ResultPlace
from searcher.result_set import ResultSet

# Hits around the rank that an article had when its link was made: an update may have moved it by
# some places since.
_REACH = 5


def find_place(found: ResultSet, ids: Sequence[str], rank: int) -> ResultPlace | None:
    """The place of the first of some articles, which are versions of one, that stands near a rank
    (from 1) of a result; None where none does. One search, of a few hits."""
    # One more on both sides: what stands at the end of the reach has neighbours too.
    first = max(0, rank - _REACH - 2)
    answer = found.generation.searcher.search(
        EngineQuery(
            selection=found.selection,
            sort=found.sort,
            offset=first,
            limit=rank + _REACH + 1 - first,
        )
    )
    hits = [(place, hit) for place, hit in enumerate(answer.hits, first + 1)]
    places = {hit.id: place for place, hit in hits}
    own = next((places[id_] for id_ in ids if id_ in places), None)
    if own is None:
        return None
    others = [(place, hit) for place, hit in hits if hit.id not in ids]
    before = [(place, hit) for place, hit in others if place < own]
    behind = [(place, hit) for place, hit in others if place > own]
    return ResultPlace(own, answer.total, _decode(before[-1:]), _decode(behind[:1]))


def _decode(hits: Sequence[tuple[int, EngineHit]]) -> RankedArticle | None:
    for rank, hit in hits:
        return RankedArticle(rank, decode_article(hit.article))
    return None
