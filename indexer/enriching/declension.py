"""The case forms of Russian names of one word, by their endings.

Such names are declined here and not lemmatized: the dictionary finds names in what is none (`Того`
is a form of тот, `Казбеков` of Казбек) and guesses at rare ones (`Хосты` from хост).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# The endings of the case forms, by the ending of the base form; the first that fits counts.
_CASE_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ый", ("ого", "ому", "ым", "ом")),
    ("ий", ("ого", "ому", "им", "ом", "ая", "ой", "ую", "ое", "ие", "их", "ими")),
    ("ая", ("ой", "ую")),
    ("ое", ("ого", "ому", "ым", "ом")),
    ("ия", ("ии", "ию", "ией")),
    ("я", ("и", "е", "ю", "ей")),
    ("а", ("ы", "и", "е", "у", "ой", "ей")),
    ("ы", ("", "ов", "ам", "ами", "ах")),
    ("ь", ("и", "ью", "я", "ю", "ем", "е")),
    ("й", ("я", "ю", "ем", "е")),
)

# Самоа has no other form: самое is a word.
_UNDECLINED = re.compile("[аеиоуыэю]а$")
_CONSONANT = re.compile("[бвгджзклмнпрстфхцчшщ]$")
_CONSONANT_ENDINGS = ("а", "у", "ом", "ем", "е")


def list_case_forms(name: str) -> Iterator[str]:
    """The regular case forms of a Russian name of one word; none for other names."""
    if _UNDECLINED.search(name):
        return
    for ending, others in _CASE_ENDINGS:
        if name.endswith(ending):
            yield from (name.removesuffix(ending) + other for other in others)
            return
    if _CONSONANT.search(name):
        yield from (name + ending for ending in _CONSONANT_ENDINGS)
