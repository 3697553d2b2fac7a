"""Jobs killed at moments that nobody chose."""

from __future__ import annotations

import random
import time
from pathlib import Path

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
    kill_group,
    names,
    run_import,
    stored,
    wait_for,
    write_news,
)

ROUNDS = 12
# The parts of a job's usual time between which it is killed.
EARLIEST, LATEST = 0.1, 1.1


def test_jobs_killed_at_random_lose_and_double_nothing(
    jobs: JobServer, engine: str, tmp_path: Path, analyzer: Analyzer
) -> None:
    home = create_home(tmp_path / "archive")
    home.settings_file.write_text(f'engine = "{engine}"', "utf-8")
    run_import(home, analyzer, write_news(tmp_path / "0.jsonl", 0, 60))
    index_home(home, analyzer)
    chance = random.Random(20140301)
    run_import(home, analyzer, write_news(tmp_path / "1.jsonl", 30, 60, "Lake"))
    usual = {command: measure(jobs, home, command) for command in ("update", "index")}
    expected = set(range(90))
    unfinished = 0
    for round_ in range(2, ROUNDS + 2):
        before, living = found(home, analyzer), current_generation(home)
        # Half of them are new, half are new versions.
        first = 90 + round_ * 10
        run_import(home, analyzer, write_news(tmp_path / f"{round_}.jsonl", first, 20, "Sea"))
        expected |= set(range(first, first + 20))
        command = ("index", "update")[round_ % 2]
        job = jobs.start(home, command)
        time.sleep(usual[command] * chance.uniform(EARLIEST, LATEST))
        kill_group(job)
        code, printed = jobs.wait()
        assert code in {0, -9}, printed
        wait_for(lambda group=job: not is_running(group))
        switched = current_generation(home) != living
        unfinished += not switched
        assert found(home, analyzer) == (names(*expected) if switched else before)
        assert stored(home) == names(*expected)
        (update_home if chance.random() < 0.5 else index_home)(home, analyzer)
        assert found(home, analyzer) == names(*expected)
    index_home(home, analyzer)
    assert_tidy(home)
    assert unfinished > 0


def measure(jobs: JobServer, home: ArchiveHome, command: str) -> float:
    """How long a command takes that nobody kills."""
    began = time.monotonic()
    code, printed = jobs.run(home, command)
    assert code == 0, printed
    return time.monotonic() - began
