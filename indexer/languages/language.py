"""What a language is to Letopis: one value with everything that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from importlib.util import find_spec

from indexer.languages.confusions import Confusions, Keyboard
from indexer.languages.dictionary import Dictionary


class Script(Enum):
    """The letters that words of a script have, of whatever language; as a set of a pattern."""

    CYRILLIC = r"\u0400-\u052f"
    LATIN = r"a-z\u00c0-\u024f\u1e00-\u1eff"

    @property
    def letters(self) -> re.Pattern[str]:
        return re.compile(f"[{self.value}]")


@dataclass(frozen=True, kw_only=True, eq=False)
class Language:
    """A language: its letters, its words, its keyboard, and its dictionary.

    - `alphabet`: its letters, small ones. A word with a letter that no other language of the
      archive has is read as one of this.
    - `folding`: letters that are written as others as well, with what both are read as.
    - `marks_stress`: whether accents on its letters tell the stress, and are not of the spelling.
    - `look_alikes`: its letters that look like letters of another script, with those. What one
      language says is known both ways.
    - `possessive`: an ending that is no part of a word.
    - `abbreviations`: words that are written with dots, without their last one.
    - `stop_words`: folded words that are too common to tell anything.
    - `exceptions`: the list of what its dictionary gets wrong, a file in `indexer/data`.
    - `confusions`: what people who write it mistake for one another.
    - `open_dictionary` opens its dictionary, given the language; `package` is what must be
      installed for that, `extra` the extra of Letopis that brings it. Both are empty where it
      always is.
    """

    code: str
    script: Script
    alphabet: str
    keyboard: Keyboard
    confusions: Confusions
    open_dictionary: Callable[[Language], Dictionary]
    stop_words: frozenset[str]
    exceptions: str
    abbreviations: tuple[str, ...] = ()
    folding: Mapping[str, str] = field(default_factory=dict)
    look_alikes: Mapping[str, str] = field(default_factory=dict)
    marks_stress: bool = False
    possessive: str = ""
    package: str = ""
    extra: str = ""

    @property
    def is_installed(self) -> bool:
        """Whether its dictionary can be opened."""
        return not self.package or find_spec(self.package) is not None


def list_own_letters(language: Language, others: Iterable[Language]) -> frozenset[str]:
    """The letters of a language that none of the others has."""
    theirs = {letter for other in others if other is not language for letter in other.alphabet}
    return frozenset(language.alphabet) - theirs
