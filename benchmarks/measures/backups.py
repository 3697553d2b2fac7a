"""Measure what backups take, and what readers notice of one.

    python -m benchmarks.measures.backups HOME

HOME is the home of an indexed archive, to which only the note of its last backup is written. Backed
up are the archive, the archive as it was, and a restored copy of it after a day of news. Searches
for its commonest words are asked of a server over HTTP, a new one a little after the answer to the
one before, without a backup and while backups are taken by another process; both in turn.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.generate import generate
from benchmarks.measures.pages import serve
from benchmarks.measures.trends import list_common, time_answer
from benchmarks.report import ROOT, write_table
from indexer.archive.store import Archive
from indexer.backup.job import BackupJob
from indexer.backup.restoring import RestoreJob
from indexer.home.paths import ArchiveHome, open_home
from indexer.progress import Progress

DAY = 200
WORDS = 300
ROUNDS = 3
SECONDS = 15.0
# Between an answer and the next question.
_PAUSE = 0.05
_SEED = 5
# As deploy/systemd/letopis-backup.service has it.
_COMMAND = ("nice", "-n", "10", sys.executable, "-c", "from web.cli.main import main; main()")


def tabulate_backups(
    home: ArchiveHome, rounds: int = ROUNDS, seconds: float = SECONDS
) -> list[str]:
    """Take backups, restore one, and search meanwhile: what it took, as a table."""
    with tempfile.TemporaryDirectory(prefix="letopis-backups-", dir=home.path.parent) as name:
        folder = Path(name)
        lines = ["| of the archive | seconds | MB written |", "|---|---:|---:|"]
        lines += _measure_writing(home, folder)
        return [*lines, "", *_measure_searches(home, folder / "meanwhile", rounds, seconds)]


def _measure_writing(home: ArchiveHome, folder: Path) -> Iterator[str]:
    backups, copy = folder / "backups", ArchiveHome(folder / "copy")
    yield _take("the first backup", home, backups)
    yield _take("the next, nothing changed", home, backups)
    began = time.perf_counter()
    RestoreJob(copy, backups).run(Progress())
    restored = time.perf_counter() - began
    with Archive.open(copy.database) as archive, archive.transaction():
        for article in generate(DAY, _SEED):
            # The corpus was drawn with another seed, and has other texts under the same ids.
            archive.put(article)
    yield _take(f"the next, {DAY} articles changed", copy, backups)
    size = home.database.stat().st_size
    yield f"| restored | {restored:.1f} | {size / 1e6:,.0f} |"


def _take(name: str, home: ArchiveHome, backups: Path) -> str:
    began = time.perf_counter()
    report = BackupJob(home, backups).run(Progress())
    seconds = time.perf_counter() - began
    return f"| {name} | {seconds:.1f} | {report.backup.written / 1e6:,.1f} |"


def _measure_searches(
    home: ArchiveHome, backups: Path, rounds: int, seconds: float
) -> Iterator[str]:
    words = list_common(home, WORDS)
    quiet: list[float] = []
    busy: list[float] = []
    taken: list[float] = []
    with serve(home) as server:
        ask = _make_searches(server.address, words)
        for _ in range(rounds):
            quiet += _search_while(_wait_until(time.perf_counter() + seconds), ask)
            began = time.perf_counter()
            with subprocess.Popen(
                [*_COMMAND, "--home", str(home.path), "backup", "--json", str(backups)],
                cwd=ROOT,
                stdout=subprocess.DEVNULL,
            ) as process:
                busy += _search_while(lambda: process.poll() is None, ask)
            assert process.returncode == 0
            taken.append(time.perf_counter() - began)
    yield "| searches | median ms | p99 ms | slowest ms |"
    yield "|---|---:|---:|---:|"
    seconds = statistics.median(taken)
    meanwhile = f"while a backup is taken, in {seconds:.0f} s"
    for name, times in (("alone", sorted(quiet)), (meanwhile, sorted(busy))):
        p99 = times[int(len(times) * 0.99)]
        yield f"| {name} | {times[len(times) // 2]:.1f} | {p99:.1f} | {times[-1]:.1f} |"


def _make_searches(address: str, words: Sequence[str]) -> Callable[[], float]:
    """What asks for other words each time, and gives the milliseconds that it took."""
    chance, number = random.Random(_SEED), count(1)

    def ask() -> float:
        # No answer is one that is kept.
        asked = {"q": " ".join(chance.sample(words, 2)), "limit": 10 + next(number) % 10}
        return time_answer(address, f"/api/v1/articles?{urlencode(asked)}")

    return ask


def _wait_until(end: float) -> Callable[[], bool]:
    return lambda: time.perf_counter() < end


def _search_while(condition: Callable[[], bool], ask: Callable[[], float]) -> list[float]:
    times = [ask()]
    while condition():
        times.append(ask())
        time.sleep(_PAUSE)
    return times


def main() -> None:
    """Measure and write the table."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write_table("backups", tabulate_backups(open_home(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
