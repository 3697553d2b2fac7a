"""All that a request finds, as a set: what the list, the counts, the export and every other
reading of a result have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.article import Article, decode_article
from searcher.answers.facets import check_values, make_filters
from searcher.deadline import current_deadline
from searcher.engines import EngineQuery, Selection
from searcher.generation import Generation
from searcher.query.nodes import write_query
from searcher.query.parser import ParsedQuery
from searcher.query.reading import QueryReading
from searcher.request import FINDING_EXPANSIONS, SearchRequest, Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSet:
    """The articles that a request finds, in one generation, however long it takes to read them.

    `parsed` is its query and `reading` how it is read, `canonical` the query's canonical text;
    `hash` names the set (query, filters and days, not the page), as `SearchResponse.hash` does.
    """

    generation: Generation
    request: SearchRequest
    parsed: ParsedQuery
    reading: QueryReading
    selection: Selection
    canonical: str
    hash: str

    @property
    def sort(self) -> Sort:
        """The order of the list: that of the request, or what suits the query."""
        return self.request.sort or self.reading.sort

    def count(self) -> int:
        """How many articles there are: a search."""
        query = EngineQuery(selection=self.selection, limit=0)
        return self.generation.searcher.search(query).total

    def list_ids(self) -> Iterator[str]:
        """The ids of all articles, in the order of the ids."""
        return self.generation.searcher.scan(self.selection)

    def read(self, ids: Iterable[str]) -> Iterator[Article]:
        """The articles with some ids, of those that there are. Raises IndexDamagedError."""
        for id_ in ids:
            current_deadline().check()
            stored = self.generation.searcher.get(id_)
            if stored is not None:
                yield decode_article(stored)


def select_articles(generation: Generation, request: SearchRequest) -> ResultSet:
    """What a request finds in a generation; nothing is searched yet.

    Raises QueryError, and ParameterError for an unknown value.
    """
    parsed = generation.reader.parse_typed(request.q)
    check_values(request, generation.labels)
    reading = generation.reader.read(parsed.tree, request.off)
    canonical = write_query(parsed.tree)
    return ResultSet(
        generation=generation,
        request=request,
        parsed=parsed,
        reading=reading,
        selection=Selection(reading.match, make_filters(request), request.days, request.date),
        canonical=canonical,
        hash=_hash_request(request, canonical),
    )


def _hash_request(request: SearchRequest, canonical: str) -> str:
    """Names the set of articles a request asks for: its query, filters and days, not its page."""
    filters = [f"{'-' * f.excluded}{f.facet}={f.value}" for f in request.filters]
    all_of = [f"all={facet}" for facet in request.all_of]
    off = [f"-{name}" for name in request.off if name in FINDING_EXPANSIONS]
    parts = (canonical, *filters, *all_of, request.first, request.last, request.date, *off)
    return "sha256:" + hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
