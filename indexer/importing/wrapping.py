"""Paragraphs of a text whose lines were wrapped, and of one whose lines are paragraphs.

A line was wrapped if the next word would not have fitted, but so it seems of the longest of any
lines. What shows that a text is wrapped is a line that ends within a sentence: the next one begins
with a small letter, or ends the word. The turns of an interview, results and the verses of most
poems have none, and stay lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median_low

from indexer.importing.hyphens import is_hyphenated, join_lines
from indexer.languages import LANGUAGES

# Longer lines are paragraphs.
_WIDEST_WRAP = 120
_SHORTEST_LIST = 3

_ENDS = tuple(".!?…:;")
_CLOSING = "»”\"')]"
# The next turn of an interview, by who speaks or by a dash, and the next item of a list.
_SPEAKER = re.compile(r"[^\W\d_a-zа-яё][\w.-]*(?: [\w.-]+){0,3}: ")
_DASH = re.compile(r"[-—–] ?(?:[^\W\d_a-zа-яё]|[«“\"])")
_ITEM = re.compile(r"[•▪●*·] |[0-9]{1,3}[.)] ")
# No sentence ends with such a word, in small letters.
_INNER_WORDS = frozenset().union(*(language.stop_words for language in LANGUAGES.values()))
_LONGER_THAN_VERSES = 50


def unwrap(blocks: Iterable[Sequence[str]]) -> Iterator[str]:
    """The paragraphs of a text, given the lines of each of its blocks: what stands between blank
    lines. Words that line ends divided are whole again."""
    texts = [_Block(lines) for lines in blocks if lines]
    widths = sorted(text.width for text in texts if text.is_wrapped)
    for text in texts:
        if widths and text.width <= widths[-1]:
            # Most blocks are as wide as the text; in some an address stands out.
            width = median_low(widths)
            yield from text.join(min(text.width, width) if text.is_wrapped else width)
        else:
            yield from text.lines


class _Block:
    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.width = max(map(len, lines))
        self.is_wrapped = self.width <= _WIDEST_WRAP and self._has_broken_sentence()

    def _has_broken_sentence(self) -> bool:
        first, *others = self.lines
        items = others if first.endswith(":") else self.lines
        is_list = (
            len(items) >= _SHORTEST_LIST
            and all(item[:1].islower() for item in items)
            and not _is_ended(items[-1])
        )
        return any(
            is_hyphenated(line, following) or (not is_list and _is_within_sentence(line, following))
            for line, following in pairwise(self.lines)
        )

    def join(self, width: int) -> Iterator[str]:
        """The paragraphs, given how wide the lines were wrapped."""
        paragraph = [self.lines[0]]
        for line, following in pairwise(self.lines):
            if not self._goes_on(paragraph[0], line, following, width):
                yield join_lines(paragraph)
                paragraph = []
            paragraph.append(following)
        yield join_lines(paragraph)

    def _goes_on(self, first: str, line: str, following: str, width: int) -> bool:
        if is_hyphenated(line, following):
            return True
        if _ITEM.match(first) and _ITEM.match(following):
            return False
        if _is_ended(line) and (
            _ITEM.match(following)
            or _SPEAKER.match(following)
            # Within a sentence, a dash may stand at a line end.
            or (_DASH.match(first) and _DASH.match(following))
        ):
            return False
        return _is_full(line, following, width) or (
            self.is_wrapped and _is_within_sentence(line, following)
        )


def _is_ended(line: str) -> bool:
    return line.rstrip(_CLOSING).endswith(_ENDS)


def _is_within_sentence(line: str, following: str) -> bool:
    if _is_ended(line):
        return False
    return (
        following[:1].islower()
        or (line.endswith(",") and len(line) >= _LONGER_THAN_VERSES)
        or line.rpartition(" ")[2] in _INNER_WORDS
    )


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the following line would not have fitted behind a line."""
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width
