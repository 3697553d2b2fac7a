"""What people who write Russian and English mistake for one another: letters, groups, keys.

Everything of one language stands in one value. A language more is a value more in `LANGUAGES`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, permutations


@dataclass(frozen=True)
class Confusions:
    """The mistakes of a language. Letters are folded: lower case, `ё` as `е`.

    `letters` matches the words of its alphabet. `sounds` are groups of letters heard alike, no
    letter in two of them; `pairs` are further ones, `clusters` those of several letters.
    Letters of `mute` are written and not heard; those of `lost` are not heard between consonants.
    `keys` are the rows of its keyboard, `one_letter` its words of one letter.
    """

    letters: re.Pattern[str]
    vowels: frozenset[str]
    sounds: tuple[str, ...]
    pairs: tuple[str, ...]
    clusters: tuple[tuple[str, str], ...]
    mute: frozenset[str]
    lost: frozenset[str]
    keys: tuple[str, ...]
    one_letter: frozenset[str]

    @cached_property
    def alike(self) -> frozenset[tuple[str, str]]:
        """Letters that are written for one another, both ways round."""
        return frozenset(_pair_up((*self.sounds, *self.pairs)))

    @cached_property
    def clusters_by_start(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """Clusters that are written for one another, both ways round, by their first letters."""
        starts: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for cluster in self.clusters:
            for one, other in permutations(cluster):
                starts[one[0], other[0]].append((one, other))
        return dict(starts)

    @cached_property
    def neighbors(self) -> frozenset[tuple[str, str]]:
        """Keys that touch, both ways round."""
        touching = {frozenset(pair) for row in self.keys for pair in pairwise(row)}
        # Each row stands half a key to the right of the one above it.
        for above, below in zip(self.keys, self.keys[1:], strict=False):
            touching |= {frozenset(pair) for pair in zip(above, below, strict=False)}
            touching |= {frozenset(pair) for pair in zip(above[1:], below, strict=False)}
        return frozenset(_pair_up("".join(sorted(pair)) for pair in touching))

    def sound_of(self, word: str) -> str:
        """A word as it is heard, roughly: what is heard alike is written alike."""
        for heard, written in self.clusters:
            word = word.replace(written, heard)
        return self._doubled.sub(r"\1", word.translate(self._heard))

    @cached_property
    def _heard(self) -> dict[int, str | None]:
        heard: dict[int, str | None] = {
            ord(letter): group[0] for group in self.sounds for letter in group
        }
        return heard | {ord(letter): None for letter in self.mute}

    @cached_property
    def _doubled(self) -> re.Pattern[str]:
        return re.compile(r"(.)\1+")


def _pair_up(groups: Iterable[str]) -> Iterable[tuple[str, str]]:
    return (pair for group in groups for pair in permutations(group, 2))


RUSSIAN = Confusions(
    letters=re.compile(r"[\u0400-\u052f']+"),
    vowels=frozenset("аеиоуыэюяіїє"),
    # Vowels without stress, consonants at ends and before others.
    sounds=("ао", "иеыэяй", "ую", "пб", "фв", "кгх", "тд", "сз", "шжщч", "ії"),
    # чюдо, ещо and шопот, ево, цырк, and what is no sound: ь for ъ, і for и.
    pairs=("ая", "ое", "оу", "вг", "цс", "цт", "цч", "ьъ", "ьи", "ьй", "иі", "ґг", "еє"),
    clusters=(("щ", "сч"), ("щ", "зч"), ("щ", "жч"), ("щ", "шч"), ("ц", "тс"), ("ц", "дс"),
              ("е", "йо"), ("х", "кх"), ("ж", "дж")),
    mute=frozenset("ьъ"),
    lost=frozenset("тдвл"),
    keys=("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю"),
    one_letter=frozenset("авикосуя"),
)  # fmt: skip

ENGLISH = Confusions(
    letters=re.compile(r"[a-z\u00c0-\u024f\u0259\u1e00-\u1eff']+"),
    vowels=frozenset("aeiouy"),
    sounds=("aeiouy", "ckq", "szx", "gj", "fv", "td", "mn", "wu"),
    pairs=("cs",),
    clusters=(("f", "ph"), ("k", "ch"), ("x", "ks"), ("q", "kw"), ("y", "ie"), ("j", "dg"),
              ("sh", "ti"), ("sh", "ci"), ("s", "ce")),
    mute=frozenset("h'"),
    lost=frozenset("tdp"),
    keys=("qwertyuiop", "asdfghjkl", "zxcvbnm"),
    one_letter=frozenset("ai"),
)  # fmt: skip

LANGUAGES = (RUSSIAN, ENGLISH)
