"""The rules by which words are read, one name each, and what is left of a language without some.

`letopis explain` names those that fired. An archive switches rules off for good with `rules_off` in
letopis.toml; what a search adds on its side is switched by request (`searcher.request.EXPANSIONS`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Literal

from indexer.languages import Language

Rule = Literal[
    "possessive",
    "mixed-script",
    "ё",
    "accent",
    "abbreviation",
    "number",
    "footnote",
    "lemma",
    "exception",
    "name",
]

# What each does. A letter that a language folds is the name of the rule that folds it.
RULES: Mapping[Rule, str] = {
    "possessive": "A possessive ending is no part of a word: `Baku's` is `Baku`.",
    "mixed-script": "Letters that look like those of another script are mended: a Latin `a` in "
    "`Бaку`, a Cyrillic one in `А4`.",
    "ё": "`ё` is read as `е`, in forms and in lemmas.",
    "accent": "Marks on Latin letters may be left out: `café` is found as `cafe`.",
    "abbreviation": "A known abbreviation with dots is one word: `U.S.`, `т.е.`",
    "number": "A number whose thousands are set apart is one word: `1 000 000`, `12,500`.",
    "footnote": "A word is found without the figures behind it: `работал2`.",
    "lemma": "A word is found by all its likely lemmas, and so in any form.",
    "exception": "The lists of exceptions go before the dictionaries.",
    "name": "A word that may be a name is found by its spellings in the other alphabet too.",
}


def leave_out(language: Language, off: Collection[Rule]) -> Language:
    """A language without what the rules that are off need of it."""
    return replace(
        language,
        possessive="" if "possessive" in off else language.possessive,
        abbreviations=() if "abbreviation" in off else language.abbreviations,
        look_alikes={} if "mixed-script" in off else language.look_alikes,
        folding={letter: plain for letter, plain in language.folding.items() if letter not in off},
    )
