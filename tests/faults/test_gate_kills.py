"""Processes killed while the gate keeps a build aside, or while one is accepted or swept."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.building.job import IndexWork
from indexer.building.switching import accept_index
from indexer.errors import GoldenError
from indexer.generations.aside import read_report
from indexer.generations.folders import current_generation, list_failed, list_generations
from indexer.home.paths import ArchiveHome
from indexer.home.settings import read_settings
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.tagging.compiling import TagBook
from tests.conftest import index_home
from tests.faults.jobs import JobServer, found, names


@pytest.fixture
def refused(served: ArchiveHome) -> ArchiveHome:
    """An archive that is served, and a golden query that the next build does not answer."""
    served.golden_file.write_text('[[query]]\nq = "lake"\nexpect = ["a-1"]\n', "utf-8")
    return served


def keep_aside(home: ArchiveHome, analyzer: Analyzer) -> str:
    with pytest.raises(GoldenError) as caught:
        index_home(home, analyzer)
    return caught.value.generation


def accept(home: ArchiveHome, analyzer: Analyzer, name: str) -> None:
    gate = make_gate(home, analyzer, GoldenQueries())
    accept_index(
        IndexWork(home, read_settings(home), analyzer, gate, TagBook(home.tags_file, analyzer)),
        name,
    )


def unfinished(home: ArchiveHome) -> list[Path]:
    return [path for path in home.index.iterdir() if path.name.endswith(".building")]


@pytest.mark.parametrize(
    ("where", "moment", "count", "aside"),
    [
        ("indexer.generations.aside.set_aside", "before", 0, 0),
        # labels.json, deleted.json, copies.json, manifest.json, report.json
        ("os.replace", "before", 3, 0),
        ("os.replace", "after", 3, 0),
        ("indexer.home.durable.sync_tree", "after", 0, 0),
        # The renamed folder is made durable by the eighth.
        ("indexer.home.durable.sync_folder", "before", 7, 1),
        ("indexer.generations.aside.set_aside", "after", 0, 1),
    ],
)
def test_a_build_killed_on_its_way_aside_leaves_the_living_generation(
    jobs: JobServer,
    refused: ArchiveHome,
    analyzer: Analyzer,
    where: str,
    moment: str,
    count: int,
    aside: int,
) -> None:
    living = current_generation(refused)
    jobs.kill(refused, "index", where=where, moment=moment, count=count)
    assert (current_generation(refused), list_generations(refused)) == (living, [living])
    assert found(refused, analyzer) == names(*range(5))
    assert len(list_failed(refused)) == aside
    for name in list_failed(refused):
        assert read_report(refused, name).golden
    newest = keep_aside(refused, analyzer)
    assert list_failed(refused) == [newest]
    assert not unfinished(refused)
    accept(refused, analyzer, newest)
    assert found(refused, analyzer) == names(*range(7))


@pytest.mark.parametrize(
    ("where", "moment"),
    [
        ("indexer.engines.checksums.check_sums", "after"),
        ("os.rename", "before"),
        ("os.rename", "after"),
        ("os.replace", "before"),
    ],
)
def test_a_killed_accept_leaves_the_living_generation_and_can_be_done_again(
    jobs: JobServer, refused: ArchiveHome, analyzer: Analyzer, where: str, moment: str
) -> None:
    living = current_generation(refused)
    aside = keep_aside(refused, analyzer)
    jobs.kill(refused, "accept", aside, where=where, moment=moment)
    assert current_generation(refused) == living
    assert found(refused, analyzer) == names(*range(5))
    accept(refused, analyzer, aside)
    assert current_generation(refused) == aside
    assert found(refused, analyzer) == names(*range(7))
    assert list_failed(refused) == []


def test_a_generation_whose_removal_was_cut_short_is_none_that_was_kept_aside(
    jobs: JobServer, refused: ArchiveHome, analyzer: Analyzer
) -> None:
    keep_aside(refused, analyzer)
    jobs.kill(refused, "gc", "--keep", "0", where="os.unlink", moment="after", count=1)
    assert list_failed(refused) == []
    assert len(unfinished(refused)) == 1
    assert found(refused, analyzer) == names(*range(5))
    refused.golden_file.unlink()
    index_home(refused, analyzer)
    assert not unfinished(refused)
    assert found(refused, analyzer) == names(*range(7))
