"""Measure how long it takes until an article that was imported can be found: from the start of the
update until each of two workers answers with it.

    python -m benchmarks.measures.freshness HOME…

Each HOME is that of an indexed archive; what changes is a copy of it. One article is imported, then
the index is updated: by a process that goes on, as that of `letopis watch` does, and by `letopis
update`, whose process begins with nothing. Both workers are asked for the article all the time.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from itertools import count
from pathlib import Path

from benchmarks.costs import Stopwatch
from benchmarks.generate import generate
from benchmarks.measures.pages import Server, serve
from benchmarks.report import ROOT, write_table
from indexer.archive.store import Archive
from indexer.home.paths import ArchiveHome, open_home
from indexer.progress import Progress
from searcher.archive import open_archive

WORKERS = 2
ROUNDS = 5
AIM = 1.0

# When an update began, and the seconds of the processor that it took.
Started = tuple[float, float]

# Seconds between looks, after which it is given up, and of rest before each round.
_LOOK, _LONGEST, _REST = 0.01, 60.0, 2.0
_SEED = 9
_COMMAND = (sys.executable, "-c", "from web.cli.main import main; main()")


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds from the start of an update: to the switch, and to the answer of each worker; and
    those of the processor that the update took."""

    switched: float
    answered: tuple[float, ...]
    spent: float

    @property
    def visible(self) -> float:
        return max(self.answered)


def tabulate_freshness(homes: Sequence[ArchiveHome], rounds: int = ROUNDS) -> list[str]:
    """Import, update and look, so often in each archive: what it took, as a table."""
    columns = (
        "articles", "updated by", "aim, s", "median s", "slowest", "update", "switch",
        "of the processor", "load",
    )  # fmt: skip
    lines = [f"| {' | '.join(columns)} |", "|---:|---|---:|---:|---:|---:|---:|---:|---:|"]
    for home in homes:
        with tempfile.TemporaryDirectory(prefix="letopis-freshness-", dir=home.path.parent) as name:
            copy = ArchiveHome(Path(shutil.copytree(home.path, Path(name, "archive"))))
            lines += _measure(copy, rounds)
    return lines


def _measure(home: ArchiveHome, rounds: int) -> Iterator[str]:
    with Archive.open(home.database) as archive:
        size = archive.count()
    news = count(size)
    with serve(home, "--workers", str(WORKERS)) as server, _updating(home) as update:
        # What a process reads at first is kept.
        _run_round(home, server, update, next(news))
        for name, way in (
            ("a process that goes on", update),
            ("`letopis update`", lambda: _run_command(home)),
        ):
            busy = os.getloadavg()[0]
            done = [_run_round(home, server, way, next(news)) for _ in range(rounds)]
            switched = statistics.median(each.switched for each in done)
            followed = statistics.median(each.visible - each.switched for each in done)
            times = sorted(each.visible for each in done)
            spent = statistics.median(each.spent for each in done)
            cells = f"{statistics.median(times):.2f} | {times[-1]:.2f}"
            yield (
                f"| {size:,} | {name} | {AIM:g} | {cells} | {switched:.2f} | {followed:.2f} "
                f"| {spent:.2f} | {busy:.1f} |"
            )


def _run_round(
    home: ArchiveHome, server: Server, update: Callable[[], Started], number: int
) -> Round:
    (article,) = generate(1, _SEED + number)
    article = replace(article, id=f"fresh-{number}", story=None)
    with Archive.open(home.database) as archive, archive.transaction():
        archive.put(article)
    time.sleep(_REST)
    path = f"/api/v1/articles/{article.id}"
    with ThreadPoolExecutor(WORKERS) as pool:
        looks = [pool.submit(_wait_for, path, one) for one in _connect(server)]
        began, spent = update()
        answered = tuple(look.result() - began for look in looks)
    switched = (home.index / "CURRENT").stat().st_mtime - began
    return Round(switched, answered, spent)


def _connect(server: Server) -> Iterator[HTTPConnection]:
    """What asks each worker for a path: of the only connections that there are each has one."""
    for _ in range(WORKERS):
        connection = HTTPConnection(server.address, timeout=_LONGEST)
        connection.connect()
        # Taken before the next one comes.
        time.sleep(0.1)

        yield connection


def _wait_for(path: str, connection: HTTPConnection) -> float:
    """When it was first answered with."""
    end = time.time() + _LONGEST
    while time.time() < end:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status == 200:
            connection.close()
            return time.time()
        time.sleep(_LOOK)
    raise TimeoutError(path)


@contextmanager
def _updating(home: ArchiveHome) -> Iterator[Callable[[], Started]]:
    """What has a process that goes on update the index."""
    command = [sys.executable, "-m", "benchmarks.measures.freshness", "update", str(home.path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        stdin, stdout = process.stdin, process.stdout

        def update() -> Started:
            print(file=stdin, flush=True)
            began, spent = map(float, stdout.readline().split())
            return began, spent

        yield update
        stdin.close()


def _update_when_told(path: Path) -> None:
    archive = open_archive(path)
    for _ in sys.stdin:
        began, before = time.time(), time.process_time()
        archive.update_job().run(Progress())
        print(began, time.process_time() - before, flush=True)


def _run_command(home: ArchiveHome) -> Started:
    began, watch = time.time(), Stopwatch()
    subprocess.run(
        [*_COMMAND, "--home", str(home.path), "update"],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return began, watch.stop().cpu_seconds


def main() -> None:
    """Measure and write the table."""
    match sys.argv[1:]:
        case ["update", path]:
            _update_when_told(Path(path))
        case [_, *_] as paths:
            homes = [open_home(Path(path)) for path in paths]
            write_table("freshness", tabulate_freshness(homes))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
