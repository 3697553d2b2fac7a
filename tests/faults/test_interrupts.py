"""Ctrl-C: a job stops at once with one line, leaves no process and no folder, and the living
generation as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.generations.folders import current_generation
from indexer.home.paths import ArchiveHome
from tests.conftest import index_home, update_home
from tests.faults.jobs import (
    JobServer,
    assert_tidy,
    found,
    is_running,
    names,
    run_import,
    stored,
    wait_for,
    write_news,
)
from tests.faults.test_kills import MANY_WORKERS, WRITERS


def interrupt(jobs: JobServer, home: ArchiveHome, *arguments: str | Path, **fault: object) -> None:
    """Ctrl-C at a named call of a command: to the command and all its processes."""
    job = jobs.start(home, *arguments, fault="interrupt", **fault)
    code, printed = jobs.wait()
    assert code == 130, printed
    # What stands before it are lines of progress.
    assert printed.endswith("\nletopis: interrupted\n")
    assert "Traceback" not in printed
    assert "Error" not in printed
    wait_for(lambda: not is_running(job))


@pytest.mark.parametrize(
    ("where", "moment", "count"),
    [
        # The workers are just starting.
        ("indexer.building.preparing._Worker.__init__", "after", 0),
        ("indexer.building.preparing._Worker.receive", "before", 0),
        ("indexer.building.preparing._Worker.receive", "after", 3),
        ("{writer}.commit", "before", 0),
        ("{writer}.commit", "after", 0),
        ("searcher.gate.verification._check_articles", "before", 0),
        ("indexer.home.durable.sync_tree", "before", 0),
    ],
)
def test_an_interrupted_build_leaves_nothing(
    jobs: JobServer,
    served: ArchiveHome,
    engine: str,
    analyzer: Analyzer,
    where: str,
    moment: str,
    count: int,
) -> None:
    living = current_generation(served)
    where = where.format(writer=WRITERS[engine])
    constants = MANY_WORKERS if "preparing" in where else {}
    interrupt(jobs, served, "index", where=where, moment=moment, count=count, constants=constants)
    assert current_generation(served) == living
    assert found(served, analyzer) == names(*range(5))
    assert_tidy(served)
    index_home(served, analyzer)
    assert found(served, analyzer) == names(*range(7))


def test_workers_leave_it_to_the_job_what_ctrl_c_means(
    jobs: JobServer, served: ArchiveHome, analyzer: Analyzer
) -> None:
    # Those that are just starting, too.
    code, printed = jobs.run(
        served,
        "index",
        where="indexer.building.preparing._Worker.receive",
        fault="interrupt workers",
        constants=MANY_WORKERS,
    )
    assert code == 0, printed
    assert "Traceback" not in printed
    assert found(served, analyzer) == names(*range(7))


@pytest.mark.parametrize(
    ("where", "moment", "count"),
    [
        ("os.link", "after", 1),
        ("indexer.schema.make_document", "after", 1),
        ("{writer}.commit", "before", 0),
        ("{writer}.commit", "after", 0),
        ("indexer.home.durable.sync_tree", "before", 0),
    ],
)
def test_an_interrupted_update_leaves_nothing(
    jobs: JobServer,
    served: ArchiveHome,
    engine: str,
    analyzer: Analyzer,
    where: str,
    moment: str,
    count: int,
) -> None:
    living = current_generation(served)
    where = where.format(writer=WRITERS[engine])
    interrupt(jobs, served, "update", where=where, moment=moment, count=count)
    assert current_generation(served) == living
    assert found(served, analyzer) == names(*range(5))
    assert_tidy(served)
    update_home(served, analyzer)
    assert found(served, analyzer) == names(*range(7))


def test_an_interrupted_import_keeps_whole_files(
    jobs: JobServer, tmp_path: Path, analyzer: Analyzer
) -> None:
    home = create_home(tmp_path / "archive")
    files = [write_news(tmp_path / f"{n}.jsonl", n * 10, 10) for n in range(3)]
    interrupt(jobs, home, "import", *files, where="indexer.archive.log.ArchiveLog.append", count=15)
    # Small files are made sure of together, for as long as a second.
    assert len(stored(home)) in {0, 10}
    run_import(home, analyzer, *files)
    assert stored(home) == names(*range(30))
