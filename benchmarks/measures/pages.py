"""What a page of results costs, part by part: the library's answer, presenting, rendering and
compressing it, and the whole over HTTP.

The parts run in this process. The whole is asked of a server in a process of its own, over the
loopback interface, in turn with the parts: noise hits all alike, and what can be compared between
machines is the ratio to the library call. Times are processor time, of the whole that of the
server.
"""

from __future__ import annotations

import re
import socket
import statistics
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from itertools import pairwise

from aiohttp.test_utils import make_mocked_request

from benchmarks.corpus import Corpus
from benchmarks.costs import load, save, spent_by
from benchmarks.queries import BenchmarkQuery
from indexer.analysis import Analyzer
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from searcher.request import DEFAULT_LIMIT, SearchRequest
from searcher.service import SearchService
from web.app import make_app
from web.keys import TEMPLATES
from web.parameters import canonical_request
from web.requests import request_language
from web.site.rendering import make_site, urls_of
from web.site.search.presenter import SearchPresenter
from web.urls import Urls

STEP = "pages"
ENGINE = "tantivy"
ROUNDS = 3
# The parts, in the order in which a page comes to be, and the whole.
SEARCH, WHOLE = "search", "whole, over HTTP"
PARTS = (SEARCH, "present", "render", "compress", WHOLE)
UI = "ru"
_ADDRESS = re.compile(r"Serving on http://(\S+)")
_ENCODINGS = {"Accept-Encoding": "gzip, deflate"}


@dataclass(frozen=True, slots=True)
class Server:
    """A serving process, and where it answers: `host:port`."""

    pid: int
    address: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it was made: milliseconds of each part, bytes as HTML and compressed."""

    times: Mapping[str, float]
    html: int
    compressed: int


@dataclass(frozen=True, slots=True)
class Pages:
    """Milliseconds of each part for every query, in the order of the mix, and KB of the page in the
    middle."""

    articles: int
    times: Mapping[str, tuple[float, ...]]
    html_kb: float
    compressed_kb: float

    @property
    def rate(self) -> float:
        """Pages a second of one core."""
        return 1000 / statistics.mean(self.times[WHOLE])


def measure_pages(corpus: Corpus, mix: Sequence[BenchmarkQuery], rounds: int = ROUNDS) -> None:
    """Make the page of every query of the mix, and keep what its parts took."""
    kept = corpus.results(STEP)
    if kept.exists():
        return
    print(f"{corpus.size}: pages …", flush=True)
    home = corpus.home(ENGINE)
    maker = PageMaker(SearchService(home, Settings(), Analyzer(), room=0))
    with serve(home) as server:
        warm, *made = (
            [maker.make(as_read(query.request, turn), server) for query in mix]
            for turn in range(rounds + 1)
        )
    of_queries = list(zip(*made, strict=True))
    times = {
        part: tuple(
            round(statistics.median(page.times[part] for page in pages), 4) for pages in of_queries
        )
        for part in PARTS
    }
    html, compressed = (
        statistics.median(sizes) / 1024
        for sizes in zip(*((page.html, page.compressed) for page in warm), strict=True)
    )
    save(kept, Pages(corpus.size, times, html, compressed))


def read_pages(corpus: Corpus) -> Pages | None:
    """The costs of pages as they were measured."""
    return load(corpus.results(STEP), Pages)


def tabulate_pages(measured: Sequence[Pages]) -> list[str]:
    """Every part of a page, beside the library call of the same queries."""
    lines = [
        "| articles | part | median ms | p95 | of the library call |",
        "|---:|---|---:|---:|---:|",
    ]
    for pages in measured:
        for part, times in pages.times.items():
            ratio = statistics.median(times) / statistics.median(pages.times[SEARCH])
            cells = f"{statistics.median(times):.2f} | {quantile(times, 0.95):.2f} | {ratio:.2f} ×"
            lines.append(f"| {pages.articles:,} | {part} | {cells} |")
        for name, value in (
            ("KB of HTML", f"{pages.html_kb:.0f}"),
            ("KB compressed", f"{pages.compressed_kb:.0f}"),
            ("pages a second of one core", f"{pages.rate:.0f}"),
        ):
            lines.append(f"| {pages.articles:,} | {name} | {value} | | |")
    return lines


class PageMaker:
    """Makes pages of results as the site makes them, and takes the time of every part."""

    def __init__(self, service: SearchService) -> None:
        self._service = service
        self._app = make_app(service)

    def make(self, request: SearchRequest, server: Server) -> Page:
        """The page of a request, made here and asked of a server."""
        asked = make_mocked_request("GET", Urls(UI).search(request), app=self._app)
        language = request_language(asked)
        moments = [time.thread_time()]
        response = self._service.search(request, language.code)
        moments.append(time.thread_time())
        carried = canonical_request(request, response.canonical)
        presenter = SearchPresenter(response, carried, language, urls_of(asked))
        page = presenter.page(make_site(asked, request, response.index, carried=carried))
        moments.append(time.thread_time())
        text = self._app[TEMPLATES].get_template("search/search.html").render(page=page)
        moments.append(time.thread_time())
        compressed = zlib.compress(text.encode())
        moments.append(time.thread_time())
        before = spent_by(server.pid)
        ask(server.address, request)
        whole = spent_by(server.pid) - before
        taken = (*(later - earlier for earlier, later in pairwise(moments)), whole)
        times = {part: seconds * 1000 for part, seconds in zip(PARTS, taken, strict=True)}
        return Page(times, len(text.encode()), len(compressed))


def as_read(request: SearchRequest, turn: int) -> SearchRequest:
    """A request as a reader's page makes it, a hit longer each time: no page is known yet."""
    limit = DEFAULT_LIMIT + turn
    return replace(request, limit=limit, interval=None, repair=True, stories=True)


def find_port() -> str:
    """A port that nobody listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        return str(free.getsockname()[1])


@contextmanager
def serve(home: ArchiveHome, *options: str) -> Iterator[Server]:
    """A server of an archive in a process of its own."""
    start = "from web.cli import main; main()"
    arguments = ["--home", str(home.path), "serve", "--port", find_port(), *options]
    command = [sys.executable, "-u", "-c", start, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            found = (_ADDRESS.search(line) for line in process.stdout)
            yield Server(process.pid, next(match[1] for match in found if match))
        finally:
            process.terminate()


def ask(address: str, request: SearchRequest) -> None:
    """Ask a server for the page of a request, on a connection of its own, as it is sent."""
    connection = HTTPConnection(address, timeout=60)
    connection.request("GET", Urls(UI).search(request), headers=_ENCODINGS)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200, (request, answer.status)


def quantile(times: Sequence[float], share: float) -> float:
    """The time that a share of the queries stays within."""
    return sorted(times)[int(share * (len(times) - 1))]
