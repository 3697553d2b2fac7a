"""Golden queries: what a search of this archive must find, whatever changes.

The archive home's `golden.toml` lists them, each with the ids of articles that must be among its
first hits. The gate asks them of every new generation, and compares their first ten hits with
those of the living one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec

from indexer.archive.store import Archive
from indexer.article import Article
from indexer.errors import QueryError, SettingsError
from indexer.gate_report import BrokenQuery, ChangedTop, MissingHit, OutdatedQuery
from indexer.home.toml import read_toml
from searcher.engines import EngineQuery, IndexSearcher, Selection
from searcher.gate.verification import finds_article
from searcher.query.parser import parse_query
from searcher.query.reading import QueryReader, QueryReading
from searcher.request import MAX_DEPTH

# How many hits are compared with those of the living generation.
TOP = 10

# How deep the place of a missing article is looked for.
_DEEPEST = 1000
_Id = Annotated[str, msgspec.Meta(min_length=1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenQuery:
    """A query and the articles it must find among its first `within` hits; 0 is anywhere."""

    q: str
    expect: Annotated[tuple[_Id, ...], msgspec.Meta(min_length=1)]
    within: Annotated[int, msgspec.Meta(ge=0, le=MAX_DEPTH)] = TOP


@dataclass(frozen=True, slots=True)
class GoldenQueries:
    """The golden queries of an archive. `unread` says why its golden.toml could not be used."""

    queries: tuple[GoldenQuery, ...] = ()
    unread: str = ""


def read_golden(path: Path) -> GoldenQueries:
    """The queries of a golden.toml; none where there is no file.

    Raises SettingsError, naming the entry: broken TOML, an unknown key, a wrong type, a query that
    cannot be parsed, no ids, or more ids than hits to find them in.
    """
    if not path.exists():
        return GoldenQueries()
    tables = read_toml(path)
    unknown = sorted(set(tables) - {"query"})
    if unknown:
        raise SettingsError(path, f"unknown key {unknown[0]!r}; known: [[query]]")
    entries = tables.get("query", [])
    if not isinstance(entries, list):
        raise SettingsError(path, "query: expected tables headed [[query]]")
    return GoldenQueries(
        tuple(read_query(path, number, entry) for number, entry in enumerate(entries, 1))
    )


def try_golden(path: Path) -> GoldenQueries:
    """The queries of a golden.toml, for jobs that a mistake in it must not stop."""
    try:
        return read_golden(path)
    except SettingsError as error:
        return GoldenQueries(unread=str(error))


def read_query(path: Path, number: int, entry: object) -> GoldenQuery:
    """The query of an entry of a golden.toml, which is the so manieth. Raises SettingsError."""
    where = f"query {number}"
    if not isinstance(entry, dict):
        raise SettingsError(path, f"{where}: expected a table headed [[query]]")
    if isinstance(entry.get("q"), str):
        where += f" ({entry['q']})"
    known = {known.name for known in fields(GoldenQuery)}
    unknown = sorted(set(entry) - known)
    if unknown:
        names = ", ".join(sorted(known))
        raise SettingsError(path, f"{where}: unknown key {unknown[0]!r}; known: {names}")
    try:
        query = msgspec.convert(entry, GoldenQuery)
        if not query.q.strip():
            raise SettingsError(path, f"{where}: q is blank")
        parse_query(query.q)
    except msgspec.ValidationError as error:
        raise SettingsError(path, f"{where}: {error}") from error
    except QueryError as error:
        raise SettingsError(path, f"{where}: q could not be understood: {error}") from error
    if 0 < query.within < len(set(query.expect)):
        reason = f"{len(set(query.expect))} articles cannot be within {query.within} hits"
        raise SettingsError(path, f"{where}: {reason}")
    return query


@dataclass(frozen=True, slots=True)
class Ranking:
    """Answers golden queries from one open index."""

    searcher: IndexSearcher
    reader: QueryReader
    zone: ZoneInfo

    def read(self, q: str) -> QueryReading:
        return self.reader.read(self.reader.parse(q))

    def first(self, reading: QueryReading, limit: int) -> tuple[str, ...]:
        """The ids of the first hits by relevance; the newest where no words are to rank by."""
        query = EngineQuery(selection=Selection(reading.match), sort=reading.sort, limit=limit)
        return tuple(hit.id for hit in self.searcher.search(query).hits)

    def tops(self, golden: GoldenQueries) -> dict[str, tuple[str, ...]]:
        """The first ten ids of every query."""
        return {query.q: self.first(self.read(query.q), TOP) for query in golden.queries}


def find_broken(
    golden: GoldenQueries, ranking: Ranking, archive: Archive
) -> tuple[tuple[BrokenQuery, ...], tuple[OutdatedQuery, ...]]:
    """The queries that do not find what they must, and those that expect what was deleted."""
    broken: list[BrokenQuery] = []
    outdated: list[OutdatedQuery] = []
    for query in golden.queries:
        expected: dict[str, Article | None] = {}
        deleted: list[str] = []
        for id_ in dict.fromkeys(query.expect):
            version = archive.get(id_)
            if version is not None and version.article is None:
                deleted.append(id_)
            else:
                expected[id_] = version.article if version else None
        if deleted:
            outdated.append(OutdatedQuery(query.q, tuple(deleted)))
        missing = tuple(_find_missing(query, expected, ranking))
        if missing:
            broken.append(BrokenQuery(query.q, query.within, missing))
    return tuple(broken), tuple(outdated)


def _find_missing(
    query: GoldenQuery, expected: dict[str, Article | None], ranking: Ranking
) -> Iterator[MissingHit]:
    reading = ranking.read(query.q)
    near = ranking.first(reading, query.within) if query.within else ()
    absent = {id_: article for id_, article in expected.items() if id_ not in near}
    ranked: tuple[str, ...] | None = None
    for id_, article in absent.items():
        if article is None:
            yield MissingHit(id_, known=False, found=False)
            continue
        found = finds_article(ranking.searcher, reading.match, article, ranking.zone)
        if found and not query.within:
            continue
        if found and ranked is None:
            ranked = ranking.first(reading, _DEEPEST)
        place = ranked.index(id_) + 1 if ranked and id_ in ranked else 0
        yield MissingHit(id_, known=True, found=found, place=place)


def compare_tops(
    before: dict[str, tuple[str, ...]], after: dict[str, tuple[str, ...]]
) -> tuple[ChangedTop, ...]:
    """The queries whose first ten hits differ between two generations."""
    return tuple(ChangedTop(q, before[q], ids) for q, ids in after.items() if ids != before[q])
