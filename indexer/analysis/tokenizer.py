"""From text to words: where tokens begin and end, and their folded surface form.

A word is a run of letters and digits of any script, with the combining marks, invisible signs and
apostrophes inside it. A hyphen splits: `Карачаево-Черкесия` is two tokens. Two things are one word
although they have signs inside: abbreviations that are known (`U.S.`, `т.е.`; initials are not) and
numbers whose thousands are set apart (`1 000 000`, `1,500`). A word longer than LONGEST_WORD counts
by its beginning. Everything about one word that costs time happens in `Tokenizer.fold_word`, whose
results the analyzer caches.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from indexer.analysis.rules import Rule, leave_out
from indexer.analysis.scripts import ScriptMender
from indexer.languages import DEFAULT_LANGUAGES, Language

# What cannot be seen and says how a word is broken, joined or directed: pages have it in words.
_UNSEEN = (
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
)

# Between a small letter and a capital it parts two words that a page has set without a blank.
_BREAK = "[\u200b\ufeff](?=[A-ZА-ЯЁ])"

# \w is a letter or digit of any script, or the underscore, which is blanked before: a set of
# characters would take half as long again. Combining marks (stress, decomposed й) and unseen signs
# are no \w characters, yet stand inside words. There is nothing to try again: atomic groups say so,
# since Python before 3.11.5 (Debian 12 has that) ends a possessive repetition of a group too early.
_RUN = rf"\w++(?>(?:(?:[\u0300-\u036f{_UNSEEN}]++(?<!{_BREAK})|['\u2019\u02bc](?=\w))\w*+)*)"

# Thousands in groups of three behind at most three digits, with blanks that are not always blanks.
_SEPARATOR = "[ ,\u00a0\u2009\u202f]"
# No part of a telephone number: `928 123-45-67`.
_GROUP = rf"{_SEPARATOR}\d\d\d(?!\w|-\d)"
_ABROAD = r"(?<!\+\d)(?<!\+\d\d)(?<!\+\d\d\d)"
# More groups than this are a row of numbers.
_MOST_GROUPS = 5
_INSIDE_ROW = "".join(rf"(?<!\b{head}{_SEPARATOR}\d\d\d)" for head in (r"\d", r"\d\d", r"\d\d\d"))
_THOUSANDS = (
    rf"(?={_GROUP})(?<=\d){_ABROAD}{_INSIDE_ROW}(?<!\w\d\d\d)(?<![^\W\d]\d)(?<![^\W\d]\d\d)"
    rf"(?>(?:{_GROUP}){{1,{_MOST_GROUPS}}})(?!{_GROUP})"
)

# Characters of a word that count: what is longer is no word, and no engine could hold it whole.
LONGEST_WORD = 255

# What stands inside such words and is no part of their surface form.
_SEPARATORS = dict.fromkeys(map(ord, "., \u00a0\u2009\u202f"))

_APOSTROPHES = str.maketrans("\u2019\u02bc", "''")
_INVISIBLE = re.compile(f"[{_UNSEEN}]")
_JOINING = re.compile(f"(?!{_BREAK})[{_UNSEEN}]")
_STRESS = dict.fromkeys(map(ord, "\u0300\u0301\u0341\u0340"))


class Tokenizer:
    """Finds the words of texts in some languages, and folds them; `off` are rules left out."""

    def __init__(
        self, languages: Sequence[Language] = DEFAULT_LANGUAGES, off: Collection[Rule] = ()
    ) -> None:
        languages = [leave_out(language, off) for language in languages]
        abbreviations = [word for language in languages for word in language.abbreviations]
        following = [_follow_abbreviations(abbreviations)] if abbreviations else []
        if "number" not in off:
            following.append(_THOUSANDS)
        self._form = re.compile(f"{_RUN}(?>{'|'.join(following)}|)" if following else _RUN)
        self._possessives = tuple(filter(None, (language.possessive for language in languages)))
        self._folding = {
            letter: plain for language in languages for letter, plain in language.folding.items()
        }
        self._stressed = frozenset(
            letter
            for language in languages
            if language.marks_stress
            for letter in language.alphabet + language.alphabet.upper()
        )
        self._mender = ScriptMender(languages)
        # Words of one alphabet that no rule concerns.
        alphabets = (set(language.alphabet) - self._folding.keys() for language in languages)
        sets = (re.escape("".join(sorted({*a, *map(str.upper, a)}))) for a in alphabets)
        self._plain = re.compile("|".join(f"[{letters}]+" for letters in (*sets, "0-9")))

    def find_forms(self, text: str) -> list[str]:
        """The word forms of a text as they stand in it, in order."""
        return self._form.findall(text.replace("_", " "))

    def iterate_forms(self, text: str) -> Iterator[re.Match[str]]:
        """The word forms of a text, each as a match with its offsets."""
        return self._form.finditer(text.replace("_", " "))

    def find_alike(self, word: str) -> str | None:
        """A word of look-alikes alone as it is in the other script: `T` of `T-34`; None for
        others."""
        return self._mender.find_alike(word)

    def fold_word(self, word: str) -> tuple[str, tuple[str, ...]]:
        """The surface form of a word and the names of the rules that changed it.

        Lower case, NFC, no stress marks or invisible signs, letters written as others as well (`ё`)
        as those, possessive endings (`'s`) gone, look-alike letters of another script mended,
        abbreviations and numbers without their signs; nothing behind LONGEST_WORD characters.
        """
        word = word[:LONGEST_WORD]
        if self._plain.fullmatch(word):
            # Most words: there is nothing to fold but capitals. The same string, where there are
            # none, takes no room in the cache a second time.
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
            folded = _INVISIBLE.sub("", unicodedata.normalize("NFD", word))
            folded = self._drop_stress(folded)
            folded = unicodedata.normalize("NFC", folded)
            folded = folded.translate(_APOSTROPHES)
        mended = self._mender.mend(folded)
        if mended != folded:
            folded = mended
            rules.append("mixed-script")
        # "İ".lower() is "i" and a combining dot: drop the dot.
        folded = folded.lower().replace("i\u0307", "i")
        for ending in self._possessives:
            if folded.endswith(ending):
                folded = folded.removesuffix(ending)
                rules.append("possessive")
        for letter, plain in self._folding.items():
            if letter in folded:
                folded = folded.replace(letter, plain)
                rules.append(letter)
        return folded, tuple(rules)

    def _drop_stress(self, decomposed: str) -> str:
        """Without the acute and grave accents that only tell the stress (`за́мок`).

        Where they belong to the spelling (`é`) they stay.
        """
        if not any(ord(mark) in _STRESS for mark in decomposed):
            return decomposed
        kept: list[str] = []
        base = ""
        for letter in decomposed:
            if unicodedata.combining(letter):
                if ord(letter) in _STRESS and base in self._stressed:
                    continue
            else:
                base = letter
            kept.append(letter)
        return "".join(kept)


def drop_unseen(text: str) -> str:
    """A text without the signs that nobody sees, but for those that part two words."""
    return text if text.isascii() else _JOINING.sub("", text)


def _follow_abbreviations(abbreviations: Iterable[str]) -> str:
    """What may follow a run of letters so that both are an abbreviation. Looking back from the
    first dot costs least, since few runs have a dot and a letter behind them."""
    heads: defaultdict[str, set[str]] = defaultdict(set)
    for abbreviation in abbreviations:
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


# Of the languages of an archive that does not say.
DEFAULT_TOKENIZER = Tokenizer()
