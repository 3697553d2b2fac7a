"""All that a request finds, as a set: what the list, the counts, the export and every other
reading of a result have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from indexer.article import Article, decode_article
from indexer.dates import ALL_DAYS
from searcher.answers.facets import check_values, make_filters
from searcher.deadline import current_deadline
from searcher.engines import EngineAnswer, EngineQuery, FacetFilter, Selection
from searcher.generation import Generation
from searcher.query.nodes import write_query
from searcher.query.parser import ParsedQuery
from searcher.query.reading import QueryReading
from searcher.request import DATE_FACETS, FINDING_EXPANSIONS, SearchRequest, Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSet:
    """The articles that a request finds, in one generation, however long it takes to read them.

    `parsed` is its query and `reading` how it is read, `canonical` the query's canonical text;
    `hash` names the set (query, filters and days, not the page), as `SearchResponse.hash` does.
    `selection` is what is found, `whole` the same with the near copies that are left out, which are
    the `copies` of what stays, by its id.
    """

    generation: Generation
    request: SearchRequest
    parsed: ParsedQuery
    reading: QueryReading
    selection: Selection
    whole: Selection
    copies: Mapping[str, tuple[str, ...]]
    canonical: str
    hash: str

    @property
    def sort(self) -> Sort:
        """The order of the list: that of the request, or what suits the query."""
        return self.request.sort or self.reading.sort

    def search(self, query: EngineQuery) -> EngineAnswer:
        """What is wanted of the articles: a query of the `selection`, whose facets are counted
        under all filters but their own. With other filters other articles may be the earliest of
        near copies, so what such facets count is chosen anew."""
        searcher = self.generation.searcher
        copies = self.generation.copies
        is_chosen = self.request.copies == "one" and copies
        widened = {facet: self._widen(facet) for facet in query.facets if is_chosen}
        own = {facet: whole for facet, whole in widened.items() if whole != self.whole}
        facets = tuple(facet for facet in query.facets if facet not in own)
        answer = searcher.search(replace(query, facets=facets))
        counts = dict(answer.facets)
        for facet, whole in own.items():
            selection = copies.choose(whole, "one").selection
            wanted = EngineQuery(selection=selection, limit=0, facets=(facet,))
            counts |= searcher.search(wanted).facets
        return replace(answer, facets={facet: counts[facet] for facet in query.facets})

    def _widen(self, facet: str) -> Selection:
        """All that is found without the filter of a facet."""
        if facet in DATE_FACETS:
            return replace(self.whole, days=ALL_DAYS)
        filters = (
            FacetFilter(facet, (), (), entry.all_of) if entry.facet == facet else entry
            for entry in self.whole.filters
        )
        return replace(self.whole, filters=tuple(filters))

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
    """What a request finds in a generation; nothing is searched yet, but for near copies where
    those are to be left out.

    Raises QueryError, and ParameterError for an unknown value.
    """
    parsed = generation.reader.parse_typed(request.q)
    check_values(request, generation.labels)
    reading = generation.reader.read(parsed.tree, request.off)
    canonical = write_query(parsed.tree)
    whole = Selection(reading.match, make_filters(request), request.days, request.date)
    folded = generation.copies.choose(whole, request.copies)
    return ResultSet(
        generation=generation,
        request=request,
        parsed=parsed,
        reading=reading,
        selection=folded.selection,
        whole=whole,
        copies=folded.copies,
        canonical=canonical,
        hash=_hash_request(request, canonical),
    )


def _hash_request(request: SearchRequest, canonical: str) -> str:
    """Names the set of articles a request asks for: its query, filters and days, not its page."""
    filters = [f"{'-' * f.excluded}{f.facet}={f.value}" for f in request.filters]
    all_of = [f"all={facet}" for facet in request.all_of]
    off = [f"-{name}" for name in request.off if name in FINDING_EXPANSIONS]
    # Those that came with a later release are left out where they are as they always were.
    copies = [f"copies={request.copies}"] if request.copies != "all" else []
    days = (request.first, request.last, request.date)
    parts = (canonical, *filters, *all_of, *days, *off, *copies)
    return "sha256:" + hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
