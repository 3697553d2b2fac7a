"""All that a request finds, to be read from beginning to end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.article import Article, decode_article
from searcher.deadline import current_deadline
from searcher.generation import Generation
from searcher.request import FINDING_EXPANSIONS, SearchRequest


@dataclass(frozen=True, slots=True)
class ResultSet:
    """The articles that a request finds, by their ids, in that order: those of one generation,
    however long it takes to read them. `canonical` is the query's canonical text, `hash` names the
    set as `SearchResponse.hash` does."""

    generation: Generation
    ids: Sequence[str]
    canonical: str
    hash: str

    def __len__(self) -> int:
        return len(self.ids)

    def read(self, first: int, last: int) -> Iterator[Article]:
        """The articles from one place to before another. Raises IndexDamagedError."""
        for id_ in self.ids[first:last]:
            current_deadline().check()
            stored = self.generation.searcher.get(id_)
            if stored is not None:
                yield decode_article(stored)


def hash_request(request: SearchRequest, canonical: str) -> str:
    """Names the set of articles a request asks for: its query, filters and days, not its page."""
    filters = [f"{'-' * f.excluded}{f.facet}={f.value}" for f in request.filters]
    off = [f"-{name}" for name in request.off if name in FINDING_EXPANSIONS]
    parts = (canonical, *filters, request.first, request.last, request.date, *off)
    return "sha256:" + hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
