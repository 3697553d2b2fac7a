"""Walking through a whole result, page by page, in the generation in which the walk began."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from indexer.article import Article, decode_article
from indexer.errors import ParameterError
from searcher.cursors import AfterHit, AfterRank, Cursor, shorten_hash
from searcher.deadline import current_deadline
from searcher.engines import EngineHit, Mark, Ranking, Selection
from searcher.response import SearchResponse
from searcher.result_set import ResultSet

# Hits that all rankings of a generation hold together: at 16 bytes each, 48 MB.
_RANKED = 3_000_000


@dataclass(frozen=True, slots=True)
class WalkedPage:
    """A page of a walk, and the cursor of the page behind it, if there is one."""

    response: SearchResponse
    cursor: str | None


@dataclass(frozen=True, slots=True)
class ExportedSet:
    """A complete result that is read to its end: how many articles it has, and the cursor by which
    it is read again, in the same generation."""

    found: ResultSet
    total: int
    cursor: str


class RankingCache:
    """The rankings of one generation that were asked for last. Safe to share between threads."""

    def __init__(self, room: int = _RANKED) -> None:
        """`room` is how many hits may be held; the ranking asked for last is held anyway."""
        self._room = room
        self._rankings: OrderedDict[tuple[Selection, int], Ranking] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, found: ResultSet, head: int) -> Ranking:
        """The ranking of a result set of the generation."""
        key = (found.selection, head)
        with self._lock:
            if key in self._rankings:
                self._rankings.move_to_end(key)
                return self._rankings[key]
        ranking = found.generation.searcher.rank(found.selection, head)
        with self._lock:
            self._rankings[key] = ranking
            while len(self._rankings) > 1 and sum(map(len, self._rankings.values())) > self._room:
                self._rankings.popitem(last=False)
        return ranking


def begin_walk(response: SearchResponse) -> Cursor | None:
    """Where the page behind a search goes on; None where it is the last one."""
    request = response.request
    seen = request.offset + len(response.hits)
    if not response.hits or seen >= response.total:
        return None
    place: AfterHit | AfterRank = AfterRank(seen, seen)
    if response.sort != "relevance":
        place = AfterHit.of(response.sort, Mark.of(response.hits[-1].article))
    return Cursor(
        response.index.generation, shorten_hash(response.hash), response.total, seen, place
    )


def pin_result(found: ResultSet, total: int) -> Cursor:
    """What reads a result in the order of ids again, in the same generation."""
    name = found.generation.manifest.generation
    return Cursor(name, shorten_hash(found.hash), total, 0, AfterHit("id", 0, ""))


def check_cursor(cursor: Cursor, found: ResultSet) -> None:
    """Refuse a cursor of another result or another order: ParameterError."""
    if (cursor.hash, cursor.place.sort) != (shorten_hash(found.hash), found.sort):
        raise ParameterError("cursor", "", "foreign-cursor")


def read_page(
    found: ResultSet, cursor: Cursor, limit: int, rankings: RankingCache
) -> tuple[tuple[EngineHit, ...], Cursor | None]:
    """The page behind a cursor, and the cursor behind the page."""
    match cursor.place:
        case AfterRank(rank, head):
            hits = rankings.get(found, head).read(rank, rank + limit)
            place: AfterHit | AfterRank = AfterRank(rank + len(hits), head)
        case AfterHit(sort):
            mark = cursor.place.mark
            hits = found.generation.searcher.walk(found.selection, sort, mark, limit)
            place = (
                AfterHit.of(sort, Mark.of(decode_article(hits[-1].article)))
                if hits
                else cursor.place
            )
    seen = cursor.seen + len(hits)
    if not hits or seen >= cursor.total:
        return hits, None
    return hits, Cursor(cursor.generation, cursor.hash, cursor.total, seen, place)


class ArticleWalk:
    """Reads all articles of a result in the order of their ids, those behind one, some at a time:
    what is held does not grow with the result. What failed may be asked again."""

    def __init__(self, found: ResultSet, after: str = "") -> None:
        self._found = found
        self._mark = Mark(0, after) if after else None

    def read(self, size: int) -> tuple[Article, ...]:
        """The next articles; none at the end."""
        current_deadline().check()
        searcher = self._found.generation.searcher
        hits = searcher.walk(self._found.selection, "id", self._mark, size)
        articles = tuple(decode_article(hit.article) for hit in hits)
        if hits:
            self._mark = Mark(0, hits[-1].id)
        return articles
