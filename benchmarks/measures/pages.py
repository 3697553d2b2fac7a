"""How long the sample archive takes to import, to index, and a search page to render.

Run with `make bench`; it writes the table between the marks of docs/benchmarks.md.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer

from benchmarks.report import ROOT, write_table
from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.building.job import IndexJob, build_index
from indexer.home.settings import read_settings
from indexer.importing.job import import_files
from indexer.importing.records import RecordRules
from indexer.progress import Silence
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.service import SearchService
from web.app import make_app

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


def build(folder: Path) -> tuple[SearchService, list[tuple[str, float]]]:
    """The sample archive, imported and indexed, and how many seconds each step took."""
    home = create_home(folder)
    home.labels_file.write_bytes((ROOT / "sample_corpus" / "labels.toml").read_bytes())
    settings = read_settings(home)
    began = time.perf_counter()
    analyzer = Analyzer()
    corpus = [ROOT / "sample_corpus"]
    import_files(home, settings, analyzer, corpus, RecordRules(), Silence())
    imported = time.perf_counter()
    gate = make_gate(home, analyzer, GoldenQueries())
    build_index(IndexJob(home, settings, analyzer, gate, Silence()), "whoosh")
    indexed = time.perf_counter()
    steps = [("import, s", imported - began), ("index and checks, s", indexed - imported)]
    return SearchService(home, settings, analyzer), steps


async def time_pages(service: SearchService) -> list[float]:
    """Milliseconds of every search page of all rounds, the first round left out as warm-up."""
    times: list[float] = []
    async with TestClient(TestServer(make_app(service))) as client:
        for number in range(ROUNDS + 1):
            for q in QUERIES:
                began = time.perf_counter()
                answer = await client.get("/search", params={"q": q, "ui": "ru"})
                await answer.read()
                assert answer.status == 200, (q, answer.status)
                if number:
                    times.append((time.perf_counter() - began) * 1000)
    return times


def main() -> None:
    """Measure, print, and write the table."""
    with tempfile.TemporaryDirectory() as folder:
        service, steps = build(Path(folder) / "archive")
        times = sorted(asyncio.run(time_pages(service)))
    rows = [
        *((name, f"{value:.2f}") for name, value in steps),
        ("search page, median, ms", f"{statistics.median(times):.1f}"),
        ("search page, p95, ms", f"{times[int(len(times) * 0.95)]:.1f}"),
    ]
    table = [
        "| measure | value |",
        "|---|---:|",
        *(f"| {name} | {value} |" for name, value in rows),
    ]
    write_table("pages", table)


if __name__ == "__main__":
    main()
