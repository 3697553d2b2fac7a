"""From text to words: where tokens begin and end, and their folded surface form.

A word is a run of letters and digits of any script, with the combining marks, soft hyphens and
apostrophes inside it. A hyphen splits: `Карачаево-Черкесия` is two tokens. Everything about one
word that costs time happens in `fold_word`, whose results the analyzer caches.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# \w is a letter or digit of any script, or the underscore, which is blanked before: a set of
# characters would take half as long again. Combining marks (stress, decomposed й) and the soft
# hyphen are no \w characters, yet stand inside words. Possessive: there is nothing to try again.
_FORM = re.compile(r"\w++(?:(?:[\u0300-\u036f\u00ad\u200d]++|['\u2019\u02bc](?=\w))\w*+)*+")

APOSTROPHES = str.maketrans("\u2019\u02bc", "''")
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200d"))
_STRESS = dict.fromkeys(map(ord, "\u0300\u0301\u0341\u0340"))

# Letters that look alike in both scripts; capitals more than small letters.
_LATIN_LOOKS = "aceopxykABCEHKMOPTXY"
_CYRILLIC_LOOKS = "асеорхукАВСЕНКМОРТХУ"
_TO_CYRILLIC = str.maketrans(_LATIN_LOOKS, _CYRILLIC_LOOKS)
_TO_LATIN = str.maketrans(_CYRILLIC_LOOKS, _LATIN_LOOKS)
_LATIN = re.compile(r"[a-zA-Z]")
_CYRILLIC = re.compile(r"[а-яёА-ЯЁ]")


def find_forms(text: str) -> list[str]:
    """The word forms of a text as they stand in it, in order."""
    return _FORM.findall(text.replace("_", " "))


def iterate_forms(text: str) -> Iterator[re.Match[str]]:
    """The word forms of a text, each as a match with its offsets."""
    return _FORM.finditer(text.replace("_", " "))


def fold_word(word: str) -> tuple[str, tuple[str, ...]]:
    """The surface form of a word and the names of the rules that changed it.

    Lower case, NFC, no stress marks or soft hyphens, `ё` as `е`, English possessive `'s` gone,
    look-alike letters of the other script mended.
    """
    rules: list[str] = []
    # Stress marks go before composing: и + U+0306 must become й, а + U+0301 plain а.
    folded = word
    if not word.isascii():
        folded = unicodedata.normalize("NFD", word).translate(_INVISIBLE)
        folded = _drop_stress(folded)
        folded = unicodedata.normalize("NFC", folded)
        folded = folded.translate(APOSTROPHES)
    mended = mend_script(folded)
    if mended != folded:
        folded = mended
        rules.append("mixed-script")
    # "İ".lower() is "i" and a combining dot: drop the dot.
    folded = folded.lower().replace("i\u0307", "i")
    if folded.endswith("'s"):
        folded = folded[:-2]
        rules.append("possessive")
    if "ё" in folded:
        folded = folded.replace("ё", "е")
        rules.append("ё")
    return folded, tuple(rules)


def _drop_stress(decomposed: str) -> str:
    """Without the acute and grave accents that stand on a Cyrillic vowel (`за́мок`).

    On Latin letters they belong to the spelling (`é`) and stay.
    """
    if not any(ord(mark) in _STRESS for mark in decomposed):
        return decomposed
    kept: list[str] = []
    base = ""
    for letter in decomposed:
        if unicodedata.combining(letter):
            if ord(letter) in _STRESS and _CYRILLIC.match(base):
                continue
        else:
            base = letter
        kept.append(letter)
    return "".join(kept)


def mend_script(word: str) -> str:
    """A word in one script, if its letters of the other only look like letters of it."""
    latin = len(_LATIN.findall(word))
    cyrillic = len(_CYRILLIC.findall(word))
    if not latin or not cyrillic:
        return word
    mended = word.translate(_TO_CYRILLIC if cyrillic >= latin else _TO_LATIN)
    foreign = _LATIN if cyrillic >= latin else _CYRILLIC
    return word if foreign.search(mended) else mended
