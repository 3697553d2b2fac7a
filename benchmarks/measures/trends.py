"""Measure how soon the counts of five queries over time come, asked of a server over HTTP.

    python -m benchmarks.measures.trends HOME

HOME is the home of an indexed archive. Asked for are its five commonest words of five letters and
more, together, by each interval; and one of them by month, split by each facet. Nothing is kept
from one answer to the next but what an open index keeps.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.measures.pages import serve
from benchmarks.report import write_table
from indexer.home.paths import ArchiveHome, open_home
from indexer.home.settings import load_analyzer, read_settings
from indexer.schema import TEXT_FIELDS
from searcher.request import FILTER_FACETS
from searcher.service import SearchService
from searcher.trends import TREND_INTERVALS

QUERIES = 5
ROUNDS = 21
_LETTERS = 5


def tabulate_trends(home: ArchiveHome, rounds: int = ROUNDS) -> list[str]:
    """Ask for each timeline so often: the median times, by the clock, as a table."""
    words = list_common(home, QUERIES)
    asked = [
        (f"{QUERIES} queries by {interval}", _write(words, interval=interval))
        for interval in TREND_INTERVALS
    ]
    asked += [
        (f"one by month, split by {facet}", _write(words[:1], interval="month", split=facet))
        for facet in FILTER_FACETS
    ]
    lines = ["| timeline | aim | median ms | slowest |", "|---|---:|---:|---:|"]
    with serve(home) as server:
        for name, query in asked:
            # The first has what the index keeps read.
            _, *times = [time_answer(server.address, query) for _ in range(rounds + 1)]
            times.sort()
            aim = "60" if name.endswith("queries by month") else ""
            lines.append(f"| {name} | {aim} | {times[rounds // 2]:.1f} | {times[-1]:.1f} |")
    return lines


def list_common(home: ArchiveHome, count: int) -> list[str]:
    """The commonest words of an archive that are no short ones."""
    settings = read_settings(home)
    service = SearchService(home, settings, load_analyzer(home, settings))
    generation = service.generation()
    forms = generation.searcher.terms(TEXT_FIELDS["text"].exact, "")
    long = ((count, form) for form, count in forms if len(form) >= _LETTERS)
    return [form for _, form in sorted(long, reverse=True)[:count]]


def _write(words: Sequence[str], **parameters: str) -> str:
    asked = urlencode([*(("q", word) for word in words), *parameters.items()])
    return f"/api/v1/timeline?{asked}"


def time_answer(address: str, path: str) -> float:
    """Milliseconds until an answer was read to its end."""
    connection = HTTPConnection(address, timeout=60)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    taken = (time.perf_counter() - began) * 1000
    connection.close()
    assert answer.status == 200, (path, answer.status)
    return taken


def main() -> None:
    """Measure and write the table."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_table("trends", tabulate_trends(open_home(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
