"""Texts of the files of a home: read within bounds, compared, and known by their digests."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from stat import S_ISREG
from typing import Literal

from rapidfuzz.distance import LCSseq

from searcher.drafts.files import HomeFile

# Bytes of a file that is edited in a browser: some ten thousand names. What readers are told is
# made anew for each of them.
MOST_BYTES = 2 * 2**20
MOST_ABOUT_BYTES = 200_000
# The digest of a file that is not there.
ABSENT = "absent"
# Lines of one text times lines of the other that are compared; of longer ones all is new.
_MOST_COMPARED = 100_000_000
# Lines around those that changed that are shown.
_AROUND = 3

# Why a file cannot be edited.
FileProblem = Literal["", "large", "undecodable", "unreadable"]

_MARK = "\ufeff"
_LINE_END = re.compile("\r\n?")


@dataclass(frozen=True, slots=True)
class FileText:
    """What a file says: its text, empty where it is not there or cannot be told for a `problem`,
    and the digest of its bytes."""

    text: str
    digest: str
    problem: FileProblem = ""

    @property
    def is_there(self) -> bool:
        return self.digest != ABSENT


def read_file_text(file: HomeFile) -> FileText:
    """What a file says now."""
    try:
        found = file.path.stat()
        if not S_ISREG(found.st_mode):
            # A pipe would never be read to its end.
            return FileText("", "", "unreadable")
        if found.st_size > MOST_BYTES:
            return FileText("", "", "large")
        content = file.path.read_bytes()
    except FileNotFoundError:
        return FileText("", ABSENT)
    except OSError:
        return FileText("", "", "unreadable")
    return read_text(content)


def read_text(content: bytes | None) -> FileText:
    """What the content of a file says; None is a file that is not there."""
    if content is None:
        return FileText("", ABSENT)
    try:
        return FileText(tidy_text(content.decode("utf-8")), digest_of(content))
    except UnicodeDecodeError:
        return FileText("", digest_of(content), "undecodable")


def digest_of(content: bytes | None) -> str:
    """What a content is known by."""
    return ABSENT if content is None else hashlib.sha256(content).hexdigest()


def tidy_text(text: str) -> str:
    """A text with the line ends of Unix, which browsers and editors change, and without a mark of
    its encoding."""
    return _LINE_END.sub("\n", text.removeprefix(_MARK))


def encode_text(text: str) -> bytes:
    """A tidy text as it is written: its last line ended. Raises UnicodeEncodeError for half
    characters."""
    return (text if not text or text.endswith("\n") else text + "\n").encode()


@dataclass(frozen=True, slots=True)
class DiffLine:
    """A line of two texts at once, with its number in each, None where it does not stand there; a
    line without either is a gap of lines that stayed."""

    old: int | None
    new: int | None
    text: str

    @property
    def change(self) -> Literal["same", "added", "removed", "gap"]:
        if self.old is None:
            return "gap" if self.new is None else "added"
        return "removed" if self.new is None else "same"


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two texts: the lines that did with some around them, at most so many as
    were asked for, and how many lines came and went in all."""

    lines: tuple[DiffLine, ...]
    added: int
    removed: int

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.removed)


def compare_lines(old: str, new: str, most: int = 1_000) -> Difference:
    """What changed between two texts, line by line; at most `most` lines are told."""
    before, after = old.splitlines(), new.splitlines()
    changed = list(_find_changed(before, after))
    lines: list[DiffLine] = []
    end = 0
    for number, (first, last, begin, stop) in enumerate(changed):
        start = max(end, first - _AROUND)
        if start > end:
            lines.append(DiffLine(None, None, ""))
        lines += _keep(before, start, first, begin - first)
        lines += (DiffLine(at + 1, None, before[at]) for at in range(first, last))
        lines += (DiffLine(None, at + 1, after[at]) for at in range(begin, stop))
        following = changed[number + 1][0] if number + 1 < len(changed) else len(before)
        end = min(following, last + _AROUND)
        lines += _keep(before, last, end, stop - last)
    if changed and end < len(before):
        lines.append(DiffLine(None, None, ""))
    added = sum(stop - begin for _, _, begin, stop in changed)
    removed = sum(last - first for first, last, _, _ in changed)
    return Difference(tuple(lines[:most]), added, removed)


def list_changed_lines(old: str, new: str) -> list[str]:
    """The lines of both texts that are not in the other at that place."""
    before, after = old.splitlines(), new.splitlines()
    found: list[str] = []
    for first, last, begin, stop in _find_changed(before, after):
        found += (*before[first:last], *after[begin:stop])
    return found


def _keep(lines: list[str], start: int, end: int, shift: int) -> Iterator[DiffLine]:
    return (DiffLine(at + 1, at + 1 + shift, lines[at]) for at in range(start, end))


def _find_changed(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Ranges of lines of both that stand for each other and are not the same."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    if not before and not after:
        return
    if len(before) * len(after) > _MOST_COMPARED:
        yield head, head + len(before), head, head + len(after)
        return
    first = begin = 0
    for step in LCSseq.opcodes(before, after):
        if step.tag == "equal":
            if (first, begin) != (step.src_start, step.dest_start):
                yield head + first, head + step.src_start, head + begin, head + step.dest_start
            first, begin = step.src_end, step.dest_end
    if (first, begin) != (len(before), len(after)):
        yield head + first, head + len(before), head + begin, head + len(after)
