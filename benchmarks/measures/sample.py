"""How long the sample archive takes to import, to index, and to serve a page of results.

A page is asked for over HTTP on the loopback interface, one after another, of a server in a process
of its own.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from benchmarks.measures.pages import ask, quantile, serve
from benchmarks.report import ROOT
from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.building.build import BuildJob
from indexer.building.job import IndexWork
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from indexer.importing.job import ImportJob
from indexer.progress import Progress
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.request import SearchRequest
from searcher.tagging.compiling import TagBook

ROUNDS = 30

QUERIES = (
    "",
    "мост",
    "школа OR school",
    '"городской совет"',
    "суд* -вина",
    "title:bridge date:2004..2014",
    "в и на",
    "the",
)


def tabulate_sample(rounds: int = ROUNDS) -> list[str]:
    """Import, index and serve the sample archive: what it took, as a table."""
    with tempfile.TemporaryDirectory() as folder:
        home, steps = build(Path(folder) / "archive")
        times = time_pages(home, rounds)
    rows = [
        *((name, f"{value:.2f}") for name, value in steps),
        ("search page, median, ms", f"{statistics.median(times):.1f}"),
        ("search page, p95, ms", f"{quantile(times, 0.95):.1f}"),
    ]
    return [
        "| measure | value |",
        "|---|---:|",
        *(f"| {name} | {value} |" for name, value in rows),
    ]


def build(folder: Path) -> tuple[ArchiveHome, list[tuple[str, float]]]:
    """The sample archive, imported and indexed, and how many seconds each step took."""
    home = create_home(folder)
    home.labels_file.write_bytes((ROOT / "sample_corpus" / "labels.toml").read_bytes())
    settings = read_settings(home)
    began = time.perf_counter()
    analyzer = Analyzer()
    corpus = [ROOT / "sample_corpus"]
    ImportJob(home=home, settings=settings, analyzer=analyzer, paths=corpus).run(Progress())
    imported = time.perf_counter()
    gate = make_gate(home, analyzer, GoldenQueries())
    BuildJob(
        IndexWork(home, settings, analyzer, gate, TagBook(home.tags_file, analyzer)), "whoosh"
    ).run(Progress())
    indexed = time.perf_counter()
    return home, [("import, s", imported - began), ("index and checks, s", indexed - imported)]


def time_pages(home: ArchiveHome, rounds: int) -> list[float]:
    """Milliseconds of every search page of all rounds, the first round left out as warm-up."""
    times: list[float] = []
    with serve(home) as server:
        for number in range(rounds + 1):
            for q in QUERIES:
                began = time.perf_counter()
                ask(server.address, SearchRequest(q=q))
                if number:
                    times.append((time.perf_counter() - began) * 1000)
    return times
