"""Golden queries, asked of the index that is served: what they find, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from indexer.article import decode_article
from indexer.errors import QueryError
from searcher.deadline import current_deadline
from searcher.drafts.readings import count_articles
from searcher.gate.golden import TOP, GoldenQuery, Ranking
from searcher.gate.verification import finds_article
from searcher.generation import Generation

# How deep the place of an article is looked for.
_DEEPEST = 1_000
# Queries that are asked at a time: an archive that has more asks them at each build.
MOST_GOLDEN = 200


@dataclass(frozen=True, slots=True)
class GoldenHit:
    """An article that a golden query must find: its place among the hits, 0 where that is too far
    down or it is not found; its title, empty where it is not in the index."""

    id: str
    place: int
    is_found: bool
    title: str

    def is_within(self, most: int) -> bool:
        """Whether it is among the first hits; 0 is anywhere."""
        return self.is_found and (not most or 0 < self.place <= most)


@dataclass(frozen=True, slots=True)
class GoldenResult:
    """A golden query and what came of it: how many articles it finds, and where those are that it
    must find."""

    query: GoldenQuery
    total: int
    hits: tuple[GoldenHit, ...]

    @property
    def is_met(self) -> bool:
        """Whether it finds what it must."""
        return all(hit.is_within(self.query.within) for hit in self.hits)


def ask_golden(generation: Generation, queries: Iterable[GoldenQuery]) -> tuple[GoldenResult, ...]:
    """What golden queries find in a generation. Raises TooExpensiveError."""
    ranking = make_ranking(generation)
    return tuple(_ask(generation, ranking, query) for query in queries)


def make_ranking(generation: Generation) -> Ranking:
    """What answers golden queries from a generation."""
    zone = ZoneInfo(generation.manifest.zone)
    return Ranking(generation.searcher, generation.reader, zone)


def _ask(generation: Generation, ranking: Ranking, query: GoldenQuery) -> GoldenResult:
    current_deadline().check()
    reading = ranking.read(query.q)
    first = ranking.first(reading, max(query.within, _DEEPEST))
    places = {id_: place for place, id_ in enumerate(first, 1)}
    hits: list[GoldenHit] = []
    for id_ in dict.fromkeys(query.expect):
        stored = generation.searcher.get(id_)
        if stored is None:
            hits.append(GoldenHit(id_, 0, is_found=False, title=""))
            continue
        article = decode_article(stored)
        place = places.get(id_, 0)
        is_found = bool(place) or finds_article(
            ranking.searcher, reading.match, article, ranking.zone
        )
        hits.append(GoldenHit(id_, place, is_found, article.title))
    return GoldenResult(query, count_articles(generation, reading.match), tuple(hits))


@dataclass(frozen=True, slots=True)
class TopChange:
    """A query and its first ten hits in two generations: what entered, what left, what moved (id,
    place before, place after); `titles` are those of the articles. `error` is why it cannot be
    read."""

    query: str
    entered: tuple[tuple[str, int], ...] = ()
    left: tuple[tuple[str, int], ...] = ()
    moved: tuple[tuple[str, int, int], ...] = ()
    total_before: int = 0
    total_after: int = 0
    titles: tuple[tuple[str, str], ...] = ()
    error: QueryError | None = None

    @property
    def is_changed(self) -> bool:
        return bool(self.entered or self.left or self.moved) or (
            self.total_before != self.total_after
        )


def compare_generations(
    before: Generation, after: Generation, queries: Iterable[str]
) -> tuple[TopChange, ...]:
    """What queries find first in two generations, and how many. Raises TooExpensiveError."""
    return tuple(_compare(before, after, query) for query in queries)


def _compare(before: Generation, after: Generation, query: str) -> TopChange:
    current_deadline().check()
    rankings = make_ranking(before), make_ranking(after)
    try:
        old_reading, new_reading = (ranking.read(query) for ranking in rankings)
    except QueryError as error:
        return TopChange(query, error=error)
    old = {id_: at for at, id_ in enumerate(rankings[0].first(old_reading, TOP), 1)}
    new = {id_: at for at, id_ in enumerate(rankings[1].first(new_reading, TOP), 1)}
    titles = (
        (id_, decode_article(stored).title)
        for id_ in {**old, **new}
        if (stored := after.searcher.get(id_) or before.searcher.get(id_)) is not None
    )
    return TopChange(
        query,
        entered=tuple((id_, place) for id_, place in new.items() if id_ not in old),
        left=tuple((id_, place) for id_, place in old.items() if id_ not in new),
        moved=tuple(
            (id_, old[id_], place) for id_, place in new.items() if id_ in old and old[id_] != place
        ),
        total_before=count_articles(before, old_reading.match),
        total_after=count_articles(after, new_reading.match),
        titles=tuple(titles),
    )
