"""How fast articles are indexed, with how much memory, and how that compares with the floor.

The floor is the analyzer alone: the tokens of all fields of every article, on one core, nothing
written. Letopis builds by its real job, checks included; peers get the same analyzed documents.
Every build has one core, unless its name says two. Each build runs in a process of its own:
`python -m benchmarks.measures.indexing BUILD CORPUS_FOLDER`.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import msgspec

from benchmarks.corpus import Corpus, batches
from benchmarks.costs import Cost, Stopwatch, folder_size, load, run_module, save
from benchmarks.peers import PEERS, PeerMissingError, load_peer
from indexer.analysis import Analyzer
from indexer.article import Article
from indexer.building.build import BuildJob
from indexer.building.job import IndexWork
from indexer.enriching.places import list_ancestors
from indexer.home.settings import EngineChoice, Settings
from indexer.progress import Progress
from indexer.schema import make_document
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.tagging.compiling import TagBook


@dataclass(frozen=True, slots=True)
class LetopisBuild:
    """An engine of Letopis and the number of cores it may use."""

    engine: EngineChoice
    cores: int


_TWO_CORES = "tantivy, two cores"
LETOPIS: Mapping[str, LetopisBuild] = {
    "whoosh": LetopisBuild("whoosh", 1),
    _TWO_CORES: LetopisBuild("tantivy", 2),
    # Last, so that its generation is the one that is searched.
    "tantivy": LetopisBuild("tantivy", 1),
}
FLOOR = "floor"
_HEADER = ("articles", "build", "articles/s", "of floor", "of FTS5", "of Xapian", "CPU µs",
           "peak MB", "index MB")  # fmt: skip
BUILDS = (FLOOR, *LETOPIS, *PEERS)

# Whoosh is for small archives: half an hour is enough to know.
_MOST_FOR_WHOOSH = 20_000
# Articles held in memory to measure the analyzer without reading from a disk.
_FLOOR_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Build:
    """What one build took. Memory is anonymous memory of all its processes, in MB; processor
    time is told for an article, since it hardly depends on what else the machine does."""

    name: str
    articles: int
    seconds: float
    cpu_seconds: float
    peak_mb: float
    index_mb: float

    @property
    def rate(self) -> float:
        """Articles a second."""
        return self.articles / self.seconds


@dataclass(frozen=True, slots=True)
class Floor:
    """The analyzer alone, on one core: articles a second over the corpus, the cache of words empty
    at the start, and again over some articles whose words are all in the cache."""

    articles: int
    cold: float
    warm: float


def measure_builds(corpus: Corpus, names: Sequence[str]) -> None:
    """Build what is not built yet, and keep what each build took.

    A peer that is not installed is left out, and that is said. Raises CalledProcessError where a
    build fails.
    """
    for name in names:
        kept = corpus.results(f"build {name}")
        if kept.exists():
            continue
        if name == "whoosh" and corpus.size > _MOST_FOR_WHOOSH:
            continue
        if name in PEERS and not _is_installed(name):
            continue
        print(f"{corpus.size}: building {name} …", flush=True)
        printed, peak = run_module("benchmarks.measures.indexing", name, str(corpus.folder))
        if name == FLOOR:
            save(kept, printed)
            continue
        cost = msgspec.convert(printed, Cost)
        size = folder_size(_index_folder(corpus, name))
        build = Build(name, corpus.size, cost.seconds, cost.cpu_seconds, peak, size)
        save(kept, build)
        print(f"  {build.rate:.0f} articles/s, {build.peak_mb:.0f} MB", flush=True)


def _is_installed(name: str) -> bool:
    try:
        load_peer(name).release()
    except PeerMissingError as error:
        print(f"{name} is left out: {error}")
        return False
    return True


def read_builds(corpus: Corpus) -> dict[str, Build]:
    """The builds that were measured, by name."""
    kept = {name: load(corpus.results(f"build {name}"), Build) for name in (*LETOPIS, *PEERS)}
    return {name: build for name, build in kept.items() if build is not None}


def read_floor(corpus: Corpus) -> Floor | None:
    """The floor as it was measured."""
    return load(corpus.results(f"build {FLOOR}"), Floor)


def tabulate_builds(corpora: Sequence[Corpus]) -> list[str]:
    """Rates, memory and ratios as a Markdown table."""
    lines = [
        f"| {' | '.join(_HEADER)} |",
        f"|---:|---|{'---:|' * (len(_HEADER) - 2)}",
    ]
    for corpus in corpora:
        builds, floor = read_builds(corpus), read_floor(corpus)
        rows: list[list[str]] = []
        if floor:
            rows.append(["floor, cold cache", f"{floor.cold:.0f}"])
            rows.append(["floor, warm cache", f"{floor.warm:.0f}"])
        for name, build in builds.items():
            others = (floor.cold if floor else None, *map(builds.get, ("fts5", "xapian")))
            rows.append(
                [
                    name,
                    f"{build.rate:.0f}",
                    *(_ratio(build.rate, other) for other in others),
                    f"{build.cpu_seconds / build.articles * 1e6:.0f}",
                    f"{build.peak_mb:.0f}",
                    f"{build.index_mb:.0f}",
                ]
            )
        if {"tantivy", _TWO_CORES} <= builds.keys():
            gain = builds[_TWO_CORES].rate / builds["tantivy"].rate
            rows.append(["two cores to one", f"{gain:.2f} ×"])
        for row in rows:
            cells = [f"{corpus.size:,}", *row, *[""] * (len(_HEADER) - 1 - len(row))]
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def _ratio(rate: float, other: Build | float | None) -> str:
    if other is None:
        return ""
    return f"{rate / (other.rate if isinstance(other, Build) else other):.2f}"


def _index_folder(corpus: Corpus, name: str) -> Path:
    return corpus.engine_folder(LETOPIS[name].engine if name in LETOPIS else name)


def _build_letopis(corpus: Corpus, build: LetopisBuild) -> Cost:
    """The real job, which takes as many workers as it has cores."""
    _use_cores(build.cores)
    settings = Settings()
    home, analyzer = corpus.home(build.engine), Analyzer()
    shutil.rmtree(home.index, ignore_errors=True)
    gate = make_gate(home, analyzer, GoldenQueries())
    stopwatch = Stopwatch()
    BuildJob(
        IndexWork(home, settings, analyzer, gate, TagBook(home.tags_file, analyzer)), build.engine
    ).run(Progress())
    return stopwatch.stop()


def _build_peer(corpus: Corpus, name: str) -> Cost:
    _use_cores(1)
    peer, path = load_peer(name), corpus.engine_folder(name)
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    documents = corpus.documents()
    stopwatch = Stopwatch()
    peer.build(documents, path)
    cost = stopwatch.stop()
    peer.tidy(path)
    return cost


def _use_cores(count: int) -> None:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])


def _measure_floor(corpus: Corpus) -> Floor:
    _use_cores(1)
    analyzer, zone = Analyzer(), Settings().zone_info

    def analyze(articles: Sequence[Article]) -> float:
        began = time.perf_counter()
        for article in articles:
            make_document(article, analyzer, zone, within=list_ancestors())
        return time.perf_counter() - began

    # Read in batches between the measured times: reading is no part of the floor.
    seconds = sum(map(analyze, batches(corpus.articles(), _FLOOR_BATCH)))
    last = list(islice(corpus.articles(), _FLOOR_BATCH))
    analyze(last)
    return Floor(corpus.size, corpus.size / seconds, len(last) / analyze(last))


def main() -> None:
    """Build one index and print what it cost."""
    name, folder = sys.argv[1:]
    corpus = Corpus(Path(folder))
    cost: Cost | Floor
    if name == FLOOR:
        cost = _measure_floor(corpus)
    elif name in LETOPIS:
        cost = _build_letopis(corpus, LETOPIS[name])
    else:
        cost = _build_peer(corpus, name)
    sys.stdout.buffer.write(msgspec.json.encode(cost))


if __name__ == "__main__":
    main()
