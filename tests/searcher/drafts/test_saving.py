"""Saving what an admin wrote: nothing of anybody is lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from indexer.analysis import Analyzer
from indexer.home.paths import ArchiveHome
from indexer.home.settings import Settings
from indexer.operations.edits import KEPT, EditBook
from searcher.drafts.files import HomeFile, find_home_file
from searcher.drafts.previewing import Draft, DraftReader
from searcher.drafts.saving import Saving, remove_profile, save_draft
from searcher.drafts.texts import ABSENT, read_file_text
from searcher.service import SearchService


@pytest.fixture
def reader(home: ArchiveHome, analyzer: Analyzer) -> DraftReader:
    return DraftReader(SearchService(home, Settings(), analyzer))


def find(home: ArchiveHome, name: str) -> HomeFile:
    file = find_home_file(home, name)
    assert file is not None
    return file


def save(reader: DraftReader, name: str, text: str, began_with: str | None = None) -> Saving:
    file = find(reader.home, name)
    digest = read_file_text(file).digest if began_with is None else began_with
    return save_draft(reader, Draft(file, text), digest, "anna")


def test_what_was_there_is_kept_and_can_be_put_back(reader: DraftReader) -> None:
    before = reader.home.rings_file.read_bytes()
    saved = save(reader, "rings.txt", "мост / плотина")
    assert reader.home.rings_file.read_text("utf-8") == "мост / плотина\n"
    kept = EditBook.of(reader.home).get(saved.edit)
    assert kept is not None
    assert (kept.before, kept.edit.who, kept.edit.added) == (before, "anna", 1)
    save(reader, "rings.txt", before.decode())
    assert reader.home.rings_file.read_bytes() == before


def test_what_its_reader_refuses_is_not_saved(reader: DraftReader) -> None:
    before = reader.home.labels_file.read_bytes()
    saved = save(reader, "labels.toml", "[authors]\na = 5\n")
    assert saved.refusal == "mistakes"
    assert reader.home.labels_file.read_bytes() == before
    assert EditBook.of(reader.home).read("labels.toml") == []


def test_what_somebody_else_wrote_meanwhile_is_not_written_over(reader: DraftReader) -> None:
    began = read_file_text(find(reader.home, "rings.txt")).digest
    reader.home.rings_file.write_text("Заречье / Zarechye\n", "utf-8")
    saved = save(reader, "rings.txt", "мост / плотина\n", began)
    assert saved.refusal == "changed"
    assert saved.now is not None
    assert saved.now.text == "Заречье / Zarechye\n"
    assert reader.home.rings_file.read_text("utf-8") == "Заречье / Zarechye\n"


def test_a_file_that_was_removed_meanwhile_is_not_made_anew_unasked(reader: DraftReader) -> None:
    began = read_file_text(find(reader.home, "rings.txt")).digest
    reader.home.rings_file.unlink()
    assert save(reader, "rings.txt", "мост / плотина\n", began).refusal == "changed"
    assert save(reader, "rings.txt", "мост / плотина\n", ABSENT).edit


def test_what_is_the_same_is_no_edit(reader: DraftReader) -> None:
    save(reader, "rings.txt", "мост / плотина\n")
    assert save(reader, "rings.txt", "мост / плотина\n") == Saving()
    assert len(EditBook.of(reader.home).read("rings.txt")) == 1


def test_a_link_is_left_to_who_made_it(reader: DraftReader, tmp_path: Path) -> None:
    elsewhere = tmp_path / "rings.txt"
    elsewhere.write_text("a / b\n")
    reader.home.rings_file.unlink()
    reader.home.rings_file.symlink_to(elsewhere)
    assert save(reader, "rings.txt", "мост / плотина\n").refusal == "linked"
    assert elsewhere.read_text() == "a / b\n"
    assert reader.home.rings_file.is_symlink()


def test_a_folder_of_profiles_that_is_a_link_is_left_too(
    reader: DraftReader, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    reader.home.profiles.symlink_to(tmp_path / "elsewhere")
    assert save(reader, "profiles/a.toml", 'hosts = ["a.org"]\n').refusal == "linked"
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_text_that_cannot_be_decoded_is_not_written_over(reader: DraftReader) -> None:
    reader.home.rings_file.write_bytes("мост / плотина\n".encode("cp1251"))
    now = read_file_text(find(reader.home, "rings.txt"))
    assert now.problem == "undecodable"
    assert save(reader, "rings.txt", "a / b\n", now.digest).refusal == "changed"


def test_what_is_too_large_or_no_file_is_left_where_it_is(reader: DraftReader) -> None:
    reader.home.rings_file.write_bytes(b"# \n" * 2**20)
    assert read_file_text(find(reader.home, "rings.txt")).problem == "large"
    assert save(reader, "rings.txt", "a / b\n").refusal == "changed"
    for make in (Path.mkdir, os.mkfifo):
        reader.home.exceptions_file.unlink(missing_ok=True)
        make(reader.home.exceptions_file)
        assert read_file_text(find(reader.home, "exceptions.txt")).problem == "unreadable"
        if reader.home.exceptions_file.is_dir():
            reader.home.exceptions_file.rmdir()


def test_rights_and_line_ends_stay_as_files_have_them(reader: DraftReader) -> None:
    reader.home.rings_file.write_bytes(b"a / b\r\nc / d\r\n")
    reader.home.rings_file.chmod(0o600)
    assert read_file_text(find(reader.home, "rings.txt")).text == "a / b\nc / d\n"
    save(reader, "rings.txt", "a / b\n")
    assert reader.home.rings_file.stat().st_mode & 0o777 == 0o600


def test_the_newest_edits_of_each_file_are_kept(reader: DraftReader) -> None:
    save(reader, "exceptions.txt", "мосты = мост\n")
    for number in range(KEPT + 3):
        save(reader, "rings.txt", f"мост / плотина{number}\n")
    book = EditBook.of(reader.home)
    assert len(book.read("rings.txt")) == KEPT
    assert len(book.read("exceptions.txt")) == 1
    assert set(book.read_last()) == {"rings.txt", "exceptions.txt"}


def test_a_disk_that_is_full_leaves_the_file_and_no_edit(
    reader: DraftReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = reader.home.rings_file.read_bytes()
    # What is written beside the file before it takes its place cannot be.
    beside = reader.home.rings_file.with_name("rings.txt.new")
    beside.mkdir()
    with pytest.raises(OSError, match="directory"):
        save(reader, "rings.txt", "мост / плотина\n")
    assert reader.home.rings_file.read_bytes() == before
    assert EditBook.of(reader.home).read("rings.txt") == []


def test_profiles_are_made_and_removed(reader: DraftReader) -> None:
    profile = 'name = "A"\nhosts = ["a.org"]\n'
    assert save(reader, "profiles/a.toml", profile).edit
    file = find(reader.home, "profiles/a.toml")
    assert remove_profile(reader.home, file, "other", "anna").refusal == "changed"
    removed = remove_profile(reader.home, file, read_file_text(file).digest, "anna")
    assert not file.path.exists()
    kept = EditBook.of(reader.home).get(removed.edit)
    assert kept is not None
    assert (kept.before, kept.after) == (profile.encode(), None)
