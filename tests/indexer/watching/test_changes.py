"""What is seen to change, with real files."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from indexer.watching.files import watch_changes

DEADLINE = 30.0

# Takes turns until all of these were seen; gives everything that was.
WaitFor = Callable[..., set[Path]]


@pytest.fixture(autouse=True)
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """How soon it is told that nothing changed is no part of what is told here."""
    monkeypatch.setattr("indexer.watching.files._TURN", 100)


@contextmanager
def watching(*paths: Path) -> Iterator[WaitFor]:
    with closing(watch_changes(paths)) as turns:
        assert next(turns) == set()

        def wait_for(*wanted: Path) -> set[Path]:
            seen: set[Path] = set()
            end = time.monotonic() + DEADLINE
            for changed in turns:
                seen |= changed
                if seen >= set(wanted):
                    break
                assert time.monotonic() < end, f"seen only: {seen}"
            return seen

        yield wait_for


def test_files_and_folders_are_named_as_the_path_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path)
    with watching(Path("in"), Path("in/../single.md")) as wait_for:
        Path("in/a.md").write_text("x")
        wait_for(Path("in/a.md"))
        Path("in/a.md").write_text("xy")
        wait_for(Path("in/a.md"))
        Path("in/b.md").write_text("x")
        Path("in/b.md").rename("in/c.md")
        wait_for(Path("in/c.md"))
        Path("in/new").mkdir()
        wait_for(Path("in/new"))
        Path("in/new/d.md").write_text("x")
        wait_for(Path("in/new/d.md"))
        Path("other.md").write_text("x")
        Path("single.md").write_text("x")
        assert wait_for(Path("in/../single.md")) == {Path("in/../single.md")}


def test_a_file_that_is_replaced_is_still_watched(tmp_path: Path) -> None:
    news = tmp_path / "news.md"
    news.write_text("x")
    with watching(news) as wait_for:
        for text in ("one", "two"):
            (tmp_path / "beside").write_text(text)
            (tmp_path / "beside").replace(news)
            wait_for(news)


def test_hidden_and_linked_files_are_passed_over_as_an_import_does(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "in", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (folder / ".git").mkdir()
    (folder / "link").symlink_to(elsewhere)
    with watching(folder) as wait_for:
        (folder / ".git" / "a.md").write_text("x")
        (folder / ".b.md").write_text("x")
        (folder / "link" / "c.md").write_text("x")
        (folder / "link2").symlink_to(elsewhere)
        (folder / "d.md").write_text("x")
        assert wait_for(folder / "d.md") == {folder / "d.md"}


@pytest.mark.parametrize("pause", [False, True])
def test_a_folder_that_goes_and_comes_back_is_watched_again(tmp_path: Path, pause: bool) -> None:
    folder, other = tmp_path / "mount" / "in", tmp_path / "other"
    folder.mkdir(parents=True)
    other.mkdir()
    with watching(folder, other) as wait_for:
        shutil.rmtree(folder.parent)
        if pause:
            (other / "a.md").write_text("x")
            wait_for(other / "a.md")
        folder.mkdir(parents=True)
        wait_for(folder)
        (folder / "b.md").write_text("x")
        wait_for(folder / "b.md")


def test_a_folder_put_in_the_place_of_another_is_watched(tmp_path: Path) -> None:
    folder, new = tmp_path / "in", tmp_path / "new"
    folder.mkdir()
    new.mkdir()
    with watching(folder) as wait_for:
        folder.rename(tmp_path / "old")
        new.rename(folder)
        wait_for(folder)
        (folder / "b.md").write_text("x")
        wait_for(folder / "b.md")


def test_names_that_are_no_utf8_do_not_end_the_watch(tmp_path: Path) -> None:
    strange = tmp_path / os.fsdecode(b"\xff.md")
    with watching(tmp_path) as wait_for:
        strange.write_text("x")
        # Which one it was cannot be told: the whole folder is looked at again.
        wait_for(tmp_path)
        # Reading it is no change, though the system tells of it.
        strange.read_text()
        (tmp_path / "b.md").write_text("x")
        assert wait_for(tmp_path / "b.md") == {tmp_path / "b.md"}
