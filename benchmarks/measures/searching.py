"""How long an answer takes: Letopis with and without snippets, its facets alone, and its peers.

Times are processor time of the thread that answers: what the clock shows on an idle machine, and
what can be compared on a busy one. All are asked in turn, query by query, so that noise hits all
alike; the first round warms up and checks that all find and count the same. Of the rounds each
query keeps its median.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from benchmarks.corpus import Corpus
from benchmarks.costs import load, run_module, save
from benchmarks.measures.serving import MIX, Serving
from benchmarks.measures.subjects import (
    PLAIN,
    Question,
    Subject,
    built_engines,
    check_peer,
    open_engine,
    open_peers,
    peer_answer,
    read_questions,
)
from benchmarks.peers import HITS
from benchmarks.queries import BenchmarkQuery
from indexer.analysis import Analyzer
from indexer.home.settings import Settings
from searcher.service import SearchService

ROUNDS = 3
STEP = "searching"
_RATIOS = ("articles", "engine", "of raw tantivy", "FTS5 takes", "Xapian takes", "snippets ms",
           "two threads", "two, no snippets", "memory MB")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Searching:
    """Milliseconds of every query of the mix, in its order, by subject; the kind of each query and
    the number of hits it shows; and what a fresh process showed, by engine."""

    articles: int
    kinds: tuple[str, ...]
    hits: tuple[int, ...]
    times: Mapping[str, tuple[float, ...]]
    serving: Mapping[str, Serving]

    def median(self, subject: str) -> float:
        """The median over the mix."""
        return statistics.median(self.times[subject])

    def quantile(self, subject: str, share: float) -> float:
        """The time that a share of the queries stays within."""
        return sorted(self.times[subject])[int(share * (len(self.kinds) - 1))]

    def medians(self, subject: str) -> dict[str, float]:
        """The median of each kind of query."""
        by_kind: defaultdict[str, list[float]] = defaultdict(list)
        for kind, time in zip(self.kinds, self.times[subject], strict=True):
            by_kind[kind].append(time)
        return {kind: statistics.median(times) for kind, times in sorted(by_kind.items())}

    def snippets(self, engine: str) -> float:
        """What snippets add: the median over the queries that show ten hits."""
        rows = zip(self.times[engine], self.times[engine + PLAIN], self.hits, strict=True)
        added = [whole - plain for whole, plain, hits in rows if hits == HITS]
        return statistics.median(added)


def measure_searching(
    corpus: Corpus, peers: Sequence[str], mix: Sequence[BenchmarkQuery], rounds: int = ROUNDS
) -> None:
    """Ask the mix of everything that is built, and keep the times.

    Raises AssertionError where a peer finds or counts something else than Letopis.
    """
    kept = corpus.results(STEP)
    if kept.exists():
        return
    engines = built_engines(corpus)
    analyzer = Analyzer()
    services = [SearchService(corpus.home(name), Settings(), analyzer, room=0) for name in engines]
    # The last engine is the one for large archives.
    judge = services[-1]
    save(corpus.results(MIX), mix)
    questions = read_questions(mix, judge)
    opened = open_peers(corpus, peers)
    print(f"{corpus.size}: checking and warming up …", flush=True)
    for question in questions:
        for name, peer in opened.items():
            check_peer(name, peer, judge, question)
    subjects = [subject for name in engines for subject in open_engine(corpus, name, analyzer)]
    subjects += [Subject(name, peer_answer(peer)) for name, peer in opened.items()]
    times = _ask_all(subjects, questions, rounds)
    hits = tuple(len(judge.search(q.query.request, "en").hits) for q in questions)
    for peer in opened.values():
        peer.close()
    serving: dict[str, Serving] = {}
    for name in engines:
        print(f"{corpus.size}: a fresh process of {name} …", flush=True)
        arguments = (str(corpus.folder), name, str(rounds))
        printed, _ = run_module("benchmarks.measures.serving", *arguments)
        serving[name] = msgspec.convert(printed, Serving)
    kinds = tuple(question.query.kind for question in questions)
    save(kept, Searching(corpus.size, kinds, hits, times, serving))


def read_searching(corpus: Corpus) -> Searching | None:
    """The times as they were measured."""
    return load(corpus.results(STEP), Searching)


def tabulate_times(measured: Sequence[Searching]) -> list[str]:
    """Median, p95 and p99 of every subject."""
    lines = ["| articles | answered by | median ms | p95 | p99 |", "|---:|---|---:|---:|---:|"]
    for searching in measured:
        for name in searching.times:
            values = (
                searching.median(name),
                searching.quantile(name, 0.95),
                searching.quantile(name, 0.99),
            )
            cells = " | ".join(f"{value:.2f}" for value in values)
            lines.append(f"| {searching.articles:,} | {name} | {cells} |")
    return lines


def tabulate_kinds(measured: Sequence[Searching]) -> list[str]:
    """The median of every kind of query, in milliseconds."""
    kinds = sorted(set(measured[0].kinds)) if measured else []
    lines = [
        f"| articles | answered by | {' | '.join(kinds)} |",
        f"|---:|---|{'---:|' * len(kinds)}",
    ]
    for searching in measured:
        for name in searching.times:
            medians = searching.medians(name)
            cells = " | ".join(f"{medians[kind]:.2f}" for kind in kinds)
            lines.append(f"| {searching.articles:,} | {name} | {cells} |")
    return lines


def tabulate_ratios(measured: Sequence[Searching]) -> list[str]:
    """What was aimed at: Letopis against its peers at the median, and its own costs."""
    lines = [f"| {' | '.join(_RATIOS)} |", f"|---:|---|{'---:|' * (len(_RATIOS) - 2)}"]
    for searching in measured:
        for engine, serving in searching.serving.items():
            own = searching.median(engine + PLAIN)
            medians = {
                name: searching.median(name)
                for name in ("raw tantivy", "fts5", "xapian")
                if name in searching.times
            }
            raw = medians.get("raw tantivy")
            cells = [
                f"{own / raw:.2f} ×" if raw else "",
                *(
                    f"{medians[name] / own:.1f} ×" if name in medians else ""
                    for name in ("fts5", "xapian")
                ),
                f"{searching.snippets(engine):.2f}",
                f"{serving.two_threads:.2f} ×",
                f"{serving.two_threads_no_snippets:.2f} ×",
                f"{serving.memory_mb:.0f}",
            ]
            lines.append(f"| {searching.articles:,} | {engine} | {' | '.join(cells)} |")
    return lines


def _ask_all(
    subjects: Sequence[Subject], questions: Sequence[Question], number_of_rounds: int
) -> dict[str, tuple[float, ...]]:
    rounds: dict[str, list[list[float]]] = {subject.name: [] for subject in subjects}
    for number in range(number_of_rounds + 1):
        print(f"  round {number} of {number_of_rounds}", flush=True)
        taken: dict[str, list[float]] = {subject.name: [] for subject in subjects}
        for at, question in enumerate(questions):
            # Nobody comes always after the same neighbour, who has emptied the processor's caches.
            first = (at + number) % len(subjects)
            for subject in (*subjects[first:], *subjects[:first]):
                taken[subject.name].append(subject.ask(question) * 1000)
        if number:
            for name, times in taken.items():
                rounds[name].append(times)
    return {
        name: tuple(round(statistics.median(times), 4) for times in zip(*taken, strict=True))
        for name, taken in rounds.items()
    }
