"""Headlines of what has none: the first sentence of a post."""

from __future__ import annotations

import re

_LONGEST = 120

# The end of a sentence, and not of an abbreviation or of initials: a word of some length before it,
# and a capital behind it.
_END = re.compile(r"(?<=\w{3})(?:[.!?…]+[»”\"')]*)(?=\s+[^\W\d_a-zа-яё]|\s+[\"«“—–\d]|\s*$)")
_ADDRESS = re.compile(r"(?:https?://|\bwww\.)\S+")


def make_headline(text: str) -> str:
    """The first line of a text that has words, or the first sentence of it where it is longer than
    a headline is; what is still longer is cut between two words. Empty where there are none."""
    lines = (" ".join(line.split()) for line in text.split("\n"))
    line = next((line for line in lines if any(map(str.isalnum, _ADDRESS.sub("", line)))), "")
    ends = [found.end() for found in _END.finditer(line[: _LONGEST + 1])]
    if ends and ends[0] <= _LONGEST:
        line = line[: ends[0]]
    if len(line) <= _LONGEST:
        return line[:-1] if line.endswith(".") and not line.endswith("..") else line
    words = line[:_LONGEST].rsplit(" ", 1)[0]
    return f"{words.rstrip(' ,;:—–-')}…"
