"""Processes killed in the middle of their work: nothing is lost, nothing is doubled, the old
generation serves, and the next command mends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive import Archive
from indexer.engines import ENGINES
from indexer.generation import check_files, current_generation, list_generations, read_manifest
from indexer.home import ArchiveHome, create_home
from indexer.importing import import_files
from indexer.progress import Silence
from indexer.records import RecordRules
from indexer.settings import Settings
from searcher.request import SearchRequest
from searcher.service import SearchService
from tests.conftest import index_home, update_home

# Runs a job in a process of its own that kills itself when it comes to a named call, before or
# after it: the module and name of a function, and how often it may run first.
_VICTIM = """
import os, signal, sys
from importlib import import_module
from pathlib import Path

home, job, where, moment, count, *paths = sys.argv[1:]
module_name, name = where.rsplit(".", 1)
owner = import_module(module_name)
call = getattr(owner, name)
left = int(count)

def deadly(*args, **kwargs):
    global left
    left -= 1
    if left < 0 and moment == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = call(*args, **kwargs)
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(owner, name, deadly)
sys.argv = ["letopis", "--home", home, job, *paths]
from web.cli import main
main()
"""


def kill(
    home: ArchiveHome, job: str, where: str, moment: str, count: int, *paths: Path | str
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _VICTIM, str(home.path), job, where, moment, str(count)]
        + [str(path) for path in paths],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parent.parent.parent,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def write_news(path: Path, first: int, count: int) -> Path:
    records = (
        {"id": f"a-{n}", "title": f"Bridge {n}", "date": "2014-03-01", "author": f"Author {n}"}
        for n in range(first, first + count)
    )
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def run_import(home: ArchiveHome, analyzer: Analyzer, *paths: Path) -> dict[str, int]:
    report = import_files(home, Settings(), analyzer, paths, RecordRules(), Silence())
    assert not report.rejected
    return dict(report.outcomes)


def found(home: ArchiveHome, analyzer: Analyzer) -> int:
    return SearchService(home, Settings(), analyzer).search(SearchRequest(q="bridge"), "en").total


@pytest.fixture(params=ENGINES)
def served(request: pytest.FixtureRequest, tmp_path: Path, analyzer: Analyzer) -> ArchiveHome:
    """An archive of five articles that is served, and two more that are not indexed yet."""
    home = create_home(tmp_path / "archive")
    home.settings_file.write_text(f'engine = "{request.param}"', "utf-8")
    run_import(home, analyzer, write_news(tmp_path / "old.jsonl", 0, 5))
    index_home(home, analyzer)
    run_import(home, analyzer, write_news(tmp_path / "new.jsonl", 5, 2))
    return home


@pytest.mark.parametrize(
    ("where", "moment", "count"),
    [
        ("indexer.archive.encode_article", "before", 0),
        ("indexer.archive.encode_article", "before", 30),
        ("indexer.archive._now", "after", 25),
    ],
)
def test_a_killed_import_is_done_again_whole(
    tmp_path: Path, analyzer: Analyzer, where: str, moment: str, count: int
) -> None:
    home = create_home(tmp_path / "archive")
    files = [write_news(tmp_path / f"{n}.jsonl", n * 10, 10) for n in range(3)]
    kill(home, "import", where, moment, count, *files)
    run_import(home, analyzer, *files)
    assert run_import(home, analyzer, *files) == {"new": 0, "changed": 0, "unchanged": 30}
    with Archive.open(home.database) as archive:
        ids = [article.id for _, article in archive.articles()]
    assert sorted(ids) == sorted(f"a-{n}" for n in range(30))


@pytest.mark.parametrize(
    ("where", "moment", "count"),
    [
        ("indexer.indexing.create_generation", "after", 0),
        ("indexer.preparing.make_document", "before", 3),
        ("indexer.indexing.sum_files", "before", 0),
        ("indexer.indexing.write_manifest", "before", 0),
        ("indexer.indexing.write_manifest", "after", 0),
        ("os.fsync", "before", 1),
        ("os.fsync", "after", 6),
        ("indexer.indexing.switch_generation", "before", 0),
        ("indexer.generation._sync_tree", "after", 0),
        # labels.json, manifest.json, CURRENT
        ("os.replace", "before", 2),
    ],
)
def test_a_killed_build_leaves_the_old_generation_and_the_next_one_cleans_up(
    served: ArchiveHome, analyzer: Analyzer, where: str, moment: str, count: int
) -> None:
    living = current_generation(served)
    kill(served, "index", where, moment, count)
    assert current_generation(served) == living
    assert found(served, analyzer) == 5
    index_home(served, analyzer)
    assert found(served, analyzer) == 7
    assert not [path for path in served.index.iterdir() if path.name.endswith(".building")]


@pytest.mark.parametrize(
    ("where", "moment", "count"),
    [
        ("indexer.generation.create_generation", "after", 0),
        ("os.link", "after", 1),
        ("indexer.indexing.derive_generation", "after", 0),
        ("indexer.indexing.make_document", "after", 1),
        ("indexer.indexing.sum_derived", "before", 0),
        ("indexer.indexing.write_manifest", "before", 0),
        ("indexer.indexing.write_manifest", "after", 0),
        ("indexer.generation._sync_tree", "after", 0),
        # labels.json, manifest.json, CURRENT
        ("os.replace", "before", 2),
    ],
)
def test_a_killed_update_leaves_the_old_generation_and_the_next_one_mends(
    served: ArchiveHome, analyzer: Analyzer, where: str, moment: str, count: int
) -> None:
    living = current_generation(served)
    kill(served, "update", where, moment, count)
    assert current_generation(served) == living
    check_files(served, read_manifest(served, living))
    assert found(served, analyzer) == 5
    update_home(served, analyzer)
    assert found(served, analyzer) == 7
    assert not [path for path in served.index.iterdir() if path.name.endswith(".building")]


def test_a_killed_sweep_leaves_the_current_generation(
    served: ArchiveHome, analyzer: Analyzer
) -> None:
    for _ in range(4):
        index_home(served, analyzer)
    living = current_generation(served)
    kill(served, "gc", "os.unlink", "after", 2, "--keep", "0")
    assert current_generation(served) == living
    assert found(served, analyzer) == 7
    for name in list_generations(served):
        check_files(served, read_manifest(served, name))
    index_home(served, analyzer)
    assert found(served, analyzer) == 7


def test_a_build_killed_after_its_switch_is_served(served: ArchiveHome, analyzer: Analyzer) -> None:
    kill(served, "index", "indexer.indexing.switch_generation", "after", 0)
    assert found(served, analyzer) == 7


def test_a_lock_dies_with_its_holder(served: ArchiveHome, analyzer: Analyzer) -> None:
    kill(served, "index", "indexer.preparing.make_document", "before", 1)
    assert served.lock.exists()
    assert str(os.getpid()) not in served.lock.read_text()
    index_home(served, analyzer)
    assert found(served, analyzer) == 7


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's /dev/full")
def test_a_full_disk_leaves_the_living_generation(served: ArchiveHome, analyzer: Analyzer) -> None:
    living = current_generation(served)
    limited = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)); "
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
        "from web.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, "--home", str(served.path), "index"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 6
    assert "Traceback" not in done.stderr
    assert current_generation(served) == living
    assert found(served, analyzer) == 5
    assert not [path for path in served.index.iterdir() if path.name.endswith(".building")]
