"""What people who write a language mistake for one another: letters, groups of them, keys."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, permutations


@dataclass(frozen=True)
class Keyboard:
    """The keys of letters of a layout, row by row from the top, plain and with shift.

    Every layout lists the same keys. Each row stands half a key to the right of the one above it.
    """

    rows: tuple[str, ...]
    shifted: tuple[str, ...]

    @cached_property
    def neighbors(self) -> frozenset[tuple[str, str]]:
        """Keys that touch, both ways round."""
        touching = {frozenset(pair) for row in self.rows for pair in pairwise(row)}
        for above, below in pairwise(self.rows):
            touching |= {frozenset(pair) for pair in zip(above, below, strict=False)}
            touching |= {frozenset(pair) for pair in zip(above[1:], below, strict=False)}
        return frozenset(_pair_up("".join(sorted(pair)) for pair in touching))


@dataclass(frozen=True)
class Confusions:
    """The mistakes of a language. Letters are folded.

    `letters` matches the words of its alphabet. `sounds` are groups of letters heard alike, no
    letter in two of them; `pairs` are further ones, `clusters` those of several letters.
    Letters of `mute` are written and not heard; those of `lost` are not heard between consonants.
    `one_letter` are its words of one letter.
    """

    letters: re.Pattern[str]
    vowels: frozenset[str]
    sounds: tuple[str, ...]
    pairs: tuple[str, ...]
    clusters: tuple[tuple[str, str], ...]
    mute: frozenset[str]
    lost: frozenset[str]
    one_letter: frozenset[str]
    keyboard: Keyboard

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
