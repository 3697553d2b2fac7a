"""How likely it is that one word was typed for another: a weighted edit distance.

An edit costs less where people often make it: letters that sound alike, keys that touch, a letter
doubled or not. It costs more at the first letter, and somewhat more at the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from rapidfuzz.distance import Postfix, Prefix

from indexer.languages.confusions import Confusions

# What edits cost. Fitted to half of 4,000 real Russian misspellings, to those of three letters or
# more whose words stand in an archive of 68,000 forms: there 0.652 of the right words come first
# and 0.783 among the first three, of the half that was not looked at 0.629 and 0.785. Where all
# edits cost 1 and no place costs more, it is 0.633 and 0.763, and in the other half 0.593 and
# 0.761. The figures below say what is left, first and among three, without a distinction. Seven of
# eight words missed are two edits away, and short; `benchmarks/measures/spelling.py` tells them
# apart.
OTHER = 1.0
OTHER_VOWEL = 0.7  # as OTHER: 0.648, 0.780
NEIGHBOR_KEY = 0.65  # as OTHER: 0.644, 0.785
ALIKE = 0.5  # as OTHER: 0.639, 0.788

# So few swap letters here that this hardly matters: at 0.5 0.651, 0.782.
SWAP = 1.1

# A letter missing or too much.
ADDED = MISSING = 0.45  # as OTHER: 0.648, 0.763

# One that is not heard, at whatever place: doubled, mute, or lost between consonants.
UNHEARD = 0.2  # as MISSING: 0.650, 0.784

# What edits cost more at the first letter, and at the last.
FIRST_SUBSTITUTED = 0.2
FIRST_MOVED = 1.4  # neither: 0.646, 0.774
LAST_SUBSTITUTED = 0.1
LAST_MOVED = 0.95  # neither: 0.630, 0.772

# What each edit after the first costs more.
FURTHER = 0.55  # nothing: 0.621, 0.784


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
        place = FIRST_MOVED if i == 0 else LAST_MOVED if last == (1, 0) else 0.0
        yield i + 1, j, FURTHER + _weigh_added(typed, i, place)
    if j < len(meant):
        place = FIRST_MOVED if j == 0 else LAST_MOVED if last == (0, 1) else 0.0
        yield i, j + 1, FURTHER + _weigh_missing(meant, j, place, language)
    if i == len(typed) or j == len(meant):
        return
    if typed[i] == meant[j]:
        yield i + 1, j + 1, 0.0
        return
    place = FIRST_SUBSTITUTED if i == j == 0 else LAST_SUBSTITUTED if last == (1, 1) else 0.0
    yield i + 1, j + 1, place + FURTHER + _weigh_substituted(typed[i], meant[j], language)
    if typed[i : i + 2] == meant[j + 1 : j + 2] + meant[j]:
        yield i + 2, j + 2, SWAP + FURTHER
    for written, right in language.clusters_by_start.get((typed[i], meant[j]), ()):
        if typed.startswith(written, i) and meant.startswith(right, j):
            yield i + len(written), j + len(right), ALIKE + FURTHER


def _weigh_added(typed: str, at: int, place: float) -> float:
    """A letter that was typed and not meant."""
    letter, before, after = _look_around(typed, at)
    return UNHEARD if letter in (before, after) else ADDED + place


def _weigh_missing(meant: str, at: int, place: float, language: Confusions) -> float:
    """A letter that was meant and not typed."""
    letter, before, after = _look_around(meant, at)
    if letter in (before, after) or letter in language.mute:
        return UNHEARD
    between = before and after and not language.vowels & {before, after}
    return UNHEARD if between and letter in language.lost else MISSING + place


def _weigh_substituted(typed: str, meant: str, language: Confusions) -> float:
    if (typed, meant) in language.alike:
        return ALIKE
    if (typed, meant) in language.keyboard.neighbors:
        return NEIGHBOR_KEY
    return OTHER_VOWEL if language.vowels >= {typed, meant} else OTHER


def _look_around(word: str, at: int) -> tuple[str, str, str]:
    """A letter of a word and its neighbors, empty where there is none."""
    return word[at], word[at - 1 : at] if at else "", word[at + 1 : at + 2]
