"""A fresh serving process: its resident memory after the mix, and two searching threads to one.

python -m benchmarks.measures.serving CORPUS_FOLDER ENGINE ROUNDS
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import msgspec

from benchmarks.corpus import Corpus
from benchmarks.costs import load, own_memory
from benchmarks.measures.subjects import Question, plain_answer, read_questions, whole_answer
from benchmarks.queries import BenchmarkQuery
from indexer.analysis import Analyzer
from indexer.home.settings import Settings
from searcher.service import SearchService

# Where the queries are kept that a fresh process asks.
MIX = "mix"


@dataclass(frozen=True, slots=True)
class Serving:
    """MB of the process that are no pages of files, and how many times the answers of one thread
    two threads give in the same time, with snippets and without."""

    memory_mb: float
    two_threads: float
    two_threads_no_snippets: float


def measure_serving(corpus: Corpus, engine: str, rounds: int) -> Serving:
    """Ask the mix in this process, which must be a fresh one."""
    home, settings, analyzer = corpus.home(engine), Settings(), Analyzer()
    service = SearchService(home, settings, analyzer, room=0)
    # Read, not made: the vocabulary it is made from would count as memory of the server.
    mix = load(corpus.results(MIX), tuple[BenchmarkQuery, ...])
    assert mix, "the step `search` writes the mix"
    questions = read_questions(mix, service)
    ask = whole_answer(service)
    for question in questions:
        ask(question)
    memory = own_memory()
    return Serving(
        memory_mb=round(memory, 1),
        two_threads=_gain(ask, questions, rounds),
        two_threads_no_snippets=_gain(plain_answer(service), questions, rounds),
    )


def _gain(ask: Callable[[Question], float], questions: list[Question], rounds: int) -> float:
    """Each thread asks the whole mix: two do twice the work."""

    def ask_all() -> None:
        for question in questions:
            ask(question)

    gains: list[float] = []
    with ThreadPoolExecutor(2) as pool:
        for _ in range(rounds):
            began = time.perf_counter()
            pool.submit(ask_all).result()
            alone = time.perf_counter() - began
            began = time.perf_counter()
            for running in [pool.submit(ask_all), pool.submit(ask_all)]:
                running.result()
            gains.append(2 * alone / (time.perf_counter() - began))
    return round(statistics.median(gains), 2)


def main() -> None:
    """Measure and print."""
    folder, engine, rounds = sys.argv[1:]
    serving = measure_serving(Corpus(Path(folder)), engine, int(rounds))
    sys.stdout.buffer.write(msgspec.json.encode(serving))


if __name__ == "__main__":
    main()
