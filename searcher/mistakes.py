"""How likely it is that one word was typed for another: a weighted edit distance.

An edit costs less where people often make it: letters that sound alike, keys that touch, a letter
doubled or not. It costs more at the first letter, and somewhat more at the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from rapidfuzz.distance import Postfix, Prefix

from searcher.confusions import Confusions

# Any substitution that is none of the others costs 1.
OTHER = 1.0
OTHER_VOWEL = 0.8
NEIGHBOR_KEY = 0.65
ALIKE = 0.6
SWAP = 0.9
DOUBLED = 0.15
MUTE_ADDED = 0.6
MUTE_MISSING = 0.15
LOST_MISSING = 0.15
ADDED = 0.6
MISSING = 0.45
# What they cost more at the first letter and at the last one.
FIRST_SUBSTITUTED = 0.4
FIRST_MOVED = 1.0
LAST_SUBSTITUTED = 0.25
LAST_MOVED = 0.65
# What each edit after the first costs more.
FURTHER = 0.8


def weigh_mistakes(typed: str, meant: str, language: Confusions) -> float:
    """The cost of the cheapest edits that make a typed word of the one that was meant.

    Both are folded. The time grows with the part in which they differ.
    """
    first = Prefix.similarity(typed, meant)
    rest = min(Postfix.similarity(typed, meant), min(len(typed), len(meant)) - first)
    typed_end, meant_end = len(typed) - rest, len(meant) - rest
    if first == typed_end == meant_end:
        return 0.0
    # Of the beginnings of both words, by their lengths.
    costs = {(first, first): -FURTHER}
    for i in range(first, typed_end + 1):
        for j in range(first, meant_end + 1):
            here = costs[i, j]
            for typed_next, meant_next, cost in _list_edits(typed, meant, i, j, language):
                following = typed_next, meant_next
                costs[following] = min(costs.get(following, inf), here + cost)
    return costs[typed_end, meant_end]


def _list_edits(
    typed: str, meant: str, i: int, j: int, language: Confusions
) -> Iterator[tuple[int, int, float]]:
    """The edits that may follow the first `i` typed and `j` meant letters: where they end in both
    words, and what they cost."""
    last = len(typed) - i, len(meant) - j
    if i < len(typed):
        cost = FIRST_MOVED if i == 0 else LAST_MOVED if last == (1, 0) else 0.0
        yield i + 1, j, cost + FURTHER + _weigh_added(typed, i, language)
    if j < len(meant):
        cost = FIRST_MOVED if j == 0 else LAST_MOVED if last == (0, 1) else 0.0
        yield i, j + 1, cost + FURTHER + _weigh_missing(meant, j, language)
    if i == len(typed) or j == len(meant):
        return
    if typed[i] == meant[j]:
        yield i + 1, j + 1, 0.0
        return
    cost = FIRST_SUBSTITUTED if i == j == 0 else LAST_SUBSTITUTED if last == (1, 1) else 0.0
    yield i + 1, j + 1, cost + FURTHER + _weigh_substituted(typed[i], meant[j], language)
    if typed[i : i + 2] == meant[j + 1 : j + 2] + meant[j]:
        yield i + 2, j + 2, SWAP + FURTHER
    for written, right in language.clusters_by_start.get((typed[i], meant[j]), ()):
        if typed.startswith(written, i) and meant.startswith(right, j):
            yield i + len(written), j + len(right), ALIKE + FURTHER


def _weigh_added(typed: str, at: int, language: Confusions) -> float:
    """A letter that was typed and not meant."""
    letter, before, after = _look_around(typed, at)
    if letter in (before, after):
        return DOUBLED
    return MUTE_ADDED if letter in language.mute else ADDED


def _weigh_missing(meant: str, at: int, language: Confusions) -> float:
    """A letter that was meant and not typed."""
    letter, before, after = _look_around(meant, at)
    if letter in (before, after):
        return DOUBLED
    if letter in language.mute:
        return MUTE_MISSING
    between = before and after and not language.vowels & {before, after}
    return LOST_MISSING if between and letter in language.lost else MISSING


def _weigh_substituted(typed: str, meant: str, language: Confusions) -> float:
    if (typed, meant) in language.alike:
        return ALIKE
    if (typed, meant) in language.neighbors:
        return NEIGHBOR_KEY
    return OTHER_VOWEL if language.vowels >= {typed, meant} else OTHER


def _look_around(word: str, at: int) -> tuple[str, str, str]:
    """A letter of a word and its neighbors, empty where there is none."""
    return word[at], word[at - 1 : at] if at else "", word[at + 1 : at + 2]
