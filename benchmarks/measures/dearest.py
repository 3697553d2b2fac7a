"""The dearest requests that are admitted: how long each takes, and what others notice of them.

    python -m benchmarks.measures.dearest --size 100000 --engines tantivy,whoosh --folder FOLDER
    python -m benchmarks.measures.dearest --size 300        a quick look that all of it works

A server is started for each engine. It answers ordinary searches alone, then every dear request
with the processor to itself, articles and cheap searches beside clients of long pages, ordinary
searches beside dear ones, and is ended by SIGTERM in the middle. The exit code is 1 where a bound
is broken: no answer over two seconds, the median of ordinary searches within three times of that
without dear ones, the health page within a second, the end within three.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.corpus import Corpus, open_corpus
from benchmarks.measures.indexing import LETOPIS
from benchmarks.measures.pages import find_port
from benchmarks.queries import make_queries
from indexer.analysis import Analyzer
from indexer.building.build import BuildJob
from indexer.building.job import IndexWork
from indexer.generations.folders import list_generations
from indexer.home.settings import EngineChoice, Settings
from indexer.progress import Progress
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.request import MAX_FILTERS, MAX_LIMIT, SearchRequest
from searcher.service import SearchService
from searcher.tagging.compiling import TagBook

# The bounds, in seconds but for the second one. A request may work for two seconds; what is left is
# for those that cannot be interrupted, and for the answer.
LONGEST = 2.5
MOST_TIMES = 3.0
HEALTH = 1.0
ENDING = 3.0

# Ordinary searches that are asked, and clients that ask dear ones all the time.
_ORDINARY = 60
_DEAR_CLIENTS = 4
# Clients that ask for pages of so many hits all the time, how many pages of each beginning, and
# seconds until one that is refused asks again: fewer than it is told.
_LONG_CLIENTS = 12
_LONG_PAGE = 100
_LONG_PAGES = 8
_PAUSE = 0.2
# Articles and cheap searches asked beside them.
_CHEAP = 300
# A time below that, in seconds, is measured by what else the machine does.
_NOISE = 0.02

_COMMAND = "from web.cli import main; main()"

Parameters = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of an answer and how many seconds it took."""

    status: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[str]

    def ask(self, path: str, parameters: Parameters = ()) -> Answer:
        """The answer to one request, on a connection of its own."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            connection.request("GET", f"{path}?{urlencode(parameters)}")
            response = connection.getresponse()
            response.read()
        finally:
            connection.close()
        return Answer(response.status, time.perf_counter() - began)

    def spent(self) -> float:
        """The seconds of the processor that the server has taken so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def search(self, parameters: Parameters) -> Answer:
        return self.ask("/api/v1/articles", parameters)


def list_dearest(service: SearchService) -> dict[str, Parameters]:
    """The dearest requests over an archive, by name: each operator at its limit, with the words
    that stand in most articles."""
    lexicon = service.generation().reader.lexicon
    words = [form for form, _ in lexicon.complete("", 4_000) if form.isalpha()]
    russian = [form for form in words if "а" <= form[0] <= "я"]
    long = [form for form in russian if len(form) > 5]
    starts = list(dict.fromkeys(form[:2] for form in russian if len(form) > 2))[:20]
    ten = russian[:10]
    queries = {
        "any of 200 words": " OR ".join(words[:200]),
        "200 words": " ".join(words[:200]),
        "one of them 200 times": " OR ".join(words[:1] * 200),
        "without 199 words": f"{words[0]} " + " ".join(f"-{word}" for word in words[1:200]),
        "a phrase of 200 equal words": f'"{" ".join(russian[:1] * 200)}"',
        "a phrase of 20 common words": f'"{" ".join(russian[:20])}"',
        "100 phrases of common words": " OR ".join(
            f'"{one} {other}"' for one, other in itertools.product(ten, ten)
        ),
        "without 99 phrases": f"{words[0]} "
        + " ".join(f'-"{one} {other}"' for one, other in list(itertools.product(ten, ten))[:99]),
        "20 equal words near": f'"{" ".join(russian[:1] * 20)}"~99',
        "20 words near": f'"{" ".join(russian[:20])}"~100',
        "two times 20 words near": " OR ".join(
            f'"{" ".join(twenty)}"~100' for twenty in (russian[:20], russian[20:40])
        ),
        "20 pairs near": " OR ".join(
            f'"{one} {other}"~100' for one, other in itertools.product(ten[:4], ten[4:9])
        ),
        "13 threes near": " OR ".join(
            f'"{" ".join(three)}"~50' for three in list(itertools.combinations(ten[:6], 3))[:13]
        ),
        "any of 20 beginnings": " OR ".join(f"{start}*" for start in starts),
        "20 beginnings": " ".join(f"{start}*" for start in starts),
        "without 19 beginnings": f"{words[0]} " + " ".join(f"-{start}*" for start in starts[:19]),
        "any of 20 fuzzy words": " OR ".join(f"{word}~" for word in long[:20]),
        "20 misspelt words": " ".join(f"{word[:3]}ъ{word[4:]}" for word in long[:20]),
        "words in the other layout": " ".join("ghbdtn cjctlb vjcr htrf ujhjl".split() * 2),
    }
    dearest: dict[str, Parameters] = {name: (("q", query),) for name, query in queries.items()}
    everything = (("interval", "month"), ("facet", "day"), ("facet", "month"), ("facet", "author"))
    facets = service.overview("en").facets
    # The rarest ones last: to leave them out leaves most articles in.
    tags = [value.id for value in facets["tag"]][1 - MAX_FILTERS :]
    filters = [*(("-tag", tag) for tag in tags), ("-author", facets["author"][-1].id)]
    narrow = (("from", "2001"), *filters)
    dearest["200 hits"] = (("q", words[0]), ("limit", str(MAX_LIMIT)))
    dearest["200 hits of 200 words"] = (*dearest["any of 200 words"], ("limit", str(MAX_LIMIT)))
    dearest["the last page"] = (("q", words[0]), ("limit", "200"), ("page", "50"))
    dearest["every filter"] = (("q", words[0]), *narrow, *everything)
    dearest["every filter, phrases"] = (
        *dearest["100 phrases of common words"], *narrow, *everything,
    )  # fmt: skip
    return dearest


def list_ordinary() -> list[Parameters]:
    """What readers ask: the mix of the other benchmarks, its words, phrases and prefixes."""
    plain = (query.request for query in make_queries() if query.kind not in {"filter", "dates"})
    return [(("q", request.q),) for request in itertools.islice(plain, _ORDINARY)]


def list_long_pages(service: SearchService) -> list[Parameters]:
    """Pages of many hits for the commonest beginnings of words."""
    forms = service.generation().reader.lexicon.complete("", 4_000)
    starts = list(dict.fromkeys(form[:2] for form, _ in forms if form.isalpha() and form[1:]))
    return [
        (("q", f"{start}*"), ("limit", str(_LONG_PAGE)), ("page", str(page)))
        for page in range(1, _LONG_PAGES + 1)
        for start in starts[:20]
    ]


def build(corpus: Corpus, engine: EngineChoice) -> None:
    """Index the corpus, if that was not done."""
    home, analyzer = corpus.home(engine), Analyzer()
    if not list_generations(home):
        print(f"{corpus.size}: building {engine} …", flush=True)
        gate = make_gate(home, analyzer, GoldenQueries())
        BuildJob(
            IndexWork(home, Settings(), analyzer, gate, TagBook(home.tags_file, analyzer)), engine
        ).run(Progress())


@contextmanager
def serve(corpus: Corpus, engine: str) -> Iterator[Server]:
    """A server of its own process, as the command starts it."""
    home = corpus.home(engine).path
    command = [sys.executable, "-c", _COMMAND, "--home", str(home), "serve", "--port", find_port()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = next(line for line in process.stdout if "http://" in line)
            port = int(address.partition("127.0.0.1:")[2].split()[0])
            yield Server(port, process)
        finally:
            process.kill()


def median_of(server: Server, asked: Sequence[Parameters], limit: int) -> float:
    """The median time of ordinary searches; those that are refused are told. With a limit of its
    own no answer is one that was given before, and kept."""
    answers = [server.search((*parameters, ("limit", str(limit)))) for parameters in asked]
    for parameters, answer in zip(asked, answers, strict=True):
        if answer.status != 200:
            print(f"  refused ({answer.status}, {answer.seconds:.1f} s): {parameters}", flush=True)
    return statistics.median(answer.seconds for answer in answers)


def times_of_cheap(server: Server, ids: Sequence[str], limit: int) -> list[float]:
    """The times of articles and of searches for one common word, by turns, in seconds, sorted."""
    words = [parameters for parameters in list_ordinary() if parameters[0][1].isalpha()]
    searches = (
        server.search((*parameters, ("limit", str(limit))))
        for parameters in itertools.islice(itertools.cycle(words), _CHEAP // 2)
    )
    articles = (server.ask(f"/articles/{quote(id_)}") for id_ in itertools.cycle(ids))
    answers = itertools.chain.from_iterable(zip(searches, articles, strict=False))
    return sorted(answer.seconds for answer in answers if answer.status == 200)


@contextmanager
def stream(server: Server, dearest: Iterable[Parameters], number: int) -> Iterator[None]:
    """So many clients that ask nothing but dear requests; the last ones are not waited for."""
    stopped = threading.Event()
    endless = itertools.cycle(dearest)
    lock = threading.Lock()

    def ask() -> None:
        while not stopped.is_set():
            with lock:
                parameters = next(endless)
            with suppress(OSError, http.client.HTTPException):
                if server.search(parameters).status != 200:
                    time.sleep(_PAUSE)

    clients = [threading.Thread(target=ask, daemon=True) for _ in range(number)]
    for client in clients:
        client.start()
    try:
        yield
    finally:
        stopped.set()


def measure_dearest(corpus: Corpus, engine: str) -> list[str]:
    """Measure one engine and print what came out; the bounds that were broken."""
    broken: list[str] = []
    service = SearchService(corpus.home(engine), Settings(), Analyzer())
    dearest, ordinary = list_dearest(service), list_ordinary()

    def hold(name: str, value: float, bound: float, unit: str, note: str = "") -> None:
        mark = "" if value <= bound else f"  more than {bound:g}{unit}"
        print(f"  {name:32} {value:8.3f}{unit}{note}{mark}", flush=True)
        if mark:
            broken.append(f"{engine}: {name}: {value:.3f}{unit}{mark}")

    print(f"{corpus.size} articles, {engine}", flush=True)
    with serve(corpus, engine) as server:
        median_of(server, ordinary, 18)
        alone = median_of(server, ordinary, 19)
        print(f"  {'ordinary searches, median':32} {alone:8.3f} s", flush=True)
        for name, parameters in dearest.items():
            spent = server.spent()
            answer = server.search(parameters)
            note = f", processor {server.spent() - spent:.2f} s"
            if answer.status != 200:
                note += f", refused ({answer.status})"
            hold(name, answer.seconds, LONGEST, " s", note)
        beside = measure_long_pages(server, service)
        hold("cheap ones beside long pages", beside, MOST_TIMES, " times")
        with stream(server, dearest.values(), _DEAR_CLIENTS):
            health = [server.ask("/healthz").seconds for _ in range(10)]
            beside = median_of(server, ordinary, 20)
            hold("the health page beside dear ones", max(health), HEALTH, " s")
            hold("ordinary beside dear ones", beside / max(alone, _NOISE), MOST_TIMES, " times")
            began = time.perf_counter()
            server.process.send_signal(signal.SIGTERM)
            server.process.wait()
            hold("the end, by SIGTERM", time.perf_counter() - began, ENDING, " s")
    return broken


def measure_long_pages(server: Server, service: SearchService) -> float:
    """How many times longer articles and cheap searches take at the median beside clients of long
    pages; the times are printed."""
    ids = [hit.article.id for hit in service.search(SearchRequest(limit=20), "en").hits]
    times_of_cheap(server, ids, 15)
    measured = {"alone": times_of_cheap(server, ids, 16)}
    with stream(server, list_long_pages(service), _LONG_CLIENTS):
        time.sleep(1.0)
        measured["beside long pages"] = times_of_cheap(server, ids, 17)
    for name, times in measured.items():
        print(
            f"  {'cheap requests ' + name:32} {statistics.median(times):8.3f} s, "
            f"p95 {times[int(0.95 * len(times))]:.3f} s, {len(times)} of {_CHEAP}",
            flush=True,
        )
    alone, beside = map(statistics.median, measured.values())
    return beside / max(alone, _NOISE)


def main() -> None:
    """Measure the engines that are asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100_000, help="number of articles")
    parser.add_argument("--engines", default="tantivy,whoosh")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "letopis-benchmarks"
    )
    arguments = parser.parse_args()
    corpus = open_corpus(arguments.folder, arguments.size)
    broken: list[str] = []
    for name in arguments.engines.split(","):
        engine = LETOPIS[name].engine
        build(corpus, engine)
        broken += measure_dearest(corpus, engine)
    print(*(broken or ["every bound holds"]), sep="\n")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
