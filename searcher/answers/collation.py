"""Labels in the alphabetical order of a language, and the letters that their lists are divided by.

The letters of the language's own alphabet come before those of the other one, and figures before
both. Case, `ё`, quotation marks and other signs at the beginning, and the marks of Latin letters do
not count.
"""

from __future__ import annotations

import re
import unicodedata

from indexer.labels import fold_label

# What stands for all labels that begin with no letter of the two alphabets.
OTHER_SIGNS = "#"

_LEADING = re.compile(r"^[\W_]+")
# Latin letters beyond the 26, and marks that stand by themselves.
_MARKED = re.compile("[\u00c0-\u024f\u0250-\u02af\u0300-\u036f\u1e00-\u1eff]")
_MARKS = re.compile("(?<=[a-z])[\u0300-\u036f]+")
# Those that are more than a letter with a mark.
_PLAIN = str.maketrans({"ı": "i", "ə": "e", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})
# Where Latin is the other alphabet it stands behind the last Cyrillic letter.
_BEHIND = {
    ord(letter): chr(0xE000 + place) for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")
}
_FIRST = "\x00"


def collate(label: str, lang: str) -> str:
    """What puts a label in its place in the order of a language: these are compared sign by
    sign."""
    folded = _fold(label)
    if initial(label) == OTHER_SIGNS:
        return _FIRST + folded
    return folded.translate(_BEHIND) if lang == "ru" else folded


def initial(label: str) -> str:
    """The capital letter under which a label is listed, `#` for all signs that are none of either
    alphabet."""
    first = _fold(label)[:1]
    if "a" <= first <= "z" or "\u0400" <= first <= "\u04ff":
        return first.upper()
    return OTHER_SIGNS


def _fold(label: str) -> str:
    folded = fold_label(label)
    if _MARKED.search(folded):
        bare = _MARKS.sub("", unicodedata.normalize("NFD", folded.translate(_PLAIN)))
        folded = unicodedata.normalize("NFC", bare)
    # A label of signs alone keeps them.
    return _LEADING.sub("", folded) or folded
