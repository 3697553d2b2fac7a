"""Patronymics of one word and of two, and what they share: `Гейдарович`, `Гейдар оглы`.

In the Caucasus and beyond it a word for son or daughter stands behind the father's name. News has
the same person in Russian manner too, and spells those words in many ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from indexer.analysis import Analyzer
from indexer.analysis.transliteration import transliterate
from indexer.languages import NamePart

# "Son" and "daughter" in Azerbaijani and its neighbours, Ossetian, Abkhaz and Georgian.
CHILD_WORDS = (
    "оглы", "оглу", "огли", "кызы", "гызы", "кизи", "улы", "уулу", "фырт", "чызг", "ипа", "пха",
    "дзе", "асули", "oglu", "ogly", "ogli", "oghlu", "oghli", "oğlu", "qizi", "qızı", "gizi",
    "gyzy", "gızı", "kyzy", "kizi", "kızı", "uly", "uulu", "fyrt", "dze", "asuli",
)  # fmt: skip
_CHILDREN = frozenset(CHILD_WORDS)

# What may be a patronymic of one word, in either alphabet: only then the dictionary is asked.
_ENDING = re.compile(
    r".+(?:ич(?:а|у|ем|е)?|(?:вн|чн)(?:а|ы|е|у|ой|ою)|ich|itch|[eo]vna|chna)", re.IGNORECASE
)
_RUSSIAN = re.compile(r"(.{2,})[ое]вич")
_VOWELS = frozenset("аеиоуыэюя")
_MOST_TRANSLITERATIONS = 3


def is_child_word(form: str) -> bool:
    """Whether a folded word says "son" or "daughter" behind a father's name."""
    return form in _CHILDREN


def may_be_patronymic(text: str) -> bool:
    """Whether a word of a query may be a patronymic, or the end of one."""
    return bool(_ENDING.fullmatch(text)) or re.split(r"\W", text)[-1].lower() in _CHILDREN


def tell_patronymic(
    surface: str, parts: frozenset[NamePart], analyzer: Analyzer
) -> frozenset[NamePart]:
    """What a folded word that ends as patronymics do may be; a Latin one by its Cyrillic
    spellings."""
    if surface.isascii():
        for spelling in islice(transliterate(surface), _MOST_TRANSLITERATIONS):
            told = analyzer.tell_parts(spelling)
            if "patronymic" in told:
                return told
    return parts


def make_patronymics(father: str) -> Iterator[str]:
    """The Russian patronymics of a folded name, as dictionaries have them."""
    if father[-1:] in _VOWELS:
        yield father + "евич"
    else:
        yield from (father + "ович", father.rstrip("йь") + "евич")


def find_father(patronymic: str) -> str:
    """The name that a Russian patronymic, a lemma, is made of; nothing where it tells none."""
    found = _RUSSIAN.fullmatch(patronymic)
    return found[1] if found else ""
