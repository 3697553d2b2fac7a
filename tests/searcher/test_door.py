"""The door to an archive: its jobs tell of their course and can be cancelled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.errors import ArchiveMissingError, JobCancelledError
from indexer.generations.folders import list_generations
from indexer.progress import Progress, ProgressEvent, StepAdvanced, StepStarted
from searcher.archive import NewsArchive, create_archive, open_archive
from searcher.request import SearchRequest


def write_news(path: Path, count: int) -> Path:
    records = ({"id": f"a-{n}", "title": f"Bridge {n}", "date": "2014-03-01"} for n in range(count))
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


@pytest.fixture
def archive(tmp_path: Path) -> NewsArchive:
    return create_archive(tmp_path / "archive")


def cancelling(step: str, after: int) -> Progress:
    """Progress that cancels its job when so much of a step is done."""
    done: dict[str, int] = {}
    current = ""

    def tell(event: ProgressEvent) -> None:
        nonlocal current
        match event:
            case StepStarted(name):
                current = name
            case StepAdvanced(count):
                done[current] = done.get(current, 0) + count
        if current == step and done.get(step, 0) >= after:
            progress.cancel()

    progress = Progress(tell)
    return progress


def test_a_program_imports_indexes_and_searches(archive: NewsArchive, tmp_path: Path) -> None:
    events: list[ProgressEvent] = []
    archive.import_job([write_news(tmp_path / "news.jsonl", 3)]).run(Progress(events.append))
    archive.build_job("whoosh").run(Progress())
    assert (
        open_archive(archive.home.path).service.search(SearchRequest(q="bridges"), "en").total == 3
    )
    size = (tmp_path / "news.jsonl").stat().st_size
    assert events[0] == StepStarted("import", size, "bytes")
    advances = [event for event in events if isinstance(event, StepAdvanced)]
    assert (sum(one.count for one in advances), sum(one.records for one in advances)) == (size, 3)


def test_what_is_no_archive_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissingError):
        open_archive(tmp_path)


def test_a_cancelled_import_keeps_the_files_it_finished(
    archive: NewsArchive, tmp_path: Path
) -> None:
    files = [write_news(tmp_path / f"{name}.jsonl", count) for name, count in (("a", 2), ("b", 5))]
    with pytest.raises(JobCancelledError):
        archive.import_job(files).run(cancelling("import", 1))
    with archive.open_store() as store:
        assert store.count() == 2
    archive.import_job(files).run(Progress())
    with archive.open_store() as store:
        assert store.count() == 5


@pytest.mark.parametrize("step", ["index", "write", "verify"])
def test_a_cancelled_build_leaves_the_living_generation(
    archive: NewsArchive, tmp_path: Path, step: str
) -> None:
    archive.import_job([write_news(tmp_path / "news.jsonl", 3)]).run(Progress())
    living = archive.build_job().run(Progress()).manifest.generation
    with pytest.raises(JobCancelledError):
        archive.build_job().run(cancelling(step, 0))
    assert list_generations(archive.home) == [living]
    assert not list(archive.home.index.glob("*.building"))
    assert archive.service.search(SearchRequest(q="bridge"), "en").total == 3
