"""Measure walks, readings and exports through the API, asked of a server over HTTP.

    python -m benchmarks.measures.api HOME

HOME is the home of an indexed archive. Asked for is its commonest word of five letters and more:
the result walked to its end in each order, its concordance and its collocates; and the export of
all articles. Common words are searched for, each by the library in this process and through the
API in turn. Answers that are asked again are asked in other words, so that none is kept.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from benchmarks.measures.pages import Server, serve
from benchmarks.measures.trends import list_common, time_answer
from benchmarks.report import write_table
from indexer.home.paths import ArchiveHome, open_home
from indexer.home.settings import load_analyzer, read_settings
from searcher.request import SORTS, SearchRequest
from searcher.service import SearchService

PAGE = 50
# Words that are searched for through the API and by the library.
COMPARED = 200
# A walk is compared with itself: so many pages at its beginning and so many at its end.
_COMPARED = 20
ROUNDS = 5


def tabulate_api(home: ArchiveHome, rounds: int = ROUNDS) -> list[str]:
    """Ask for each so often: times by the clock, in milliseconds, as a table."""
    (word,) = list_common(home, 1)
    lines = ["| what | aim | ms |", "|---|---|---:|"]
    with serve(home) as server:
        through, within = _compare_with_library(home, server)
        name = f"/articles of {COMPARED} words against the library call, medians"
        ratio = f"{through / within:.2f} × ({through:.1f} to {within:.1f})"
        lines.append(f"| {name} | 1.3 × | {ratio} |")
        for sort in SORTS:
            times = list(_walk(server, word, sort))
            early, late = times[1 : 1 + _COMPARED], times[-1 - _COMPARED : -1]
            if early and late:
                name = f"page of a walk by {sort}, {len(times)} pages of {PAGE}: early, late"
                lines.append(f"| {name} | equal | {median(early):.1f}, {median(late):.1f} |")
        for name, aim in (("kwic", "300, the first"), ("collocates", "1000")):
            asked = (urlencode({"q": word, "limit": PAGE - n}) for n in range(rounds + 1))
            first, *rest = [time_answer(server.address, f"/api/v1/{name}?{q}") for q in asked]
            taken = f"{first:.0f}, {median(rest):.0f}"
            lines.append(f"| /{name} of a common word: first, again | {aim} | {taken} |")
        first, rate = _export(server)
        lines.append(f"| first byte of the export of everything | 100 | {first:.0f} |")
        lines.append(f"| articles a second of it, every field | 5000 | {rate:.0f} |")
    return lines


def _compare_with_library(home: ArchiveHome, server: Server) -> tuple[float, float]:
    """The median milliseconds of an answer through the API, and of the same by the library."""
    settings = read_settings(home)
    library = SearchService(home, settings, load_analyzer(home, settings), room=0)
    connection = HTTPConnection(server.address, timeout=60)
    through: list[float] = []
    within: list[float] = []
    for word in list_common(home, COMPARED):
        began = time.perf_counter()
        connection.request("GET", f"/api/v1/articles?{urlencode({'q': word})}")
        connection.getresponse().read()
        asked = time.perf_counter()
        library.search(SearchRequest(q=word), "en")
        through.append((asked - began) * 1000)
        within.append((time.perf_counter() - asked) * 1000)
    connection.close()
    return median(through), median(within)


def _walk(server: Server, word: str, sort: str) -> Iterator[float]:
    """The milliseconds of each page of a walk."""
    connection = HTTPConnection(server.address, timeout=60)
    asked = urlencode({"q": word, "sort": sort, "limit": PAGE, "fields": "id"})
    path, seen, total = f"/api/v1/articles?{asked}", 0, 0
    while path:
        began = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        page = json.loads(answer.read())
        yield (time.perf_counter() - began) * 1000
        assert answer.status == 200, page
        seen, total, path = seen + len(page["hits"]), page["total"], page["next"]
    assert seen == total, "the walk lost some"
    connection.close()


def _export(server: Server) -> tuple[float, float]:
    """Milliseconds until the first byte, and articles a second until the last."""
    connection = HTTPConnection(server.address, timeout=600)
    began = time.perf_counter()
    connection.request("GET", "/api/v1/export")
    answer = connection.getresponse()
    lines = answer.read(1).count(b"\n")
    first = time.perf_counter() - began
    while piece := answer.read(1 << 20):
        lines += piece.count(b"\n")
    taken = time.perf_counter() - began
    assert lines == int(answer.headers["Letopis-Total"]), "the export lost some"
    connection.close()
    return first * 1000, lines / taken


def main() -> None:
    """Measure and write the table."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_table("api", tabulate_api(open_home(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
