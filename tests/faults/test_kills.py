"""Processes killed in the middle of their work: nothing is lost, nothing is doubled, the old
generation serves, and the next command mends."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.creating import create_home
from indexer.archive.store import Archive
from indexer.article import Article
from indexer.generations.folders import check_files, current_generation, list_generations
from indexer.generations.manifest import read_manifest
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

# Worker processes in small archives too, and a batch for each article.
MANY_WORKERS = {"indexer.building.preparing._FEW": 1, "indexer.building.preparing.BATCH": 1}

WRITERS = {
    "whoosh": "indexer.engines.whoosh.WhooshWriter",
    "tantivy": "indexer.engines.tantivy.TantivyWriter",
}


@pytest.mark.parametrize(
    ("where", "moment", "count"),
    [
        ("indexer.article.encode_article", "before", 0),
        ("indexer.article.encode_article", "before", 30),
        ("indexer.archive.log.ArchiveLog.append", "after", 25),
        ("indexer.archive.store.Archive.store_labels", "after", 9),
        ("indexer.importing.intake.Intake._read_file", "after", 1),
    ],
)
def test_a_killed_import_is_done_again_whole(
    jobs: JobServer, tmp_path: Path, analyzer: Analyzer, where: str, moment: str, count: int
) -> None:
    home = create_home(tmp_path / "archive")
    files = [write_news(tmp_path / f"{n}.jsonl", n * 10, 10) for n in range(3)]
    jobs.kill(home, "import", *files, where=where, moment=moment, count=count)
    assert len(stored(home)) % 10 == 0
    run_import(home, analyzer, *files)
    assert run_import(home, analyzer, *files) == {"new": 0, "changed": 0, "unchanged": 30}
    assert stored(home) == names(*range(30))


def test_an_import_killed_when_it_is_done_has_done_it(
    jobs: JobServer, tmp_path: Path, analyzer: Analyzer
) -> None:
    home = create_home(tmp_path / "archive")
    news = write_news(tmp_path / "news.jsonl", 0, 10)
    jobs.kill(home, "import", news, where="web.cli.admin.run_job", moment="after")
    assert stored(home) == names(*range(10))
    assert run_import(home, analyzer, news) == {"new": 0, "changed": 0, "unchanged": 10}


@pytest.mark.parametrize(
    ("where", "moment", "count"),
    [
        ("indexer.pairing.joining._tell", "after", 20),
        ("indexer.pairing.joining._tell", "after", 21),
        ("indexer.archive.pairs.ArchivePairs.keep", "after", 12),
    ],
)
def test_a_killed_search_for_pairs_leaves_whole_ones(
    jobs: JobServer,
    tmp_path: Path,
    sample_articles: list[Article],
    where: str,
    moment: str,
    count: int,
) -> None:
    home = create_home(tmp_path / "archive")
    with Archive.open(home.database) as archive, archive.transaction():
        for article in sample_articles:
            archive.put(replace(article, story=None))
    one_by_one = {"indexer.pairing.job._PORTION": 1}
    order = {"where": where, "moment": moment, "count": count, "constants": one_by_one}
    jobs.kill(home, "pairs", "find", **order)
    with Archive.open(home.database) as archive:
        stories = [article.story for _, article in archive.articles() if article.story]
        assert len(stories) >= 20
        assert {stories.count(story) for story in stories} == {2}
        assert len(archive.pairs.all()) == len(stories) / 2
    assert jobs.run(home, "pairs", "find")[0] == 0
    with Archive.open(home.database) as archive:
        assert len(archive.pairs.all()) == 67


@pytest.mark.parametrize(
    ("where", "moment", "count"),
    [
        ("indexer.generations.folders.create_generation", "after", 0),
        ("indexer.schema.make_document", "before", 3),
        ("{writer}.add", "after", 4),
        ("{writer}.commit", "before", 0),
        ("{writer}.commit", "after", 0),
        ("indexer.engines.folder.sum_files", "before", 0),
        ("searcher.gate.verification._check_facets", "after", 0),
        ("indexer.generations.manifest.write_manifest", "before", 0),
        ("indexer.generations.manifest.write_manifest", "after", 0),
        ("os.fsync", "before", 1),
        ("os.fsync", "after", 6),
        ("indexer.generations.folders.switch_generation", "before", 0),
        ("indexer.home.durable.sync_tree", "after", 0),
        ("indexer.generations.folders.set_current", "before", 0),
        # labels.json, deleted.json, manifest.json, CURRENT
        ("os.replace", "before", 3),
    ],
)
def test_a_killed_build_leaves_the_old_generation_and_the_next_one_cleans_up(
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
    jobs.kill(served, "index", where=where, moment=moment, count=count)
    assert current_generation(served) == living
    assert found(served, analyzer) == names(*range(5))
    index_home(served, analyzer)
    assert found(served, analyzer) == names(*range(7))
    assert_tidy(served)


@pytest.mark.parametrize(
    ("where", "moment", "count"),
    [
        ("indexer.generations.folders.create_generation", "after", 0),
        ("os.link", "after", 1),
        ("indexer.generations.folders.derive_generation", "after", 0),
        ("indexer.schema.make_document", "after", 1),
        ("{writer}.delete", "after", 1),
        ("{writer}.commit", "before", 0),
        ("{writer}.commit", "after", 0),
        ("indexer.engines.folder.sum_derived", "before", 0),
        ("searcher.gate.verification._check_articles", "after", 0),
        ("indexer.generations.manifest.write_manifest", "before", 0),
        ("indexer.generations.manifest.write_manifest", "after", 0),
        ("indexer.home.durable.sync_tree", "after", 0),
        ("indexer.generations.folders.set_current", "before", 0),
        # labels.json, deleted.json, manifest.json, CURRENT
        ("os.replace", "before", 3),
    ],
)
def test_a_killed_update_leaves_the_old_generation_and_the_next_one_mends(
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
    jobs.kill(served, "update", where=where, moment=moment, count=count)
    assert current_generation(served) == living
    assert found(served, analyzer) == names(*range(5))
    update_home(served, analyzer)
    assert found(served, analyzer) == names(*range(7))
    assert_tidy(served)


@pytest.mark.parametrize(
    ("where", "moment", "count"),
    [("os.unlink", "after", 2), ("os.rename", "before", 1), ("os.rmdir", "after", 1)],
)
def test_a_killed_sweep_leaves_the_current_generation(
    jobs: JobServer, served: ArchiveHome, analyzer: Analyzer, where: str, moment: str, count: int
) -> None:
    for _ in range(3):
        index_home(served, analyzer)
    living = current_generation(served)
    jobs.kill(served, "gc", "--keep", "0", where=where, moment=moment, count=count)
    assert current_generation(served) == living
    assert found(served, analyzer) == names(*range(7))
    for name in list_generations(served):
        check_files(served, read_manifest(served, name))
    code, printed = jobs.run(served, "gc", "--keep", "0")
    assert code == 0, printed
    assert list_generations(served) == [living]
    assert found(served, analyzer) == names(*range(7))
    assert_tidy(served)


@pytest.mark.parametrize("command", ["index", "update"])
def test_a_job_killed_after_its_switch_is_served(
    jobs: JobServer, served: ArchiveHome, analyzer: Analyzer, command: str
) -> None:
    jobs.kill(
        served, command, where="indexer.generations.folders.switch_generation", moment="after"
    )
    assert found(served, analyzer) == names(*range(7))
    update_home(served, analyzer)
    assert found(served, analyzer) == names(*range(7))
    assert_tidy(served)


def test_a_lock_dies_with_its_holder(
    jobs: JobServer, served: ArchiveHome, analyzer: Analyzer
) -> None:
    jobs.kill(served, "index", where="indexer.schema.make_document", count=1)
    assert served.lock.exists()
    assert str(os.getpid()) not in served.lock.read_text()
    index_home(served, analyzer)
    assert found(served, analyzer) == names(*range(7))


def test_a_build_killed_among_its_workers_takes_them_along(
    jobs: JobServer, served: ArchiveHome, analyzer: Analyzer
) -> None:
    living = current_generation(served)
    job = jobs.start(
        served,
        "index",
        where="indexer.building.preparing._Worker.receive",
        moment="after",
        count=2,
        constants=MANY_WORKERS,
    )
    code, printed = jobs.wait()
    assert code == -9, printed
    wait_for(lambda: not is_running(job))
    assert current_generation(served) == living
    assert found(served, analyzer) == names(*range(5))
    index_home(served, analyzer)
    assert found(served, analyzer) == names(*range(7))
    assert_tidy(served)


def test_a_build_whose_workers_are_killed_says_so_and_leaves_nothing(
    jobs: JobServer, served: ArchiveHome, analyzer: Analyzer
) -> None:
    living = current_generation(served)
    job = jobs.start(
        served,
        "index",
        where="indexer.building.preparing._Worker.receive",
        fault="kill workers",
        constants=MANY_WORKERS,
    )
    code, printed = jobs.wait()
    assert code == 1, printed
    assert "A process that was analysing articles died" in printed
    assert "Traceback" not in printed
    wait_for(lambda: not is_running(job))
    assert current_generation(served) == living
    assert found(served, analyzer) == names(*range(5))
    assert_tidy(served)
