"""What changed between two texts, word by word, for a reader."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import LCSseq

from searcher.deadline import current_deadline

Change = Literal["same", "added", "removed"]

# A word or a sign with the blanks behind it, or the end of a paragraph.
_TOKEN = re.compile(r"\n\s*\n\s*|(?:\w+(?:[’'-]\w+)*|[^\w\s])(?:[^\S\n]|\n(?!\s*\n))*")
_BREAK = "\n\n"
PILCROW = "¶"

# Tokens of one passage before times tokens of it behind: 12 MB and a fifth of a second. Of longer
# ones the whole passage is another.
_MOST_COMPARED = 100_000_000
_SECONDS_A_PAIR = 2e-9


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text that is the same in both, was added, or removed."""

    change: Change
    text: str


# A paragraph of both texts at once.
Paragraph = tuple[Piece, ...]


@dataclass(slots=True)
class _Edit:
    """Tokens that went and came, and those behind them that stayed, each as it stood in the old
    text and as it stands in the new one: with blanks or without."""

    removed: list[str]
    added: list[str]
    kept: list[tuple[str, str]]

    @property
    def size(self) -> int:
        """How many characters went or came, whichever are more."""
        return max(_measure(self.removed), _measure(self.added))


def compare_texts(old: str, new: str) -> tuple[Paragraph, ...]:
    """The paragraphs of two texts as one text of pieces. Where a paragraph was divided or joined to
    another, a changed `PILCROW` ends it.

    Raises TooExpensiveError.
    """
    before, after = _split_paragraphs(old), _split_paragraphs(new)
    paragraphs: list[Paragraph] = []
    for first, last, begin, end, is_same in _align(before, after):
        if is_same:
            paragraphs += [(Piece("same", text),) for text in after[begin:end]]
        else:
            paragraphs += _compare_passages(before[first:last], after[begin:end])
    return tuple(paragraphs)


def _split_paragraphs(text: str) -> list[str]:
    return [stripped for part in re.split(r"\n\s*\n", text) if (stripped := part.strip())]


def _align(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int, bool]]:
    """Ranges of both that are the same, or stand for each other: changes in a row are one."""
    first = begin = 0
    for step in LCSseq.opcodes(old, new):
        if step.tag == "equal":
            if (first, begin) != (step.src_start, step.dest_start):
                yield first, step.src_start, begin, step.dest_start, False
            yield step.src_start, step.src_end, step.dest_start, step.dest_end, True
            first, begin = step.src_end, step.dest_end
    if (first, begin) != (len(old), len(new)):
        yield first, len(old), begin, len(new), False


def _compare_passages(old: Sequence[str], new: Sequence[str]) -> Iterator[Paragraph]:
    before, after = _split_words(old), _split_words(new)
    pairs = len(before) * len(after)
    if pairs > _MOST_COMPARED:
        edits = [_Edit(before, after, [])]
    else:
        current_deadline().announce(pairs * _SECONDS_A_PAIR, "page")
        edits = _join_near(_list_edits(before, after))
    return _write_paragraphs(edits)


def _split_words(paragraphs: Sequence[str]) -> list[str]:
    tokens = (match[0] for match in _TOKEN.finditer(_BREAK.join(paragraphs)))
    return [token if token.strip() else _BREAK for token in tokens]


def _list_edits(old: Sequence[str], new: Sequence[str]) -> Iterator[_Edit]:
    # Blanks are no difference.
    keys = [[token.strip() for token in tokens] for tokens in (old, new)]
    edit = _Edit([], [], [])
    for first, last, begin, end, is_same in _align(*keys):
        if is_same:
            edit.kept = list(zip(old[first:last], new[begin:end], strict=True))
            yield edit
            edit = _Edit([], [], [])
        else:
            edit = _Edit(list(old[first:last]), list(new[begin:end]), [])
    if edit.size:
        yield edit


def _join_near(edits: Iterator[_Edit]) -> list[_Edit]:
    """Edits between which little stayed, compared with what went or came on either side, are one:
    single words that another sentence happens to have too make it no easier to read."""
    joined: list[_Edit] = []
    for edit in edits:
        while joined and _is_chance(joined[-1], edit):
            last = joined.pop()
            edit = _Edit(
                last.removed + [old for old, _ in last.kept] + edit.removed,
                last.added + [new for _, new in last.kept] + edit.added,
                edit.kept,
            )
        joined.append(edit)
    return joined


def _is_chance(edit: _Edit, following: _Edit) -> bool:
    kept = "".join(new for _, new in edit.kept)
    return _BREAK not in kept and 2 * sum(map(str.isalnum, kept)) < min(edit.size, following.size)


def _measure(tokens: Sequence[str]) -> int:
    return sum(map(len, tokens))


def _write_kept(kept: Sequence[tuple[str, str]]) -> list[str]:
    """What stayed, as it stands now: before something that went there may be no blank any more."""
    written = [new for _, new in kept]
    if kept and len(kept[-1][0]) > len(kept[-1][1]):
        written[-1] = kept[-1][0]
    return written


def _write_paragraphs(edits: Sequence[_Edit]) -> Iterator[Paragraph]:
    pieces: list[Piece] = []
    for edit in edits:
        runs: tuple[tuple[Change, list[str]], ...] = (
            ("removed", edit.removed),
            ("added", edit.added),
            ("same", _write_kept(edit.kept)),
        )
        for change, tokens in runs:
            for number, text in enumerate("".join(tokens).split(_BREAK)):
                if number:
                    if change != "same" and any(piece.change == "same" for piece in pieces):
                        pieces.append(Piece(change, PILCROW))
                    if pieces:
                        yield tuple(pieces)
                    pieces = []
                if text:
                    pieces.append(Piece(change, text))
    if pieces:
        yield tuple(pieces)
