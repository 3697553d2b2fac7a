"""What a watch does next, on a clock that the tests set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.archive.identity import list_keys
from indexer.archive.store import Archive
from indexer.building.job import IndexReport, IndexWork
from indexer.errors import (
    ArchiveLockedError,
    IndexDamagedError,
    IndexMismatchError,
    IndexMissingError,
    OptionError,
    SettingsError,
)
from indexer.generations.folders import current_generation
from indexer.generations.manifest import read_manifest
from indexer.home.lock import writing
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.importing.fields import RecordRules
from indexer.importing.report import ImportReport
from indexer.progress import Progress
from indexer.watching.job import LOCK_PAUSE, QUIET, RETRY, Built, Outcome, Watch
from searcher.gate.examining import make_gate
from searcher.gate.golden import GoldenQueries
from searcher.tagging.compiling import TagBook
from tests.conftest import index_home, rewrite_manifest


class Clock:
    """A clock that a test sets."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


@pytest.fixture
def watch(home: ArchiveHome, analyzer: Analyzer, folder: Path, clock: Clock) -> Watch:
    settings = Settings()
    gate = make_gate(home, analyzer, GoldenQueries())
    job = IndexWork(home, settings, analyzer, gate, TagBook(home.tags_file, analyzer))
    return Watch(job, (folder,), RecordRules(), clock)


def run(watch: Watch) -> list[Outcome]:
    """What the watch has to say until it waits."""
    said = []
    for _ in range(10):
        if (step := watch.next_step()) is None:
            return said
        if (outcome := step(Progress())) is not None:
            said.append(outcome)
    raise AssertionError("it never waits")


def write(path: Path, *ids: str) -> Path:
    records = ({"id": id_, "title": f"Bridge {id_}", "date": "2014-03-01"} for id_ in ids)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def indexed(home: ArchiveHome) -> int:
    return read_manifest(home, current_generation(home)).articles


def test_a_take_down_of_an_export_reaches_the_index(
    watch: Watch, folder: Path, home: ArchiveHome, clock: Clock
) -> None:
    write(folder / "a.jsonl", "a", "b")
    run(watch)
    with Archive.open(home.database) as archive:
        article = next(article for _, article in archive.articles() if article.id == "a")
    gone = {"export": 1, "kind": "taken-down", "id": "a", "reason": "court order",
            "when": "2026-01-02T03:04:05Z",
            "keys": [key.hex() for key in list_keys(article)]}  # fmt: skip
    file = folder / "export.jsonl"
    file.write_text(json.dumps({"letopis": gone}) + "\n", "utf-8")
    watch.note([file])
    clock.now += QUIET
    run(watch)
    assert indexed(home) == 1


def test_it_begins_with_an_import_and_the_first_index(
    watch: Watch, folder: Path, home: ArchiveHome
) -> None:
    write(folder / "a.jsonl", "a", "b")
    imported, built = run(watch)
    assert isinstance(imported, ImportReport)
    assert imported.outcomes["new"] == 2
    assert isinstance(built, Built)
    assert indexed(home) == 2


def test_a_path_that_is_not_there_is_refused(watch: Watch, folder: Path) -> None:
    folder.rmdir()
    with pytest.raises(OptionError):
        run(watch)


def test_a_file_that_keeps_changing_is_waited_for(watch: Watch, folder: Path, clock: Clock) -> None:
    run(watch)
    news = write(folder / "a.jsonl", "a")
    for _ in range(20):
        watch.note([news])
        clock.now += QUIET * 0.6
        assert run(watch) == []
    clock.now += QUIET * 0.6
    assert [type(outcome) for outcome in run(watch)] == [ImportReport, IndexReport]
    clock.now += RETRY
    assert run(watch) == []


def test_an_import_that_brings_nothing_updates_nothing(
    watch: Watch, folder: Path, clock: Clock
) -> None:
    news = write(folder / "a.jsonl", "a")
    run(watch)
    watch.note([news])
    clock.now += QUIET
    assert [type(outcome) for outcome in run(watch)] == [ImportReport]


def test_only_article_files_are_looked_at(watch: Watch, folder: Path, clock: Clock) -> None:
    run(watch)
    for name in ("README.md", "picture.jpg"):
        (folder / name).write_text("x")
    watch.note([folder / "README.md", folder / "picture.jpg", folder / "gone.md"])
    clock.now += QUIET
    assert run(watch) == []


def test_a_new_folder_is_looked_through_for_files_nobody_told_of(
    watch: Watch, folder: Path, clock: Clock
) -> None:
    run(watch)
    inner = folder / "new"
    (inner / "deep").mkdir(parents=True)
    write(inner / "deep" / "a.jsonl", "a")
    busy = write(inner / "b.jsonl", "b")
    watch.note([inner])
    clock.now += QUIET * 0.9
    watch.note([busy])
    clock.now += QUIET * 0.9
    # The one that is being written is left alone.
    (imported, _) = run(watch)
    assert isinstance(imported, ImportReport)
    assert (imported.counts.files, imported.outcomes["new"]) == (1, 1)
    clock.now += QUIET
    (imported, _) = run(watch)
    assert isinstance(imported, ImportReport)
    assert imported.outcomes["new"] == 1


def test_files_that_vanish_are_no_error_and_their_articles_stay(
    watch: Watch, folder: Path, clock: Clock, home: ArchiveHome
) -> None:
    news = write(folder / "a.jsonl", "a")
    run(watch)
    watch.note([news, folder / "b.jsonl"])
    news.unlink()
    clock.now += QUIET
    assert run(watch) == []
    # Gone between being found and being read.
    watch.note([write(folder / "c.jsonl", "c")])
    clock.now += QUIET
    step = watch.next_step()
    assert step
    (folder / "c.jsonl").unlink()
    report = step(Progress())
    assert isinstance(report, ImportReport)
    assert (report.vanished, report.rejected) == ([folder / "c.jsonl"], [])
    assert indexed(home) == 1


def test_while_another_process_writes_it_says_so_once_and_waits(
    watch: Watch, folder: Path, clock: Clock, home: ArchiveHome
) -> None:
    with writing(home):
        (said,) = run(watch)
        assert isinstance(said, ArchiveLockedError)
        assert watch.next_step() is None
        clock.now += LOCK_PAUSE
        assert run(watch) == []
    clock.now += LOCK_PAUSE
    assert [type(outcome) for outcome in run(watch)] == [ImportReport, Built]
    watch.note([write(folder / "a.jsonl", "a")])
    clock.now += QUIET
    with writing(home):
        assert [type(outcome) for outcome in run(watch)] == [ArchiveLockedError]
    clock.now += LOCK_PAUSE
    assert [type(outcome) for outcome in run(watch)] == [ImportReport, IndexReport]
    assert indexed(home) == 1


def spoil(home: ArchiveHome) -> None:
    """Make the current index one of another release."""
    manifest = home.index / current_generation(home) / "manifest.json"
    rewrite_manifest(manifest, analyzer="older")


def test_an_index_of_another_release_is_told_and_mended_later(
    watch: Watch, folder: Path, clock: Clock, home: ArchiveHome, analyzer: Analyzer
) -> None:
    run(watch)
    spoil(home)
    watch.note([write(folder / "a.jsonl", "a")])
    clock.now += QUIET
    imported, said = run(watch)
    assert isinstance(imported, ImportReport)
    assert isinstance(said, IndexMismatchError)
    with Archive.open(home.database) as archive:
        assert archive.count() == 1
    clock.now += RETRY
    assert run(watch) == []
    # The next change asks again, and tells again that it cannot be found yet.
    watch.note([write(folder / "b.jsonl", "b")])
    clock.now += QUIET
    assert [type(outcome) for outcome in run(watch)] == [ImportReport, IndexMismatchError]
    index_home(home, analyzer)
    assert run(watch) == []
    clock.now += RETRY
    assert [type(outcome) for outcome in run(watch)] == [IndexReport]
    watch.note([write(folder / "c.jsonl", "c")])
    clock.now += QUIET
    run(watch)
    assert indexed(home) == 3


@pytest.mark.parametrize(
    ("name", "error"), [("CURRENT", IndexMissingError), ("manifest.json", IndexDamagedError)]
)
def test_a_damaged_index_is_told_and_never_built_anew_by_itself(
    watch: Watch,
    folder: Path,
    clock: Clock,
    home: ArchiveHome,
    name: str,
    error: type[Exception],
) -> None:
    run(watch)
    for path in home.index.rglob(name):
        path.unlink()
    watch.note([write(folder / "a.jsonl", "a")])
    clock.now += QUIET
    assert [type(outcome) for outcome in run(watch)] == [ImportReport, error]


def test_a_broken_labels_file_is_told_and_the_files_are_tried_again(
    watch: Watch, folder: Path, clock: Clock, home: ArchiveHome
) -> None:
    run(watch)
    labels = home.labels_file.read_text("utf-8")
    home.labels_file.write_text("[broken", "utf-8")
    watch.note([write(folder / "a.jsonl", "a")])
    clock.now += QUIET
    assert SettingsError in [type(outcome) for outcome in run(watch)]
    home.labels_file.write_text(labels, "utf-8")
    clock.now += RETRY
    run(watch)
    assert indexed(home) == 1
