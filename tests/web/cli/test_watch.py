"""`letopis watch` as its users meet it: a process, files that come, and what is found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.errors import UnavailableError
from indexer.generations.folders import check_files, current_generation
from indexer.generations.manifest import read_manifest
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.job import ImportJob
from indexer.progress import Progress
from searcher.request import SearchRequest
from searcher.service import SearchService
from tests.conftest import index_home, rewrite_manifest, update_home
from tests.engines import LOCAL_ENGINES
from tests.faults.jobs import JobServer
from tests.web.cli.test_cli import LETOPIS, ROOT

DEADLINE = 60.0
# How long it takes to be sure of something is no part of what is told here.
IMPATIENT = {"indexer.watching.files._TURN": 100, "indexer.watching.job.QUIET": 0.3}


class Watched:
    """A watch under way over a folder."""

    def __init__(self, jobs: JobServer, tmp_path: Path, analyzer: Analyzer) -> None:
        self.home = create_home(tmp_path / "archive")
        self.folder = tmp_path / "in"
        self.folder.mkdir()
        self._jobs = jobs
        self._service = SearchService(self.home, Settings(), analyzer)
        self._process = 0

    def start(self, where: str = "", count: int = 0) -> None:
        """Start it; `where` names a function that it does not come out of again."""
        self._process = self._jobs.start(
            self.home,
            "watch",
            self.folder,
            where=where,
            count=count,
            fault="stay",
            constants=IMPATIENT,
        )

    def log(self) -> str:
        return self._jobs.printed()

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        end = time.monotonic() + DEADLINE
        while not is_so():
            assert time.monotonic() < end, self.log()
            time.sleep(0.05)

    def wait_for(self, text: str, times: int = 1) -> None:
        self.wait_until(lambda: self.log().count(text) >= times)

    def wait_for_hits(self, query: str, count: int) -> None:
        self.wait_until(lambda: self.find(query) == count)

    def find(self, query: str) -> int:
        try:
            return self._service.search(SearchRequest(q=query), "en").total
        except UnavailableError:
            return -1

    def stop(self, number: int) -> int:
        os.kill(self._process, number)
        return self.wait()

    def wait(self) -> int:
        """Its exit code, when it ends."""
        code, _ = self._jobs.wait()
        self._process = 0
        return code

    def processor_time(self) -> float:
        fields = Path(f"/proc/{self._process}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        if self._process:
            self.stop(signal.SIGKILL)


@pytest.fixture
def watched(jobs: JobServer, tmp_path: Path, analyzer: Analyzer) -> Iterator[Watched]:
    watched = Watched(jobs, tmp_path, analyzer)
    yield watched
    watched.end()


def record(id_: str, title: str) -> str:
    return json.dumps({"id": id_, "title": title, "date": "2014-03-01"}) + "\n"


def write(path: Path, first: int, count: int) -> None:
    path.write_text("".join(record(f"a-{n}", "Bridge") for n in range(first, first + count)))


def import_home(home: ArchiveHome, analyzer: Analyzer, folder: Path) -> None:
    ImportJob(home=home, settings=Settings(), analyzer=analyzer, paths=[folder]).run(Progress())


def assert_whole(home: ArchiveHome) -> None:
    check_files(home, read_manifest(home, current_generation(home)))
    assert not list(home.index.glob("*.building"))


def test_it_loads_what_it_needs(tmp_path: Path) -> None:
    with subprocess.Popen(
        [*LETOPIS, "--home", tmp_path / "archive", "watch", tmp_path],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        cwd=ROOT,
        text=True,
    ) as process:
        assert process.stdout
        assert any("Watching" in line for line in process.stdout)
        write(tmp_path / "a.jsonl", 0, 1)
        assert any("1 article written" in line for line in process.stdout)
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE) == 0


def test_files_are_found_as_they_come_and_change(watched: Watched) -> None:
    write(watched.folder / "old.jsonl", 0, 2)
    watched.start()
    watched.wait_for("Watching")
    assert "Imported 2 new" in watched.log()
    assert "Indexed 2 articles" in watched.log()
    assert watched.find("bridge") == 2

    write(watched.folder / "new.jsonl", 2, 3)
    watched.wait_for_hits("bridge", 5)
    (watched.folder / "new.jsonl").write_text(record("a-2", "Harbour"))
    watched.wait_for_hits("harbour", 1)
    assert watched.find("bridge") == 4

    inner = watched.folder / "2014" / "03"
    inner.mkdir(parents=True)
    write(inner / "day.jsonl", 10, 1)
    watched.wait_for_hits("bridge", 5)

    # An article whose file is gone stays.
    (inner / "day.jsonl").unlink()
    (watched.folder / "README.md").write_text("about")
    (watched.folder / "garbage.jsonl").write_bytes(b"\0\1\2")
    watched.wait_for("Rejected 1 record:")
    assert "garbage.jsonl:1: record: the file is binary" in watched.log()
    write(watched.folder / "last.jsonl", 20, 1)
    watched.wait_for_hits("bridge", 6)
    assert "README" not in watched.log()
    assert watched.stop(signal.SIGTERM) == 0
    assert watched.log().endswith("Stopped.\n")
    assert_whole(watched.home)


def test_a_half_written_file_is_imported_again_when_it_is_complete(watched: Watched) -> None:
    watched.start()
    watched.wait_for("Watching")
    whole = record("a", "Bridge") + record("b", "Bridge")
    with (watched.folder / "slow.jsonl").open("w") as file:
        file.write(whole[:-20])
        file.flush()
        watched.wait_for_hits("bridge", 1)
        assert "slow.jsonl:2: record: broken JSON" in watched.log()
        file.write(whole[-20:])
    watched.wait_for_hits("bridge", 2)
    with Archive.open(watched.home.database) as archive:
        assert not archive.rejects.read()
    assert watched.stop(signal.SIGINT) == 0


def test_it_waits_while_another_process_writes(watched: Watched) -> None:
    watched.start()
    watched.wait_for("Watching")
    with writing(watched.home):
        write(watched.folder / "a.jsonl", 0, 1)
        watched.wait_for("Another process is writing to the archive")
        assert f"Process {os.getpid()} has been writing" in watched.log()
        before, end = watched.processor_time(), time.monotonic() + 4
        while time.monotonic() < end:
            assert watched.log().count("Another process is writing to the archive") == 1
            time.sleep(0.2)
        assert watched.processor_time() - before < 1
    watched.wait_for_hits("bridge", 1)
    assert watched.stop(signal.SIGINT) == 0


def test_an_index_of_another_release_is_told_and_waited_for(
    watched: Watched, analyzer: Analyzer
) -> None:
    watched.start()
    watched.wait_for("Watching")
    manifest = watched.home.index / current_generation(watched.home) / "manifest.json"
    rewrite_manifest(manifest, analyzer="older")
    write(watched.folder / "a.jsonl", 0, 1)
    watched.wait_for("The index does not fit this release or its settings")
    watched.wait_for(f"Fix: letopis --home {watched.home.path} index")
    index_home(watched.home, analyzer)
    write(watched.folder / "b.jsonl", 1, 1)
    watched.wait_for_hits("bridge", 2)
    assert watched.stop(signal.SIGTERM) == 0


def test_a_path_that_is_not_there_is_refused(watched: Watched) -> None:
    watched.folder.rmdir()
    watched.start()
    assert watched.wait() == 2
    assert "no such file or folder" in watched.log()
    assert "Traceback" not in watched.log()


@pytest.mark.parametrize("engine", LOCAL_ENGINES)
@pytest.mark.parametrize(
    ("where", "count", "archived", "number"),
    [
        ("indexer.article.encode_article", 12, 5, signal.SIGINT),
        ("indexer.schema.make_document", 3, 12, signal.SIGTERM),
        ("indexer.engines.folder.sum_derived", 0, 12, signal.SIGINT),
        ("indexer.generations.manifest.write_manifest", 0, 12, signal.SIGTERM),
    ],
)
def test_stopped_in_the_midst_it_leaves_the_index_as_it_was(
    watched: Watched, analyzer: Analyzer, engine: str, where: str, count: int, archived: int,
    number: int,
) -> None:  # fmt: skip
    home = watched.home
    home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
    write(watched.folder / "old.jsonl", 0, 5)
    import_home(home, analyzer, watched.folder)
    index_home(home, analyzer)
    living = current_generation(home)

    write(watched.folder / "new.jsonl", 5, 7)
    watched.start(where, count)
    watched.wait_for("It is there.")
    assert watched.stop(number) == 0
    assert "Traceback" not in watched.log()
    assert current_generation(home) == living
    assert_whole(home)
    assert watched.find("bridge") == 5
    with Archive.open(home.database) as archive:
        assert archive.count() == archived

    import_home(home, analyzer, watched.folder)
    update_home(home, analyzer)
    watched.wait_for_hits("bridge", 12)


@pytest.mark.parametrize("where", ["indexer.schema.make_document", "os.fsync"])
def test_stopped_in_its_first_build_it_leaves_none(
    watched: Watched, analyzer: Analyzer, where: str
) -> None:
    write(watched.folder / "old.jsonl", 0, 5)
    watched.start(where, 1)
    watched.wait_for("It is there.")
    assert watched.stop(signal.SIGTERM) == 0
    assert watched.find("bridge") == -1
    index_home(watched.home, analyzer)
    assert watched.find("bridge") == 5
    assert_whole(watched.home)


def test_it_goes_on_where_files_and_folders_have_any_names(watched: Watched) -> None:
    watched.start()
    watched.wait_for("Watching")
    folder = watched.folder / os.fsdecode(b"\xfe")
    folder.mkdir()
    write(folder / os.fsdecode(b"\xff.jsonl"), 0, 1)
    watched.wait_for_hits("bridge", 1)
    write(watched.folder / "новости дня.jsonl", 1, 1)
    watched.wait_for_hits("bridge", 2)
    assert watched.stop(signal.SIGTERM) == 0
