"""What is asked: Letopis in several ways, and its peers, each by one call for one query."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.corpus import Corpus
from benchmarks.measures.indexing import LETOPIS
from benchmarks.peers import Peer, PeerMissingError, has_phrase, load_peer
from benchmarks.queries import BenchmarkQuery
from indexer.analysis import Analyzer
from indexer.home.settings import Settings
from searcher.answers.facets import make_filters
from searcher.engines import EngineQuery, Selection
from searcher.request import DEFAULT_FACETS, SearchRequest
from searcher.response import SearchResponse
from searcher.service import SearchService

ENGINES = tuple(dict.fromkeys(build.engine for build in LETOPIS.values()))
# How the measured ways of asking Letopis are named, after the engine.
PLAIN, FACETS_ALONE = ", no snippets", ", facets alone"


@dataclass(frozen=True, slots=True)
class Question:
    """A query of the mix, and the same as peers get it: read, so that they need not parse."""

    query: BenchmarkQuery
    selection: Selection


@dataclass(frozen=True, slots=True)
class Subject:
    """Something that answers questions; `ask` tells in how many seconds of processor time."""

    name: str
    ask: Callable[[Question], float]


def built_engines(corpus: Corpus) -> list[str]:
    """The engines of Letopis that have an index of this corpus."""
    return [name for name in ENGINES if (corpus.engine_folder(name) / "index" / "CURRENT").exists()]


def read_questions(mix: Iterable[BenchmarkQuery], service: SearchService) -> list[Question]:
    """The mix, read as the service reads it."""
    reader = service.generation().reader
    questions: list[Question] = []
    for query in mix:
        request = query.request
        match = reader.read(reader.parse(request.q), request.off).match
        questions.append(Question(query, Selection(match, make_filters(request), request.days)))
    return questions


def open_engine(corpus: Corpus, engine: str, analyzer: Analyzer) -> list[Subject]:
    """An engine of Letopis: the whole answer, the same without snippets, and facets alone."""
    home, settings = corpus.home(engine), Settings()
    service = SearchService(home, settings, analyzer, room=0)
    everything = service.search(SearchRequest(snippets=False), "en")
    assert not any(hit.snippets for hit in everything.hits), "snippets are made all the same"

    def count_facets(question: Question) -> float:
        began = time.thread_time()
        asked = EngineQuery(selection=question.selection, limit=0, facets=DEFAULT_FACETS)
        service.generation().searcher.search(asked)
        return time.thread_time() - began

    return [
        Subject(engine, whole_answer(service)),
        Subject(engine + PLAIN, plain_answer(service)),
        Subject(engine + FACETS_ALONE, count_facets),
    ]


def whole_answer(service: SearchService) -> Callable[[Question], float]:
    """From the text of the query to the response."""

    def ask(question: Question) -> float:
        began = time.thread_time()
        service.search(question.query.request, "en")
        return time.thread_time() - began

    return ask


def plain_answer(service: SearchService) -> Callable[[Question], float]:
    """The same without snippets: hits are read and decoded, nothing is marked."""

    def ask(question: Question) -> float:
        request = replace(question.query.request, snippets=False)
        began = time.thread_time()
        service.search(request, "en")
        return time.thread_time() - began

    return ask


def open_peers(corpus: Corpus, names: Sequence[str]) -> dict[str, Peer]:
    """The peers that have an index of this corpus and are installed."""
    peers: dict[str, Peer] = {}
    for name in names:
        # The measured values are kept last: an index without them was cut short.
        if corpus.results(f"build {name}").exists():
            try:
                peers[name] = load_peer(name).open_peer(corpus.engine_folder(name))
            except PeerMissingError as error:
                print(f"{name} is left out: {error}")
    return peers


def peer_answer(peer: Peer) -> Callable[[Question], float]:
    """The whole answer of a peer, by its own clock."""
    return lambda question: peer.ask(question.selection).seconds


def check_peer(name: str, peer: Peer, service: SearchService, question: Question) -> None:
    """Raises AssertionError where a peer finds or counts something else than Letopis."""
    if has_phrase(question.selection.match) and not load_peer(name).EXACT_PHRASES:
        return
    answer = peer.ask(question.selection)
    response = service.search(question.query.request, "en")
    request = question.query.request
    assert answer.total == response.total, (name, request, answer.total, response.total)
    assert answer.facets == _facet_counts(response), (name, request)
    assert answer.timeline == _months(response), (name, request)
    assert len(answer.hits) == len(response.hits), (name, request)


def _facet_counts(response: SearchResponse) -> dict[str, dict[str, int]]:
    return {
        facet: {value.id: value.count for value in values if value.count}
        for facet, values in response.facets.items()
    }


def _months(response: SearchResponse) -> dict[str, tuple[int, int]]:
    return {
        bucket.first.isoformat()[:7]: (bucket.count, bucket.archive)
        for bucket in response.timeline.buckets
        if bucket.archive
    }
