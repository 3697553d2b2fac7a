"""What a draft of rings.txt or exceptions.txt does to queries: `letopis explain`, before and
after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from indexer.analysis import Analyzer, WordReading
from indexer.analysis.ring_lists import Ring
from indexer.analysis.rings import Rings, load_rings
from indexer.errors import QueryError
from searcher.deadline import current_deadline
from searcher.engines import EngineQuery, Selection
from searcher.generation import Generation
from searcher.query.matching import Match
from searcher.query.reading import QueryReader
from searcher.query.recognizing import NamedValues

# Queries that are tried of one draft, and characters of one.
MOST_QUERIES = 30
MOST_CHARACTERS = 500
_BORDERS = re.compile(r"[/=,]")


@dataclass(frozen=True, slots=True)
class QueryEffect:
    """A query, how its words are read now and would be, and how many articles it finds now and
    would; None where that cannot be told before an index is built. `error` is why it cannot be
    read."""

    query: str
    before: tuple[WordReading, ...] = ()
    after: tuple[WordReading, ...] = ()
    found_before: int | None = None
    found_after: int | None = None
    error: QueryError | None = None

    @property
    def is_changed(self) -> bool:
        """Whether anything would be read otherwise, or another number found."""
        is_counted = self.found_after is not None
        return self.before != self.after or (is_counted and self.found_before != self.found_after)


def list_queries(typed: str) -> list[str]:
    """The queries of a text, one a line, each once, without what is too much."""
    lines = (" ".join(line.split())[:MOST_CHARACTERS] for line in typed.splitlines())
    return list(dict.fromkeys(filter(None, lines)))[:MOST_QUERIES]


def list_words_of(kind: Literal["rings", "exceptions"], lines: Iterable[str]) -> list[str]:
    """The words that lines of a file are about, to be tried as queries: names of rings, or forms
    and lemmas."""
    found: list[str] = []
    for line in lines:
        content = line.partition("#")[0].strip().removeprefix("-")
        parts = _BORDERS.split(content)
        if kind == "exceptions":
            forms, _, lemmas = content.partition("=")
            parts = [*forms.split(), *lemmas.split(",")]
        found += (" ".join(part.split())[:MOST_CHARACTERS] for part in parts)
    return list(dict.fromkeys(filter(None, found)))[:MOST_QUERIES]


def try_rings(
    generation: Generation, rings: tuple[Ring, ...], queries: Sequence[str]
) -> tuple[QueryEffect, ...]:
    """What queries ask for and find with the rings of a generation, and with others."""
    before = generation.reader
    read = Rings(rings, before.analyzer)
    named = NamedValues(generation.labels, read, before.analyzer)
    after = QueryReader(before.analyzer, before.labels, read, before.lexicon, named)
    return tuple(_try_query(generation, before, after, query) for query in queries)


def try_exceptions(
    generation: Generation, analyzer: Analyzer, queries: Sequence[str]
) -> tuple[QueryEffect, ...]:
    """How queries are read now, and by an analyzer with other exceptions: what they would find, an
    index tells that was built with it."""
    before = generation.reader
    rings = load_rings(generation.manifest.rings, analyzer)
    after = QueryReader(analyzer, before.labels, rings, before.lexicon)
    return tuple(_try_query(generation, before, after, query) for query in queries)


def _try_query(
    generation: Generation, before: QueryReader, after: QueryReader, query: str
) -> QueryEffect:
    current_deadline().check()
    try:
        now, then = before.read(before.parse(query)), after.read(after.parse(query))
    except QueryError as error:
        return QueryEffect(query, error=error)
    is_countable = before.analyzer == after.analyzer
    return QueryEffect(
        query,
        tuple(now.words),
        tuple(then.words),
        count_articles(generation, now.match),
        count_articles(generation, then.match) if is_countable else None,
    )


def count_articles(generation: Generation, match: Match) -> int:
    """How many articles of a generation match."""
    query = EngineQuery(selection=Selection(match), limit=0)
    return generation.searcher.search(query).total
