"""Words that line ends divide, and true hyphens that happen to stand at line ends."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from indexer.languages import LANGUAGES, Dictionary, Script

# Typesetters and word processors leave these where a word was divided, and nowhere else.
_DIVIDING = "\u00ad¬"
_AT_END = re.compile(rf"([^\W_]+)([-\u2010{_DIVIDING}])\Z")
_AT_START = re.compile(r"([^\W_]+)(-?)")

# `двух- и трёхэтажные`, `short- and long-term`: the hyphen stands for the rest of the word.
_JOINING = frozenset("и или либо а да and or to nor".split())
# They are joined to any word, `вице` by a hyphen, `про` without one.
_WITH_HYPHEN = frozenset(
    "экс вице мини макси пресс интернет онлайн бизнес веб арт топ штаб".split()
)
_WITHOUT_HYPHEN = frozenset("про пере после недо само много мало авто видео теле радио".split())
_COMPOUND = re.compile(r"..+[ое]")
# Shorter ends of words are often words as well.
_SHORTEST_WORD = 4


def is_hyphenated(line: str, following: str) -> bool:
    """Whether a line ends with a hyphen that belongs to the first word of the following line."""
    return _AT_END.search(line) is not None and _AT_START.match(following) is not None


def divides_words(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether any line of a text, given with the line behind it, ends with a part of a word. Other
    texts are broken at hyphens and blanks alone."""
    for line, following in pairs:
        end, start = _AT_END.search(line), _AT_START.match(following)
        if end and start and (end[2] in _DIVIDING or _is_one_word(end[1], start, divides=False)):
            return True
    return False


def join_lines(line: str, following: str, *, divides: bool) -> str:
    """Two lines as one, without a hyphen that only divides a word. What `divides_words` says of the
    text tells whether `long-` and `term` were divided or are spelled so."""
    end, start = _AT_END.search(line), _AT_START.match(following)
    if end is None or start is None or start[1].lower() in _JOINING:
        return f"{line} {following}"
    if end[2] in _DIVIDING or _is_one_word(end[1], start, divides=divides):
        return f"{line[:-1]}{following}"
    return f"{line}{following}"


def _is_one_word(left: str, start: re.Match[str], *, divides: bool) -> bool:
    right = start[1]
    # `Ростов-на-Дону`, `20-летний`, `Нью-Йорк`, `МЧС-ники`; but `ПОЛИ-ЦИЯ`.
    if start[2] or not (left.isalpha() and right.isalpha()):
        return False
    if (right[0].isupper() or (len(left) > 1 and left.isupper())) and not (
        left.isupper() and right.isupper()
    ):
        return False
    if Script.CYRILLIC.letters.match(left) and Script.CYRILLIC.letters.match(right.lower()):
        return _is_one_russian_word(left, right.lower())
    if Script.LATIN.letters.match(left.lower()) and Script.LATIN.letters.match(right.lower()):
        return _is_one_english_word(left.lower(), right.lower(), divides=divides)
    return False


def _is_one_russian_word(left: str, right: str) -> bool:
    dictionary = _open_dictionary("ru")
    is_name = left[0].isupper()
    left = left.lower()
    # It has compounds with their hyphens.
    if dictionary.knows(f"{left}-{right}"):
        return False
    if dictionary.knows(left + right) or left in _WITHOUT_HYPHEN:
        return True
    if left in _WITH_HYPHEN:
        return False
    if len(right) < _SHORTEST_WORD or not dictionary.knows(right):
        return True
    if _COMPOUND.fullmatch(left):
        return False
    # The parts of names seem to be words by chance.
    return is_name or not dictionary.knows(left)


def _is_one_english_word(left: str, right: str, *, divides: bool) -> bool:
    dictionary = _open_dictionary("en")
    if not dictionary.knows(left + right):
        return len(right) < _SHORTEST_WORD - 1 or not dictionary.knows(right)
    # It has many compounds both ways.
    is_compound = (
        min(len(left), len(right)) >= _SHORTEST_WORD
        and dictionary.knows(left)
        and dictionary.knows(right)
    )
    return divides or not is_compound


@cache
def _open_dictionary(code: str) -> Dictionary:
    language = LANGUAGES[code]
    return language.open_dictionary(language)
