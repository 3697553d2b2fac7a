"""Saving drafts: in one step, over nothing that somebody else wrote meanwhile, and with what was
there before kept."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from indexer.home.durable import sync_folder, write_durably
from indexer.home.paths import ArchiveHome
from indexer.operations.edits import EditBook
from searcher.drafts.checking import Mistake
from searcher.drafts.files import MOST_PROFILES, HomeFile, list_home_files
from searcher.drafts.previewing import Draft, DraftReader
from searcher.drafts.texts import (
    FileText,
    compare_lines,
    encode_text,
    read_file_text,
    read_text,
)

# What a draft was not saved for: nothing; its mistakes; that the file is no longer what the draft
# began with; that it stands elsewhere; that there are too many; that it could not be written.
Refusal = Literal["", "mistakes", "changed", "linked", "many", "unwritten"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saving:
    """What came of saving a draft: why it was refused, with its mistakes, or with what the file
    says now; the number of the edit, 0 where nothing was to be changed, and how many lines came and
    went."""

    refusal: Refusal = ""
    mistakes: tuple[Mistake, ...] = ()
    now: FileText | None = None
    edit: int = 0
    added: int = 0
    removed: int = 0


def save_draft(reader: DraftReader, draft: Draft, began_with: str, who: str) -> Saving:
    """Write a draft into its file, if its readers take it and the file is still what the draft
    began with, by its digest. Raises OSError, sqlite3.OperationalError and ArchiveDamagedError:
    then the file is as it was."""
    if draft.file.is_linked:
        return Saving(refusal="linked")
    mistakes = reader.check(draft)
    if mistakes:
        return Saving(refusal="mistakes", mistakes=mistakes)
    return _replace(reader.home, draft.file, encode_text(draft.text), began_with, who)


def remove_profile(home: ArchiveHome, file: HomeFile, began_with: str, who: str) -> Saving:
    """Remove a profile, if it is still what was shown. Raises what `save_draft` raises."""
    if file.is_linked:
        return Saving(refusal="linked")
    return _replace(home, file, None, began_with, who)


def _replace(
    home: ArchiveHome, file: HomeFile, content: bytes | None, began_with: str, who: str
) -> Saving:
    with _editing(home):
        now = read_file_text(file)
        if now.digest != began_with or now.problem:
            return Saving(refusal="changed", now=now)
        before = file.path.read_bytes() if now.is_there else None
        if content == before:
            return Saving()
        if not now.is_there and file.kind == "profile" and _has_many(home):
            return Saving(refusal="many")
        difference = compare_lines(now.text, read_text(content).text, most=0)
        lines = difference.added, difference.removed
        book = EditBook.of(home)
        number = book.keep(file.name, who, (before, content), lines)
        try:
            _write(file, content)
        except OSError:
            book.forget(number)
            raise
        return Saving(edit=number, added=lines[0], removed=lines[1])


def _write(file: HomeFile, content: bytes | None) -> None:
    if content is None:
        file.path.unlink()
        sync_folder(file.path.parent)
        return
    file.path.parent.mkdir(exist_ok=True)
    write_durably(file.path, content)


def _has_many(home: ArchiveHome) -> bool:
    return sum(file.kind == "profile" for file in list_home_files(home)) >= MOST_PROFILES


@contextmanager
def _editing(home: ArchiveHome) -> Iterator[None]:
    """Have no other worker write a file of the home between a look at it and its being written."""
    with home.edits_lock.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
