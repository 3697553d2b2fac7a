"""What jobs leave on the disk: nothing piles up through many updates, and `gc` removes what nobody
needs, and nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from whoosh import index

from indexer.analysis import Analyzer
from indexer.engines.folder import engine_folder, remove_folder
from indexer.engines.whoosh import make_schema
from indexer.generations.folders import create_generation, current_generation, list_generations
from indexer.generations.manifest import read_manifest
from indexer.generations.sweeping import KEPT
from indexer.home.paths import ArchiveHome
from tests.conftest import index_home, update_home
from tests.faults.jobs import (
    JobServer,
    assert_tidy,
    found,
    names,
    run_import,
    write_news,
)

LOCKS = {".tantivy-meta.lock", ".tantivy-writer.lock", "MAIN_WRITELOCK"}


def referenced(folder: Path, engine: str) -> set[str]:
    """The files that an engine says its index consists of."""
    if engine == "whoosh":
        storage = index.open_dir(str(folder), schema=make_schema())
        segments = {f"{segment.segment_id()}.seg" for segment in storage._segments()}
        contents = f"_MAIN_{storage.latest_generation()}.toc"
        storage.close()
        return {contents, *segments}
    meta = json.loads((folder / "meta.json").read_text("utf-8"))
    files = {"meta.json", ".managed.json"}
    for segment in meta["segments"]:
        name = segment["segment_id"].replace("-", "")
        parts = ["idx", "pos", "term", "store", "fast", "fieldnorm"]
        if segment["deletes"]:
            parts.append(f"{segment['deletes']['opstamp']}.del")
        files |= {f"{name}.{part}" for part in parts}
    return files


def size_of(folder: Path) -> int:
    """What a folder takes on the disk; a file that two generations share counts once."""
    stats = {path.stat().st_ino: path.stat() for path in folder.rglob("*") if path.is_file()}
    return sum(found.st_size for found in stats.values())


def test_nothing_piles_up_through_many_updates(
    served: ArchiveHome, engine: str, analyzer: Analyzer, tmp_path: Path
) -> None:
    for round_ in range(30):
        # Two new versions, one new article.
        run_import(
            served,
            analyzer,
            write_news(tmp_path / "changed.jsonl", 0, 2, f"Lake {round_}"),
            write_news(tmp_path / "new.jsonl", 10 + round_, 1),
        )
        update_home(served, analyzer)
        name = current_generation(served)
        folder = engine_folder(served.index / name)
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*")} - LOCKS
        assert there == referenced(folder, engine) == set(read_manifest(served, name).files)
        assert len(list_generations(served)) <= KEPT + 1
    assert_tidy(served)
    assert found(served, analyzer) == names(*range(7), *range(10, 40))
    updated = size_of(served.index)
    for _ in range(KEPT + 1):
        index_home(served, analyzer)
    # The same generations built one by one share nothing.
    assert updated < 2 * size_of(served.index)


def test_gc_keeps_the_current_generation_and_so_many_before_it(
    served: ArchiveHome, jobs: JobServer, analyzer: Analyzer
) -> None:
    for _ in range(4):
        index_home(served, analyzer)
    known = list_generations(served)
    for keep in (2, 1, 0):
        code, printed = jobs.run(served, "gc", "--keep", str(keep))
        assert code == 0, printed
        assert list_generations(served) == known[-keep - 1 :]
    assert found(served, analyzer) == names(*range(7))


def test_gc_removes_what_killed_jobs_left_and_files_that_nobody_references(
    served: ArchiveHome, jobs: JobServer, analyzer: Analyzer
) -> None:
    index_home(served, analyzer)
    known = list_generations(served)
    living = current_generation(served)
    left = create_generation(served, "20200101T000000.000000Z-dead")
    (engine_folder(left) / "half.seg").write_bytes(b"half")
    stray = engine_folder(served.index / living) / "0123456789abcdef0123456789abcdef.store"
    stray.write_bytes(b"of a segment that is no more")
    unfinished = served.index / "CURRENT.new"
    unfinished.write_text("20200101T0000")
    code, printed = jobs.run(served, "gc")
    assert code == 0, printed
    assert not left.exists()
    assert not stray.exists()
    assert not unfinished.exists()
    assert left.name in printed
    assert stray.name in printed
    assert list_generations(served) == known
    assert current_generation(served) == living
    assert_tidy(served)
    assert found(served, analyzer) == names(*range(7))


def test_a_file_that_comes_while_a_folder_is_removed_does_not_stop_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the lock file of a thread of tantivy does."""
    folder = tmp_path / "20200101T000000.000000Z-dead.building"
    folder.mkdir()
    late = [folder / ".tantivy-meta.lock"]
    remove = os.rmdir

    def remove_late(path: str, *, dir_fd: int | None = None) -> None:
        while late:
            late.pop().touch()
        remove(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "rmdir", remove_late)
    remove_folder(folder)
    assert not folder.exists()


def test_what_nobody_can_serve_takes_no_place_of_what_somebody_can(
    served: ArchiveHome, jobs: JobServer, analyzer: Analyzer
) -> None:
    first = current_generation(served)
    index_home(served, analyzer)
    damaged = current_generation(served)
    index_home(served, analyzer)
    (served.index / damaged / "manifest.json").unlink()
    code, printed = jobs.run(served, "gc", "--keep", "1")
    assert code == 0, printed
    assert list_generations(served) == [first, current_generation(served)]
    assert found(served, analyzer) == names(*range(7))
