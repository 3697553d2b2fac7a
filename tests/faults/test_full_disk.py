"""A full disk: a command that cannot go on says so in one sentence, the index before goes on
serving, and when there is room again the next command succeeds."""

from __future__ import annotations

import json
import os
import random
import resource
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.errors import IndexWriteError
from indexer.generations.folders import current_generation, list_generations
from indexer.home.paths import ArchiveHome
from tests.conftest import index_home, update_home
from tests.faults.jobs import (
    CopyArchive,
    JobServer,
    assert_tidy,
    found,
    names,
    run_import,
    stored,
    write_news,
)

# Gives a time in which so many bytes can be written, to one file or to all, and no more.
Nearly = Callable[[int], AbstractContextManager[None]]

SIZE = 24_000_000
# What the operating system and SQLite call it. The last is a file that may not grow.
FULL = ("No space left on device", "database or disk is full", "disk I/O error", "File too large")
PAGE = os.sysconf("SC_PAGESIZE")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, Nearly]]:
    """A folder on a small disk of its own, and what fills it; where tests may mount none, a folder
    whose files may not grow: programs then hear of it at the same calls."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    if (
        os.geteuid() == 0
        and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    ):
        yield folder, lambda left: fill(folder, left)
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
    else:
        yield folder, limit


@contextmanager
def fill(folder: Path, left: int) -> Iterator[None]:
    ballast = folder / "ballast"
    with ballast.open("wb") as file:
        free = os.statvfs(folder)
        os.posix_fallocate(file.fileno(), 0, max(PAGE, free.f_bavail * free.f_frsize - left))
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def limit(left: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (left, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def served(small_disk: tuple[Path, Nearly], engine: str, copy_archive: CopyArchive) -> ArchiveHome:
    """An archive of forty articles that is served, and forty more that are not indexed yet."""
    return copy_archive(small_disk[0] / "archive", engine, indexed=40, waiting=40)


# Whoosh leaves the files that it could not write to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("command", [index_home, update_home])
def test_a_disk_that_is_full_sooner_or_later_leaves_the_living_generation(
    small_disk: tuple[Path, Nearly],
    served: ArchiveHome,
    analyzer: Analyzer,
    command: Callable[[ArchiveHome, Analyzer], None],
) -> None:
    living = current_generation(served)
    _, nearly_full = small_disk
    refused = 0
    # From nothing to nearly all that it needs, so that it fails at one write after another.
    for left in (0, *(PAGE * 2**power for power in range(8))):
        reason = ""
        with nearly_full(left):
            try:
                command(served, analyzer)
            except (OSError, IndexWriteError, sqlite3.OperationalError) as error:
                reason = str(error)
        if not reason:
            break
        refused += 1
        assert any(words in reason for words in FULL)
        assert current_generation(served) == living
        assert found(served, analyzer) == names(*range(40))
        assert_tidy(served)
    assert refused > 2
    command(served, analyzer)
    assert found(served, analyzer) == names(*range(80))
    assert_tidy(served)


@pytest.mark.parametrize("command", ["index", "update"])
def test_a_command_on_a_full_disk_says_so(
    jobs: JobServer,
    small_disk: tuple[Path, Nearly],
    served: ArchiveHome,
    analyzer: Analyzer,
    command: str,
) -> None:
    living = current_generation(served)
    _, nearly_full = small_disk
    with nearly_full(8 * PAGE):
        code, printed = jobs.run(served, command)
        assert found(served, analyzer) == names(*range(40))
    assert code == 6, printed
    assert printed.count("letopis: ") == 1
    assert any(words in printed for words in FULL)
    assert "Traceback" not in printed
    assert current_generation(served) == living
    assert_tidy(served)
    code, printed = jobs.run(served, command)
    assert code == 0, printed
    assert found(served, analyzer) == names(*range(80))


def test_a_disk_that_fills_up_while_articles_are_written_is_told(
    jobs: JobServer,
    small_disk: tuple[Path, Nearly],
    served: ArchiveHome,
    analyzer: Analyzer,
    tmp_path: Path,
) -> None:
    """tantivy writes in threads of its own: the call that comes next knows that one has died, but
    not why."""
    chance = random.Random(20140301)
    # Few words, which are soon read, in an order that is hard to compress.
    words = [f"w{chance.getrandbits(32):x}" for _ in range(2000)]
    texts = (" ".join(chance.choices(words, k=400)) for _ in range(600))
    large = tmp_path / "large.jsonl"
    large.write_text(
        "".join(
            json.dumps({"id": f"b-{n}", "title": f"Lake {n}", "date": "2015-01-02", "body": text})
            + "\n"
            for n, text in enumerate(texts)
        )
    )
    run_import(served, analyzer, large)
    with small_disk[1](16 * PAGE):
        code, printed = jobs.run(served, "index")
        assert found(served, analyzer) == names(*range(40))
    assert code == 6, printed
    assert any(words in printed for words in FULL), printed
    assert "Traceback" not in printed
    assert_tidy(served)


def test_an_import_on_a_full_disk_says_so_and_keeps_what_was_there(
    jobs: JobServer, small_disk: tuple[Path, Nearly], tmp_path: Path, analyzer: Analyzer
) -> None:
    folder, nearly_full = small_disk
    home = create_home(folder / "archive")
    run_import(home, analyzer, write_news(tmp_path / "old.jsonl", 0, 10))
    news = write_news(tmp_path / "new.jsonl", 10, 2000)
    with nearly_full(40 * PAGE):
        code, printed = jobs.run(home, "import", news)
    assert code == 6, printed
    assert printed.count("letopis: ") == 1
    assert "Traceback" not in printed
    assert stored(home) == names(*range(10))
    code, printed = jobs.run(home, "import", news)
    assert code == 0, printed
    assert stored(home) == names(*range(2010))


def test_gc_makes_room_on_a_full_disk(
    jobs: JobServer, small_disk: tuple[Path, Nearly], served: ArchiveHome, analyzer: Analyzer
) -> None:
    for _ in range(2):
        index_home(served, analyzer)
    living = current_generation(served)
    served.lock.unlink()
    _, nearly_full = small_disk
    with nearly_full(0):
        code, printed = jobs.run(served, "gc", "--keep", "0")
        assert code == 0, printed
        assert found(served, analyzer) == names(*range(80))
    assert list_generations(served) == [living]
    assert_tidy(served)
