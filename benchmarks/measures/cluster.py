"""Measure what the engine over a cluster adds to the cluster's own work.

    LETOPIS_OPENSEARCH_HOSTS=http://127.0.0.1:9200 python -m benchmarks.measures.cluster HOME

HOME is the home of an archive, of which so many articles are written: by our writer, and by the
client's own `parallel_bulk` from documents made before. Then the mix of queries is answered whole,
and the time that the cluster takes for the searches of an answer is compared with all of it. By the
clock, in turn in one run. Last the first ten hits are compared with those of HOME's own index
(nDCG@10, its first hit worth ten, its tenth one).
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import msgspec
from opensearchpy import OpenSearch, Transport
from opensearchpy.helpers import parallel_bulk

from benchmarks.queries import BenchmarkQuery, make_queries
from benchmarks.report import write_table
from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.building.build import BuildJob
from indexer.building.job import IndexWork
from indexer.engines.bulks import name_document
from indexer.engines.opensearch import Entry, OpenSearchEngine
from indexer.enriching.places import list_ancestors
from indexer.home.cluster import ClusterSettings, complete_cluster
from indexer.home.paths import ArchiveHome, open_home
from indexer.home.settings import Settings, read_settings
from indexer.progress import Progress
from indexer.schema import make_document
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.service import SearchService
from searcher.tagging.compiling import TagBook

# Articles that are written both ways, and how often.
WRITTEN = 10_000
ROUNDS = 3
_SETTINGS = ClusterSettings(index_prefix="bench", replicas=0)
_CHUNK = 4_000_000
_TOP = 10


def tabulate_cluster(
    home: ArchiveHome, mix: Sequence[BenchmarkQuery], written: int = WRITTEN, rounds: int = ROUNDS
) -> list[str]:
    """Write, build and ask. The archive's own settings and indexes are left alone."""
    settings = complete_cluster(_SETTINGS, home.path)
    lines = ["| what | aim | found |", "|---|---:|---:|"]
    lines += _measure_writing(settings, home, written, rounds)
    with TemporaryDirectory(prefix="letopis-cluster-") as folder:
        beside = ArchiveHome(Path(folder), settings)
        beside.database.symlink_to(home.database.resolve())
        own = SearchService(home, read_settings(home), Analyzer(), room=0)
        lines += _measure_answers(beside, own, mix)
    return lines


def _measure_writing(
    settings: ClusterSettings, home: ArchiveHome, written: int, rounds: int
) -> Iterator[str]:
    engine, analyzer, zone = OpenSearchEngine(settings), Analyzer(), Settings().zone_info
    with Archive.open(home.database) as archive:
        articles = (article for _, article in archive.articles())
        entries = [
            engine.prepare(make_document(article, analyzer, zone, within=list_ancestors()))
            for article in islice(articles, written)
        ]
    client = OpenSearch(list(settings.hosts), timeout=600)
    ours, raw = list[float](), list[float]()
    for _ in range(rounds):
        ours.append(_write(engine, entries, None))
        raw.append(_write(engine, entries, client))
    rates = [len(entries) / statistics.median(times) for times in (ours, raw)]
    yield f"| articles a second, written by us | | {rates[0]:,.0f} |"
    yield f"| by the client's `parallel_bulk` | | {rates[1]:,.0f} |"
    yield f"| ours of the client's | 0.8 | {rates[0] / rates[1]:.2f} |"


def _write(engine: OpenSearchEngine, entries: Sequence[Entry], client: OpenSearch | None) -> float:
    """Seconds to write the documents into an index of their own: by us, or by the client."""
    with TemporaryDirectory() as folder:
        path = Path(folder)
        try:
            with engine.create_index(path) as writer:
                began = time.perf_counter()
                if client is None:
                    for entry in entries:
                        writer.add(entry)
                else:
                    planned = msgspec.json.decode((path / "planned.json").read_bytes())
                    actions = _list_actions(planned["index"], entries)
                    began = time.perf_counter()
                    bulk = parallel_bulk(client, actions, 2, 500, _CHUNK, 2)
                    deque(bulk, maxlen=0)
                writer.commit()
                return time.perf_counter() - began
        finally:
            engine.remove_index(path)


def _list_actions(index: str, entries: Sequence[Entry]) -> list[dict[str, Any]]:
    return [
        {
            "_index": index,
            "_id": name_document(entry.id),
            "_source": msgspec.json.decode(entry.source),
        }
        for entry in entries
    ]


def _measure_answers(
    home: ArchiveHome, own: SearchService, mix: Sequence[BenchmarkQuery]
) -> Iterator[str]:
    analyzer, settings = Analyzer(), read_settings(home)
    gate = make_gate(home, analyzer, GoldenQueries())
    began = time.perf_counter()
    BuildJob(
        IndexWork(home, settings, analyzer, gate, TagBook(home.tags_file, analyzer)), "opensearch"
    ).run(Progress())
    built = time.perf_counter() - began
    service = SearchService(home, settings, analyzer, room=0)
    engine = OpenSearchEngine(home.cluster)
    folder = next(home.index.glob("*/engine"))
    try:
        with closing(service.generation().searcher) as searcher:
            yield f"| articles | | {searcher.count:,} |"
            yield f"| built in, s | | {built:.0f} |"
            yield from _compare_answers(service, mix)
            yield _compare_rankings(service, own, mix)
    finally:
        engine.remove_index(folder)


def _compare_answers(service: SearchService, mix: Sequence[BenchmarkQuery]) -> Iterator[str]:
    whole, searches = list[float](), list[float]()
    with _timing("/_search") as spent:
        # What the first answers learn of words is kept.
        for turn in range(2):
            for query in mix:
                request = replace(query.request, snippets=False)
                before, began = sum(spent), time.perf_counter()
                service.search(request, "ru")
                if turn:
                    whole.append(time.perf_counter() - began)
                    searches.append(sum(spent) - before)
    for name, times in (("answers without snippets", whole), ("their searches alone", searches)):
        median, late = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        yield f"| {name}: median and p95, ms | | {median * 1000:.1f}, {late * 1000:.1f} |"
    ratio = statistics.median(one / other for one, other in zip(whole, searches, strict=True))
    yield f"| the answer of its searches, median | 1.3 | {ratio:.2f} |"


def _compare_rankings(
    service: SearchService, own: SearchService, mix: Sequence[BenchmarkQuery]
) -> str:
    found = list[float]()
    for query in mix:
        request = replace(query.request, snippets=False, limit=_TOP, page=1)
        ours, ideal = (
            [hit.article.id for hit in one.search(request, "ru").hits] for one in (service, own)
        )
        if ideal:
            found.append(compare_tops(ours, ideal))
    told = "nothing found"
    if found:
        equal = sum(one == 1.0 for one in found) / len(found)
        told = f"{statistics.mean(found):.3f}, {equal:.0%} of {len(found)} equal"
    return f"| nDCG@10 against {own.generation().manifest.engine}, mean | | {told} |"


def compare_tops(found: Sequence[str], ideal: Sequence[str]) -> float:
    """The normalized discounted cumulative gain of the first hits, of which those of the ideal are
    worth the more the earlier they stand there."""
    worth = {id_: _TOP - place for place, id_ in enumerate(ideal)}
    discounts = [math.log2(place + 2) for place in range(_TOP)]

    def add_up(ids: Sequence[str]) -> float:
        return sum(worth.get(id_, 0) / by for id_, by in zip(ids, discounts, strict=False))

    return round(add_up(found) / add_up(ideal), 6)


@contextmanager
def _timing(ending: str) -> Iterator[list[float]]:
    """The seconds of each request to paths that end so, while it lasts."""
    spent = list[float]()
    original: Callable[..., Any] = Transport.perform_request

    def timed(self: Transport, method: str, url: str, *others: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return original(self, method, url, *others, **named)
        finally:
            if url.endswith(ending):
                spent.append(time.perf_counter() - began)

    with patch.object(Transport, "perform_request", timed):
        yield spent


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_table("cluster", tabulate_cluster(open_home(Path(sys.argv[1])), make_queries()))
