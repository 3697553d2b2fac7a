"""What the analyzer asks of the dictionary of a language."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Reading(NamedTuple):
    """What a dictionary says of a word: its likely lemmas, likeliest first, at least one; and
    those of them that may be names, because the dictionary has them as such, or not at all."""

    lemmas: tuple[str, ...]
    names: tuple[str, ...]


class Dictionary(Protocol):
    """The dictionary of one language. Words it is asked for are folded
    (`indexer.analysis.tokenizer.Tokenizer.fold_word`)."""

    @property
    def name(self) -> str: ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever a word could be read otherwise."""

    def knows(self, word: str) -> bool:
        """Whether it has the word, and need not guess."""

    def read(self, word: str) -> Reading:
        """Read a word: all its likely lemmas, likeliest first, or guesses at them."""
