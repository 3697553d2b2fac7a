"""Words that line ends divide, and true hyphens that happen to stand at line ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from indexer.importing.dictionaries import open_dictionary
from indexer.languages import Script

# Typesetters and word processors leave these where a word was divided, and nowhere else.
_DIVIDING = "\u00ad¬"
_HYPHENS = ("-", "\u2010", *_DIVIDING)
_LONGEST_WORD = 100
_AT_END = re.compile(rf"([^\W_]+)([-\u2010{_DIVIDING}])\Z")
_AT_START = re.compile(r"([^\W_]+)(-?)")

# `двух- и трёхэтажные`, `short- and long-term`: the hyphen stands for the rest of the word.
_JOINING = frozenset("и или либо а and or to nor".split())
# They stand before many a word, `вице` with a hyphen, `про` without one.
_WITH_HYPHEN = frozenset("экс вице мини макси пресс интернет онлайн бизнес веб арт топ зиц".split())
_WITHOUT_HYPHEN = frozenset(
    "про пере после недо само много мало авто видео теле радио гос полит одно двух трех трёх "
    "четырех четырёх пяти шести".split()
)
_COMPOUND = re.compile(r"..+[ое]")
# The dictionary of English has many compounds in both spellings.
_FIRST_OF_COMPOUND = frozenset(
    "well long short high low self half full part hard late early north south east west cross "
    "post first last ever much wide open deep fast slow free left right old new".split()
)
# Shorter ends of words are often words by themselves.
_SHORTEST_WORD = 3
_SHORTEST_SURE_WORD = 4


def is_hyphenated(line: str, following: str) -> bool:
    """Whether a line ends with a hyphen that belongs to the first word of the following line."""
    if not line.endswith(_HYPHENS):
        return False
    return (
        _AT_END.search(line[-_LONGEST_WORD:]) is not None and _AT_START.match(following) is not None
    )


def join_lines(lines: Sequence[str]) -> str:
    """Lines as one, without the hyphens that only divide words. There is at least one."""
    parts = [_lead_on(line, following) for line, following in pairwise(lines)]
    return "".join((*parts, lines[-1]))


def _lead_on(line: str, following: str) -> str:
    """A line as it stands before the following one: with a blank, a hyphen, or neither."""
    end = _AT_END.search(line[-_LONGEST_WORD:]) if line.endswith(_HYPHENS) else None
    start = _AT_START.match(following)
    if end is None or start is None:
        return f"{line} "
    left, right = end[1], start[1]
    if end[2] in _DIVIDING or (not start[2] and _is_one_word(left, right)):
        return line[:-1]
    is_suspended = right in _JOINING and not open_dictionary("ru").knows(f"{left}-{right}".lower())
    return f"{line} " if is_suspended else line


def _is_one_word(left: str, right: str) -> bool:
    """Whether two parts are one word without a hyphen. Parts of abbreviations, numbers and double
    names are not: `МЧС-ники`, `20-летний`, `Нью-Йорк`; but `ПОЛИ-ЦИЯ`."""
    if right in _JOINING or not (left.isalpha() and right.isalpha()):
        return False
    is_shouted = left.isupper() and right.isupper()
    if not is_shouted and (right[0].isupper() or (len(left) > 1 and left.isupper())):
        return False
    is_name = left[0].isupper() and not is_shouted
    left, right = left.lower(), right.lower()
    if Script.CYRILLIC.letters.match(left) and Script.CYRILLIC.letters.match(right):
        return _is_one_russian_word(left, right, is_name=is_name)
    if Script.LATIN.letters.match(left) and Script.LATIN.letters.match(right):
        return _is_one_english_word(left, right)
    return False


def _is_one_russian_word(left: str, right: str, *, is_name: bool) -> bool:
    dictionary = open_dictionary("ru")
    # It has compounds with their hyphens.
    if dictionary.knows(f"{left}-{right}"):
        return False
    if dictionary.knows(left + right) or left in _WITHOUT_HYPHEN:
        return True
    if left in _WITH_HYPHEN:
        return False
    if len(right) < _SHORTEST_WORD or not dictionary.knows(right):
        return True
    if not is_name and _COMPOUND.fullmatch(left) and len(right) >= _SHORTEST_SURE_WORD:
        return False
    # Parts of names are often words by chance.
    shortest = _SHORTEST_SURE_WORD if is_name else _SHORTEST_WORD
    return len(left) < shortest or not dictionary.knows(left)


def _is_one_english_word(left: str, right: str) -> bool:
    dictionary = open_dictionary("en")
    is_word = len(right) >= _SHORTEST_WORD and dictionary.knows(right)
    if not dictionary.knows(left + right):
        return not is_word
    is_compound = left in _FIRST_OF_COMPOUND and is_word
    return not (is_compound and len(right) >= _SHORTEST_SURE_WORD)
