"""From text to words: where tokens begin and end, and their folded surface form.

A word is a run of letters and digits of any script, with the combining marks, soft hyphens and
apostrophes inside it. A hyphen splits: `Карачаево-Черкесия` is two tokens. Two things are one word
although they have signs inside: abbreviations that are known (`U.S.`, `т.е.`; initials are not) and
numbers whose thousands are set apart (`1 000 000`, `1,500`). Everything about one word that costs
time happens in `fold_word`, whose results the analyzer caches.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

# \w is a letter or digit of any script, or the underscore, which is blanked before: a set of
# characters would take half as long again. Combining marks (stress, decomposed й) and the soft
# hyphen are no \w characters, yet stand inside words. Possessive: there is nothing to try again.
_RUN = r"\w++(?:(?:[\u0300-\u036f\u00ad\u200d]++|['\u2019\u02bc](?=\w))\w*+)*+"

# Words that are written with dots. Other single letters with dots are initials: `А.Б. Меджидов`.
ABBREVIATIONS = (
    "U.S.A", "U.S", "U.N", "U.K", "E.U", "D.C", "Ph.D", "a.m", "p.m", "i.e", "e.g", "a.k.a",
    "т.е", "т.д", "т.п", "т.к", "т.н", "и.о", "в.и.о", "н.э",
)  # fmt: skip


def _follow_abbreviations() -> str:
    """What may follow a run of letters so that both are an abbreviation. Looking back from the
    first dot costs least, since few runs have a dot and a letter behind them."""
    heads: defaultdict[str, set[str]] = defaultdict(set)
    for abbreviation in ABBREVIATIONS:
        # As it is written, in small letters, and at the beginning of a sentence: И.О. are initials.
        for spelling in (abbreviation, abbreviation.lower()):
            head, _, tail = spelling.partition(".")
            heads[head].add(re.escape("." + tail))
            heads[head.capitalize()].add(re.escape("." + tail))
    ways = (
        rf"(?<=\b{head})(?:{'|'.join(sorted(tails, key=len, reverse=True))})"
        for head, tails in heads.items()
    )
    return rf"(?=\.\w)(?:{'|'.join(ways)})(?!\w)"


# Thousands in groups of three behind at most three digits, with blanks that are not always blanks.
_SEPARATOR = "[ ,\u00a0\u2009\u202f]"
_GROUP = rf"{_SEPARATOR}\d\d\d(?!\w)"
_THOUSANDS = rf"(?={_GROUP})(?<=\d)(?<!\w\d\d\d)(?<![^\W\d]\d)(?<![^\W\d]\d\d)(?:{_GROUP})++"

_FORM = re.compile(f"{_RUN}(?:{_follow_abbreviations()}|{_THOUSANDS})?+")
# What stands inside such words and is no part of their surface form.
_SEPARATORS = dict.fromkeys(map(ord, "., \u00a0\u2009\u202f"))

# Words of letters of one alphabet that no rule concerns.
_PLAIN = re.compile(r"[а-яА-Я]+|[a-zA-Z]+|[0-9]+")

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
    look-alike letters of the other script mended, abbreviations and numbers without their signs.
    """
    if _PLAIN.fullmatch(word):
        # Most words: there is nothing to fold but capitals. The same string, where there are none,
        # takes no room in the cache a second time.
        lower = word.lower()
        return (word if lower == word else lower), ()
    rules: list[str] = []
    joined = word.translate(_SEPARATORS)
    if joined != word:
        rules.append("number" if joined.isdecimal() else "abbreviation")
        word = joined
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
