"""What is English: its letters and words, its keyboard, what is misspelt in it, its dictionary.

simplemma knows one lemma for each form, takes many a form in -ing for a word by itself (`hearing`)
and has the lemmas of obsolete spellings (`growing` of `growe`). Rules for the regular endings mend
that; but for the plurals of unknown names, they propose no lemma that the dictionary has not.
Irregular forms (`wives`, `left`) stand in the built-in exceptions, which go before this module.

Measured as benchmarks/measures/lemmas.py says, without self pairs: simplemma alone has F1 0.891
(recall 0.864), with the exceptions 0.909 (0.894), with the rules too 0.922 (0.934). Of the pairs
still wrong, most are nouns in -ing that a treebank sets apart from their verb.
"""

from __future__ import annotations

import re
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

from indexer.languages.confusions import Confusions, Keyboard
from indexer.languages.dictionary import FAILURES, NamePart, Reading, read_unknown
from indexer.languages.language import Language, Script

if TYPE_CHECKING:
    from collections.abc import Mapping

    from simplemma.strategies import DefaultStrategy

_STOP_WORDS = frozenset(
    "a an and are as at be but by for from had has have he her his i if in into is it its no nor "
    "not of on or our she so such than that the their them then there these they this those to "
    "was we were which who will with would you your".split()
)

_KEYBOARD = Keyboard(
    rows=("`", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,."),
    shifted=("~", "QWERTYUIOP{}", 'ASDFGHJKL:"', "ZXCVBNM<>"),
)

_CONFUSIONS = Confusions(
    letters=re.compile(r"[a-z\u00c0-\u024f\u0259\u1e00-\u1eff']+"),
    vowels=frozenset("aeiouy"),
    sounds=("aeiouy", "ckq", "szx", "gj", "fv", "td", "mn", "wu"),
    pairs=("cs",),
    clusters=(("f", "ph"), ("k", "ch"), ("x", "ks"), ("q", "kw"), ("y", "ie"), ("j", "dg"),
              ("sh", "ti"), ("sh", "ci"), ("s", "ce")),
    mute=frozenset("h'"),
    lost=frozenset("tdp"),
    one_letter=frozenset("ai"),
    keyboard=_KEYBOARD,
)  # fmt: skip

# Raised by hand whenever a rule below changes what a form is found by.
RULES_VERSION = 2

# The shortest unknown word in -s that is taken for a plural: `Chechens`, but not the river `Aras`.
_PLURAL_LENGTH = 6

_VOWEL = re.compile(r"[aeiouy]")
# One short syllable would double its consonant, so `hoping` is of `hope`: the stem takes an -e.
_SHORT = re.compile(r"[^aeiou]*[aeiouy][^aeiouywx]")
# These stems take one too, though the dictionary may have the bare one: `serv`, `breath`.
_WITH_E = re.compile(r".*(?:[cuvz]|th)")
# These take none, though the dictionary may have `growe`, `thinke`, `proclaime`, `singe`.
_WITHOUT_E = re.compile(r"..+(?:[wxy]|nk|[lr]d|rn|ft|ai[lmn])|.+ing")

# Spellings that differ between Britain and America: the letters on the left become those on the
# right if the dictionary has the result. In these directions it has the fewest obsolete words
# (`surprize`, `mirrour`). Takes 0.002 from F1: treebanks set such words apart, readers do not.
_VARIANT = re.compile(
    r"our(?=$|er$|ite$|able$)|iz(?=e$|er$|ation$)|yz(?=e$|er$)|tre$|(?<=e)nce$|ogue$"
)
_OTHER_SPELLING = {"our": "or", "iz": "is", "yz": "ys", "tre": "ter", "nce": "nse", "ogue": "og"}
# Shorter words are another matter: `four`, `tour`, `prize`.
_VARIANT_LENGTH = 5


class EnglishDictionary:
    """Lemmas of Latin words by simplemma's English dictionary and the rules of this module.

    It is loaded with the first word, which takes a fifth of a second: many a command reads none.
    """

    name = "simplemma"

    @cached_property
    def _simplemma(self) -> DefaultStrategy:
        from simplemma.strategies import DefaultStrategy

        return DefaultStrategy()

    @cached_property
    def _dictionary(self) -> Mapping[str, str]:
        from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

        words: Mapping[str, str] = DEFAULT_DICTIONARY_FACTORY.get_dictionary("en")
        return words

    @cached_property
    def _given_names(self) -> frozenset[str]:
        """Given names that the dictionary has as other words, or has not."""
        text = (files("indexer") / "data" / "given_names.txt").read_text("utf-8")
        lines = (line.partition("#")[0] for line in text.splitlines())
        return frozenset(name.lower() for line in lines for name in line.split())

    @property
    def fingerprint(self) -> str:
        return f"simplemma {version('simplemma')} {RULES_VERSION}"

    def knows(self, word: str) -> bool:
        try:
            return self._simplemma.get_lemma(word, "en") is not None
        except FAILURES:
            return False

    def read(self, word: str) -> Reading:
        """All likely lemmas of a folded word, likeliest first."""
        try:
            return self._read(word)
        except FAILURES:
            return read_unknown(word)

    def find_names(self, word: str) -> tuple[str, ...]:
        try:
            found = self._simplemma.get_lemma(word, "en")
        except FAILURES:
            return (word,)
        if found is None:
            return (word,)
        return () if found.islower() else (found.lower(),)

    def tell_parts(self, word: str) -> frozenset[NamePart]:
        """Of a name that it has, nobody can tell which part it is."""
        try:
            found = self._simplemma.get_lemma(word, "en")
        except FAILURES:
            return frozenset()
        is_name = word in self._given_names or not (found is None or found.islower())
        return frozenset({"given", "surname"} if is_name else ())

    def _read(self, word: str) -> Reading:
        found = self._simplemma.get_lemma(word, "en")
        lemmas = self._choose_lemmas(word, found)
        if found is None:
            return Reading(lemmas, tuple(dict.fromkeys((word, *lemmas))))
        if found.islower():
            return Reading(lemmas, ())
        # Of one in -s nobody can tell: Jans is no Jan, Israelis are Israeli.
        own = (word,) if word.endswith("s") else ()
        return Reading(lemmas, tuple(dict.fromkeys((*own, *lemmas))))

    def _choose_lemmas(self, word: str, found: str | None) -> tuple[str, ...]:
        lemma = found.lower() if found else word
        if word.endswith("ing"):
            lemmas = self._read_ing(word, lemma)
        elif word.endswith("ed"):
            lemmas = (self._mend_verb(word[:-2], lemma),)
        elif word.endswith("s"):
            lemmas = self._read_plural(word, lemma, known=found is not None)
        else:
            lemmas = (lemma,)
        if len(word) >= _VARIANT_LENGTH:
            return tuple(map(self._unify_spelling, lemmas))
        return lemmas

    def _read_ing(self, word: str, lemma: str) -> tuple[str, ...]:
        """The verb of a form in -ing, and the word itself where it is a noun: where the dictionary
        says so or has its plural. Adds 0.013 to F1, 0.035 to recall.
        """
        stem = word[:-3]
        verb = self._mend_verb(stem, lemma) if lemma != word else self._find_verb(stem)
        if verb is None:
            return (lemma,)
        is_noun = lemma == word or self._knows(word + "s", word)
        return (verb, word) if is_noun else (verb,)

    def _mend_verb(self, stem: str, lemma: str) -> str:
        """The verb of a stem before -ed or -ing, given the dictionary's, which may be obsolete.
        Adds 0.004 to F1.
        """
        if lemma == stem + "e" and _WITHOUT_E.fullmatch(stem) and self._knows(stem):
            return stem
        return lemma

    def _find_verb(self, stem: str) -> str | None:
        """The verb of a stem before -ing that the dictionary has, by the rules of spelling."""
        if not _VOWEL.search(stem):
            return None
        candidates = [stem, stem + "e"]
        if _SHORT.fullmatch(stem) or _WITH_E.fullmatch(stem):
            candidates.reverse()
        elif stem[-2:-1] == stem[-1] and stem[-1] not in "aeiou":
            candidates.insert(stem[-1] in "lsz", stem[:-1])
        return next(filter(self._knows, candidates), None)

    def _read_plural(self, word: str, lemma: str, *, known: bool) -> tuple[str, ...]:
        """The lemma of a form in -s: peoples (`Israelis`) and -sses, -xes (`masses`, `mixes`) are
        mended, unknown plurals are guessed.
        """
        if word.endswith(("sses", "xes")) and self._knows(word[:-2]):
            return (word[:-2],)
        if not known and len(word) >= _PLURAL_LENGTH and word[-2] not in "sui":
            return (word[:-1], word)
        if lemma == word:
            name = self._dictionary.get(word.capitalize())
            return (name.lower(),) if name else (lemma,)
        return (lemma,)

    def _unify_spelling(self, lemma: str) -> str:
        other = _VARIANT.sub(lambda found: _OTHER_SPELLING[found[0]], lemma)
        return other if other != lemma and self._knows(other) else lemma

    def _knows(self, word: str, lemma: str | None = None) -> bool:
        """Whether the dictionary has the word as a lemma, or as a form of the lemma given."""
        return bool(self._dictionary.get(word) == (lemma or word))


def _open_dictionary(_language: Language) -> EnglishDictionary:
    return EnglishDictionary()


ENGLISH = Language(
    code="en",
    script=Script.LATIN,
    alphabet="abcdefghijklmnopqrstuvwxyz",
    possessive="'s",
    abbreviations=(
        "U.S.S.R", "U.S.A", "U.S", "U.N", "U.K", "E.U", "D.C", "Ph.D", "a.m", "p.m", "i.e", "e.g",
        "a.k.a",
    ),
    stop_words=_STOP_WORDS,
    exceptions="exceptions.txt",
    keyboard=_KEYBOARD,
    confusions=_CONFUSIONS,
    open_dictionary=_open_dictionary,
)  # fmt: skip
