"""Measure whether a server endures: mixed traffic for hours over an archive that changes.

    python -m benchmarks.measures.endurance FOLDER --minutes 120
    python -m benchmarks.measures.endurance FOLDER --report     of what was noted, at any time

In FOLDER an archive of generated articles is made where there is none. Two workers serve it, twenty
requests a second are asked; every minute some articles come, new ones and new versions, and are
brought into the index, every ten minutes all is built anew, and now and then settings are read
anew. What is measured is noted as it comes: `answers.jsonl`, `samples.jsonl`, `changes.jsonl`.

Nothing may fail, open files stay as many, and memory within a tenth of what it was after the first
ten minutes.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from random import Random
from urllib.parse import quote

from benchmarks.generate import generate
from benchmarks.measures.archives import build_archive
from benchmarks.measures.endurance_notes import Change, Notes, Sample, look_at, tabulate
from benchmarks.measures.load import draw_paths
from benchmarks.measures.pages import Server, serve
from benchmarks.measures.traffic import Client, Question, Traffic, find_statics
from benchmarks.measures.trends import list_common
from benchmarks.report import write_table
from indexer.article import Article, encode_article
from indexer.home.paths import ArchiveHome
from indexer.home.settings import EngineChoice

WORKERS = 2
ENGINE: EngineChoice = "tantivy"
ARTICLES = 5_000
MINUTES = 120.0
# Requests a second, and the clients that ask them.
RATE = 20
_CLIENTS = 4
# How often each article is asked for before: by then both workers were, mostly.
_TIMES = 3
# Seconds between samples, and between changes; of so many changes one is a rebuild, and another
# comes with settings that are read anew.
_SAMPLE = 5.0
CHANGE = 60.0
_REBUILD = 10
_RELOAD = 7
# Articles that come with a change.
_NEW, _CHANGED = 3, 7
# Seconds in which a change is to be answered with, and the other worker to follow.
_VISIBLE, _FOLLOWED = 10.0, 5.0
_SEED, _SEED_OF_NEWS = 1, 2
_WORDS = 2_000
# Clients have one address. What is built anew is built by the same engine.
_SETTINGS = f'rate_seconds = 0\nengine = "{ENGINE}"\n'
_COMMAND = ("nice", "-n", "10", sys.executable, "-c", "from web.cli.main import main; main()")


def run(folder: Path, minutes: float, articles: int = ARTICLES, pause: float = CHANGE) -> Notes:
    """Serve, ask and change for so long; `pause` are the seconds between changes."""
    # As the unit and the container of deploy/ serve: without it threads keep memory apart.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    home = make_archive(folder / "archive", articles)
    notes, ended = Notes(folder), threading.Event()
    words = list_common(home, _WORDS)
    ids = [f"a{number:07}" for number in range(articles)]
    with serve(home, "--workers", str(WORKERS)) as server:
        traffic = Traffic(words, ids, find_statics(server.address), draw_paths(words), Random(3))
        _fill_caches(server, ids, quote(words[0]))
        running = _Run(home, server, notes, traffic, pause, ended, time.monotonic())
        jobs = [running.sample, running.change, *[running.ask] * _CLIENTS]
        threads = [threading.Thread(target=job) for job in jobs]
        for thread in threads:
            thread.start()
        try:
            ended.wait(60 * minutes)
        finally:
            ended.set()
            for thread in threads:
                thread.join()
    return notes


def make_archive(path: Path, articles: int) -> ArchiveHome:
    """The archive that is served, made where there is none."""
    home = ArchiveHome(path)
    if not home.database.exists():
        path.mkdir(parents=True)
        home.settings_file.write_text(_SETTINGS, "utf-8")
        build_archive(path, generate(articles, _SEED), ENGINE)
    return home


def _fill_caches(server: Server, ids: Sequence[str], word: str) -> None:
    """Ask for every article, with a word that is marked in it, until both workers have read the
    words of all, as after a day of readers: what they keep has bounds, and is to have reached them
    before it is looked at."""

    def ask_all(seed: int) -> None:
        client = Client(server.address, time.monotonic())
        for id_ in Random(seed).sample(ids, len(ids)):
            client.ask(Question("warming", f"/articles/{id_}?q={word}", b""))
        client.close()

    with ThreadPoolExecutor(_CLIENTS) as pool:
        list(pool.map(ask_all, range(_TIMES)))


@dataclass(slots=True)
class _Run:
    home: ArchiveHome
    server: Server
    notes: Notes
    traffic: Traffic
    pause: float
    ended: threading.Event
    began: float
    drawing: threading.Lock = field(default_factory=threading.Lock)

    def ask(self) -> None:
        """Ask as one of the clients."""
        client = Client(self.server.address, self.began)
        for _ in self._ticks(_CLIENTS / RATE):
            with self.drawing:
                question = self.traffic.draw()
            answer = client.ask(question)
            self.notes.add(answer)
        client.close()

    def sample(self) -> None:
        """Look at the processes."""
        for at in self._ticks(_SAMPLE):
            self.notes.add(Sample(round(at, 1), tuple(look_at(self.server.pid))))

    def change(self) -> None:
        """Bring articles, build anew, and have settings read anew."""
        news = write_news(len(self.traffic.ids))
        for turn, _ in enumerate(self._ticks(self.pause), 1):
            coming = list(islice(news, _NEW + _CHANGED))
            self._bring(coming, "index" if turn % _REBUILD == 0 else "update")
            if turn % _RELOAD == 0:
                os.kill(self.server.pid, signal.SIGHUP)
                self.notes.add(Change(self._at(), "reload", 0.0))
            self.ended.wait(_FOLLOWED)
            self.traffic.ids.extend(article.id for article in coming[:_NEW])

    def _bring(self, articles: Sequence[Article], job: str) -> None:
        file = self.home.path / "news.jsonl"
        file.write_bytes(b"".join(encode_article(article) + b"\n" for article in articles))
        at = self._at()
        took, fault = self._run_letopis("import", str(file))
        self.notes.add(Change(at, "import", took, fault=fault))
        at = self._at()
        took, fault = self._run_letopis(job)
        visible = self._wait_for(articles[0].id) if not fault else 0.0
        if visible > _VISIBLE:
            fault = f"{articles[0].id} was not to be seen"
        self.notes.add(Change(at, job, took, visible, fault))

    def _run_letopis(self, *arguments: str) -> tuple[float, str]:
        began = time.monotonic()
        command = [*_COMMAND, "--home", str(self.home.path), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        fault = f"status {done.returncode}: {done.stderr[-500:]}" if done.returncode else ""
        return round(time.monotonic() - began, 2), fault

    def _wait_for(self, id_: str) -> float:
        """Seconds until an article is answered with."""
        client, began = Client(self.server.address, self.began), time.monotonic()
        question = Question("change", f"/api/v1/articles/{id_}", f'"id":"{id_}"'.encode())
        while client.ask(question).fault and time.monotonic() - began <= _VISIBLE:
            time.sleep(0.05)
        client.close()
        return round(time.monotonic() - began, 2)

    def _at(self) -> float:
        return round(time.monotonic() - self.began, 1)

    def _ticks(self, pause: float) -> Iterator[float]:
        """The times at which something is due, in seconds from the start; what is late is not made
        up for."""
        due = time.monotonic() + pause
        while not self.ended.wait(max(0.0, due - time.monotonic())):
            yield time.monotonic() - self.began
            due = max(due + pause, time.monotonic())


def write_news(articles: int) -> Iterator[Article]:
    """Articles without end: of each turn some are new, the others new versions of some that there
    are among the first so many."""
    number = 0
    while True:
        for article in generate(articles, _SEED_OF_NEWS + number):
            place, number = number % (_NEW + _CHANGED), number + 1
            id_ = f"n{number:07}" if place < _NEW else article.id
            url = f"https://news.example/{id_}/{number}"
            yield replace(article, id=id_, url=url, story=None)


def main() -> None:
    """Run, and write the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--report", action="store_true", help="only the table")
    arguments = parser.parse_args()
    if arguments.report:
        notes = Notes(arguments.folder)
    else:
        notes = run(arguments.folder, arguments.minutes, arguments.articles)
    write_table("endurance", tabulate(notes))


if __name__ == "__main__":
    main()
