"""Measure what two worker processes stand: search pages a second, how long they take at half of
that, and whether a request fails while the index changes.

    python -m benchmarks.measures.load HOME

HOME is the home of an indexed archive; what changes is a copy of it. Asked for are search pages of
queries made of the archive's words, each of them once, with wrk on the same machine, which takes
its part of the processor. The aims are those at 100,000 articles with the compiled engine on two
cores.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from benchmarks.costs import spent_by
from benchmarks.measures.pages import Server, serve
from benchmarks.measures.trends import list_common
from benchmarks.queries import RANKS
from benchmarks.report import write_table
from benchmarks.wrk import Load, WrkMissingError, check_wrk, load
from indexer.article import LANGS
from indexer.generations.folders import current_generation
from indexer.home.paths import ArchiveHome, open_home

WORKERS = 2
SECONDS = 30
# Requests during an update and a rebuild.
REQUESTS = 10_000

_AIM = 100
_AGAIN = 50
_CONNECTIONS = 8
# At half of the load many clients ask now and then.
_RESTING = 50
_WORDS = max(last for _, last in RANKS.values())
_YEARS = range(2005, 2021)
# Articles that come between, seconds for connections to close, and those between looks at which
# generation answers.
_NEWS = 500
_CLOSING = 1.0
_LOOK = 0.02


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table, and the load average of the machine when it was measured."""

    name: str
    aim: str
    found: str
    busy: float

    def __str__(self) -> str:
        return f"| {self.name} | {self.aim} | {self.found} | {self.busy:.1f} |"


def tabulate_load(home: ArchiveHome, seconds: int = SECONDS, requests: int = REQUESTS) -> list[str]:
    """Ask for so many seconds each, and for so many pages while the index changes. Raises
    WrkMissingError."""
    check_wrk()
    with tempfile.TemporaryDirectory(prefix="letopis-load-") as folder:
        copy = ArchiveHome(Path(shutil.copytree(home.path, Path(folder, "archive"))))
        paths = draw_paths(list_common(copy, _WORDS))
        with serve(copy, "--workers", str(WORKERS)) as server:
            ask = _Asker(server, paths, seconds)
            rows = [*_measure_rates(ask), *_measure_changes(ask, copy, requests)]
    return ["| what | aim | found | load average |", "|---|---:|---:|---:|", *map(str, rows)]


def draw_paths(words: Sequence[str], seed: int = 1) -> Iterator[str]:
    """The paths of different search pages without end, made of these words, the commonest first.
    They are as common as those of the mix that is asked of engines (`benchmarks.queries`)."""
    random, seen = Random(seed), set[str]()

    def word(frequency: str) -> str:
        first, last = (rank * len(words) // _WORDS for rank in RANKS[frequency])
        return words[random.randrange(first, max(last, first + 1))]

    def any_word() -> str:
        return word(random.choice(tuple(RANKS)))

    writers: Sequence[Callable[[], dict[str, str]]] = (
        lambda: {"q": any_word()},
        lambda: {"q": f"{word('common')} {word('medium')}"},
        lambda: {"q": f"{word('common')} {word('common')} {word('medium')}"},
        lambda: {"q": f"{word('medium')} OR {word('medium')}"},
        lambda: {"q": f'"{word("common")} {word("medium")}"'},
        lambda: {"q": f"{word('medium')[:6]}*"},
        lambda: {"q": any_word(), "lang": random.choice(LANGS)},
        lambda: {"q": any_word(), "from": str(random.choice(_YEARS))},
        lambda: {"q": any_word(), "page": "2"},
    )
    while True:
        path = f"/search?{urlencode(random.choice(writers)())}"
        if path not in seen:
            seen.add(path)
            yield path


@dataclass(slots=True)
class _Asker:
    """Loads a server with pages that it has not made yet."""

    server: Server
    paths: Iterator[str]
    seconds: int

    def spent(self) -> float:
        """Seconds of processor time of the workers."""
        listed = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text("ascii")
        return sum(spent_by(int(pid)) for pid in listed.split())

    def ask_new(self, connections: int = _CONNECTIONS, pause_ms: int = 0) -> Load:
        # The connections of the load before are to be gone when those of this one are shared out.
        time.sleep(_CLOSING)
        # More than any server makes.
        paths = list(islice(self.paths, 1000 * self.seconds))
        return load(self.server.address, paths, connections, self.seconds, pause_ms)

    def ask_again(self) -> Load:
        paths = list(islice(self.paths, _AGAIN))
        load(self.server.address, paths, _CONNECTIONS, self.seconds)
        time.sleep(_CLOSING)
        return load(self.server.address, paths, _CONNECTIONS, self.seconds)


def _measure_rates(ask: _Asker) -> Iterator[Row]:
    # What the first pages of a process read is kept.
    ask.ask_new()
    busy, before, new = _busy(), ask.spent(), ask.ask_new()
    spent = (ask.spent() - before) / new.requests * 1000
    yield Row("new pages a second", f"{_AIM}", f"{new.rate:.0f}", busy)
    yield Row("their median and p99, ms", "", f"{new.median_ms:.0f}, {new.p99_ms:.0f}", busy)
    yield Row("their processor time in the workers, ms", "", f"{spent:.1f}", busy)
    half = _AIM / 2
    pause = round(1000 * _RESTING / half)
    busy, rested = _busy(), ask.ask_new(_RESTING, pause)
    times = f"{rested.median_ms:.0f}, {rested.p99_ms:.0f}"
    yield Row(f"median and p99 at {rested.rate:.0f} new pages a second, ms", "p99 100", times, busy)
    busy, again = _busy(), ask.ask_again()
    yield Row("pages asked again, a second", "1000", f"{again.rate:.0f}", busy)
    failed = sum(measured.errors for measured in (new, rested, again))
    yield Row("errors of all these", "0", f"{failed}", busy)


def _measure_changes(ask: _Asker, home: ArchiveHome, requests: int) -> Iterator[Row]:
    """Ask while an update and a rebuild run, for as long as they do and so often."""
    news = home.path / "load.jsonl"
    news.write_text("".join(_write_news()), "utf-8")
    _run_letopis(home, "import", str(news))
    busy = _busy()
    jobs = threading.Thread(target=_change_index, args=(home,))
    loads: list[Load] = []
    with _watching(ask.server.address, home) as followers:
        jobs.start()
        while jobs.is_alive() or sum(one.requests for one in loads) < requests:
            loads.append(ask.ask_new())
    for name, count in (
        ("requests", sum(one.requests for one in loads)),
        ("answers of another status than 200", sum(one.refused for one in loads)),
        ("broken connections", sum(one.broken for one in loads)),
        ("late answers", sum(one.late for one in loads)),
    ):
        aim = f"{requests}" if name == "requests" else "0"
        yield Row(f"while an update and a rebuild run: {name}", aim, f"{count}", busy)
    slowest = max(one.slowest_ms for one in loads)
    yield Row("while they run: the slowest answer, ms", "", f"{slowest:.0f}", busy)
    for number, name in enumerate(("update", "rebuild")):
        lags = ", ".join(f"{follower.lag(number):.2f}" for follower in followers)
        yield Row(f"seconds until each worker answers by the {name}", "1", lags, busy)


def _change_index(home: ArchiveHome) -> None:
    _run_letopis(home, "update")
    # The followers are to see one switch after the other.
    time.sleep(3)
    _run_letopis(home, "index")


def _write_news() -> Iterator[str]:
    for number in range(_NEWS):
        text = f"Bridge {number} over the river, opened on day {number}. " * 20
        record = {"id": f"load-{number}", "title": f"Bridge {number}", "text": text}
        yield json.dumps(record | {"date": "2019-03-01", "source": "load"}) + "\n"


def _run_letopis(home: ArchiveHome, *arguments: str) -> None:
    start = "from web.cli import main; main()"
    command = [sys.executable, "-c", start, "--home", str(home.path), *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


@dataclass(slots=True)
class _Follower:
    """Notes when generations were switched in, and when a worker first answered by each."""

    address: str
    home: ArchiveHome
    switched: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def lag(self, number: int) -> float:
        """Seconds from a switch to the first answer by what was switched in; not a number where
        there was none."""
        if number >= min(len(self.switched), len(self.answered)):
            return math.nan
        return self.answered[number] - self.switched[number]

    def follow(self, connection: HTTPConnection) -> None:
        """Ask over one connection, which one worker answers, until the end."""
        known = served = current_generation(self.home)
        while not self.ended.wait(_LOOK):
            current = current_generation(self.home)
            if current != known:
                known = current
                self.switched.append(time.monotonic())
            connection.request("GET", "/readyz")
            now = json.loads(connection.getresponse().read())["generation"]
            if now != served:
                served = now
                self.answered.append(time.monotonic())
        connection.close()


@contextmanager
def _watching(address: str, home: ArchiveHome) -> Iterator[list[_Follower]]:
    """A follower of each worker: their connections are the only ones when they begin, and go to
    one worker each."""
    followers = [_Follower(address, home) for _ in range(WORKERS)]
    threads: list[threading.Thread] = []
    for follower in followers:
        connection = HTTPConnection(address, timeout=60)
        connection.connect()
        # Taken before the next one comes.
        time.sleep(0.1)
        threads.append(threading.Thread(target=follower.follow, args=(connection,)))
    for thread in threads:
        thread.start()
    try:
        yield followers
    finally:
        # The last generation may have been switched in just now.
        time.sleep(3)
        for follower, thread in zip(followers, threads, strict=True):
            follower.ended.set()
            thread.join()


def _busy() -> float:
    return os.getloadavg()[0]


def main() -> None:
    """Measure and write the table."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        write_table("load", tabulate_load(open_home(Path(sys.argv[1]))))
    except WrkMissingError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
