"""What the tests of faults share: jobs in processes of their own, and what must hold after each."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import msgspec

from indexer.analysis import Analyzer
from indexer.archive.store import Archive
from indexer.generations.folders import check_files, current_generation, list_generations
from indexer.generations.manifest import read_manifest
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings, read_settings
from indexer.importing.job import ImportJob
from indexer.progress import Progress
from searcher.engines import Selection
from searcher.query.matching import MatchAll
from searcher.service import SearchService
from tests.faults.job_server import Order

ROOT = Path(__file__).parents[2]


class CopyArchive(Protocol):
    """Makes an archive in a folder: some articles that an engine serves, and more that came after
    its first build, in all builds but that one."""

    def __call__(
        self, path: Path, engine: str, indexed: int = 5, waiting: int = 2, builds: int = 1
    ) -> ArchiveHome: ...


class JobServer:
    """Runs commands in processes of their own (`tests.faults.job_server`), one at a time."""

    def __init__(self, folder: Path) -> None:
        self._output = folder / "output"
        self._errors = folder / "errors"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.job_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert self._read() == "ready"

    def close(self) -> None:
        self._process.communicate(timeout=20)

    def start(self, home: ArchiveHome, *arguments: str | Path, **fault: Any) -> int:
        """Start a command; its process id. `wait` must follow."""
        return self._start(home.path, *arguments, errors=str(self._output), **fault)

    def printed(self) -> str:
        """What the command that runs has printed so far."""
        return self._output.read_text("utf-8")

    def wait(self) -> tuple[int, str]:
        """The exit code of the command that runs, and what it printed."""
        code = int(self._read())
        return code, self.printed()

    def call(self, home: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, its errors apart from its output."""
        self._start(home, *arguments, errors=str(self._errors))
        code, printed = self.wait()
        return subprocess.CompletedProcess(
            arguments, code, printed, self._errors.read_text("utf-8")
        )

    def run(self, home: ArchiveHome, *arguments: str | Path, **fault: Any) -> tuple[int, str]:
        """Run a command to its end."""
        self.start(home, *arguments, **fault)
        return self.wait()

    def kill(self, home: ArchiveHome, *arguments: str | Path, where: str, **fault: Any) -> None:
        """Run a command that dies by kill -9 at a named call."""
        code, printed = self.run(home, *arguments, where=where, **fault)
        assert code == -signal.SIGKILL, printed

    def _start(self, home: Path, *arguments: str | Path, **order: Any) -> int:
        for path in (self._output, self._errors):
            path.write_bytes(b"")
        written = Order(
            arguments=("--home", str(home), *map(str, arguments)),
            output=str(self._output),
            **order,
        )
        assert self._process.stdin
        self._process.stdin.write(msgspec.json.encode(written).decode() + "\n")
        self._process.stdin.flush()
        return int(self._read())

    def _read(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        assert line, "the job server has died"
        return line.strip()


def write_news(path: Path, first: int, count: int, text: str = "Bridge") -> Path:
    records = (
        {"id": f"a-{n}", "title": f"{text} {n}", "date": "2014-03-01", "author": f"Author {n}"}
        for n in range(first, first + count)
    )
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def run_import(home: ArchiveHome, analyzer: Analyzer, *paths: Path) -> dict[str, int]:
    report = ImportJob(home=home, settings=Settings(), analyzer=analyzer, paths=paths).run(
        Progress()
    )
    assert not report.rejected
    return dict(report.outcomes)


def names(*numbers: int) -> list[str]:
    """The ids of articles, in their order."""
    return sorted(f"a-{n}" for n in numbers)


def stored(home: ArchiveHome) -> list[str]:
    """The ids of all articles of the archive, as often as they are there."""
    with Archive.open(home.database) as archive:
        return sorted(article.id for _, article in archive.articles())


def found(home: ArchiveHome, analyzer: Analyzer) -> list[str]:
    """The ids of all articles that a server that starts now serves, as often as they are there.

    The generation must be the current one, and whole.
    """
    service = SearchService(home, read_settings(home), analyzer)
    generation = service.generation()
    assert service.problem is None
    assert generation.manifest.generation == current_generation(home)
    ids = sorted(generation.searcher.scan(Selection(MatchAll())))
    assert len(ids) == generation.searcher.count == generation.manifest.articles
    return ids


def assert_tidy(home: ArchiveHome) -> None:
    """Nothing is left of a job that did not finish, and each generation is whole."""
    left = {path.name for path in home.index.iterdir()}
    assert left == {"CURRENT", *list_generations(home)}
    for name in list_generations(home):
        check_files(home, read_manifest(home, name))


def is_running(group: int) -> bool:
    """Whether any process of a group is left, but those that nobody has waited for yet."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, its_group = path.read_text().rpartition(")")[2].split()[:3]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(its_group) == group and state != "Z":
            return True
    return False


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def kill_group(group: int) -> None:
    """Kill -9 a job and its workers, wherever they are."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
